//! The first system owner: the only person not created by HR, so that HR imports can be started.

use kyndig_contract::role::GrantRole;
use kyndig_db::{Sql, entity, sql};
use kyndig_domain::{
    ids::{PersonId, PositionId, UnitId},
    position::{PositionKind, PositionState},
    role::Role,
    text,
};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::{ActiveModelTrait, FromQueryResult, IntoActiveModel};

use super::{grant, store};
use crate::{person, position, session};

/// Positions without a cost centre are not from HR, and imports ignore them.
const NOT_FROM_HR: &str = "";

/// What was found or created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    pub person_id: PersonId,
    pub position_id: PositionId,
    pub unit_name: String,
    /// The person did not exist before.
    pub is_new: bool,
}

#[derive(FromQueryResult)]
struct Root {
    id: UnitId,
    name: String,
}

#[derive(FromQueryResult)]
struct Held {
    id: PositionId,
    unit_name: String,
}

/// Makes the person with this e-mail address a system owner: finds or creates person and position, grants the role, and
/// sets the password by its hash.
pub async fn create_owner(work: &Work<'_>, email: &str, name: &str, hash: &str) -> Result<Owner, Failure> {
    let email = session::service::email_key(email);
    let known =
        work.tx.value::<PersonId>(sql!("SELECT id FROM person WHERE email = {email}", email = email.as_str())).await?;
    let person_id = match known {
        Some(person) => person,
        None => make_person(work, &email, name).await?,
    };
    let held = sql!(
        "SELECT p.id, u.name AS unit_name FROM position p JOIN org_unit u ON u.id = p.unit_id \
         WHERE p.state = 'open' AND p.kind = 'employment' AND p.person_id = {person_id} \
         ORDER BY p.starts_on, p.id LIMIT 1",
        person_id,
    );
    let (position_id, unit_name) = match work.tx.one::<Held>(held).await? {
        Some(held) => (held.id, held.unit_name),
        None => make_position(work, person_id).await?,
    };
    let request = GrantRole { position_id, role: Role::SystemOwner, unit_id: None, plan_id: None, speciality: None };
    if !store::has(work, &request, None).await? {
        grant::grant(work, &request).await?;
    }
    session::service::set_password(work, person_id, hash).await?;
    Ok(Owner { person_id, position_id, unit_name, is_new: known.is_none() })
}

async fn make_person(work: &Work<'_>, email: &str, name: &str) -> Result<PersonId, Failure> {
    let id: PersonId = work.new_id();
    let name = text::straight(name).split_whitespace().collect::<Vec<_>>().join(" ");
    let (given, family) = name.rsplit_once(' ').unwrap_or((&name, ""));
    let made = entity::person::Model {
        id,
        external_id: format!("local:{id}"),
        given_name: given.to_owned(),
        family_name: family.to_owned(),
        folded: text::fold(&name),
        sort_key: text::sort_key(&format!("{family} {given}")),
        email: Some(email.to_owned()),
        phone: None,
        hpr_number: None,
        created_at: work.now,
        stamp: 1,
        name,
    };
    made.into_active_model().insert(work.tx.orm()).await?;
    person::service::index_words(work, &[id]).await?;
    Ok(id)
}

/// In the topmost unit, of which there must be one.
async fn make_position(work: &Work<'_>, person: PersonId) -> Result<(PositionId, String), Failure> {
    let root =
        Sql::new("SELECT id, name FROM org_unit WHERE parent_id IS NULL AND active ORDER BY sort_key, id LIMIT 1");
    let root = work.tx.one::<Root>(root).await?.ok_or_else(|| {
        Failure::Internal(anyhow::anyhow!("there are no units yet: import them first (kyndig import hr)"))
    })?;
    let sort_key = sql!("SELECT sort_key FROM person WHERE id = {person}", person);
    let id: PositionId = work.new_id();
    let made = entity::position::Model {
        id,
        person_id: person,
        kind: PositionKind::Employment,
        trust_id: root.id,
        cost_centre: NOT_FROM_HR.to_owned(),
        unit_id: root.id,
        title: "Systemeier".to_owned(),
        sort_key: work.tx.value(sort_key).await?.ok_or_else(Failure::not_found)?,
        starts_on: work.today,
        ends_on: None,
        state: PositionState::Pending,
        opened_on: None,
        closed_on: None,
        hr_manager_id: None,
        set_manager_id: None,
        manager_id: None,
        loan_id: None,
        version: 1,
    };
    position::service::create(work, made).await?;
    position::service::open(work, &[id]).await?;
    Ok((id, root.name))
}
