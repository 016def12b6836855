//! Person by person: every order, filter and page, in each way it is read.

use kyndig_contract::{
    follow_up::{FollowedStanding, FollowedStandingQuery, FollowedStandingSort},
    list::AnyOf,
    page::Page,
};
use kyndig_domain::{
    follow_up::Deadline,
    ids::{PersonId, RequirementId},
    standing::{CutOffs, Status},
    text,
};
use kyndig_work::follow_up::{
    people::People,
    standings::{self, Few},
};
use rstest::rstest;

use super::{Scene, in_days, is, people, scene};
use crate::support::{Client, On, TestApp, writing::has_plan};

async fn list(client: &Client<'_>, query: &str) -> Vec<FollowedStanding> {
    client.get(&format!("/follow-up/standings{query}")).await.expect(200).read_as::<Page<_>>().items
}

fn said(rows: &[FollowedStanding]) -> Vec<String> {
    rows.iter().map(|row| format!("{} {}", row.person.name, row.requirement_name)).collect()
}

/// Proves FOL-5: a row a person and requirement, searched by either, narrowed and ordered by status; each opens where the
/// person has it.
#[rstest]
#[actix_web::test]
async fn person_by_person(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let Scene { world, brann, hlr, .. } = scene(&app).await;
    is(&app, world.per.person, hlr, "fulfilled", None).await;
    is(&app, world.ida.person, brann, "rejected", Some(in_days(&app, -2))).await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let all = list(&mona, "").await;
    assert_eq!(said(&all), ["Ida Nilsen Brann", "Ida Nilsen HLR", "Ida Nilsen Smitte", "Per Ås Brann", "Per Ås HLR"]);
    assert_eq!(all[0].position_id, world.ida.position);
    assert_eq!((all[0].status, all[0].deadline), (Status::Rejected, Some(in_days(&app, -2))));
    for row in &all {
        mona.get(&format!("/people/{}/standings/{}", row.person.id, row.requirement_id)).await.expect(200);
        mona.get(&format!("/assignments/{}", row.assignment_id)).await.expect(200);
    }
    assert_eq!(said(&list(&mona, "?person=per").await), ["Per Ås Brann", "Per Ås HLR"]);
    assert_eq!(said(&list(&mona, "?requirement=bra").await), ["Ida Nilsen Brann", "Per Ås Brann"]);
    assert_eq!(said(&list(&mona, "?person=ida&requirement=bra").await), ["Ida Nilsen Brann"]);
    assert_eq!(said(&list(&mona, "?status=rejected,fulfilled").await), ["Ida Nilsen Brann", "Per Ås HLR"]);
    assert_eq!(said(&list(&mona, "?deadline=passed").await), ["Ida Nilsen Brann"]);
    assert_eq!(said(&list(&mona, &format!("?requirementId={hlr}")).await), ["Ida Nilsen HLR", "Per Ås HLR"]);
    assert_eq!(said(&list(&mona, "?sort=status&descending=true").await)[..2], ["Per Ås HLR", "Ida Nilsen Brann"]);
    // whom one does not follow up is not there
    let ola = app.sign_in(world.ola.person, world.ola.position).await;
    assert!(list(&ola, "").await.is_empty());
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    assert_eq!(list(&siri, "?person=ida").await[0].position_id, scene_position(&list(&siri, "").await));
    mona.get("/follow-up/standings?cursor=e30").await.expect_problem(400, "invalid_cursor");
    let page: serde_json::Value = mona.get("/follow-up/standings?limit=2").await.expect(200).json();
    let cursor = page["nextCursor"].as_str().expect("a next page");
    mona.get(&format!("/follow-up/standings?sort=status&cursor={cursor}")).await.expect_problem(400, "invalid_cursor");
}

fn scene_position(rows: &[FollowedStanding]) -> kyndig_domain::ids::PositionId {
    rows.iter().find(|row| row.person.name == "Ida Nilsen").expect("Ida").position_id
}

