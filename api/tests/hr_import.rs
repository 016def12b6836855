//! Imports from HR, by the service and over HTTP.

use actix_web::test::TestRequest;
use kyndig_api::jobs::night;
use kyndig_contract::{
    hr_import::{HrImportDetails, ImportProfile, ImportState},
    page::PageQuery,
};
use kyndig_db::Sql;
use kyndig_domain::ids::{PersonId, PositionId};
use kyndig_people::{hr_import::service, position};
use kyndig_platform::background::Stop;
use rstest::rstest;
use serde_json::Value;

use crate::support::{Answer, Client, On, TestApp};

const UNITS: &str = "unit_id;parent_id;name;kind;short_code;org_number;cost_centre\n\
    R;;Region Eksempel;region;;;1\n\
    T;R;Trust Eksempel HF;health_trust;TEHF;;2\n\
    K;T;Klinikk;clinic;;;3\n\
    P;K;Sengepost 1;department;;;41\n\
    Q;K;Sengepost 2;department;;;42\n";

const HEADER: &str =
    "person_id;given_name;family_name;email;phone;hpr_number;trust_id;cost_centre;title;start;end;manager_person_id\n";

fn people(lines: &[&str]) -> String {
    format!("{HEADER}{}\n", lines.join("\n"))
}

const LARS: &str = "lars;Lars;Berg;lars@example.org;;;T;41;Seksjonsleder;2020-01-01;;";
const IDA: &str = "ida;Ida;Nilsen;ida@example.org;;;T;41;Sykepleier;2025-08-12;;lars";
const PER: &str = "per;Per;Ås;per@example.org;;;T;42;Sykepleier;01.02.2024;;lars";

async fn import(app: &TestApp, profile: ImportProfile, file: &str) -> HrImportDetails {
    service::import(&app.state, file.as_bytes().to_vec(), profile, false, 10).await.expect("a run")
}

/// Everything there is, but for the log and the runs themselves.
async fn dump(app: &TestApp) -> Vec<String> {
    let tx = app.state.db.read().await.expect("a transaction");
    let mut all = Vec::new();
    let tables = [
        ("org_unit", "external_id, name, kind, active"),
        ("org_unit_closure", "ancestor_id, descendant_id, depth"),
        ("person", "id, name, email, stamp"),
        ("person_word", "word, person_id"),
        ("position", "id, title, state, starts_on, version, manager_id"),
        ("unit_member", "unit_id, sort_key, position_id"),
        ("counter_cell", "unit_id, people"),
    ];
    for (table, columns) in tables {
        let rows = tx.rows(Sql::new(&format!("SELECT {columns} FROM {table} ORDER BY {columns}"))).await.expect("rows");
        all.extend(rows.into_iter().map(|row| format!("{table} {row:?}")));
    }
    all
}

async fn states(app: &TestApp) -> Vec<(String, String, String)> {
    let tx = app.state.db.read().await.expect("a transaction");
    let sql = Sql::new(
        "SELECT person.external_id AS who, p.cost_centre, p.state FROM position p JOIN person ON person.id = p.person_id \
         ORDER BY 1, 2, 3",
    );
    let rows = tx.rows(sql).await.expect("rows");
    let text = |row: &sea_orm::QueryResult, at| row.try_get_by_index::<String>(at).expect("a text");
    rows.iter().map(|row| (text(row, 0), text(row, 1), text(row, 2))).collect()
}

fn state(who: &str, cost_centre: &str, state: &str) -> (String, String, String) {
    (who.to_owned(), cost_centre.to_owned(), state.to_owned())
}

/// Proves POS-1, POS-4: units and people come in; the same files again write nothing.
#[rstest]
#[actix_web::test]
async fn the_same_file_twice_changes_nothing(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let file = people(&[LARS, IDA, PER]);
    let first = import(&app, ImportProfile::Units, UNITS).await;
    assert_eq!((first.summary.state, first.summary.changes, first.summary.problems), (ImportState::Finished, 5, 0));
    let second = import(&app, ImportProfile::People, &file).await;
    assert_eq!((second.summary.state, second.summary.problems), (ImportState::Finished, 0), "{second:?}");
    assert_eq!(app.count("position").await, 3);
    assert_eq!(app.count("unit_member").await, 12);

    let before = dump(&app).await;
    for (profile, file) in [(ImportProfile::Units, UNITS), (ImportProfile::People, &file)] {
        assert_eq!(import(&app, profile, file).await.summary.changes, 0);
    }
    assert_eq!(dump(&app).await, before);
    app.assert_counters().await;
}

