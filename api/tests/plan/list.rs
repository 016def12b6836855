//! Administer plans: filters, orders, the archive, and a view of one's own.

use kyndig_content::{plan as plan_feature, requirement as requirement_feature};
use kyndig_contract::{
    list::SavedView,
    page::Page,
    plan::{PlanDetails, PlanQuery, PlanSort, PlanStatus, PlanSummary},
    requirement::{RequirementQuery, RequirementSort},
};
use kyndig_db::Sql;
use kyndig_domain::{ids::PlanId, plan::Completion, requirement::Level, role::Role, text::sort_key};
use rstest::rstest;
use serde_json::json;

use super::publication::{name, publish, withdraw};
use crate::support::{
    Client, On, TestApp, grant, someone,
    writing::{active_plan, but, place, plan, published, read, redraft, saying, section, take_in},
};

/// What a row is ordered by before its name.
type By = fn(&PlanSummary) -> String;

async fn listed(client: &Client<'_>, query: &str) -> Vec<PlanSummary> {
    client.get(&format!("/plans?{query}")).await.expect(200).read_as::<Page<_>>().items
}

/// The last parts of the names, in the order of the list.
async fn names(client: &Client<'_>, query: &str) -> Vec<String> {
    let last = |plan: PlanSummary| plan.name.rsplit('-').next().expect("a part").to_owned();
    listed(client, query).await.into_iter().map(last).collect()
}

async fn status(client: &Client<'_>, id: PlanId) -> PlanStatus {
    listed(client, "").await.into_iter().find(|plan| plan.id == id).expect("the plan").status
}

/// Of PLN-14, PLN-18: all plans of the region, the central ones made by the system owner alone; narrowed by each of their columns and by whose they are.
#[rstest]
#[actix_web::test]
async fn the_list_is_narrowed(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let ola = app.sign_in(world.ola.person, world.ola.position).await;
    let owner = app.sign_in(world.owner.person, world.owner.position).await;
    let regional = app
        .system(async |work| {
            let regional = someone(work, "Rita Regional", world.region, world.region, None).await;
            grant(work, regional.position, Role::RegionalAdmin, Some(world.region)).await;
            Ok(regional)
        })
        .await;
    let regional = app.sign_in(regional.person, regional.position).await;
    plan(&mona, world.ward, "TAHF-Med-SP3-Ånde 100 %").await;
    let out = plan(&mona, world.ward, "TAHF-Med-SP3-Ærlighet").await;
    plan(&admin, world.trust_a, "TAHF-Felles-Brann").await;
    plan(&ola, world.other, "TBHF-Kir-Op-Zoonoser").await;
    let body = json!({"ownerUnitId": world.region, "level": "central", "name": "REG-Felles-Hygiene"});
    mona.post("/plans", &body).await.expect_problem(403, "forbidden");
    admin.post("/plans", &body).await.expect_problem(403, "forbidden");
    owner.post("/plans", &body).await.expect(201);
    // PLN-18: not for a trust's own administrators, whatever unit they name, nor for those of the region.
    let theirs = json!({"ownerUnitId": world.trust_a, "level": "central", "name": "TAHF-Felles-Hygiene"});
    admin.post("/plans", theirs).await.expect_problem(403, "forbidden");
    regional.post("/plans", &body).await.expect_problem(403, "forbidden");
    let body = json!({"ownerUnitId": world.ward, "name": "TAHF-Med-SP3-Åpning"});
    owner.post("/plans", body).await.expect_problem(403, "forbidden");
    let change = json!({"description": "For ÅLESUND og omegn"});
    mona.patch_if(&format!("/plans/{}", out.id), out.version.into(), change).await.expect(200);
    name(&mona, out.id, world.per, world.ida).await;

    assert_eq!(names(&mona, "").await, ["Hygiene", "Brann", "Ærlighet", "Ånde 100 %", "Zoonoser"]);
    for (query, expected) in [
        ("access=edit".to_owned(), vec!["Ærlighet", "Ånde 100 %"]),
        ("access=preview".to_owned(), vec!["Hygiene", "Brann", "Zoonoser"]),
        ("ownerScope=own_unit".to_owned(), vec!["Ærlighet", "Ånde 100 %"]),
        ("ownerScope=own_trust".to_owned(), vec!["Brann", "Ærlighet", "Ånde 100 %"]),
        ("ownerScope=central".to_owned(), vec!["Hygiene"]),
        ("ownerScope=region&search=zoo".to_owned(), vec!["Zoonoser"]),
        ("kind=learning_goals,apprentice_goals".to_owned(), vec![]),
        ("kind=competence,learning_goals&search=br".to_owned(), vec!["Brann"]),
        ("status=draft_published,published".to_owned(), vec!["Ærlighet"]),
        ("search=%C3%A6rl".to_owned(), vec!["Ærlighet"]),
        ("search=%25".to_owned(), vec!["Ånde 100 %"]),
        ("description=%C3%A5lesund".to_owned(), vec!["Ærlighet"]),
        ("ownerName=operasjon".to_owned(), vec!["Zoonoser"]),
        ("createdBy=ol%20led".to_owned(), vec!["Zoonoser"]),
        ("createdBy=mona".to_owned(), vec!["Ærlighet", "Ånde 100 %"]),
        (format!("owner={}", world.trust_b), vec!["Zoonoser"]),
        (format!("person={}", world.per.person), vec!["Ærlighet"]),
        (format!("person={}", world.ida.person), vec!["Ærlighet"]),
        (format!("person={}", world.mona.person), vec![]),
    ] {
        assert_eq!(names(&mona, &query).await, expected, "{query}");
    }
    let row = &listed(&mona, "search=%C3%A6rl").await[0];
    assert_eq!((row.description.as_str(), row.owner_unit.name.as_str()), ("For ÅLESUND og omegn", "Sengepost 3"));
    assert_eq!((row.created_by.name.as_str(), row.can_edit), ("Mona Leder", true));
    assert_eq!(row.level, Level::Local);
    assert_eq!(listed(&mona, "search=hygiene").await[0].level, Level::Central);
    assert_eq!(names(&admin, "ownerScope=central&search=hyg").await, ["Hygiene"]);
    for query in ["status=burnt", "kind=competence,burnt", "sort=burnt"] {
        mona.get(&format!("/plans?{query}")).await.expect_problem(400, "malformed_query");
    }
    mona.get("/plans?sort=archived_at").await.expect_problem(422, "validation_failed");
}

