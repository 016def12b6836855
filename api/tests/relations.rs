//! What a relation to somebody gives, as a whole table: each relation x each family of permissions (those of one rule),
//! and each kind of content that can be written. The relations are made in the database as they are in life; the table
//! is a file that people read.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use kyndig_db::Sql;
use kyndig_domain::{
    content::ContentKind,
    ids::{PersonId, PlanId, PositionId, RoleGrantId, SessionId, UnitId},
    role::Role,
};
use kyndig_people::position;
use kyndig_platform::{
    auth::{Actor, actor, content_policy, permissions, policy},
    clock,
};
use rstest::rstest;
use serde_json::json;

use crate::{
    loan::{day, lend, morning, to},
    policy::shape,
    support::{On, Someone, TestApp, World, grant, someone, writing},
};

const TABLE: &str = include_str!("relations_table.txt");

/// Whoever acts, as what, and for whom.
#[derive(Clone, Copy)]
struct As {
    person: PersonId,
    position: PositionId,
    deputy_for: Option<PersonId>,
}

impl From<Someone> for As {
    fn from(someone: Someone) -> Self {
        Self { person: someone.person, position: someone.position, deputy_for: None }
    }
}

async fn loaded(app: &TestApp, who: As) -> Actor {
    let session = app
        .system(async |work| {
            let id: SessionId = work.new_id();
            if let Some(manager) = who.deputy_for {
                let named = Sql::new("INSERT INTO deputy (manager_id, deputy_id, named_at) VALUES ");
                let row = [manager.into(), who.person.into(), work.now.into()];
                work.tx.execute(named.rows([row]).push(" ON CONFLICT DO NOTHING")).await?;
            }
            let sql = Sql::new(
                "INSERT INTO session (id, person_id, position_id, deputy_for_id, started_at, expires_at) VALUES (",
            )
            .bind(id)
            .push(", ")
            .bind(who.person)
            .push(", ")
            .bind(who.position)
            .push(", ")
            .bind(who.deputy_for)
            .push(", ")
            .bind(work.now)
            .push(", ")
            .bind(work.now + TimeDelta::days(30))
            .push(")");
            work.tx.execute(sql).await?;
            Ok(id)
        })
        .await;
    let tx = app.state.db.read().await.expect("a transaction");
    let now = kyndig_platform::clock::Clock::now(&*app.clock);
    let actor = actor::load(&tx, session, now, clock::today(now)).await.expect("an answer").expect("an actor");
    assert!(actor.acting.is_some());
    actor
}

/// Each relation, with whoever has it and, beyond being employed, nothing else.
async fn related(app: &TestApp, world: &World) -> Vec<(&'static str, As)> {
    let (a, ward, sibling) = (world.trust_a, world.ward, world.sibling);
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let plan = writing::plan(&mona, ward, "TAHF-Med-SP3-Plan").await;
    let owners = json!({"documentOwnerId": world.kari.person, "documentAuthorId": world.kari.person});
    mona.put_if(&format!("/plans/{}/owners", plan.id), plan.version.into(), owners).await.expect(200);

    // Lent to the other trust; HR then names another manager of those who are employed there.
    lend(mona, world.ida.position, to(world.other, &day(1), None)).await;
    morning(app, &day(1)).await;
    let made = app
        .system(async |work| {
            let lent = Sql::new("SELECT id FROM position WHERE kind = 'loan' AND person_id = ").bind(world.ida.person);
            let lent: PositionId = work.tx.value(lent).await?.expect("the temporary position");
            let by_hand = someone(work, "Hans Hånd", a, ward, None).await;
            let led = someone(work, "Lise Ledet", a, ward, Some(world.mona.person)).await;
            position::service::set_manager(work, led.position, Some(by_hand.person)).await?;
            // Siri is the manager by HR's word of one whom somebody else follows up.
            position::service::set_manager(work, world.nils.position, Some(by_hand.person)).await?;
            let new = someone(work, "Nina Ny", world.trust_b, world.other, None).await;
            position::service::set_hr_managers(work, &[(world.kari.position, Some(new.person))]).await?;
            // A manager who is more than that, and the system owner, who manages too.
            let head = someone(work, "Hanne Sjef", a, world.clinic, None).await;
            grant(work, head.position, Role::TrustAdmin, Some(a)).await;
            someone(work, "Rolf Råd", a, world.clinic, Some(head.person)).await;
            someone(work, "Arne Hjelp", world.region, world.region, Some(world.owner.person)).await;
            // One who has left the ward has nobody there any more.
            let former = someone(work, "Frode Før", a, sibling, None).await;
            let once = someone(work, "Else Ekte", a, sibling, Some(former.person)).await;
            position::service::set_hr_managers(work, &[(once.position, Some(head.person))]).await?;
            let deputy = someone(work, "Dina Vikar", a, ward, None).await;
            let steward = someone(work, "Stine Forvalter", a, ward, None).await;
            let granted =
                Sql::new("INSERT INTO role_grant (id, position_id, role, plan_id, granted_at) VALUES ").rows([[
                    work.new_id::<RoleGrantId>().into(),
                    steward.position.into(),
                    Role::PlanSteward.into(),
                    plan.id.into(),
                    work.now.into(),
                ]]);
            work.tx.execute(granted).await?;
            Ok((lent, by_hand, head, former, deputy, steward))
        })
        .await;
    let (lent, by_hand, head, former, deputy, steward) = made;
    let deputy = |of: PersonId| As { deputy_for: Some(of), ..As::from(deputy) };
    vec![
        ("employed", world.per.into()),
        ("manager by HR's word", world.mona.into()),
        ("manager by HR's word, another set by hand", world.siri.into()),
        ("manager set by hand", by_hand.into()),
        ("former manager", former.into()),
        ("receives a loan", world.ola.into()),
        ("lent, acting there", As { position: lent, ..As::from(world.ida) }),
        ("lent, acting at home", world.ida.into()),
        ("deputy of a manager by HR's word", deputy(world.mona.person)),
        ("deputy of a manager set by hand", deputy(by_hand.person)),
        ("deputy of one who receives a loan", deputy(world.ola.person)),
        ("deputy of a manager who is trust admin", deputy(head.person)),
        ("deputy of a manager who is system owner", deputy(world.owner.person)),
        ("document owner and author", world.kari.into()),
        ("plan steward", steward.into()),
    ]
}

