//! Those who look after plans and answer for them: stewards who leave, and the overview of the year.

use chrono::{DateTime, TimeDelta, Utc};
use kyndig_api::jobs::run_due;
use kyndig_content::plan::service::overview;
use kyndig_db::Sql;
use kyndig_domain::ids::{PersonId, PlanId, PositionId};
use kyndig_people::position;
use kyndig_platform::{background::Stop, clock::Clock, outbox::Message};
use rstest::rstest;
use sea_orm::FromQueryResult;
use serde_json::json;

use crate::support::{
    Client, On, Someone, TestApp, position as another_position,
    writing::{plan, read},
};

#[derive(FromQueryResult)]
struct Mail {
    recipient_id: PersonId,
    payload: String,
}

/// Who has been sent what, of these messages.
async fn mails(app: &TestApp, like: &str) -> Vec<(PersonId, Message)> {
    let tx = app.state.db.read().await.expect("a transaction");
    let sql = Sql::new("SELECT recipient_id, payload FROM outbox WHERE payload LIKE ")
        .bind(format!("{{\"message\":\"{like}%"))
        .push(" ORDER BY id");
    let mails = tx.all::<Mail>(sql).await.expect("mails");
    mails.into_iter().map(|mail| (mail.recipient_id, serde_json::from_str(&mail.payload).expect("a message"))).collect()
}

async fn named(client: &Client<'_>, plan: PlanId, owner: Someone, author: Someone) {
    let version = read(client, plan).await.version;
    let owners = json!({"documentOwnerId": owner.person, "documentAuthorId": author.person});
    client.put_if(&format!("/plans/{plan}/owners"), version.into(), owners).await.expect(200);
}

async fn archive(admin: &Client<'_>, plan: PlanId) {
    let version = read(admin, plan).await.version;
    let reason = json!({"reason": "Utgått"});
    admin.post_if(&format!("/plans/{plan}/archive"), version.into(), reason).await.expect(200);
}

/// Of PLN-15: the role of steward goes with the position, for good; the steward and the document owner of each plan are
/// told, once each; nobody is where the plan is archived, or they are its steward as something else too.
#[rstest]
#[actix_web::test]
async fn a_steward_leaves(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let owner = app.sign_in(world.owner.person, world.owner.position).await;
    let beside = app
        .system(async |work| {
            let unit = world.sibling;
            Ok(another_position(work, world.per.person, world.trust_a, unit, Some(world.siri.person)).await)
        })
        .await;
    let mut plans = Vec::new();
    for (client, unit, name, owns) in [
        (&mona, world.ward, "TAHF-Med-SP3-Aferese", world.mona),
        (&mona, world.ward, "TAHF-Med-SP3-Blod", world.mona),
        (&siri, world.sibling, "TAHF-Med-SP4-Cytostatika", world.siri),
        (&mona, world.ward, "TAHF-Med-SP3-Dialyse", world.mona),
        (&mona, world.ward, "TAHF-Med-SP3-Epikrise", world.per),
    ] {
        let id = plan(client, unit, name).await.id;
        named(client, id, owns, world.per).await;
        plans.push(id);
    }
    let gives = async |position: PositionId, plan: PlanId| {
        let grant = json!({"positionId": position, "role": "plan_steward", "planId": plan});
        owner.post("/role-grants", grant).await.expect(201);
    };
    for plan in &plans {
        gives(world.per.position, *plan).await;
    }
    gives(beside, plans[1]).await;
    gives(world.nils.position, plans[0]).await;
    archive(&admin, plans[3]).await;

    // Somebody else's leaving is nothing to them.
    app.system(async |work| position::service::close(work, &[world.kari.position]).await).await;
    assert_eq!(app.count("role_grant WHERE role = 'plan_steward'").await, 7);
    app.system(async |work| position::service::close(work, &[world.per.position]).await).await;
    assert_eq!(app.count("role_grant WHERE role = 'plan_steward'").await, 2);
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let mut found = mails(&app, "steward").await;
    found.sort_by_key(|(to, _)| {
        [world.per.person, world.mona.person, world.siri.person].iter().position(|one| one == to)
    });
    let steward = "Per Ås".to_owned();
    let (first, third) = ("TAHF-Med-SP3-Aferese", "TAHF-Med-SP4-Cytostatika");
    let expected = [
        (world.per.person, Message::StewardNoMore { plans: names(&[first, third, "TAHF-Med-SP3-Epikrise"]) }),
        (world.mona.person, Message::StewardLeft { steward: steward.clone(), plans: names(&[first]) }),
        (world.siri.person, Message::StewardLeft { steward, plans: names(&[third]) }),
    ];
    let sorted = |message: &Message| match message.clone() {
        Message::StewardNoMore { mut plans } => {
            plans.sort();
            Message::StewardNoMore { plans }
        }
        other => other,
    };
    assert_eq!(
        found.iter().map(|(to, message)| (*to, sorted(message))).collect::<Vec<_>>(),
        expected.iter().map(|(to, message)| (*to, sorted(message))).collect::<Vec<_>>()
    );
    let stewards = |plan: kyndig_contract::plan::PlanDetails| {
        plan.stewards.into_iter().map(|steward| steward.name).collect::<Vec<_>>()
    };
    assert_eq!(stewards(read(&mona, plans[0]).await), ["Nils Ødegård"]);
    assert_eq!(stewards(read(&mona, plans[1]).await), ["Per Ås"]);
    // Whoever comes back orders the role anew.
    app.system(async |work| position::service::reopen(work, &[world.per.position]).await).await;
    assert_eq!(stewards(read(&mona, plans[0]).await), ["Nils Ødegård"]);
    assert_eq!(mails(&app, "steward").await.len(), 3);
}