/// Proves FOL-5: by when it expires, across statuses: what has expired longest first, what does not expire last; and only what a
/// plan holds, of those who have it.
#[rstest]
#[actix_web::test]
async fn by_expiry_and_plan(#[values(On::Sqlite, On::Postgres)] on: On) {
    use Status::{Expired, Expiring, Fulfilled, NotStarted};
    let Some(app) = TestApp::start(on).await else { return };
    let Scene { world, one, two, brann, hlr, .. } = scene(&app).await;
    let names = ["Anne Berg", "Bo Berg", "Carl Dal", "Dina Foss"];
    let more = people(&app, &world, world.ward, Some(world.mona.person), &names).await;
    for (who, days_ago) in more.iter().zip([150, 80, 10, 101]) {
        has_plan(&app, *who, one).await;
        let on = in_days(&app, -days_ago);
        app.system(async |work| {
            crate::support::plans::fulfil(work, who.person, hlr, on).await;
            Ok(())
        })
        .await;
    }
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let path = format!("?sort=expiry&requirementId={hlr}");
    let expected = ["Anne Berg HLR", "Dina Foss HLR", "Bo Berg HLR", "Carl Dal HLR", "Ida Nilsen HLR", "Per Ås HLR"];
    let found = list(&mona, &path).await;
    assert_eq!(said(&found), expected);
    let statuses: Vec<_> = found.iter().map(|row| row.status).collect();
    assert_eq!(statuses, [Expired, Expired, Expiring, Fulfilled, NotStarted, NotStarted]);
    let up: Vec<_> = expected.iter().rev().map(|line| (*line).to_owned()).collect();
    assert_eq!(said(&list(&mona, &format!("{path}&descending=true")).await), up);

    let held = said(&list(&mona, &format!("?plan={two}")).await);
    assert_eq!(held, ["Ida Nilsen HLR", "Ida Nilsen Smitte"]);
    assert!(said(&list(&mona, &format!("?plan={one}&requirementId={brann}")).await).len() == 6);
    let unit = format!("?unit={}", world.sibling);
    assert!(list(&mona, &unit).await.is_empty(), "Ida's other position is Siri's");
}

/// What a row is to be, known without the database.
#[derive(Clone, Debug)]
struct Known {
    person: PersonId,
    name: String,
    position: uuid::Uuid,
    requirement: RequirementId,
    what: &'static str,
    status: Status,
    deadline: Option<chrono::NaiveDate>,
    expires: Option<chrono::NaiveDate>,
    /// What of plan one it is.
    in_one: bool,
}

const STATUSES: [Status; 6] = [
    Status::NotStarted,
    Status::Started,
    Status::AwaitingSignature,
    Status::Rejected,
    Status::Fulfilled,
    Status::Expired,
];

