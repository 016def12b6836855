//! REP-2: the usage report, as a workbook.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use kyndig_db::Sql;
use kyndig_gate as gate;
use kyndig_gate::Affected;
use rstest::rstest;
use serde_json::json;

use crate::support::{
    Client, On, Someone, TestApp,
    writing::{active_plan, but, has_plan, place, published, read, saying, stands},
};

/// A sheet's rows, as texts, numbers and nothing.
fn rows(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Vec<Vec<Data>> {
    let range = book.worksheet_range(sheet).unwrap_or_else(|error| panic!("{sheet}: {error}"));
    range.rows().map(<[Data]>::to_vec).collect()
}

fn said(row: &[Data]) -> Vec<String> {
    row.iter().map(ToString::to_string).collect()
}

/// The colour behind a cell of the sheet with this number.
fn colour(workbook: &[u8], sheet: usize, cell: &str) -> Option<String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).expect("a workbook");
    let mut part = |name: &str| -> String {
        let mut text = String::new();
        archive.by_name(name).expect("a part").read_to_string(&mut text).expect("text");
        text
    };
    let (styles, cells) = (part("xl/styles.xml"), part(&format!("xl/worksheets/sheet{sheet}.xml")));
    let value = |text: &str, name: &str| -> Option<String> {
        let (_, after) = text.split_once(&format!("{name}=\""))?;
        Some(after.split_once('"')?.0.to_owned())
    };
    let (_, of_cell) = cells.split_once(&format!("r=\"{cell}\""))?;
    let style: usize = value(of_cell.split_once('>')?.0, "s")?.parse().expect("a number");
    let (_, formats) = styles.split_once("<cellXfs")?;
    let fill: usize = value(formats.split("<xf ").nth(style + 1)?, "fillId")?.parse().expect("a number");
    value(styles.split("<fill>").nth(fill + 1)?.split_once("</fill>")?.0, "fgColor rgb")
}

async fn take(client: &Client<'_>, plan: kyndig_domain::ids::PlanId) -> (String, Xlsx<Cursor<Vec<u8>>>) {
    let answer = client.get(&format!("/plans/{plan}/usage-report")).await.expect(200);
    let name = answer.headers.get("content-disposition").expect("a name").to_str().expect("ASCII").to_owned();
    (name, Xlsx::new(Cursor::new(answer.body)).expect("a workbook"))
}