/// Proves POS-2, POS-3: a change of cost centre closes the old position and opens a new one; a new employment
/// without a gap keeps it.
#[rstest]
#[actix_web::test]
async fn what_makes_a_position_another(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    import(&app, ImportProfile::Units, UNITS).await;
    let ending = "ida;Ida;Nilsen;ida@example.org;;;T;41;Sykepleier;2025-08-12;2026-11-30;lars";
    import(&app, ImportProfile::People, &people(&[LARS, ending, PER])).await;
    let before = dump(&app).await;

    let extended = "ida;Ida;Nilsen;ida@example.org;;;T;41;Sykepleier;2026-12-01;2027-06-30;lars";
    let report = import(&app, ImportProfile::People, &people(&[LARS, extended, PER])).await;
    assert_eq!(report.counts.iter().map(|c| c.kind.as_str()).collect::<Vec<_>>(), ["period_changed"]);
    assert_eq!(dump(&app).await.len(), before.len());
    // Kept until its new end: the night after the old one leaves it open.
    let first_of_december = "2026-12-01".parse().expect("a date");
    night::run(&app.state, first_of_december, &Stop::never()).await.expect("a night");
    assert_eq!(states(&app).await[0], state("ida", "41", "open"));

    let moved = "ida;Ida;Nilsen;ida@example.org;;;T;42;Sykepleier;2026-11-20;;lars";
    service::import(&app.state, people(&[LARS, moved, PER]).into_bytes(), ImportProfile::People, false, 100)
        .await
        .expect("a run");
    let expected = [
        state("ida", "41", "closed"),
        state("ida", "42", "open"),
        state("lars", "41", "open"),
        state("per", "42", "open"),
    ];
    assert_eq!(states(&app).await, expected);
}

/// Proves POS-5: a position more than 30 days ahead is pending, one nearer is open ahead of time.
#[rstest]
#[actix_web::test]
async fn positions_open_ahead_of_time(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    import(&app, ImportProfile::Units, UNITS).await;
    let near = "near;Nora;Vik;;;;T;41;Sykepleier;2026-12-21;;";
    let far = "far;Finn;Dal;;;;T;41;Sykepleier;2026-12-22;;";
    import(&app, ImportProfile::People, &people(&[near, far])).await;
    assert_eq!(states(&app).await, [state("far", "41", "pending"), state("near", "41", "open")]);
}

/// Proves POS-4: one bad row is reported with line and reason, and does not stop the rest.
#[rstest]
#[actix_web::test]
async fn a_bad_row_does_not_stop_the_rest(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    import(&app, ImportProfile::Units, UNITS).await;
    let bad = "ida;Ida;Nilsen;ida@example.org;;;T;41;Sykepleier;the day after;;lars";
    let nowhere = "nils;Nils;Moe;;;;T;99;Sykepleier;2025-01-01;;";
    let report = import(&app, ImportProfile::People, &people(&[LARS, bad, nowhere, PER])).await;
    assert_eq!(report.summary.state, ImportState::Finished);
    let problems: Vec<_> = report.row_problems.iter().map(|p| (p.line, p.code.as_str())).collect();
    assert_eq!(problems, [(Some(3), "bad_date"), (Some(4), "unknown_cost_centre")]);
    assert_eq!(states(&app).await, [state("lars", "41", "open"), state("per", "42", "open")]);
}

/// Proves POS-4: a file that would close too much stops before any change, and says so.
#[rstest]
#[actix_web::test]
async fn too_many_closings_stop_the_file(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    import(&app, ImportProfile::Units, UNITS).await;
    import(&app, ImportProfile::People, &people(&[LARS, IDA, PER])).await;
    let before = dump(&app).await;
    let report = import(&app, ImportProfile::People, &people(&[LARS, PER])).await;
    assert_eq!(report.summary.state, ImportState::Stopped);
    let would = report.would_close.expect("numbers");
    assert_eq!((would.positions, would.of_open, would.limit_percent), (1, 3, 10));
    assert_eq!(dump(&app).await, before);
}