/// Proves PLN-14: whether a plan is a draft, and whether it is published, follows what happens to it and to the
/// requirements it holds.
#[rstest]
#[actix_web::test]
async fn the_status_follows_the_plan(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    // Before anything of it was approved it is a draft, whether or not there is anything to approve.
    let empty = plan(&mona, world.ward, "TAHF-Med-SP3-Tom").await.id;
    assert_eq!(status(&mona, empty).await, PlanStatus::DraftUnpublished);
    let held = published(&mona, world.ward, saying("Brann")).await;
    let id = active_plan(&mona, world.ward, "TAHF-Med-SP3-Plan", &[held]).await;
    assert_eq!(status(&mona, id).await, PlanStatus::Unpublished);
    name(&mona, id, world.mona, world.mona).await;
    assert_eq!(status(&mona, id).await, PlanStatus::Published);

    // A draft of what it holds waits, and waits no more when it is published, deleted, or says nothing new.
    let newer = but(saying("Brann"), &json!({"description": "Ny"}));
    redraft(&mona, held, newer.clone()).await;
    assert_eq!(status(&mona, id).await, PlanStatus::DraftPublished);
    crate::support::writing::publish(&mona, held).await;
    assert_eq!(status(&mona, id).await, PlanStatus::Published);
    redraft(&mona, held, saying("Brann")).await;
    redraft(&mona, held, newer.clone()).await;
    assert_eq!(status(&mona, id).await, PlanStatus::Published);
    let path = format!("/requirements/{held}");
    let version = redraft(&mona, held, saying("Brann")).await.version;
    mona.delete_if(&format!("{path}/draft"), version.into()).await.expect(200);
    assert_eq!(status(&mona, id).await, PlanStatus::Published);

    // So does what is taken in and not approved; the archive takes it away.
    let other = published(&mona, world.ward, saying("Oksygen")).await;
    take_in(&mona, id, &[other]).await;
    assert_eq!(status(&mona, id).await, PlanStatus::DraftPublished);
    let version = admin.get(&format!("/requirements/{other}")).await.expect(200).version();
    let gone =
        admin.post_if(&format!("/requirements/{other}/archive"), version, json!({"reason": "Ut"})).await.expect(200);
    assert_eq!(status(&mona, id).await, PlanStatus::Published);
    admin.post_if(&format!("/requirements/{other}/restore"), gone.version(), json!(null)).await.expect(200);
    assert_eq!(status(&mona, id).await, PlanStatus::DraftPublished);

    // What is deactivated does not wait, whatever is drafted of it.
    let gone = active_plan(&mona, world.ward, "TAHF-Med-SP3-Uten", &[held, other]).await;
    let details = read(&mona, gone).await;
    let path = format!("/plans/{gone}/requirements/{}/deactivate", place(&details, held).id);
    mona.post_if(&path, details.version.into(), json!({"reason": "Ut"})).await.expect(200);
    redraft(&mona, held, saying("Brann og røyk")).await;
    assert_eq!(status(&mona, gone).await, PlanStatus::Unpublished);

    withdraw(&mona, id, world.ward).await;
    assert_eq!(status(&mona, id).await, PlanStatus::DraftUnpublished);
    publish(&mona, id, world.clinic, true).await;
    assert_eq!(status(&mona, id).await, PlanStatus::DraftPublished);
}

