//! Plans and who has them, laid in by the shortest way, for tests of what happens to those who have them.

use chrono::NaiveDate;
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{AssignmentId, PersonId, PlanId, PlanRequirementId, RequirementId, SectionId, UnitId},
    standing::Status,
    text,
};
use kyndig_gate as gate;
use kyndig_gate::Affected;
use kyndig_platform::auth::Work;
use sea_orm::Value;

use super::Someone;

/// Inserts one row.
pub async fn insert(work: &Work<'_>, table: &str, columns: &[(&str, Value)]) {
    let names: Vec<_> = columns.iter().map(|(name, _)| *name).collect();
    let sql = Sql::new(&format!("INSERT INTO {table} ({}) VALUES ", names.join(", ")))
        .list(columns.iter().map(|(_, value)| value.clone()));
    work.tx.execute(sql).await.unwrap_or_else(|error| panic!("{table}: {error}"));
}

#[derive(Clone, Debug)]
pub struct Plan {
    pub id: PlanId,
    pub section: SectionId,
    pub requirements: Vec<RequirementId>,
}

/// A plan of a unit, published to it and below, with active requirements: each with its days of validity.
pub async fn plan(work: &Work<'_>, unit: UnitId, by: Someone, name: &str, validities: &[Option<i32>]) -> Plan {
    let id: PlanId = work.new_id();
    let section: SectionId = work.new_id();
    insert(
        work,
        "plan",
        &[
            ("id", id.into()),
            ("kind", "competence".into()),
            ("name", name.into()),
            ("folded", text::fold(name).into()),
            ("sort_key", text::sort_key(name).into()),
            ("owner_unit_id", unit.into()),
            ("description", "".into()),
            ("time_frame", "".into()),
            ("literature", "".into()),
            ("completion", "automatic".into()),
            ("major", 1.into()),
            ("was_published", true.into()),
            ("created_at", work.now.into()),
            ("created_by", by.person.into()),
        ],
    )
    .await;
    insert(
        work,
        "section",
        &[("id", section.into()), ("plan_id", id.into()), ("name", "Del 1".into()), ("ordinal", 1.into())],
    )
    .await;
    insert(
        work,
        "plan_publication",
        &[
            ("plan_id", id.into()),
            ("unit_id", unit.into()),
            ("with_subunits", true.into()),
            ("published_at", work.now.into()),
        ],
    )
    .await;
    let mut requirements = Vec::new();
    for (index, days) in validities.iter().enumerate() {
        let requirement = requirement(work, unit, by.person, &format!("{name} {index}"), *days).await;
        hold(work, id, section, requirement, by.person).await;
        requirements.push(requirement);
    }
    Plan { id, section, requirements }
}

async fn requirement(work: &Work<'_>, unit: UnitId, by: PersonId, name: &str, days: Option<i32>) -> RequirementId {
    let id: RequirementId = work.new_id();
    let before = work.tx.value::<i64>(Sql::new("SELECT count(*) FROM requirement")).await.expect("a count");
    let number = i32::try_from(before.expect("a row")).expect("a number") + 1;
    insert(
        work,
        "requirement",
        &[
            ("id", id.into()),
            ("number", number.into()),
            ("owner_unit_id", unit.into()),
            ("name", name.into()),
            ("folded", text::fold(name).into()),
            ("sort_key", text::sort_key(name).into()),
            ("learning_method", "practice".into()),
            ("documentation_method", "self_registration".into()),
            ("needs_signature", false.into()),
            ("validity_days", days.into()),
            ("content", "{}".into()),
            ("published_version", 1.into()),
            ("published_at", work.now.into()),
            ("created_at", work.now.into()),
            ("created_by", by.into()),
        ],
    )
    .await;
    id
}

/// Takes a requirement into a plan, active, before anybody has the plan.
pub async fn hold(work: &Work<'_>, plan: PlanId, section: SectionId, requirement: RequirementId, by: PersonId) {
    insert(
        work,
        "plan_requirement",
        &[
            ("id", work.new_id::<PlanRequirementId>().into()),
            ("plan_id", plan.into()),
            ("section_id", section.into()),
            ("requirement_id", requirement.into()),
            ("ordinal", 1.into()),
            ("state", "active".into()),
            ("added_at", work.now.into()),
            ("added_by", by.into()),
        ],
    )
    .await;
}

/// Gives a plan to a position, through the gate.
pub async fn assign(work: &Work<'_>, plan: &Plan, to: Someone) -> AssignmentId {
    let id: AssignmentId = work.new_id();
    gate::change(work, &Affected::plan_of(vec![to.person], plan.id), async || {
        insert(
            work,
            "assignment",
            &[
                ("id", id.into()),
                ("plan_id", plan.id.into()),
                ("position_id", to.position.into()),
                ("person_id", to.person.into()),
                ("active", true.into()),
                ("assigned_at", work.now.into()),
            ],
        )
        .await;
        Ok(())
    })
    .await
    .expect("an assignment");
    id
}

/// Done on this day, through the gate, which knows when it expires.
pub async fn fulfil(work: &Work<'_>, person: PersonId, requirement: RequirementId, on: NaiveDate) {
    let affected = Affected::one(person, requirement);
    gate::change(work, &affected, async || {
        let sql = Sql::new("UPDATE standing SET status = ")
            .bind(Status::Fulfilled)
            .push(", performed_on = ")
            .bind(on)
            .push(" WHERE person_id = ")
            .bind(person)
            .push(" AND requirement_id = ")
            .bind(requirement);
        assert_eq!(work.tx.execute(sql).await?, 1, "the person has no such requirement");
        Ok(())
    })
    .await
    .expect("a fulfilment");
}
