//! Administer requirements: filters, orders, the central ones and the archive.

use kyndig_contract::{page::Page, requirement::RequirementSummary};
use kyndig_db::Sql;
use kyndig_domain::{ids::CategoryId, role::Role, text::sort_key};
use rstest::rstest;
use serde_json::json;

use crate::support::{
    Client, On, TestApp, content, grant,
    plans::insert,
    writing::{but, drafted, publish, published, saying, share},
};

/// What a row is ordered by before its name.
type By = fn(&RequirementSummary) -> String;

async fn listed(client: &Client<'_>, query: &str) -> Vec<RequirementSummary> {
    client.get(&format!("/requirements?{query}")).await.expect(200).read_as::<Page<_>>().items
}

async fn names(client: &Client<'_>, query: &str) -> Vec<String> {
    listed(client, query).await.into_iter().map(|item| item.name).collect()
}

async fn category(app: &TestApp, name: &str) -> CategoryId {
    app.system(async |work| {
        let id: CategoryId = work.new_id();
        let columns = [
            ("id", id.into()),
            ("name", name.into()),
            ("folded", kyndig_domain::text::fold(name).into()),
            ("sort_key", sort_key(name).into()),
        ];
        insert(work, "category", &columns).await;
        Ok(id)
    })
    .await
}

/// Proves REQ-16: those of the units within reach, and published ones shared with those units; narrowed by owner, description and category; ordered by name, owner
/// and category, both ways and always by name among those that are alike.
#[rstest]
#[actix_web::test]
async fn the_list_is_narrowed_and_ordered(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let (fire, air) = (category(&app, "Brann og evakuering").await, category(&app, "Åndedrett").await);
    for (client, unit, name, description, category) in [
        (&mona, world.ward, "Ånde", "Puste SELV", Some(air)),
        (&mona, world.ward, "Slange", "", Some(fire)),
        (&siri, world.sibling, "Ærlighet", "", None),
        (&siri, world.sibling, "Brann", "Slukke selv", Some(fire)),
        (&admin, world.trust_a, "Celle", "", None),
        (&admin, world.trust_a, "Brann", "", None),
    ] {
        let content = but(saying(name), &json!({"description": description, "categoryId": category}));
        let id = published(client, unit, content).await;
        share(client, id, world.clinic).await;
    }
    // What is shared with none of one's units is not listed, though published.
    let theirs = published(&siri, world.sibling, saying("Naboens")).await;
    let names_all = names(&mona, "").await;
    assert_eq!((names_all.len(), names_all.contains(&"Naboens".to_owned())), (6, false));
    mona.get(&format!("/requirements/{theirs}")).await.expect(200);
    for (query, expected) in [
        ("editable=true", vec!["Slange", "Ånde"]),
        ("ownerName=sengepost%204", vec!["Brann", "Ærlighet"]),
        ("description=selv", vec!["Brann", "Ånde"]),
        ("categoryName=brann", vec!["Brann", "Slange"]),
        ("categoryName=brann&ownerName=post%203", vec!["Slange"]),
        ("search=%C3%A6r", vec!["Ærlighet"]),
        ("search=KR-10002", vec!["Slange"]),
    ] {
        assert_eq!(names(&mona, query).await, expected, "{query}");
    }
    assert_eq!(listed(&mona, "search=%C3%A5n").await[0].description, "Puste SELV");
    // An owner is asked for with all below it.
    assert_eq!(names(&mona, &format!("owner={}", world.sibling)).await, ["Brann", "Ærlighet"]);
    let below = names(&mona, &format!("owner={}", world.clinic)).await;
    assert_eq!(below, ["Brann", "Slange", "Ærlighet", "Ånde"]);

    let all = listed(&mona, "").await;
    let orders: [(&str, Option<By>); 4] = [
        ("name", None),
        ("number", Some(|item| item.number.clone())),
        ("owner", Some(|item| sort_key(&item.owner_unit.name))),
        ("category", Some(|item| item.category.as_ref().map_or("~~".to_owned(), |category| sort_key(&category.name)))),
    ];
    for (sort, by) in orders {
        for descending in [false, true] {
            let mut expected = all.clone();
            expected.sort_by_key(|item| (sort_key(&item.name), item.id));
            if let Some(by) = by {
                expected.sort_by_key(by);
            }
            if descending {
                expected.reverse();
            }
            let (mut seen, mut cursor) = (Vec::new(), String::new());
            loop {
                let query = format!("/requirements?sort={sort}&descending={descending}&limit=1{cursor}");
                let page: Page<RequirementSummary> = mona.get(&query).await.expect(200).read_as();
                seen.extend(page.items.into_iter().map(|item| item.id));
                let Some(next) = page.next_cursor else { break };
                cursor = format!("&cursor={next}");
            }
            assert_eq!(seen, expected.iter().map(|item| item.id).collect::<Vec<_>>(), "{sort} {descending}");
        }
    }
    // A cursor that was tampered with is refused, and is no fault of ours.
    let page: Page<RequirementSummary> = mona.get("/requirements?limit=1&sort=owner").await.expect(200).read_as();
    let cursor = page.next_cursor.expect("another page");
    mona.get(&format!("/requirements?sort=number&cursor={cursor}")).await.expect_problem(400, "invalid_cursor");
    mona.get("/requirements?sort=archived_by").await.expect_problem(422, "validation_failed");
}

