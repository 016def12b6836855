//! REP-6: lists taken out as xlsx and csv.

use std::{collections::BTreeMap, future::poll_fn, io::Cursor, ops::Range, pin::Pin};

use actix_web::{
    body::{BoxBody, MessageBody},
    http::Method,
    web::Bytes,
};
use calamine::{Data, Reader, Xlsx};
use kyndig_db::Sql;
use kyndig_domain::{ids::RequirementId, role::Role, text};
use kyndig_platform::http::export::PIECE;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{
    Answer, Client, On, TestApp, World, grant, someone,
    writing::{active_plan, but, drafted, has_plan, published, saying, stands},
};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const CSV: &str = "text/csv";

async fn taken(app: &TestApp, client: &Client<'_>, path: &str, accept: &str) -> Answer {
    app.send(client.request(Method::GET, path).insert_header(("accept", accept))).await
}

/// The rows of the only sheet, headings first.
async fn sheet(app: &TestApp, client: &Client<'_>, path: &str) -> Vec<Vec<Data>> {
    let answer = taken(app, client, path, XLSX).await.expect(200);
    assert_eq!(answer.headers.get("content-type").unwrap(), XLSX);
    let mut book = Xlsx::new(Cursor::new(answer.body)).unwrap();
    let names = book.sheet_names();
    assert_eq!(names.len(), 1);
    assert!(book.worksheet_formula(&names[0]).unwrap().is_empty(), "no cell is a formula");
    book.worksheet_range(&names[0]).unwrap().rows().map(<[Data]>::to_vec).collect()
}

fn said(row: &[Data]) -> Vec<String> {
    row.iter().map(ToString::to_string).collect()
}

/// What is a date or a time, and not a text or a number.
fn moment(cell: &Data) -> String {
    let Data::DateTime(read) = cell else { panic!("{cell:?}") };
    let nought = chrono::NaiveDate::from_ymd_opt(1899, 12, 30).unwrap().and_time(chrono::NaiveTime::MIN);
    #[expect(clippy::cast_possible_truncation, reason = "seconds of this century")]
    let seconds = (read.as_f64() * 86_400.0).round() as i64;
    (nought + chrono::TimeDelta::seconds(seconds)).to_string()
}

fn column(rows: &[Vec<Data>], column: usize) -> Vec<String> {
    rows[1..].iter().map(|row| row[column].to_string()).collect()
}

/// The lines of a CSV; none of the tests' texts has a line break in it.
async fn lines(app: &TestApp, client: &Client<'_>, path: &str) -> Vec<String> {
    let answer = taken(app, client, path, CSV).await.expect(200);
    assert_eq!(answer.headers.get("content-type").unwrap(), "text/csv; charset=utf-8");
    let text = String::from_utf8(answer.body).unwrap();
    let text = text.strip_prefix('\u{feff}').expect("the mark of UTF-8").strip_suffix("\r\n").expect("an end");
    text.split("\r\n").map(ToOwned::to_owned).collect()
}

fn name_of(answer: &Answer) -> String {
    answer.headers.get("content-disposition").unwrap().to_str().unwrap().to_owned()
}