/// Proves PLN-14: the summary of a plan says when it was last changed, of itself or of what it holds, and how it is
/// completed, how long it takes and what to read for it.
#[rstest]
#[actix_web::test]
async fn the_summary_says_when_it_was_changed(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let made = plan(&mona, world.ward, "TAHF-Med-SP3-Plan").await;
    let about = json!({"timeFrame": "Tre måneder", "literature": "Boka", "completion": "manager_approval"});
    let later = async || {
        app.clock.advance(chrono::TimeDelta::hours(1));
        app.now()
    };
    let now = later().await;
    mona.patch_if(&format!("/plans/{}", made.id), made.version.into(), about).await.expect(200);
    let plan = read(&mona, made.id).await;
    assert!(plan.changed_at >= now && plan.created_at == made.created_at);
    assert_eq!((plan.time_frame.as_str(), plan.literature.as_str()), ("Tre måneder", "Boka"));
    assert_eq!(plan.completion, Completion::ManagerApproval);
    let now = later().await;
    assert!(section(&mona, made.id, "Andre del").await.changed_at >= now);
}

/// Proves PLN-14: ordered by each column, upwards and downwards, and always by name among those that are alike; every
/// page goes on where the one before ended.
#[rstest]
#[actix_web::test]
async fn the_list_is_ordered(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    let ola = app.sign_in(world.ola.person, world.ola.position).await;
    for (client, someone, unit, prefix) in [
        (&mona, world.mona, world.ward, "TAHF-Med-SP3"),
        (&siri, world.siri, world.sibling, "TAHF-Med-SP4"),
        (&ola, world.ola, world.other, "TBHF-Kir-Op"),
    ] {
        for (index, last) in ["Ånde", "Ærlighet", "Brann", "Brann"].into_iter().enumerate() {
            let made = plan(client, unit, &format!("{prefix}-{last}")).await;
            let description = ["", "Ås", "Aasen", "bre"][index];
            let change = json!({"description": description});
            client.patch_if(&format!("/plans/{}", made.id), made.version.into(), change).await.expect(200);
            if index % 2 == 0 {
                name(client, made.id, someone, someone).await;
            }
        }
    }
    // 200 letters outside our own, as heavy as a name can be for an index.
    plan(&mona, world.ward, &"𠜎𠜱𠝹𠱓𠱸𠲖𠳏𠳕𠴕𠵼".repeat(20)).await;
    let all = listed(&mona, "").await;
    assert_eq!(all.len(), 13);
    let orders: [(&str, Option<By>); 7] = [
        ("name", None),
        ("kind", Some(|plan| plan.kind.to_string())),
        (
            "description",
            Some(|plan| if plan.description.is_empty() { "~~".into() } else { sort_key(&plan.description) }),
        ),
        ("owner", Some(|plan| sort_key(&plan.owner_unit.name))),
        ("status", Some(|plan| plan.status.to_string())),
        ("access", Some(|plan| if plan.can_edit { "0".into() } else { "1".into() })),
        (
            "created_by",
            Some(|plan| {
                let (given, family) = plan.created_by.name.split_once(' ').expect("two names");
                sort_key(&format!("{family} {given}"))
            }),
        ),
    ];
    for (sort, by) in orders {
        for descending in [false, true] {
            let mut expected = all.clone();
            expected.sort_by_key(|plan| (sort_key(&plan.name), plan.id));
            if let Some(by) = by {
                expected.sort_by_key(by);
            }
            if descending {
                expected.reverse();
            }
            for limit in [1, 5] {
                let (mut seen, mut cursor) = (Vec::new(), String::new());
                loop {
                    let query = format!("/plans?sort={sort}&descending={descending}&limit={limit}{cursor}");
                    let page: Page<PlanSummary> = mona.get(&query).await.expect(200).read_as();
                    seen.extend(page.items.into_iter().map(|plan| plan.name));
                    let Some(next) = page.next_cursor else { break };
                    cursor = format!("&cursor={next}");
                }
                let expected: Vec<_> = expected.iter().map(|plan| plan.name.clone()).collect();
                assert_eq!(seen, expected, "{sort} {descending} {limit}");
                // A place in one order is none in another.
                let other = if sort == "owner" { "name" } else { "owner" };
                mona.get(&format!("/plans?sort={other}{cursor}")).await.expect_problem(400, "invalid_cursor");
                let turned = format!("/plans?sort={sort}&descending={}{cursor}", !descending);
                mona.get(&turned).await.expect_problem(400, "invalid_cursor");
            }
        }
    }
}

