//! PLN-2: creation of plans: a competence plan is empty, a goal plan is a trust's own copy of a template.

use kyndig_contract::plan::CreatePlan;
use kyndig_domain::{
    ids::{PlanId, UnitId},
    plan::PlanKind,
    requirement::Level,
    version::after_approval,
};
use kyndig_people::unit;
use kyndig_platform::{
    audit,
    auth::{Work, content_policy},
    http::{Code, Failure},
};

use super::{person, version};
use crate::plan::store::{self, template as copies};

pub async fn create(work: &Work<'_>, request: &CreatePlan) -> Result<PlanId, Failure> {
    let goals = request.kind.has_goals();
    if request.is_template && !goals {
        return Err(Failure::invalid("isTemplate", "invalid"));
    }
    match request.template_id {
        Some(_) if !goals || request.is_template => return Err(Failure::invalid("templateId", "invalid")),
        None if goals && !request.is_template => return Err(Failure::invalid("templateId", "required")),
        _ => {}
    }
    let level = match (request.level, request.is_template) {
        (_, true) => Level::Central,
        (level @ (Level::Local | Level::Central), false) if level == Level::Local || !goals => level,
        _ => return Err(Failure::invalid("level", "invalid")),
    };
    content_policy::owns_plan(work, request.kind, level, request.is_template, request.owner_unit_id, "ownerUnitId")
        .await?;
    // A resident has the same plan throughout the trust.
    let of_trust = request.kind == PlanKind::LearningGoals && !request.is_template;
    if of_trust && !unit::service::is_trust(work, request.owner_unit_id).await? {
        return Err(Failure::field(Code::NotATrust, "ownerUnitId"));
    }
    if let Some(template) = request.template_id {
        copyable(work, template, request.kind, request.owner_unit_id).await?;
    }
    let id: PlanId = work.new_id();
    let by = person(work)?;
    store::insert(work, id, request, level, by).await?;
    if let Some(template) = request.template_id {
        let active = copies::copy(work, template, id, by).await?;
        version::make(work, id, after_approval(None, active)).await?;
        // Editors who have the template open see that it is now locked.
        super::touch(work, template).await?;
    }
    audit::log(work, "plan", Some(id.0), None).await?;
    Ok(id)
}

/// The template, locked: a second copy for the same unit waits, and is refused.
async fn copyable(work: &Work<'_>, template: PlanId, kind: PlanKind, unit: UnitId) -> Result<(), Failure> {
    work.tx.lock("plan", &[template]).await?;
    let row = store::plan(work, template).await?.filter(|row| row.is_template && row.kind == kind);
    if row.is_none_or(|row| row.archived_at.is_some()) {
        return Err(Failure::invalid("templateId", "unknown"));
    }
    if copies::is_copied(work, template, unit).await? {
        return Err(Failure::field(Code::AlreadyCopied, "templateId"));
    }
    Ok(())
}
