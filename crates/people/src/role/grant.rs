//! Granting and taking away roles, and showing who has them.

use kyndig_contract::{
    page::{Page, PageQuery},
    problem::FieldProblem,
    role::{GrantRole, PositionAccess, PositionAccessQuery, RoleGrant, RoleGrantQuery},
};
use kyndig_domain::{
    ids::RoleGrantId,
    position::PositionState,
    role::{self, GrantError, Role},
};
use kyndig_platform::{
    audit,
    auth::{Work, actor::access_changed},
    facts::Fact,
    http::{Code, Failure, page},
};

use super::{steward, store};

/// PLN-15: the steward of plans is one as somebody who works there.
pub async fn react(work: &Work<'_>, facts: &[Fact]) -> Result<(), Failure> {
    for fact in facts {
        match fact {
            Fact::PositionsClosed { positions, .. } => steward::lapse(work, positions).await?,
            Fact::PositionRemoved { position } => store::delete_of(work, *position).await?,
            _ => {}
        }
    }
    Ok(())
}

pub async fn list(work: &Work<'_>, query: &RoleGrantQuery, paging: &PageQuery) -> Result<Page<RoleGrant>, Failure> {
    let after = page::after::<store::GrantKey>(paging)?;
    let rows = store::grants(work, query, after, paging.limit()).await?;
    page::page(rows, paging.limit(), |row| (row.sort_key.clone(), row.id), store::GrantRow::into_grant)
}

pub async fn positions(
    work: &Work<'_>,
    query: &PositionAccessQuery,
    paging: &PageQuery,
) -> Result<Page<PositionAccess>, Failure> {
    let after = page::after::<store::PositionKey>(paging)?;
    let rows = store::positions(work, query, after, paging.limit()).await?;
    let mut grants = store::grants_of(work, rows.iter().map(|row| row.id)).await?;
    page::page(
        rows,
        paging.limit(),
        |row| (row.sort_key.clone(), row.id),
        |row| {
            let own = grants.extract_if(.., |grant| grant.position_id == row.id);
            let own = own.map(store::GrantRow::into_grant).collect();
            row.into_access(own)
        },
    )
}

pub async fn grant(work: &Work<'_>, request: &GrantRole) -> Result<RoleGrant, Failure> {
    let shape = (request.unit_id.is_some(), request.plan_id.is_some(), request.speciality.is_some());
    role::check_grant(request.role, shape.0, shape.1, shape.2).map_err(not_like_this)?;
    let position = store::position(work, request.position_id).await?.ok_or_else(|| invalid("positionId", "unknown"))?;
    if position.state == PositionState::Closed {
        return Err(Code::PositionClosed.into());
    }
    if let Some(unit) = request.unit_id
        && !store::unit_exists(work, unit).await?
    {
        return Err(invalid("unitId", "unknown"));
    }
    if let Some(plan) = request.plan_id
        && !store::plan_exists(work, plan).await?
    {
        return Err(invalid("planId", "unknown"));
    }
    let speciality = request.speciality.as_deref().map(str::trim);
    if store::has(work, request, speciality).await? {
        return Err(Code::RoleGrantedAlready.into());
    }
    let id: RoleGrantId = work.new_id();
    store::insert(work, id, request, speciality).await?;
    access_changed(work.tx, &[position.person_id]).await?;
    audit::log(work, "role_grant", Some(id.0), Some(position.person_id)).await?;
    let made = store::grant(work, id).await?.ok_or_else(Failure::not_found)?;
    Ok(made.into_grant())
}

pub async fn revoke(work: &Work<'_>, id: RoleGrantId) -> Result<(), Failure> {
    let grant = store::grant(work, id).await?.ok_or_else(Failure::not_found)?;
    if grant.role == Role::SystemOwner && !store::lock_owners(work).await?.iter().any(|owner| *owner != id) {
        return Err(Code::LastSystemOwner.into());
    }
    if !store::delete(work, id).await? {
        return Err(Failure::not_found());
    }
    access_changed(work.tx, &[grant.person_id]).await?;
    audit::log(work, "role_grant", Some(id.0), Some(grant.person_id)).await
}

fn not_like_this(error: GrantError) -> Failure {
    let (field, code) = match error {
        GrantError::NeverGranted => ("role", "never_granted"),
        GrantError::UnitMissing => ("unitId", "required"),
        GrantError::UnitNotAsked => ("unitId", "not_asked"),
        GrantError::PlanMissing => ("planId", "required"),
        GrantError::PlanNotAsked => ("planId", "not_asked"),
        GrantError::SpecialityMissing => ("speciality", "required"),
        GrantError::SpecialityNotAsked => ("speciality", "not_asked"),
    };
    invalid(field, code)
}

fn invalid(field: &str, code: &str) -> Failure {
    let problem = FieldProblem { field: field.to_owned(), code: code.to_owned(), limit: None };
    Failure::new(Code::ValidationFailed).fields(vec![problem])
}
