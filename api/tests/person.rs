//! Finding people, through the API.

use kyndig_contract::{page::Page, person::PersonSummary};
use kyndig_db::Sql;
use kyndig_domain::unit::UnitKind;
use kyndig_people::person::service;
use rstest::rstest;

use crate::support::{On, TestApp, position, someone, unit};

/// Proves SIG-1: a signer is found by the words of the name among those who work in the region, and shown with title
/// and unit only.
#[rstest]
#[actix_web::test]
async fn people_are_found_by_name(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    app.system(async |work| {
        // In another region, and no longer here.
        let region = unit(work, None, UnitKind::Region, "Annen region", None).await;
        someone(work, "Ida Fjern", region, region, None).await;
        let gone = someone(work, "Ida Sluttet", world.trust_a, world.ward, None).await;
        work.tx.execute(Sql::new("UPDATE position SET state = 'closed' WHERE id = ").bind(gone.position)).await?;
        // With two positions one is still one person.
        position(work, world.ida.person, world.trust_b, world.other, None).await;
        let double = someone(work, "Ida Nordmann-Ødegård", world.trust_b, world.other, None).await;
        service::index_words(work, &[double.person]).await
    })
    .await;
    let per = app.sign_in(world.per.person, world.per.position).await;
    let find = async |search: &str| {
        let answer = per.get(&format!("/people?search={search}")).await.expect(200);
        let page: Page<PersonSummary> = answer.read_as();
        page.items.into_iter().map(|found| found.name).collect::<Vec<_>>()
    };
    assert_eq!(find("IDA").await, ["Ida Nilsen", "Ida Nordmann-Ødegård"]);
    assert_eq!(find("nil%20id").await, ["Ida Nilsen"]);
    assert_eq!(find("%C3%B8deg").await, ["Ida Nordmann-Ødegård", "Nils Ødegård"]);
    assert_eq!(find("nordmann-%C3%98").await, ["Ida Nordmann-Ødegård"]);
    // From the beginning of a word, and no other sign means anything.
    assert_eq!(find("lsen").await, Vec::<String>::new());
    assert_eq!(find("i%25").await, Vec::<String>::new());
    assert_eq!(find("%20%20-%20").await, Vec::<String>::new());

    let answer = per.get("/people?search=ida%20nilsen").await.expect(200).json();
    let found = answer["items"][0].as_object().expect("a person");
    assert_eq!(found.keys().collect::<Vec<_>>(), ["id", "name", "title", "unitName"]);
    assert_eq!((&found["title"], &found["unitName"]), (&"Sykepleier".into(), &"Sengepost 3".into()));

    per.get("/people?search=i").await.expect_problem(422, "validation_failed");
    per.get("/people").await.expect_problem(400, "malformed_query");
    per.get("/people?search=ida%00").await.expect_problem(400, "malformed_query");
}

/// A new name is found by its words, the old one no more; twice the same writes the same.
#[rstest]
#[actix_web::test]
async fn words_follow_the_name(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    for _ in 0..2 {
        app.system(async |work| {
            let sql = Sql::new("UPDATE person SET name = 'Ida Berg' WHERE id = ").bind(world.ida.person);
            work.tx.execute(sql).await?;
            service::index_words(work, &[world.ida.person, world.per.person]).await
        })
        .await;
    }
    let tx = app.state.db.read().await.expect("a transaction");
    let sql = Sql::new("SELECT word FROM person_word WHERE person_id = ").bind(world.ida.person).push(" ORDER BY word");
    assert_eq!(tx.column::<String>(sql).await.expect("words"), ["berg", "ida"]);
}

/// At the most twenty are shown.
#[rstest]
#[actix_web::test]
async fn no_more_than_anybody_reads(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    app.system(async |work| {
        for number in 0..25 {
            someone(work, &format!("Anna Berg{number:02}"), world.trust_a, world.ward, None).await;
        }
        Ok(())
    })
    .await;
    let per = app.sign_in(world.per.person, world.per.position).await;
    let page: Page<PersonSummary> = per.get("/people?search=anna").await.expect(200).read_as();
    let names: Vec<_> = page.items.iter().map(|found| found.name.as_str()).collect();
    assert_eq!((names.len(), names[0], names[19]), (20, "Anna Berg00", "Anna Berg19"));
}