/// Proves POS-12: the manager comes from HR; one set by hand stands until it is cleared or leaves.
#[rstest]
#[actix_web::test]
async fn managers_come_from_hr(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    import(&app, ImportProfile::Units, UNITS).await;
    import(&app, ImportProfile::People, &people(&[LARS, IDA, PER])).await;
    let manager = async |who: &str| {
        let tx = app.state.db.read().await.expect("a transaction");
        let sql = Sql::new(
            "SELECT m.external_id FROM position p JOIN person ON person.id = p.person_id JOIN person m ON m.id = p.manager_id \
             WHERE person.external_id = ",
        )
        .bind(who);
        tx.value::<String>(sql).await.expect("an answer")
    };
    assert_eq!(manager("ida").await.as_deref(), Some("lars"));
    let by_per = IDA.replace(";lars", ";per");
    import(&app, ImportProfile::People, &people(&[LARS, &by_per, PER])).await;
    assert_eq!(manager("ida").await.as_deref(), Some("per"));
    assert_eq!(manager("per").await.as_deref(), Some("lars"));

    // Set by hand it stands whatever HR says meanwhile; cleared, what HR says now holds.
    let hired = "nina;Nina;Vik;;;;T;42;Sykepleier;2024-01-01;;lars";
    import(&app, ImportProfile::People, &people(&[LARS, &by_per, PER, hired])).await;
    let id = async |table: &str, who: &str| -> uuid::Uuid {
        let tx = app.state.db.read().await.expect("a transaction");
        let sql = match table {
            "person" => "SELECT id FROM person WHERE external_id = ",
            _ => "SELECT p.id FROM position p JOIN person x ON x.id = p.person_id WHERE x.external_id = ",
        };
        tx.value(Sql::new(sql).bind(who)).await.expect("an answer").expect("one")
    };
    let (position, nina) = (PositionId::from(id("position", "ida").await), PersonId::from(id("person", "nina").await));
    let set = async |manager: Option<PersonId>| {
        app.system(async |work| position::service::set_manager(work, position, manager).await).await;
    };
    set(Some(nina)).await;
    assert_eq!(manager("ida").await.as_deref(), Some("nina"));
    import(&app, ImportProfile::People, &people(&[LARS, IDA, PER, hired])).await;
    assert_eq!(manager("ida").await.as_deref(), Some("nina"));
    set(None).await;
    assert_eq!(manager("ida").await.as_deref(), Some("lars"));
    // The one set by hand leaves by the file: nobody, until someone picks one.
    set(Some(nina)).await;
    service::import(&app.state, people(&[LARS, IDA, PER]).into_bytes(), ImportProfile::People, false, 100)
        .await
        .expect("a run");
    assert_eq!(manager("ida").await, None);
    set(None).await;
    assert_eq!(manager("ida").await.as_deref(), Some("lars"));
}

/// Proves POS-1: when a unit gets another place in the tree, its positions and what is counted follow.
#[rstest]
#[actix_web::test]
async fn a_moved_unit_takes_its_positions_along(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    import(&app, ImportProfile::Units, UNITS).await;
    import(&app, ImportProfile::People, &people(&[LARS, IDA, PER])).await;
    let moved = UNITS.replace("Q;K;Sengepost 2", "Q;T;Sengepost 2");
    let report = import(&app, ImportProfile::Units, &moved).await;
    assert_eq!(report.counts.iter().map(|c| c.kind.as_str()).collect::<Vec<_>>(), ["unit_moved"]);
    assert_eq!(app.count("unit_member").await, 11);
    app.assert_counters().await;
}

/// The real list of institutions, dirty as it is: a tree, and a report that names every bad line.
#[rstest]
#[actix_web::test]
async fn the_national_list_goes_in(#[values(On::Sqlite, On::Postgres)] on: On) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/org-behandler.csv");
    let Ok(file) = std::fs::read(path) else {
        eprintln!("skipped: the list of institutions is not here");
        return;
    };
    let Some(app) = TestApp::start(on).await else { return };
    let profile = ImportProfile::Behandler;
    let report = service::import(&app.state, file.clone(), profile, false, 10).await.expect("a run");
    assert_eq!((report.summary.state, report.summary.rows), (ImportState::Finished, 1061));
    let codes = |code: &str| report.row_problems.iter().filter(|problem| problem.code == code).count();
    assert!(codes("org_number_check_digit") > 0 && codes("org_number_length") > 0 && codes("name_differs_in_case") > 0);
    assert!(report.row_problems.iter().all(|problem| problem.line.is_some()));
    assert!(app.count("org_unit").await > 900);
    let again = service::import(&app.state, file, profile, false, 10).await.expect("a run");
    assert_eq!(again.summary.changes, 0);
}