/// Proves POS-12, LOA-1, DEP-2: what loans, managers set by hand, deputies and stewards give, family by family: the
/// follow-up of people, and nothing that belongs to a unit, which comes from HR's word and from roles alone. After a
/// change run with `KYNDIG_WRITE_TABLES=1` and read the difference.
#[rstest]
#[actix_web::test]
async fn every_relation_and_every_family(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mut columns = Vec::new();
    for (name, who) in related(&app, &world).await {
        columns.push((name, loaded(&app, who).await));
    }
    let mut families: BTreeMap<String, (policy::Rule, Vec<&str>)> = BTreeMap::new();
    for (name, rule) in permissions::ALL {
        families.entry(format!("{rule:?}")).or_insert_with(|| (*rule, Vec::new())).1.push(name);
    }
    let mut families: Vec<_> = families.into_values().collect();
    for (_, names) in &mut families {
        names.sort_unstable();
    }
    families.sort_by(|(_, one), (_, other)| one.cmp(other));
    let mut lines = vec![
        "# . forbidden, - allowed to anybody; else what is reached: o one's own, m those one manages, u units and all below,"
            .to_owned(),
        "# p the plans of the role, e everything; of content: w what can be written in some unit".to_owned(),
    ];
    for (index, (name, _)) in columns.iter().enumerate() {
        lines.push(format!("# {}{name}", "|  ".repeat(index)));
    }
    for (rule, names) in families {
        let cells: Vec<_> =
            columns.iter().map(|(_, actor)| format!("{:<3}", shape(policy::decide(rule, actor)))).collect();
        lines.push(format!("  {}  {}", cells.concat(), names.join(" ")));
    }
    for kind in ContentKind::ALL {
        let cell =
            |(_, actor): &(&str, Actor)| if content_policy::writes(actor).contains(kind) { "w  " } else { ".  " };
        lines.push(format!("  {}  writes {kind}", columns.iter().map(cell).collect::<String>()));
    }
    let table = lines.join("\n") + "\n";
    if std::env::var_os("KYNDIG_WRITE_TABLES").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/relations_table.txt");
        std::fs::write(path, &table).expect("the table");
        return;
    }
    for (found, expected) in table.lines().zip(TABLE.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(table, TABLE);

    // And where: the units of those whom HR puts under the manager, no others.
    let units = |name: &str| -> Vec<UnitId> {
        let actor = &columns.iter().find(|(column, _)| *column == name).expect("the relation").1;
        actor.acting.as_ref().expect("a choice").managed_units.clone()
    };
    assert_eq!(units("manager by HR's word"), [world.ward]);
    assert_eq!(
        units("manager by HR's word, another set by hand"),
        [world.sibling],
        "though nobody is left to follow up"
    );
    assert_eq!(units("manager set by hand"), []);
    assert_eq!(units("receives a loan"), []);
    let plans: Vec<PlanId> = columns
        .last()
        .expect("the steward")
        .1
        .acting
        .iter()
        .flat_map(|acting| &acting.grants)
        .filter_map(|grant| grant.plan_id)
        .collect();
    assert_eq!(plans.len(), 1);
}
