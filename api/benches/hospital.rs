//! A region: 15 trusts of 64 wards each, 20,000 plans, 60,000 requirements, and somebody of each role.

use std::sync::Arc;

use chrono::TimeDelta;
use kyndig_api::composition::REACTIONS;
use kyndig_db::{Db, Sql};
use kyndig_domain::{
    ids::{
        CategoryId, PersonId, PlanId, PlanRequirementId, PositionId, RequirementId, RoleGrantId, SectionId, SessionId,
        UnitId,
    },
    text,
};
use kyndig_platform::{
    auth::{System, Work, as_system},
    clock::{Clock, SystemClock},
    http::Failure,
};

use crate::{insert, settle};

pub const SAYS: &str = "A region of 15 trusts and 1,096 units, 400 who write, 20,000 plans (5 % archived) that hold 200,000 \
    requirements, 60,000 requirements (5 % central, 5 % archived, 10 % with a draft) in 200 categories.";

const TRUSTS: usize = 15;
const PLANS: usize = 20_000;
const REQUIREMENTS: usize = 60_000;
const WRITERS: usize = 400;

/// Whose request it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    TrustAdmin,
    /// Of one ward.
    Manager,
    SystemOwner,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::TrustAdmin, Self::Manager, Self::SystemOwner];

    pub fn name(self) -> &'static str {
        match self {
            Self::TrustAdmin => "trust admin",
            Self::Manager => "manager",
            Self::SystemOwner => "system owner",
        }
    }
}

pub struct Hospital {
    sessions: [SessionId; 3],
    /// Document owner of a handful of plans.
    pub writer: PersonId,
}

impl Hospital {
    pub fn session(&self, role: Role) -> SessionId {
        self.sessions[role as usize]
    }
}

/// The same on each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("64 bits") % bound
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

const THINGS: &[&str] = &[
    "Medikamenthåndtering",
    "Infusjonspumpe",
    "Sårstell",
    "Åndedrett",
    "Ærlighet",
    "Brannvern",
    "Dialyse",
    "Observasjon",
    "Smertelindring",
    "Ernæring",
    "Katetersett",
    "Blodtransfusjon",
    "Oksygenbehandling",
    "Hygiene",
    "Førstehjelp",
];
const HOW: &[&str] =
    &["grunnleggende", "avansert", "for nyansatte", "årlig", "repetisjon", "i team", "på natt", "for barn"];

pub async fn fill(db: &Db) -> Hospital {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let hospital =
        as_system(System { db, clock: &clock, reactions: REACTIONS }, "bench", make).await.expect("a hospital");
    settle(db).await;
    hospital
}

async fn unit(work: &Work<'_>, above: &[UnitId], kind: &str, name: &str) -> UnitId {
    let id: UnitId = work.new_id();
    insert(
        work,
        "org_unit (id, parent_id, kind, name, folded, sort_key, external_id)",
        vec![[
            id.into(),
            above.last().copied().into(),
            kind.into(),
            name.into(),
            text::fold(name).into(),
            text::sort_key(name).into(),
            id.to_string().into(),
        ]],
    )
    .await;
    let depth = |at: usize| i32::try_from(above.len() - at).expect("a depth");
    let rows = above.iter().enumerate().map(|(at, above)| [(*above).into(), id.into(), depth(at).into()]);
    let rows = rows.chain([[id.into(), id.into(), 0_i32.into()]]).collect();
    insert(work, "org_unit_closure (ancestor_id, descendant_id, depth)", rows).await;
    id
}

async fn person(work: &Work<'_>, name: &str) -> PersonId {
    let id: PersonId = work.new_id();
    let (given, family) = name.split_once(' ').expect("two names");
    insert(
        work,
        "person (id, external_id, given_name, family_name, name, folded, sort_key, created_at)",
        vec![[
            id.into(),
            id.to_string().into(),
            given.into(),
            family.into(),
            name.into(),
            text::fold(name).into(),
            text::sort_key(&format!("{family} {given}")).into(),
            work.now.into(),
        ]],
    )
    .await;
    let words = text::words(name).into_iter().map(|word| [word.into(), id.into()]).collect();
    insert(work, "person_word (word, person_id)", words).await;
    id
}