/// Proves PLN-11: the archive is searched, narrowed by unit, and ordered by name, archiver, date and unit; it is for
/// those who look after the units whose it was, archivers among them.
#[rstest]
#[actix_web::test]
async fn the_archive_is_a_list(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    app.system(async |work| {
        grant(work, world.nils.position, Role::Archiver, Some(world.trust_a)).await;
        grant(work, world.kari.position, Role::Archiver, Some(world.trust_b)).await;
        Ok(())
    })
    .await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let nils = app.sign_in(world.nils.person, world.nils.position).await;
    let kari = app.sign_in(world.kari.person, world.kari.position).await;
    let one = plan(&mona, world.ward, "TAHF-Med-SP3-Ånde").await.id;
    let two = plan(&siri, world.sibling, "TAHF-Med-SP4-Brann").await.id;
    let three = plan(&mona, world.ward, "TAHF-Med-SP3-Celle").await.id;
    for (client, id) in [(&admin, three), (&nils, one), (&admin, two)] {
        let version = read(client, id).await.version;
        let body = json!({"reason": "Ferdig"});
        let gone: PlanDetails =
            client.post_if(&format!("/plans/{id}/archive"), version.into(), body).await.expect(200).read_as();
        assert!(gone.archived.is_some());
        app.clock.advance(chrono::TimeDelta::minutes(1));
    }
    assert_eq!(names(&nils, "").await, Vec::<String>::new());
    for (query, expected) in [
        ("", ["Celle", "Ånde", "Brann"]),
        ("&sort=archived_at", ["Celle", "Ånde", "Brann"]),
        ("&sort=archived_at&descending=true", ["Brann", "Ånde", "Celle"]),
        ("&sort=archived_by", ["Celle", "Brann", "Ånde"]),
        ("&sort=archived_by&descending=true", ["Ånde", "Brann", "Celle"]),
        ("&sort=owner", ["Celle", "Ånde", "Brann"]),
        ("&sort=owner&descending=true", ["Brann", "Ånde", "Celle"]),
    ] {
        assert_eq!(names(&nils, &format!("archived=true{query}")).await, expected, "{query}");
        let page: Page<PlanSummary> =
            nils.get(&format!("/plans?archived=true{query}&limit=2")).await.expect(200).read_as();
        let cursor = page.next_cursor.expect("another page");
        let rest = names(&nils, &format!("archived=true{query}&limit=2&cursor={cursor}")).await;
        assert_eq!(rest, expected[2..], "{query}");
    }
    assert_eq!(names(&nils, "archived=true&search=cel").await, ["Celle"]);
    assert_eq!(names(&nils, &format!("archived=true&owner={}", world.sibling)).await, ["Brann"]);
    assert_eq!(names(&mona, "archived=true").await, ["Celle", "Ånde"]);
    assert_eq!(names(&kari, "archived=true").await, Vec::<String>::new());
    let row = &listed(&nils, "archived=true&search=cel").await[0];
    let archived = row.archived.clone().expect("who, when and why");
    assert_eq!((archived.by.name.as_str(), archived.reason.as_str(), row.can_edit), ("Ada Admin", "Ferdig", false));
}