/// Proves PLN-16: once a year, whoever is document owner or author of plans in use, and works here, gets an overview
/// of them; the same year again sends nothing, and next year sends the next.
#[rstest]
#[actix_web::test]
async fn an_overview_a_year(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let names = ["TAHF-Med-SP3-Blod", "TAHF-Med-SP3-Aferese", "TAHF-Med-SP3-Utgått", "TAHF-Med-SP3-Uten eier"];
    let mut plans = Vec::new();
    for name in names {
        plans.push(plan(&mona, world.ward, name).await.id);
    }
    named(&mona, plans[0], world.mona, world.per).await;
    named(&mona, plans[1], world.mona, world.mona).await;
    named(&mona, plans[2], world.mona, world.nils).await;
    archive(&admin, plans[2]).await;

    // By the clock: not many months after the day, not before it, then once however often the clock ticks.
    let never = Stop::never();
    let sent = async || mails(&app, "plans_of_the_year").await;
    run_due(&app.state, &never).await;
    let due: DateTime<Utc> = "2027-01-15T05:00:00Z".parse().expect("a time");
    app.clock.set(due - TimeDelta::seconds(1));
    run_due(&app.state, &never).await;
    assert_eq!(sent().await, []);
    app.clock.set(due);
    run_due(&app.state, &never).await;
    let first = sent().await;
    run_due(&app.state, &never).await;
    let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let of = |year: &str, owned: &[&str], authored: &[&str]| Message::PlansOfTheYear {
        year: year.to_owned(),
        owned: list(owned),
        authored: list(authored),
    };
    let of_mona = |year: &str| of(year, &[names[1], names[0]], &[names[1]]);
    let mut expected = [(world.mona.person, of_mona("2027")), (world.per.person, of("2027", &[], &[names[0]]))];
    expected.sort_by_key(|(person, _)| *person);
    assert_eq!(first, expected);
    assert_eq!(sent().await, first);

    // The function alone keeps to once a year, whoever is named meanwhile gets theirs, and who has left gets none.
    let again = app.system(async |work| overview(work, 2027).await).await;
    assert_eq!((again, sent().await.len()), (0, 2));
    named(&mona, plans[3], world.siri, world.ida).await;
    app.system(async |work| position::service::close(work, &[world.ida.position]).await).await;
    assert_eq!(app.system(async |work| overview(work, 2027).await).await, 1);
    assert_eq!(sent().await.last(), Some(&(world.siri.person, of("2027", &[names[3]], &[]))));
    assert_eq!(app.system(async |work| overview(work, 2028).await).await, 3);
    assert!(sent().await.contains(&(world.mona.person, of_mona("2028"))));
}