/// With an open position, a role there, and a session.
async fn signed_in(
    work: &Work<'_>,
    name: &str,
    trust: UnitId,
    unit: UnitId,
    role: Option<(&str, Option<UnitId>)>,
) -> (PersonId, SessionId) {
    let person = person(work, name).await;
    let position: PositionId = work.new_id();
    insert(
        work,
        "position (id, person_id, kind, trust_id, cost_centre, unit_id, title, sort_key, starts_on, state)",
        vec![[
            position.into(),
            person.into(),
            "employment".into(),
            trust.into(),
            position.to_string().into(),
            unit.into(),
            "Sykepleier".into(),
            text::sort_key(name).into(),
            work.today.into(),
            "open".into(),
        ]],
    )
    .await;
    if let Some((role, of)) = role {
        let id: RoleGrantId = work.new_id();
        let row = [id.into(), position.into(), role.into(), of.into(), work.now.into()];
        insert(work, "role_grant (id, position_id, role, unit_id, granted_at)", vec![row]).await;
    }
    let session: SessionId = work.new_id();
    let row = [session.into(), person.into(), position.into(), work.now.into(), (work.now + TimeDelta::days(1)).into()];
    insert(work, "session (id, person_id, position_id, started_at, expires_at)", vec![row]).await;
    (person, session)
}

async fn make(work: &Work<'_>) -> Result<Hospital, Failure> {
    let mut dice = Dice(7);
    let region = unit(work, &[], "region", "Helseregionen").await;
    let (mut wards, mut trusts) = (Vec::new(), Vec::new());
    for trust in 0..TRUSTS {
        let trust_id = unit(work, &[region], "health_trust", &format!("Sykehuset {trust:02} HF")).await;
        trusts.push(trust_id);
        for clinic in 0..8 {
            let above = [region, trust_id];
            let clinic_id = unit(work, &above, "clinic", &format!("Klinikk {clinic} ved {trust:02}")).await;
            for ward in 0..8 {
                let above = [region, trust_id, clinic_id];
                let name = format!("{} {ward}", dice.of(&["Sengepost", "Poliklinikk", "Akuttmottak", "Øyeavdeling"]));
                wards.push((trust_id, unit(work, &above, "department", &name).await));
            }
        }
    }
    let mut writers = Vec::new();
    for writer in 0..WRITERS {
        let given = dice.of(&["Kari", "Ola", "Åse", "Per", "Ingrid", "Øystein", "Mona", "Nils"]);
        writers.push(person(work, &format!("{given} Skriver{writer:03}")).await);
    }
    let (trust, ward) = wards[100];
    let (_, admin) = signed_in(work, "Ada Admin", trust, trust, Some(("trust_admin", Some(trust)))).await;
    let (manager, managing) = signed_in(work, "Mona Leder", trust, ward, None).await;
    let (led, _) = signed_in(work, "Ida Nilsen", trust, ward, None).await;
    let managed = Sql::new("UPDATE position SET hr_manager_id = ")
        .bind(manager)
        .push(", manager_id = ")
        .bind(manager)
        .push(" WHERE person_id = ")
        .bind(led);
    work.tx.execute(managed).await?;
    let (_, owner) = signed_in(work, "Olga Eier", trusts[0], region, Some(("system_owner", None))).await;

    let mut categories: Vec<CategoryId> = Vec::new();
    let mut rows = Vec::new();
    for category in 0..200 {
        let (id, name) = (work.new_id::<CategoryId>(), format!("{} {category:03}", dice.of(THINGS)));
        rows.push([id.into(), name.as_str().into(), text::fold(&name).into(), text::sort_key(&name).into()]);
        categories.push(id);
    }
    insert(work, "category (id, name, folded, sort_key)", rows).await;
    let requirements = requirements(work, &mut dice, region, &wards, &writers, &categories).await?;
    plans(work, &mut dice, region, &wards, &writers, &requirements).await?;
    Ok(Hospital { sessions: [admin, managing, owner], writer: writers[7] })
}