/// REQ-16: what stands in more descriptions than can be named is found all the same, with other filters and in order.
#[rstest]
#[actix_web::test]
async fn a_common_description_is_found(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    app.system(async |work| {
        for index in 0..600 {
            let owner = if index % 3 == 0 { world.ward } else { world.sibling };
            content::requirement(work, owner, world.mona.person, &format!("Krav {index:03}"), false, None).await;
        }
        let described = "INSERT INTO requirement_description (requirement_id, folded) \
            SELECT id, 'skriv ned det dere ble enige om' FROM requirement WHERE name <> 'Krav 000'";
        Ok(work.tx.execute(Sql::new(described)).await?)
    })
    .await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    assert_eq!(names(&admin, "description=enige&limit=3").await, ["Krav 001", "Krav 002", "Krav 003"]);
    assert_eq!(names(&admin, "description=enige&limit=2&descending=true").await, ["Krav 599", "Krav 598"]);
    assert_eq!(names(&mona, "description=enige&editable=true&limit=2").await, ["Krav 003", "Krav 006"]);
    assert_eq!(names(&admin, "description=uenige").await, Vec::<String>::new());
}

/// Of REQ-18: central requirements and activities are a list of their own, with the courses that they are linked to;
/// who may make them is told so.
#[rstest]
#[actix_web::test]
async fn central_ones_are_a_list(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let regional = app.system(async |work| {
        grant(work, world.kari.position, Role::RegionalAdmin, Some(world.region)).await;
        Ok(world.kari)
    });
    let regional = regional.await;
    let regional = app.sign_in(regional.person, regional.position).await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let owner = app.sign_in(world.owner.person, world.owner.position).await;
    drafted(&mona, world.ward, saying("Lokalt")).await;
    let courses = json!({"courses": [{"id": "LP-17", "name": "Brannvern"}]});
    let body = json!({"ownerUnitId": world.region, "level": "central", "content": saying("Region")});
    mona.post("/requirements", &body).await.expect_problem(403, "forbidden");
    owner.post("/requirements", &body).await.expect(201);
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let body = json!({"ownerUnitId": world.trust_a, "level": "central", "content": but(saying("Brann"), &courses)});
    let made: kyndig_contract::requirement::RequirementDetails =
        admin.post("/requirements", &body).await.expect(201).read_as();
    publish(&admin, made.id).await;
    let body = json!({"ownerUnitId": world.region, "level": "central", "kind": "learning_activity",
        "content": saying("Aktivitet")});
    let made: kyndig_contract::requirement::RequirementDetails =
        regional.post("/requirements", body).await.expect(201).read_as();
    publish(&regional, made.id).await;

    assert_eq!(names(&mona, "level=central,national").await, ["Aktivitet", "Brann"]);
    assert_eq!(names(&mona, "level=central&kind=requirement").await, ["Brann"]);
    assert_eq!(names(&mona, "level=local").await, ["Lokalt"]);
    let row = &listed(&mona, "search=brann").await[0];
    assert_eq!(
        row.courses.iter().map(|course| (&*course.id, &*course.name)).collect::<Vec<_>>(),
        [("LP-17", "Brannvern")]
    );
}

