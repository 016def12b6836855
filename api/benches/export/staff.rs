//! 300,000 employees of a region, each with a plan of three requirements, and somebody who sees them all.

use std::sync::Arc;

use chrono::TimeDelta;
use kyndig_api::composition::REACTIONS;
use kyndig_db::{Db, Sql};
use kyndig_domain::{
    ids::{PersonId, PlanId, PlanRequirementId, PositionId, RequirementId, RoleGrantId, SectionId, SessionId, UnitId},
    text,
};
use kyndig_platform::{
    auth::{System, Work, as_system},
    clock::{Clock, SystemClock},
    http::Failure,
};
use sea_orm::{ConnectionTrait, Value};

use crate::trust;

/// Employees of the region, and requirements of the trust's.
pub fn rows() -> usize {
    if crate::small() { 3000 } else { 300_000 }
}

const GIVEN: &[&str] =
    &["Åse", "Øystein", "Ærna", "Ida", "Lars", "Kari", "Ola", "Mona", "Per", "Ingrid", "Nils", "Berit"];
const TITLES: &[&str] =
    &["Sykepleier", "Spesialsykepleier", "Overlege", "Helsefagarbeider", "Lege i spesialisering", "Bioingeniør"];

/// The sessions of an administrator of the whole region, and of the trust beside it.
pub async fn fill(db: &Db) -> [SessionId; 2] {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let region = as_system(System { db, clock: &clock, reactions: REACTIONS }, "bench", make).await.expect("a region");
    let trust =
        as_system(System { db, clock: &clock, reactions: REACTIONS }, "bench", trust::make).await.expect("a trust");
    let postgres = db.backend() == sea_orm::DatabaseBackend::Postgres;
    let statement = if postgres { "VACUUM ANALYZE" } else { "ANALYZE" };
    db.for_migrations().execute_unprepared(statement).await.expect("statistics");
    [region, trust]
}

pub async fn insert<const N: usize>(work: &Work<'_>, into: &str, rows: Vec<[Value; N]>) {
    for chunk in rows.chunks(30_000 / N) {
        let sql = Sql::new(&format!("INSERT INTO {into} VALUES ")).rows(chunk.iter().cloned());
        work.tx.execute(sql).await.unwrap_or_else(|error| panic!("{into}: {error}"));
    }
}

/// Those that a query of the bench looks for have a name that it knows.
pub async fn unit(work: &Work<'_>, above: &[UnitId], kind: &str, name: &str, known: Option<&str>) -> UnitId {
    let id: UnitId = work.new_id();
    let (folded, key) = (text::fold(name), text::sort_key(name));
    let parent = above.last().copied();
    let external = known.map_or_else(|| id.to_string(), ToOwned::to_owned);
    let row = [id.into(), parent.into(), kind.into(), name.into(), folded.into(), key.into(), external.into()];
    insert(work, "org_unit (id, parent_id, kind, name, folded, sort_key, external_id)", vec![row]).await;
    let depth = |at: usize| i32::try_from(above.len() - at).expect("a depth");
    let rows = above.iter().enumerate().map(|(at, above)| [(*above).into(), id.into(), depth(at).into()]);
    let rows = rows.chain([[id.into(), id.into(), 0_i32.into()]]).collect();
    insert(work, "org_unit_closure (ancestor_id, descendant_id, depth)", rows).await;
    id
}

async fn make(work: &Work<'_>) -> Result<SessionId, Failure> {
    if work.tx.is_postgres() {
        // what is filled is no request
        work.tx.execute(Sql::new("SET LOCAL statement_timeout = 0")).await?;
    }
    let region = unit(work, &[], "region", "Helseregionen", Some("the region")).await;
    let mut wards = Vec::new();
    for trust in 0..15 {
        let trust_id = unit(work, &[region], "health_trust", &format!("Sykehuset {trust:02} HF"), None).await;
        for ward in 0..60 {
            let name = format!("Sengepost {ward}, kirurgi & medisin, {trust:02}");
            wards.push((trust_id, unit(work, &[region, trust_id], "department", &name, None).await));
        }
    }
    let people = hired(work, &wards, rows()).await;
    members(work).await?;
    plan(work, region, people[0].0).await?;
    administrator(work, people[0], region).await
}

/// People with a position each, spread over the wards (with their trusts), in no order of their names.
pub async fn hired(work: &Work<'_>, wards: &[(UnitId, UnitId)], count: usize) -> Vec<(PersonId, PositionId)> {
    let people: Vec<(PersonId, PositionId)> = (0..count).map(|_| (work.new_id(), work.new_id())).collect();
    let (mut persons, mut positions) = (Vec::with_capacity(10_000), Vec::with_capacity(10_000));
    for (index, (person, position)) in people.iter().enumerate() {
        let (given, family) = (GIVEN[index % GIVEN.len()], format!("Øvrebø{:06}", index * 7919 % count));
        let (trust, ward) = wards[index % wards.len()];
        let name = format!("{given} {family}");
        let key = text::sort_key(&format!("{family} {given}"));
        let starts = work.today - TimeDelta::days(i64::try_from(index % 4000).expect("days"));
        persons.push([
            (*person).into(),
            person.to_string().into(),
            given.into(),
            family.into(),
            name.as_str().into(),
            text::fold(&name).into(),
            key.as_str().into(),
            work.now.into(),
        ]);
        positions.push([
            (*position).into(),
            (*person).into(),
            "employment".into(),
            trust.into(),
            position.to_string().into(),
            ward.into(),
            TITLES[index % TITLES.len()].into(),
            key.into(),
            starts.into(),
            "open".into(),
        ]);
        if persons.len() == 10_000 || index + 1 == count {
            let into = "person (id, external_id, given_name, family_name, name, folded, sort_key, created_at)";
            insert(work, into, std::mem::take(&mut persons)).await;
            let into =
                "position (id, person_id, kind, trust_id, cost_centre, unit_id, title, sort_key, starts_on, state)";
            insert(work, into, std::mem::take(&mut positions)).await;
        }
    }
    people
}