async fn requirements(
    work: &Work<'_>,
    dice: &mut Dice,
    region: UnitId,
    wards: &[(UnitId, UnitId)],
    writers: &[PersonId],
    categories: &[CategoryId],
) -> Result<Vec<RequirementId>, Failure> {
    let (mut ids, mut rows, mut described, mut drafts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for index in 0..REQUIREMENTS {
        let id: RequirementId = work.new_id();
        let name = format!("{} {} {index}", dice.of(THINGS), dice.of(HOW));
        let description = format!(
            "Vis at du kan {} etter prosedyren, {}, og at du vet hva som skal meldes videre og til hvem. {}",
            dice.of(THINGS).to_lowercase(),
            dice.of(HOW),
            "Gjør det sammen med en kollega, gå gjennom det etterpå, og skriv ned det dere ble enige om. ".repeat(2)
        );
        let central = index % 20 == 0;
        let writer = writers[dice.below(writers.len())];
        let content = serde_json::json!({"name": name, "description": description, "learningMethod": "practical_training",
            "documentationMethod": "self_registration", "needsSignature": false, "links": []});
        rows.push([
            id.into(),
            i32::try_from(20_001 + index).expect("a number").into(),
            if central { region } else { wards[dice.below(wards.len())].1 }.into(),
            if central { "central" } else { "local" }.into(),
            (dice.below(3) > 0).then(|| categories[dice.below(categories.len())]).into(),
            name.as_str().into(),
            text::fold(&name).into(),
            text::sort_key(&name).into(),
            "practical_training".into(),
            "self_registration".into(),
            false.into(),
            content.to_string().into(),
            1_i32.into(),
            work.now.into(),
            writer.into(),
            (index % 20 == 7).then_some(work.now).into(),
            (index % 20 == 7).then_some(writer).into(),
        ]);
        described.push([id.into(), text::fold(&description).into()]);
        if index % 10 == 3 {
            drafts.push([id.into(), content.to_string().into(), work.now.into(), writer.into()]);
        }
        ids.push(id);
    }
    insert(
        work,
        "requirement (id, number, owner_unit_id, level, category_id, name, folded, sort_key, learning_method, \
         documentation_method, needs_signature, content, published_version, created_at, created_by, archived_at, \
         archived_by)",
        rows,
    )
    .await;
    insert(work, "requirement_description (requirement_id, folded)", described).await;
    insert(work, "requirement_draft (requirement_id, content, saved_at, saved_by)", drafts).await;
    let keys = "UPDATE requirement SET owner_key = (SELECT substr(u.sort_key, 1, 60) FROM org_unit u \
        WHERE u.id = requirement.owner_unit_id), category_key = COALESCE((SELECT substr(k.sort_key, 1, 60) \
        FROM category k WHERE k.id = requirement.category_id), '~~')";
    work.tx.execute(Sql::new(keys)).await?;
    Ok(ids)
}

async fn plans(
    work: &Work<'_>,
    dice: &mut Dice,
    region: UnitId,
    wards: &[(UnitId, UnitId)],
    writers: &[PersonId],
    requirements: &[RequirementId],
) -> Result<(), Failure> {
    let (mut rows, mut described, mut sections, mut places) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for index in 0..PLANS {
        let id: PlanId = work.new_id();
        let name = format!("S{:02}-Med-{}-{} {index}", dice.below(TRUSTS), dice.of(THINGS), dice.of(HOW));
        let description = format!("For alle som arbeider med {}, {}.", dice.of(THINGS).to_lowercase(), dice.of(HOW));
        let writer = writers[dice.below(writers.len())];
        let central = index % 50 == 0;
        rows.push([
            id.into(),
            dice.of(&["competence", "competence", "competence", "learning_goals", "apprentice_goals"]).into(),
            if central { "central" } else { "local" }.into(),
            if central { region } else { wards[dice.below(wards.len())].1 }.into(),
            name.as_str().into(),
            text::fold(&name).into(),
            text::sort_key(&name).into(),
            description.as_str().into(),
            text::sort_key(&description.chars().take(40).collect::<String>()).into(),
            "Seks måneder".into(),
            "".into(),
            "automatic".into(),
            dice.of(&["draft_published", "draft_unpublished", "published", "published", "unpublished"]).into(),
            writer.into(),
            writer.into(),
            1_i32.into(),
            work.now.into(),
            work.now.into(),
            writer.into(),
            (index % 20 == 7).then_some(work.now).into(),
            (index % 20 == 7).then_some(writer).into(),
        ]);
        described.push([id.into(), text::fold(&description).into()]);
        let section: SectionId = work.new_id();
        sections.push([section.into(), id.into(), "Grunnleggende".into(), 1_i32.into()]);
        for ordinal in 0..10 {
            let requirement = requirements[(index * 7 + ordinal * 613) % requirements.len()];
            places.push([
                work.new_id::<PlanRequirementId>().into(),
                id.into(),
                section.into(),
                requirement.into(),
                i32::try_from(ordinal).expect("a number").into(),
                "active".into(),
                work.now.into(),
                writer.into(),
            ]);
        }
    }
    insert(
        work,
        "plan (id, kind, level, owner_unit_id, name, folded, sort_key, description, description_key, time_frame, \
         literature, completion, status, document_owner_id, document_author_id, major, created_at, changed_at, created_by, \
         archived_at, archived_by)",
        rows,
    )
    .await;
    insert(work, "plan_description (plan_id, folded)", described).await;
    insert(work, "section (id, plan_id, name, ordinal)", sections).await;
    let columns = "(id, plan_id, section_id, requirement_id, ordinal, state, added_at, added_by)";
    insert(work, &format!("plan_requirement {columns}"), places).await;
    let keys = "UPDATE plan SET owner_key = (SELECT substr(u.sort_key, 1, 60) FROM org_unit u \
        WHERE u.id = plan.owner_unit_id), creator_key = (SELECT substr(p.sort_key, 1, 60) FROM person p \
        WHERE p.id = plan.created_by)";
    work.tx.execute(Sql::new(keys)).await?;
    Ok(())
}