/// Proves FOL-5, and of FOL-8: in every order, up and down, by every filter, page by page, there is every row once; whether all are
/// sorted, or read along an index.
#[rstest]
#[actix_web::test]
async fn every_order_and_filter(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let Scene { world, one, two, brann, hlr, smitte, ida_too } = scene(&app).await;
    let names = ["Anne Berg", "Bo Berg", "Anne Lie", "Åse Dal", "Carl Dal", "Bo Ås"];
    let here = people(&app, &world, world.ward, Some(world.mona.person), &names).await;
    let there = people(&app, &world, world.sibling, None, &["Dina Foss", "Eva Foss"]).await;
    let mut known = Vec::new();
    let in_one = [(brann, "Brann"), (hlr, "HLR")];
    let in_two = [(smitte, "Smitte"), (hlr, "HLR")];
    let mut has = |who: crate::support::Someone, name: &str, these: &[(RequirementId, &'static str)]| {
        for (requirement, what) in these {
            let (person, position) = (who.person, who.position.0);
            if !known.iter().any(|one: &Known| one.person == person && one.requirement == *requirement) {
                let turn = known.len();
                let status = STATUSES[turn * 7 % 6];
                let deadline = (turn % 3 > 0).then(|| in_days(&app, [-3, 0, 30, 31][turn % 4]));
                let (name, requirement, what) = (name.to_owned(), *requirement, *what);
                // done today, HLR expires in 100 days
                let expires = (what == "HLR" && status == Status::Fulfilled).then(|| in_days(&app, 100));
                let in_one = these.iter().any(|(_, what)| *what == "Brann");
                known.push(Known { person, name, position, requirement, what, status, deadline, expires, in_one });
            }
        }
    };
    for (who, name) in here.iter().zip(names) {
        has_plan(&app, *who, one).await;
        has(*who, name, &in_one);
    }
    for (who, name) in there.iter().zip(["Dina Foss", "Eva Foss"]) {
        has_plan(&app, *who, two).await;
        has(*who, name, &in_two);
    }
    assert!(world.ida.position < ida_too.position);
    has(world.ida, "Ida Nilsen", &in_one);
    has(world.ida, "Ida Nilsen", &in_two);
    has(world.per, "Per Ås", &in_one);
    has(world.nils, "Nils Ødegård", &in_two);
    for one in &known {
        is(&app, one.person, one.requirement, one.status.as_str(), one.deadline).await;
    }
    let of_trust = People { manager: None, units: vec![world.trust_a], within: None };
    let of_both = People { manager: Some(world.mona.person), units: vec![world.ward, world.sibling], within: None };
    let at = CutOffs::of(in_days(&app, 0));
    let person = Some("anne".to_owned());
    let some = FollowedStandingQuery::default;
    let filters = [
        some(),
        FollowedStandingQuery { person, ..some() },
        FollowedStandingQuery { requirement: Some("r".to_owned()), ..some() },
        FollowedStandingQuery { requirement_id: Some(hlr), ..some() },
        FollowedStandingQuery { plan: Some(one), ..some() },
        FollowedStandingQuery { status: Some(AnyOf(vec![Status::Expired, Status::Started])), ..some() },
        FollowedStandingQuery { deadline: Some(Deadline::Near), ..some() },
        FollowedStandingQuery {
            deadline: Some(Deadline::Passed),
            status: Some(AnyOf(vec![Status::Rejected])),
            ..some()
        },
    ];
    for filter in filters {
        for sort in [
            FollowedStandingSort::Person,
            FollowedStandingSort::Requirement,
            FollowedStandingSort::Status,
            FollowedStandingSort::Deadline,
            FollowedStandingSort::Expiry,
        ] {
            for descending in [false, true] {
                let query = FollowedStandingQuery { sort: Some(sort), descending: Some(descending), ..filter.clone() };
                let expected = expected(&known, &query, at);
                for few in
                    [Few::USUAL, Few { people: 0, rows: 0 }, Few { people: 0, rows: 3 }, Few { people: 0, rows: 1000 }]
                {
                    for people in [&of_trust, &of_both] {
                        for limit in [2, 100] {
                            let found = walked(&app, people, &query, limit, few).await;
                            assert_eq!(found, expected, "{query:?} {few:?} {limit} {people:?}");
                        }
                    }
                }
            }
        }
    }
}

async fn walked(app: &TestApp, people: &People, query: &FollowedStandingQuery, limit: u16, few: Few) -> Vec<String> {
    app.system(async |work| {
        let (mut after, mut found) = (None, Vec::new());
        loop {
            let mut page = standings::page(work, people, query, after.as_ref(), limit, few).await?;
            let more = page.len() > usize::from(limit);
            page.truncate(limit.into());
            after = page.last().map(|row| row.key(query));
            found.extend(page.into_iter().map(|row| {
                let row = row.into_followed();
                format!("{} {} {} {:?}", row.person.name, row.requirement_name, row.status, row.deadline)
            }));
            assert!(found.len() <= 100, "no end");
            if !more {
                return Ok(found);
            }
        }
    })
    .await
}

/// As people are ordered.
fn surname_first(name: &str) -> String {
    let (first, last) = name.split_once(' ').expect("two names");
    format!("{last} {first}")
}

fn expected(known: &[Known], query: &FollowedStandingQuery, at: CutOffs) -> Vec<String> {
    let mut rows: Vec<&Known> = known
        .iter()
        .filter(|one| query.person.is_none() || one.name.starts_with("Anne"))
        .filter(|one| query.requirement.is_none() || one.what != "Smitte")
        .filter(|one| query.plan.is_none() || one.in_one)
        .filter(|one| query.requirement_id.is_none_or(|id| id == one.requirement))
        .filter(|one| query.status.as_ref().is_none_or(|any| any.0.contains(&one.status)))
        .filter(|one| {
            let due = one.deadline.and_then(|day| Deadline::of(day, one.status, at));
            query.deadline.is_none_or(|wanted| due == Some(wanted))
        })
        .collect();
    rows.sort_by_key(|one| {
        let person = (text::sort_key(&surname_first(&one.name)), one.position);
        let requirement = (text::sort_key(one.what), one.requirement);
        let place = Status::ALL.iter().position(|status| *status == one.status);
        let never = chrono::NaiveDate::MAX;
        match query.sort.unwrap_or_default() {
            FollowedStandingSort::Person => (None, None, (person.0, person.1), (requirement.0, requirement.1.0)),
            FollowedStandingSort::Requirement => (None, None, (requirement.0, requirement.1.0), (person.0, person.1)),
            FollowedStandingSort::Status => (place, None, (person.0, person.1), (requirement.0, requirement.1.0)),
            FollowedStandingSort::Deadline => {
                (None, Some(one.deadline.unwrap_or(never)), (person.0, person.1), (requirement.0, requirement.1.0))
            }
            FollowedStandingSort::Expiry => {
                (None, Some(one.expires.unwrap_or(never)), (person.0, person.1), (requirement.0, requirement.1.0))
            }
        }
    });
    if query.descending == Some(true) {
        rows.reverse();
    }
    rows.iter().map(|one| format!("{} {} {} {:?}", one.name, one.what, one.status, one.deadline)).collect()
}