/// Proves REP-2: unit by unit, how many have the plan and how far they have come, each requirement of its own; what is not
/// relevant for somebody, or not active, counts on neither side.
#[rstest]
#[actix_web::test]
async fn a_plan_and_how_far_its_people_have_come(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let points = json!({"checklist": [{"text": "Mellom fingrene"}]});
    let hands = published(&mona, world.ward, but(saying("=Vaske hender"), &points)).await;
    let bandage = published(&mona, world.ward, saying("Skifte bandasje")).await;
    let dormant = published(&mona, world.ward, saying("Ikke aktivert")).await;
    let plan = active_plan(&mona, world.ward, "TAHF-Med-SP3-Sårstell", &[hands, bandage]).await;
    crate::support::writing::take_in(&mona, plan, &[dormant]).await;

    let (_, mut book) = take(&admin, plan).await;
    assert_eq!(book.sheet_names(), ["Oversikt"]);
    assert_eq!(rows(&mut book, "Oversikt").len(), 4);

    for someone in [world.ida, world.per, world.nils] {
        has_plan(&app, someone, plan).await;
    }
    stands(&app, world.ida, hands, "fulfilled", Some("2026-11-01")).await;
    stands(&app, world.ida, bandage, "fulfilled", Some("2026-11-01")).await;
    stands(&app, world.per, hands, "started", None).await;
    stands(&app, world.per, bandage, "not_relevant", None).await;
    let (name, mut book) = take(&admin, plan).await;
    let on = app.state.clock.now().date_naive();
    assert!(name.starts_with("attachment; "), "{name}");
    assert!(name.contains(&format!("filename=\"Bruksrapport TAHF-Med-SP3-S_rstell {on}.xlsx\"")), "{name}");
    let whole = format!("filename*=UTF-8''Bruksrapport%20TAHF-Med-SP3-S%C3%A5rstell%20{on}.xlsx");
    assert!(name.replace("%2D", "-").contains(&whole), "{name}");
    assert_eq!(book.sheet_names(), ["Oversikt", "Sengepost 3", "Sengepost 4"]);
    let overview = rows(&mut book, "Oversikt");
    assert_eq!(overview[0][0], Data::String("TAHF-Med-SP3-Sårstell".to_owned()));
    assert_eq!(said(&overview[3]), ["Enhet", "Tildelt", "Fullført"]);
    assert_eq!(overview[4][1..], [Data::Float(2.0), Data::Float(0.66)]);
    assert_eq!(overview[5][1..], [Data::Float(1.0), Data::Float(0.0)]);
    // Yellow where something is done, red where nothing is, green where all is.
    let whole = admin.get(&format!("/plans/{plan}/usage-report")).await.expect(200).body;
    for (sheet, cell, expected) in [
        (1, "C5", "FFFFECB3"),
        (1, "C6", "FFF8C9C4"),
        (2, "B3", "FFFFECB3"),
        (2, "D6", "FFFFECB3"),
        (2, "D7", "FFC6E7C8"),
    ] {
        assert_eq!(colour(&whole, sheet, cell).as_deref(), Some(expected), "{sheet} {cell}");
    }
    let ward = rows(&mut book, "Sengepost 3");
    assert_eq!(said(&ward[5])[1..], ["=Vaske hender", "Første del", "0.5"]);
    assert_eq!(said(&ward[6])[1..], ["Skifte bandasje", "Første del", "1"]);
    assert_eq!(ward.len(), 7);
    assert!(ward.iter().all(|row| said(row).iter().all(|cell| !cell.contains("fingrene"))), "no points (REP-6)");
    assert_eq!(said(&ward[1])[..2], ["Tildelt", "2"]);
    assert_eq!(said(&ward[2])[..2], ["Fullført", "0.66"]);
    assert_eq!(said(&overview[1])[0], format!("Hentet ut {}", on.format("%d.%m.%Y")));
    let formulas = book.worksheet_formula("Sengepost 3").expect("formulas");
    assert!(formulas.is_empty(), "a name is never a formula");

    // Who has the plan no more counts in nothing, nor does what is taken out of use in it.
    app.system(async |work| {
        gate::change(work, &Affected::plan_of(vec![world.per.person], plan), async || {
            let sql = Sql::new("UPDATE assignment SET active = FALSE WHERE person_id = ").bind(world.per.person);
            Ok(work.tx.execute(sql).await?)
        })
        .await
    })
    .await;
    let details = read(&mona, plan).await;
    let path = format!("/plans/{plan}/requirements/{}/deactivate", place(&details, bandage).id);
    mona.post_if(&path, details.version.into(), json!({"reason": "Utgått"})).await.expect(200);
    let (_, mut book) = take(&admin, plan).await;
    assert_eq!(rows(&mut book, "Oversikt")[4][1..], [Data::Float(1.0), Data::Float(1.0)]);
    assert_eq!(rows(&mut book, "Sengepost 3").len(), 6);

    // In one's own language
    admin.put("/my/settings", json!({"language": "en"})).await.expect(200);
    let (name, mut book) = take(&admin, plan).await;
    assert!(name.contains("\"Usage report TAHF"), "{name}");
    assert_eq!(said(&rows(&mut book, "Overview")[3]), ["Unit", "Assigned", "Completed"]);
}

/// Of PLN-15: the plan's steward takes it, and sees it named in the plan; other stewards, and those who only write
/// plans, do not.
#[rstest]
#[actix_web::test]
async fn stewards_and_administrators_take_it(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let owner = app.sign_in(world.owner.person, world.owner.position).await;
    let hands = published(&mona, world.ward, saying("Vaske hender")).await;
    let plan = active_plan(&mona, world.ward, "TAHF-Med-SP3-Hygiene", &[hands]).await;
    let beside = active_plan(&mona, world.ward, "TAHF-Med-SP3-Annet", &[hands]).await;
    let gives = async |someone: Someone, plan| {
        let grant = json!({"positionId": someone.position, "role": "plan_steward", "planId": plan});
        owner.post("/role-grants", grant).await.expect(201);
    };
    gives(world.per, plan).await;
    gives(world.nils, beside).await;
    let may = async |someone: Someone| {
        let client = app.sign_in(someone.person, someone.position).await;
        let status = client.get(&format!("/plans/{plan}/usage-report")).await.status.as_u16();
        let shown = client.get(&format!("/plans/{plan}")).await.json()["canTakeUsage"].as_bool();
        (status, shown)
    };
    assert_eq!(may(world.per).await, (200, Some(true)));
    assert_eq!(may(world.admin).await, (200, Some(true)));
    assert_eq!(may(world.owner).await, (200, Some(true)));
    assert_eq!(may(world.nils).await, (403, Some(false)));
    assert_eq!(may(world.mona).await, (403, Some(false)));
    assert_eq!(may(world.ida).await, (403, None));

    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let version = read(&admin, plan).await.version;
    admin.post_if(&format!("/plans/{plan}/archive"), version.into(), json!({"reason": "Utgått"})).await.expect(200);
    admin.get(&format!("/plans/{plan}/usage-report")).await.expect_problem(409, "archived");
}