/// Proves REQ-16: the archive is searched, narrowed by unit, and ordered by name, archiver, date and unit.
#[rstest]
#[actix_web::test]
async fn the_archive_is_a_list(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    app.system(async |work| {
        grant(work, world.nils.position, Role::Archiver, Some(world.trust_a)).await;
        Ok(())
    })
    .await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let nils = app.sign_in(world.nils.person, world.nils.position).await;
    let one = drafted(&mona, world.ward, saying("Ånde")).await.id;
    let two = drafted(&siri, world.sibling, saying("Brann")).await.id;
    let three = drafted(&mona, world.ward, saying("Celle")).await.id;
    for (client, id) in [(&admin, three), (&nils, one), (&admin, two)] {
        let path = format!("/requirements/{id}");
        let version = client.get(&path).await.expect(200).version();
        client.post_if(&format!("{path}/archive"), version, json!({"reason": "Ferdig"})).await.expect(200);
        app.clock.advance(chrono::TimeDelta::minutes(1));
    }
    drafted(&mona, world.ward, saying("I bruk")).await;
    assert_eq!(names(&nils, "").await, ["I bruk"], "what is archived is in its own list, and nothing else is there");
    for (query, expected) in [
        ("", ["Brann", "Celle", "Ånde"]),
        ("&descending=true", ["Ånde", "Celle", "Brann"]),
        ("&sort=archived_at", ["Celle", "Ånde", "Brann"]),
        ("&sort=archived_at&descending=true", ["Brann", "Ånde", "Celle"]),
        ("&sort=archived_by", ["Brann", "Celle", "Ånde"]),
        ("&sort=archived_by&descending=true", ["Ånde", "Celle", "Brann"]),
        ("&sort=owner", ["Celle", "Ånde", "Brann"]),
    ] {
        assert_eq!(names(&nils, &format!("archived=true{query}")).await, expected, "{query}");
        let first = format!("/requirements?archived=true{query}&limit=2");
        let page: Page<RequirementSummary> = nils.get(&first).await.expect(200).read_as();
        let cursor = page.next_cursor.expect("another page");
        let rest = names(&nils, &format!("archived=true{query}&limit=2&cursor={cursor}")).await;
        assert_eq!(rest, expected[2..], "{query}");
    }
    assert_eq!(names(&nils, "archived=true&search=cel").await, ["Celle"]);
    assert_eq!(names(&nils, "archived=true&ownerName=post%204").await, ["Brann"]);
    assert_eq!(names(&mona, "archived=true").await, ["Celle", "Ånde"]);
    let by = listed(&nils, "archived=true&search=cel").await[0].archived.clone().expect("who, when and why");
    assert_eq!((by.by.name.as_str(), by.reason.as_str()), ("Ada Admin", "Ferdig"));
}

/// REQ-16, PLN-14: a unit or a person with another name is in another place of the lists.
#[rstest]
#[actix_web::test]
async fn names_change_the_order(#[values(On::Sqlite, On::Postgres)] on: On) {
    use kyndig_platform::facts::Fact;
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    published(&mona, world.ward, saying("Første")).await;
    let second = published(&siri, world.sibling, saying("Andre")).await;
    share(&siri, second, world.clinic).await;
    crate::support::writing::plan(&mona, world.ward, "TAHF-Med-SP3-Plan").await;
    crate::support::writing::plan(&siri, world.sibling, "TAHF-Med-SP4-Plan").await;
    assert_eq!(names(&mona, "sort=owner").await, ["Første", "Andre"]);
    let plans = async |sort: &str| {
        let page: Page<kyndig_contract::plan::PlanSummary> =
            mona.get(&format!("/plans?sort={sort}")).await.expect(200).read_as();
        page.items.into_iter().map(|plan| plan.owner_unit.id).collect::<Vec<_>>()
    };
    assert_eq!(plans("owner").await, [world.ward, world.sibling]);
    assert_eq!(plans("created_by").await, [world.ward, world.sibling]);
    app.system(async |work| {
        let units = vec![(world.ward, sort_key("Å-posten"))];
        let people = vec![(world.mona.person, sort_key("Ås Mona"))];
        work.state(Fact::Renamed { units, people });
        Ok(work.tx.execute(Sql::new("UPDATE org_unit SET name = 'Å-posten' WHERE id = ").bind(world.ward)).await?)
    })
    .await;
    assert_eq!(names(&mona, "sort=owner").await, ["Andre", "Første"]);
    assert_eq!(plans("owner").await, [world.sibling, world.ward]);
    assert_eq!(plans("created_by").await, [world.sibling, world.ward]);
}