/// A file as a browser sends it.
fn uploaded(client: &Client<'_>, profile: &str, dry_run: bool, file: &[u8]) -> TestRequest {
    let mut body = Vec::new();
    for (name, value) in [("profile", profile), ("dryRun", if dry_run { "true" } else { "false" })] {
        body.extend(format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    body.extend(b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"hr.csv\"\r\nContent-Type: text/csv\r\n\r\n");
    body.extend(file);
    body.extend(b"\r\n--edge--\r\n");
    client
        .request(actix_web::http::Method::POST, "/hr-imports")
        .insert_header(("content-type", "multipart/form-data; boundary=edge"))
        .set_payload(body)
}

async fn upload(app: &TestApp, client: &Client<'_>, profile: &str, dry_run: bool, file: &[u8]) -> Answer {
    app.send(uploaded(client, profile, dry_run, file)).await
}

/// Asks until the run has ended.
async fn ended(client: &Client<'_>, started: &Answer) -> Value {
    let path = format!("/hr-imports/{}", started.json()["id"].as_str().expect("an id"));
    for _ in 0..10_000 {
        let now = client.get(&path).await.expect(200).json();
        if now["state"] != "running" {
            return now;
        }
        tokio::task::yield_now().await;
    }
    panic!("the import does not end");
}

/// Proves POS-4: an administrator uploads, tries first, and reads the report.
#[rstest]
#[actix_web::test]
async fn an_administrator_uploads(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let owner = app.sign_in(world.owner.person, world.owner.position).await;
    let before = app.count("org_unit").await;

    let tried = upload(&app, &owner, "units", true, UNITS.as_bytes()).await.expect(202);
    let tried = ended(&owner, &tried).await;
    assert_eq!(
        (&tried["state"], &tried["changes"], &tried["done"]),
        (&"finished".into(), &5.into(), &0.into()),
        "{tried}"
    );
    assert_eq!(tried["sample"].as_array().expect("changes").len(), 5);
    assert_eq!(app.count("org_unit").await, before);

    let junk: Vec<u8> = (0..50_000_u32).map(|n| u8::try_from(n * 31 % 251).expect("a byte")).collect();
    let refused = ended(&owner, &upload(&app, &owner, "people", false, &junk).await.expect(202)).await;
    assert_eq!((&refused["state"], &refused["failure"]), (&"failed".into(), &"not_text".into()));

    let listed = owner.get("/hr-imports?limit=1").await.expect(200).json();
    assert_eq!(listed["items"][0]["state"], "failed");
    assert!(listed["nextCursor"].is_string());

    upload(&app, &owner, "wards", true, UNITS.as_bytes()).await.expect_problem(422, "validation_failed");
    let large = vec![b'x'; 33 * 1024 * 1024];
    upload(&app, &owner, "units", true, &large).await.expect_problem(413, "payload_too_large");
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    upload(&app, &mona, "units", true, UNITS.as_bytes()).await.expect_problem(403, "forbidden");
    assert_eq!(app.count("org_unit").await, before);
}

/// Of POS-4 and POS-1: the same upload sent again with its key is the same import, while it runs and after; with another
/// file or as a real run it is not; and the same file sent once more, without, is a new import that changes nothing.
#[rstest]
#[actix_web::test]
async fn an_upload_sent_twice(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let owner = app.sign_in(world.owner.person, world.owner.position).await;
    let before = app.count("org_unit").await;
    let send = async |key: Option<&str>, dry_run: bool, file: &str| {
        let request = uploaded(&owner, "units", dry_run, file.as_bytes());
        let request = match key {
            Some(key) => request.insert_header(("idempotency-key", key)),
            None => request,
        };
        app.send(request).await
    };
    let first = send(Some("one"), false, UNITS).await.expect(202);
    let id = first.json()["id"].clone();
    assert_eq!(send(Some("one"), false, UNITS).await.expect(202).json()["id"], id, "while it may still run");
    let done = ended(&owner, &first).await;
    assert_eq!((&done["state"], &done["changes"], &done["done"]), (&"finished".into(), &5.into(), &5.into()));
    let units = app.count("org_unit").await;
    assert_eq!(units, before + 5);
    let again = send(Some("one"), false, UNITS).await.expect(202);
    assert_eq!((&again.json()["id"], &again.json()["state"]), (&id, &"finished".into()));
    assert_eq!(app.count("hr_import").await, 1);
    send(Some("one"), true, UNITS).await.expect_problem(422, "idempotency_key_reused");
    send(Some("one"), false, &format!("{UNITS}\n")).await.expect_problem(422, "idempotency_key_reused");
    assert_eq!(app.count("hr_import").await, 1);

    for key in [None, Some("two")] {
        let more = send(key, false, UNITS).await.expect(202);
        assert_ne!(more.json()["id"], id);
        let more = ended(&owner, &more).await;
        assert_eq!((&more["state"], &more["changes"], &more["done"]), (&"finished".into(), &0.into(), &0.into()));
    }
    assert_eq!((app.count("hr_import").await, app.count("org_unit").await), (3, units));
    app.assert_counters().await;
}

/// Two imports at once would undo each other; one that broke off is in nobody's way, and is said to have failed.
#[rstest]
#[actix_web::test]
async fn one_import_at_a_time(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let begin = async |turn: &service::Turn| {
        app.system(async |work| service::begin(work, turn, ImportProfile::Units, true).await).await
    };
    let first = service::turn(&app.state).await.expect("a turn");
    begin(&first).await;
    let refused = service::import(&app.state, UNITS.as_bytes().to_vec(), ImportProfile::Units, true, 10).await;
    assert_eq!(refused.expect_err("no second").code().as_str(), "import_running");
    service::tidy(&app.state).await.expect("an answer");
    assert_eq!(runs(&app).await, ["running"]);

    // As when the process of the first had died.
    drop(first);
    let next = import(&app, ImportProfile::Units, UNITS).await;
    assert_eq!(next.summary.state, ImportState::Finished);
    assert_eq!(runs(&app).await, ["failed: import_broken_off", "finished"]);
    begin(&service::turn(&app.state).await.expect("a turn")).await;
    service::tidy(&app.state).await.expect("an answer");
    assert_eq!(runs(&app).await, ["failed: import_broken_off", "finished", "failed: import_broken_off"]);
}

/// How every run stands, the oldest first.
async fn runs(app: &TestApp) -> Vec<String> {
    let page = app
        .system(async |work| {
            let all = service::list(work, &PageQuery::default(), &app.state.imports).await?;
            let mut said = Vec::new();
            for one in all.items {
                let failure = service::details(work, one.id, &app.state.imports).await?.failure;
                said.push(failure.map_or(one.state.to_string(), |why| format!("{}: {why}", one.state)));
            }
            Ok(said)
        })
        .await;
    page.into_iter().rev().collect()
}

/// What is no form, or has parts that nobody can name, is refused as any other body is.
#[rstest]
#[case(None, "", 415, "unsupported_media_type")]
#[case(Some("text/csv"), "a;b", 415, "unsupported_media_type")]
#[case(Some("multipart/form-data; boundary=edge"), "", 400, "malformed_upload")]
#[case(
    Some("multipart/form-data; boundary=edge"),
    "--edge\r\nContent-Disposition: form-data; name=\"\"\r\n\r\nx\r\n--edge--\r\n",
    422,
    "validation_failed"
)]
#[actix_web::test]
async fn what_is_no_form_is_refused(
    #[case] kind: Option<&str>,
    #[case] body: &'static str,
    #[case] status: u16,
    #[case] code: &str,
) {
    let Some(app) = TestApp::start(On::Sqlite).await else { return };
    let world = app.world().await;
    let owner = app.sign_in(world.owner.person, world.owner.position).await;
    let mut request = owner.request(actix_web::http::Method::POST, "/hr-imports");
    if let Some(kind) = kind {
        request = request.insert_header(("content-type", kind));
    }
    app.send(request.set_payload(body)).await.expect_problem(status, code);
}