/// Proves PLN-14: a view is saved for oneself, list by list, and forgotten when it is reset.
#[rstest]
#[actix_web::test]
async fn a_view_is_saved(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    let view = async |client: &Client<'_>, list: &str| -> SavedView {
        client.get(&format!("/my/views/{list}")).await.expect(200).read_as()
    };
    assert_eq!(view(&mona, "plans").await.query, None);
    mona.put("/my/views/plans", json!({"query": "access=all"})).await.expect(200);
    mona.put("/my/views/plans", json!({"query": "access=all&sort=-owner"})).await.expect(200);
    assert_eq!(view(&mona, "plans").await.query.as_deref(), Some("access=all&sort=-owner"));
    assert_eq!(view(&mona, "requirements").await.query, None);
    assert_eq!(view(&siri, "plans").await.query, None);
    siri.delete("/my/views/plans").await.expect(204);
    assert!(view(&mona, "plans").await.query.is_some());
    mona.delete("/my/views/plans").await.expect(204);
    assert_eq!(view(&mona, "plans").await.query, None);
    mona.get("/my/views/shoes").await.expect_problem(404, "not_found");
}

/// Every order of the two lists, upwards and downwards, walks along its own index, with a search and without: on SQLite along all that a row is
/// chosen by, without the rows themselves. PostgreSQL would rather read all of a table as small as this one, so it is
/// told not to.
#[rstest]
#[actix_web::test]
async fn every_order_has_its_index(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let plans = [
        (PlanSort::Name, "plan_by_name"),
        (PlanSort::Kind, "plan_by_kind"),
        (PlanSort::Description, "plan_by_description"),
        (PlanSort::Owner, "plan_by_owner"),
        (PlanSort::Status, "plan_by_status"),
        (PlanSort::Access, "plan_by_name"),
        (PlanSort::CreatedBy, "plan_by_creator"),
    ];
    let requirements = [
        (RequirementSort::Name, "requirement_by_name"),
        (RequirementSort::Number, "requirement_by_number"),
        (RequirementSort::Owner, "requirement_by_owner"),
        (RequirementSort::Category, "requirement_by_category"),
    ];
    app.system(async |work| {
        if work.tx.is_postgres() {
            for way in ["seqscan", "bitmapscan", "sort"] {
                work.tx.execute(Sql::new(&format!("SET LOCAL enable_{way} = off"))).await?;
            }
        }
        let mut asked = Vec::new();
        for (search, down) in
            [None, Some("brann".to_owned())].into_iter().flat_map(|one| [(one.clone(), false), (one, true)])
        {
            for (sort, index) in plans {
                let query = PlanQuery {
                    sort: Some(sort),
                    search: search.clone(),
                    descending: Some(down),
                    ..PlanQuery::default()
                };
                asked.push((index, plan_feature::service::list_sql(work, &query, None, None, 50)));
            }
            for (sort, index) in requirements {
                let query = RequirementQuery {
                    sort: Some(sort),
                    search: search.clone(),
                    descending: Some(down),
                    ..RequirementQuery::default()
                };
                asked.push((index, requirement_feature::service::list_sql(work, &query, None, None, 50)));
            }
        }
        for (index, sql) in asked {
            let (explain, column, walks) = if work.tx.is_postgres() {
                ("EXPLAIN ", 0, format!("using {index} "))
            } else {
                ("EXPLAIN QUERY PLAN ", 3, format!("USING COVERING INDEX {index}"))
            };
            let rows = work.tx.rows(Sql::new(explain).append(&sql)).await?;
            let lines: Vec<String> = rows.iter().map(|row| row.try_get_by_index(column).expect("a line")).collect();
            assert!(lines.iter().any(|line| line.contains(&walks)), "{index}: {lines:#?}");
            // what comes in its order from the index is not sorted, not even in part
            let sorts =
                |line: &&String| ["RIGHT PART", " LAST ", "Incremental Sort"].iter().any(|one| line.contains(one));
            assert_eq!(lines.iter().find(sorts), None, "{index}: {lines:#?}");
        }
        Ok(())
    })
    .await;
}
