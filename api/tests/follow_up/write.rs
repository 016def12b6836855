//! An e-mail to several employees.

use kyndig_contract::follow_up::WrittenToEmployees;
use kyndig_db::Sql;
use kyndig_platform::outbox;
use rstest::rstest;
use serde_json::json;

use crate::support::{On, TestApp};

/// Proves FOL-6: each gets it with the sender to answer to, the sender a copy with the names, and the text is kept no longer
/// than that takes.
#[rstest]
#[actix_web::test]
async fn to_several(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    app.system(async |work| {
        let sql = Sql::new("UPDATE person SET email = 'mona.leder@example.org' WHERE id = ").bind(world.mona.person);
        work.tx.execute(sql).await?;
        let sql = Sql::new("UPDATE person SET email = 'ida@example.org' WHERE id = ").bind(world.ida.person);
        work.tx.execute(sql).await?;
        let sql = Sql::new("UPDATE person SET email = NULL WHERE id = ").bind(world.per.person);
        Ok(work.tx.execute(sql).await?)
    })
    .await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let body = json!({"positionIds": [world.ida.position, world.per.position, world.ida.position], "subject": " Brannvern\r\nBcc: x@example.org ",
        "text": "Husk kurset på torsdag.\n\n-- \n-> Ta med <legitimasjon>."});
    let answer: WrittenToEmployees = mona.post("/employees/messages", &body).await.expect(200).read_as();
    assert_eq!((answer.sent, answer.without_address.len()), (1, 1));
    assert_eq!(answer.without_address[0].name, "Per Ås");
    assert_eq!(outbox::deliver(&app.state, kyndig_api::composition::HANDLERS).await.expect("a delivery"), 2);
    let mails = crate::outbox::laid(&app);
    let to = |who: &str| {
        let is_to = |text: &&String| text.lines().any(|line| line.starts_with("To:") && line.contains(who));
        let found = mails.iter().map(|(_, text)| text).find(is_to);
        found.unwrap_or_else(|| panic!("no mail to {who}: {mails:?}")).clone()
    };
    let ida = to("ida@example.org");
    assert!(ida.lines().any(|line| line.starts_with("Reply-To:") && line.contains("mona.leder@example.org")), "{ida}");
    assert!(!ida.lines().any(|line| line.starts_with("Bcc")), "{ida}");
    let copy = to("mona.leder@example.org");
    assert!(!copy.contains("Reply-To"), "{copy}");
    // The words of both, and in the copy to whom they went.
    let decoded =
        |mail: &str| mail.replace("=\r\n", "").replace("=C3=B8", "ø").replace("=C3=A5", "å").replace("=C3=85", "Å");
    for mail in [&ida, &copy] {
        let mail = decoded(mail);
        assert!(mail.contains("Brannvern") && mail.contains("Husk kurset på torsdag."), "{mail}");
    }
    assert!(decoded(&copy).contains("Ida Nilsen"), "{copy}");
    assert!(!decoded(&ida).contains("Per Ås"), "{ida}");
    let kept = app.count("outbox WHERE payload LIKE '%torsdag%' OR payload LIKE '%Ida Nilsen%'").await;
    assert_eq!(kept, 0);
}

/// Proves FOL-6: all must be people one follows up; nothing goes out where one is not.
#[rstest]
#[actix_web::test]
async fn to_nobody_else(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let body = |who: &[kyndig_domain::ids::PositionId]| json!({"positionIds": who, "subject": "Hei", "text": "Hei."});
    let both = body(&[world.ida.position, world.kari.position]);
    mona.post("/employees/messages", both).await.expect_problem(404, "not_found");
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    ida.post("/employees/messages", body(&[world.per.position])).await.expect_problem(403, "forbidden");
    mona.post("/employees/messages", body(&[])).await.expect_problem(422, "validation_failed");
    let blank = json!({"positionIds": [world.ida.position], "subject": " ", "text": "Hei."});
    mona.post("/employees/messages", blank).await.expect_problem(422, "validation_failed");
    assert_eq!(app.count("outbox").await, 0);
}
