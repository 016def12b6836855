//! One's own personalia.

use kyndig_contract::{employee::Availability, profile::Profile};
use kyndig_db::Sql;
use rstest::rstest;
use serde_json::json;

use crate::support::{Client, On, TestApp};

async fn profile(client: Client<'_>) -> Profile {
    client.get("/my/profile").await.expect(200).read_as()
}

/// Proves POS-13: for oneself, what HR knows of person and position, the HPR number, the manager and "set by hand". (Those
/// who follow one up: `employee::personalia`.)
#[rstest]
#[actix_web::test]
async fn of_oneself(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let person = world.ida.person;
    app.system(async move |work| {
        let known =
            Sql::new("UPDATE person SET phone = '90 00 00 01', hpr_number = '181000123' WHERE id = ").bind(person);
        work.tx.execute(known).await?;
        Ok(())
    })
    .await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    let mine = profile(ida).await;
    assert_eq!((mine.person_id, mine.position_id), (world.ida.person, world.ida.position));
    assert_eq!((mine.name.as_str(), mine.email.as_deref()), ("Ida Nilsen", Some("ida.nilsen@example.org")));
    assert_eq!((mine.phone.as_deref(), mine.hpr_number.as_deref()), (Some("90 00 00 01"), Some("181000123")));
    assert_eq!((mine.unit.id, mine.unit.name.as_str()), (world.ward, "Sengepost 3"));
    assert_eq!((mine.trust_name.as_str(), mine.availability), ("Trust A HF", Availability::Available));
    assert!(!mine.title.is_empty() && !mine.cost_centre.is_empty());
    assert_eq!((mine.manager.map(|manager| manager.id), mine.manager_set_by_hand), (Some(world.mona.person), false));

    // POS-12: the one set by hand, and that it is by hand
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let at = format!("/employees/{}", world.ida.position);
    let version = admin.get(&at).await.expect(200).version();
    admin.put_if(&format!("{at}/manager"), version, json!({"managerId": world.siri.person})).await.expect(200);
    let mine = profile(ida).await;
    let manager = mine.manager.map(|manager| (manager.id, manager.name));
    assert_eq!((manager, mine.manager_set_by_hand), (Some((world.siri.person, "Siri Leder".to_owned())), true));

    // each their own, whatever else they may see
    assert_eq!(profile(admin).await.person_id, world.admin.person);
    app.anonymous().get("/my/profile").await.expect_problem(401, "not_signed_in");
}