/// Proves REP-6: the rows that the list shows, by its filters, order and scope, all of them and whatever the page; with the
/// columns that were chosen, in the reader's language, under a name with the date.
#[rstest]
#[actix_web::test]
async fn a_list_goes_out_as_it_stands(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    for name in ["Ånde", "Ærlighet", "Brann", "Øvelse", "Slukking"] {
        let content = but(
            saying(name),
            &json!({"description": format!("Om {name}"), "validityDays": 365,
            "checklist": [{"text": "Sjekk slangen"}]}),
        );
        drafted(&mona, world.ward, content).await;
    }
    let path = "/requirements?editable=true&sort=name&descending=true&limit=2&cursor=e30";
    let shown = "/requirements?editable=true&sort=name&descending=true";
    let listed: Value = mona.get(shown).await.expect(200).json();
    let listed: Vec<_> = listed["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(listed, ["Ånde", "Øvelse", "Ærlighet", "Slukking", "Brann"]);

    let rows = sheet(&app, &mona, path).await;
    assert_eq!(column(&rows, 0), listed);
    assert_eq!(
        said(&rows[0]),
        [
            "Navn",
            "Kravnummer",
            "Eierenhet",
            "Type",
            "Kategori",
            "Kurs i kursportalen",
            "Beskrivelse",
            "Læringsform",
            "Gyldighet (dager)",
            "Status",
            "Brukt i planer"
        ]
    );
    assert!(!format!("{rows:?}").contains("slangen"), "points of checklists are in no report");
    assert_eq!(rows[1][8..], [Data::Float(365.0), Data::String("Kladd".to_owned()), Data::Float(0.0)]);
    let rows = lines(&app, &mona, &format!("{path}&columns=state,name,validity")).await;
    assert!(!format!("{rows:?}").contains("slangen"));
    assert_eq!(rows[..2], [r#""Status";"Navn";"Gyldighet (dager)""#, r#""Kladd";"Ånde";"365""#]);
    assert_eq!(rows.len(), 6);
    let some = sheet(&app, &mona, "/requirements?editable=true&search=%C3%A6r&columns=name").await;
    assert_eq!(column(&some, 0), ["Ærlighet"]);

    // within the scope of whoever asks, and nobody else's
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    assert_eq!(lines(&app, &siri, shown).await.len(), 1);

    // In one's own language; in the browser's where none is chosen
    let on = app.state.clock.now().date_naive();
    let answer = taken(&app, &mona, shown, XLSX).await;
    assert!(name_of(&answer).contains(&format!("filename=\"Krav {on}.xlsx\"")), "{}", name_of(&answer));
    let english = async || {
        let request = mona.request(Method::GET, &format!("{shown}&columns=name"));
        let request =
            request.insert_header(("accept", CSV)).insert_header(("accept-language", "de, en-GB;q=0.8, nb;q=0.5"));
        let answer = app.send(request).await.expect(200);
        (
            name_of(&answer).contains(&format!("\"Requirements {on}.csv\"")),
            String::from_utf8(answer.body).unwrap().contains("\"Name\"\r\n"),
        )
    };
    assert_eq!(english().await, (true, true));
    mona.put("/my/settings", json!({"language": "nn"})).await.expect(200);
    assert_eq!(english().await, (false, false));
    assert_eq!(lines(&app, &mona, &format!("{shown}&columns=name")).await[0], "\"Namn\"");

    // what cannot be is said as it always is
    let wrong =
        taken(&app, &mona, "/requirements?columns=name,else", XLSX).await.expect_problem(422, "validation_failed");
    assert_eq!(wrong.json()["fields"][0]["field"], "columns");
    taken(&app, &mona, "/requirements?sort=archived_at", CSV).await.expect_problem(422, "validation_failed");
    // whoever asks for nothing in particular, or for something else, is given JSON
    for accept in ["*/*", "application/json", "text/html", "application/json, text/csv;q=0.5"] {
        let answer = taken(&app, &mona, shown, accept).await.expect(200);
        assert_eq!(answer.headers.get("content-type").unwrap(), "application/json", "{accept}");
    }
}

/// Proves REP-6: nothing that somebody wrote is ever a formula, neither in xlsx nor in csv.
#[rstest]
#[actix_web::test]
async fn what_people_write_stays_text(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let hostile = ["=HYPERLINK(\"http://x\";\"æøå\")", "+47 22", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0"];
    for name in hostile {
        drafted(&mona, world.ward, saying(name)).await;
    }
    drafted(&mona, world.ward, but(saying("Plain"), &json!({"description": "\t=1+1\nto \"linjer\"; og semikolon"})))
        .await;
    let rows = sheet(&app, &mona, "/requirements?editable=true&columns=name,description").await;
    let mut names = column(&rows, 0);
    for name in hostile {
        let at = names.iter().position(|known| known == name).unwrap_or_else(|| panic!("{name}: {names:?}"));
        names.remove(at);
    }
    assert_eq!(names, ["Plain"]);
    let csv = lines(&app, &mona, "/requirements?editable=true&columns=name").await;
    for begins in ["'+47 22", "'-2+3", "'@SUM(A1)", "'=cmd|' /C calc'!A0", "'=HYPERLINK(\"\"http://x\"\";\"\"æøå\"\")"]
    {
        assert!(csv.iter().any(|line| *line == format!("\"{begins}\"")), "{begins}: {csv:?}");
    }
    let text = taken(&app, &mona, "/requirements?editable=true&search=plain&columns=description", CSV).await;
    let text = String::from_utf8(text.body).unwrap();
    assert!(text.contains("\"'\t=1+1\nto \"\"linjer\"\"; og semikolon\"\r\n"), "{text:?}");
}

/// Proves REP-6: numbers, dates and times are what they are, and not texts that look like it.
#[rstest]
#[actix_web::test]
async fn every_value_has_its_type(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let hands = published(&mona, world.ward, saying("Vaske hender")).await;
    let fire = published(&mona, world.ward, saying("Brann")).await;
    let plan = active_plan(&mona, world.ward, "TAHF-Med-SP3-Hygiene", &[hands, fire]).await;
    has_plan(&app, world.ida, plan).await;
    stands(&app, world.ida, hands, "fulfilled", Some("2026-11-01")).await;
    let rows = sheet(&app, &mona, "/employees").await;
    let heading: BTreeMap<String, usize> = said(&rows[0]).into_iter().zip(0..).collect();
    let ida = rows[1..].iter().find(|row| row[0] == Data::String("Ida Nilsen".to_owned())).unwrap();
    let shown: Value = mona.get("/employees?search=ida").await.expect(200).json();
    let starts = moment(&ida[heading["Startdato"]]);
    assert_eq!(starts, format!("{} 00:00:00", shown["items"][0]["startsOn"].as_str().unwrap()));
    assert_eq!(ida[heading["Planer"]], Data::Float(1.0));
    assert_eq!(ida[heading["Status planer"]], Data::Float(0.5));
    assert_eq!(ida[heading["Innfridd"]], Data::Float(1.0));
    assert_eq!(ida[heading["Tilgjengelighet"]], Data::String("Tilgjengelig".to_owned()));
    let without = rows[1..].iter().find(|row| row[heading["Planer"]] == Data::Float(0.0)).unwrap();
    assert_eq!(without[heading["Status planer"]], Data::Empty);

    // times by the clock on the wall
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let archived = drafted(&mona, world.ward, saying("Utgått")).await;
    let reason = json!({"reason": "Erstattet"});
    admin.post_if(&format!("/requirements/{}/archive", archived.id), archived.version.into(), reason).await.expect(200);
    let rows = sheet(&app, &admin, "/requirements?archived=true").await;
    assert_eq!(said(&rows[0]), ["Navn", "Kravnummer", "Eierenhet", "Arkivert", "Arkivert av", "Årsak"]);
    // nine o'clock by UTC
    assert!(moment(&rows[1][3]).starts_with("2026-11-21 10:00:"), "{rows:?}");
    assert!(
        lines(&app, &admin, "/requirements?archived=true&columns=archived_at").await[1]
            .starts_with("\"2026-11-21 10:00")
    );
}

/// Requirements of the ward, three of each name: what is alike is told apart by its id.
async fn many(app: &TestApp, world: &World, numbers: Range<i32>) {
    app.system(async |work| {
        let rows: Vec<_> = numbers
            .clone()
            .map(|index| {
                let name = format!("Krav {:05}", index / 3);
                let content = saying(&name);
                [
                    work.new_id::<RequirementId>().into(),
                    (900_000 + index).into(),
                    world.ward.into(),
                    "local".into(),
                    name.as_str().into(),
                    text::fold(&name).into(),
                    text::sort_key(&name).into(),
                    "practical_training".into(),
                    "self_registration".into(),
                    false.into(),
                    content.to_string().into(),
                    1_i32.into(),
                    work.now.into(),
                    world.mona.person.into(),
                ]
            })
            .collect();
        for rows in rows.chunks(1000) {
            let sql = Sql::new(
                "INSERT INTO requirement (id, number, owner_unit_id, level, name, folded, sort_key, learning_method, \
                 documentation_method, needs_signature, content, published_version, created_at, created_by) VALUES ",
            );
            work.tx.execute(sql.rows(rows.iter().cloned())).await?;
        }
        Ok(())
    })
    .await;
}

/// Proves REP-6: whatever the size, in pieces: a fixed number of statements for each, no row twice and none left out.
#[rstest]
#[actix_web::test]
async fn many_rows_are_read_in_pieces(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let piece = i32::from(PIECE);
    let (mut made, mut each) = (0, Vec::new());
    for pieces in 1..=3 {
        // one more than fits
        let wanted = piece * (pieces - 1) + 1;
        many(&app, &world, made..wanted).await;
        made = wanted;
        for accept in [CSV, XLSX] {
            let before = app.state.db.statements();
            let answer = taken(&app, &mona, "/requirements?sort=owner&columns=number", accept).await.expect(200);
            let statements = app.state.db.statements() - before;
            let mut numbers: Vec<String> = if accept == CSV {
                String::from_utf8(answer.body).unwrap().lines().skip(1).map(ToOwned::to_owned).collect()
            } else {
                let mut book = Xlsx::new(Cursor::new(answer.body)).unwrap();
                let range = book.worksheet_range("Krav").unwrap();
                range.rows().skip(1).map(|row| row[0].to_string()).collect()
            };
            assert_eq!(numbers.len(), usize::try_from(made).unwrap(), "{accept}");
            numbers.sort();
            numbers.dedup();
            assert_eq!(numbers.len(), usize::try_from(made).unwrap(), "{accept}");
            each.push(statements);
        }
    }
    assert_eq!(each[2] - each[0], each[4] - each[2], "each piece takes as much: {each:?}");
    assert!(each[2] - each[0] <= 4, "{each:?}");
    assert_eq!((each[0], each[2], each[4]), (each[1], each[3], each[5]), "xlsx reads as csv does");
}

async fn next(body: &mut BoxBody) -> Option<Result<Bytes, Box<dyn std::error::Error>>> {
    poll_fn(|context| Pin::new(&mut *body).poll_next(context)).await
}

/// Proves REP-6: what is taken out ends with the right to it, and with whoever waits for it.
#[rstest]
#[actix_web::test]
async fn it_ends_with_the_right_to_it(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start_with(on, |config| config.database.connections = 2).await else { return };
    let world = app.world().await;
    many(&app, &world, 0..i32::from(PIECE) * 3).await;
    let owner = app.sign_in(world.owner.person, world.owner.position).await;
    let per = app.sign_in(world.per.person, world.per.position).await;
    let given = json!({"positionId": world.per.position, "role": "subject_lead_a", "unitId": world.ward});
    let given: Value = owner.post("/role-grants", given).await.expect(201).json();
    let csv = || per.request(Method::GET, "/requirements?columns=name").insert_header(("accept", CSV));

    // a role that is taken away while the rows go out
    let mut body = app.begin(csv()).await.into_body();
    assert!(next(&mut body).await.unwrap().unwrap().starts_with("\u{feff}".as_bytes()));
    next(&mut body).await.unwrap().unwrap();
    owner.delete(&format!("/role-grants/{}", given["id"].as_str().unwrap())).await.expect(204);
    assert!(next(&mut body).await.unwrap().is_err());
    for accept in [CSV, XLSX] {
        taken(&app, &per, "/requirements", accept).await.expect_problem(403, "forbidden");
    }

    // clients that go away, more of them than there are connections
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    for _ in 0..5 {
        let request = mona.request(Method::GET, "/requirements").insert_header(("accept", CSV));
        let mut body = app.begin(request).await.into_body();
        next(&mut body).await.unwrap().unwrap();
        let before = app.state.db.statements();
        drop(body);
        assert_eq!(app.state.db.statements(), before);
    }
    mona.get("/requirements?limit=1").await.expect(200);
}

/// Proves REP-6: every list that goes out has the rows it shows, for those who may see it and for nobody else.
#[rstest]
#[actix_web::test]
async fn every_list_goes_out_to_those_who_see_it(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    let per = app.sign_in(world.per.person, world.per.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let owner = app.sign_in(world.owner.person, world.owner.position).await;
    let signed = json!({"documentationMethod": "signature", "needsSignature": true});
    let requirement = published(&mona, world.ward, but(saying("Brann"), &signed)).await;
    let plan = active_plan(&mona, world.ward, "TAHF-Med-SP3-Brann", &[requirement]).await;
    has_plan(&app, world.ida, plan).await;
    let sent = json!({"signerId": world.per.person, "performedOn": "2026-11-01"});
    ida.post(&format!("/people/{}/standings/{requirement}/send", world.ida.person), sent).await.expect(200);
    app.system(async |work| {
        let ada = someone(work, "Ada Øye", world.trust_a, world.ward, Some(world.mona.person)).await;
        grant(work, ada.position, Role::SubjectLeadB, Some(world.ward)).await;
        Ok(())
    })
    .await;
    let document = serde_json::to_value(kyndig_api::app::openapi()).unwrap();
    let mut known = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let answers = &item["get"]["responses"]["200"]["content"];
        if answers.get(CSV).is_some() {
            assert!(answers.get(XLSX).is_some() && answers.get("application/json").is_some(), "{path}");
            assert!(item["get"]["parameters"].as_array().unwrap().iter().any(|one| one["name"] == "columns"), "{path}");
            known.push(path.trim_start_matches("/api/v1").replace("{planId}", &plan.to_string()));
        }
    }
    assert!(known.len() >= 6, "{known:?}");
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    let nobody = app.anonymous();
    for client in [&mona, &ida, &per, &admin, &owner, &nobody] {
        for path in &known {
            let json = taken(&app, client, path, "application/json").await;
            for accept in [CSV, XLSX] {
                assert_eq!(taken(&app, client, path, accept).await.status, json.status, "{path}");
            }
            if json.status == 200 {
                let json = json.json();
                // the days of follow-up stand under the present
                let rows =
                    json["items"].as_array().map_or_else(|| json["days"].as_array().unwrap().len() + 1, Vec::len);
                assert_eq!(lines(&app, client, path).await.len(), rows + 1, "{path}");
                assert_eq!(sheet(&app, client, path).await.len(), rows + 1, "{path}");
                let most = shown.entry(path).or_default();
                *most = rows.max(*most);
            }
        }
    }
    assert!(shown.len() == known.len() && shown.values().all(|rows| *rows > 0), "{shown:?}");
}