/// All there are so far, and nobody else.
pub async fn members(work: &Work<'_>) -> Result<(), Failure> {
    let members = "INSERT INTO unit_member (unit_id, sort_key, position_id) SELECT c.ancestor_id, p.sort_key, p.id \
        FROM position p JOIN org_unit_closure c ON c.descendant_id = p.unit_id \
        WHERE NOT EXISTS (SELECT 1 FROM unit_member m WHERE m.position_id = p.id)";
    work.tx.execute(Sql::new(members)).await?;
    Ok(())
}

/// Somebody who sees all in a unit; signed in.
pub async fn administrator(
    work: &Work<'_>,
    (person, position): (PersonId, PositionId),
    unit: UnitId,
) -> Result<SessionId, Failure> {
    let grant: RoleGrantId = work.new_id();
    let row = [grant.into(), position.into(), "trust_admin".into(), unit.into(), work.now.into()];
    insert(work, "role_grant (id, position_id, role, unit_id, granted_at)", vec![row]).await;
    let session: SessionId = work.new_id();
    let row = [session.into(), person.into(), position.into(), work.now.into(), (work.now + TimeDelta::days(1)).into()];
    insert(work, "session (id, person_id, position_id, started_at, expires_at)", vec![row]).await;
    Ok(session)
}

/// All have it, and stand on it in every way.
async fn plan(work: &Work<'_>, region: UnitId, by: PersonId) -> Result<(), Failure> {
    let (plan, requirements) = content(work, region, by, "Ny i regionen", &["Krav 1", "Krav 2", "Krav 3"]).await;
    for (requirement, status) in requirements.iter().zip(["fulfilled", "started", "expiring"]) {
        let standings =
            Sql::new("INSERT INTO standing (person_id, requirement_id, status, changed_at) SELECT p.person_id, r.id, ")
                .push(&format!("'{status}', p.created_at FROM (SELECT id AS person_id, created_at FROM person) p, "))
                .push("requirement r WHERE r.id = ")
                .bind(*requirement);
        work.tx.execute(standings).await?;
    }
    let new = if work.tx.is_postgres() { "gen_random_uuid()" } else { "randomblob(16)" };
    let assignments = Sql::new(&format!(
        "INSERT INTO assignment (id, plan_id, position_id, person_id, active, assigned_at) \
         SELECT {new}, pl.id, p.id, p.person_id, TRUE, pl.created_at FROM position p, plan pl WHERE pl.id = "
    ))
    .bind(plan);
    work.tx.execute(assignments).await?;
    Ok(())
}

/// A plan of a unit, and what it holds.
pub async fn content(
    work: &Work<'_>,
    owner: UnitId,
    by: PersonId,
    name: &str,
    requirements: &[impl AsRef<str>],
) -> (PlanId, Vec<RequirementId>) {
    let (plan, section): (PlanId, SectionId) = (work.new_id(), work.new_id());
    let row = [
        plan.into(),
        "competence".into(),
        "local".into(),
        name.into(),
        text::fold(name).into(),
        text::sort_key(name).into(),
        owner.into(),
        "".into(),
        "".into(),
        "".into(),
        "automatic".into(),
        work.now.into(),
        by.into(),
        work.now.into(),
    ];
    let into = "plan (id, kind, level, name, folded, sort_key, owner_unit_id, description, time_frame, literature, \
        completion, created_at, created_by, changed_at)";
    insert(work, into, vec![row]).await;
    let row = [section.into(), plan.into(), name.into(), 1_i32.into()];
    insert(work, "section (id, plan_id, name, ordinal)", vec![row]).await;
    let next = Sql::new("SELECT COALESCE(max(number), 20000) + 1 FROM requirement");
    let first: i32 = work.tx.value(next).await.expect("a number").expect("a number");
    let mut ids = Vec::new();
    for (ordinal, name) in (1_i32..).zip(requirements) {
        let requirement: RequirementId = work.new_id();
        let name = name.as_ref();
        let content = serde_json::json!({"name": name, "learningMethod": "practical_training",
            "documentationMethod": "self_registration"});
        let row = [
            requirement.into(),
            (first + ordinal).into(),
            owner.into(),
            "local".into(),
            name.into(),
            text::fold(name).into(),
            text::sort_key(name).into(),
            "practical_training".into(),
            "self_registration".into(),
            false.into(),
            content.to_string().into(),
            1_i32.into(),
            work.now.into(),
            by.into(),
        ];
        let into = "requirement (id, number, owner_unit_id, level, name, folded, sort_key, learning_method, \
            documentation_method, needs_signature, content, published_version, created_at, created_by)";
        insert(work, into, vec![row]).await;
        let place: PlanRequirementId = work.new_id();
        let row = [
            place.into(),
            plan.into(),
            section.into(),
            requirement.into(),
            ordinal.into(),
            "active".into(),
            by.into(),
            work.now.into(),
        ];
        let into = "plan_requirement (id, plan_id, section_id, requirement_id, ordinal, state, added_by, added_at)";
        insert(work, into, vec![row]).await;
        ids.push(requirement);
    }
    (plan, ids)
}
