//! A backup, taken while people work, and brought back into an empty place.

use std::path::{Path, PathBuf};

use kyndig_api::{
    backup::{self, Manifest},
    schema,
};
use kyndig_db::Sql;
use kyndig_domain::ids::RequirementId;
use kyndig_people::session::service;
use kyndig_platform::config::Config;
use rstest::rstest;
use serde_json::json;

use super::{execute, further, program::Program};
use crate::{
    file::{PDF, added, s3::Bucket},
    support::{Client, Database, On, TestApp, World, writing},
};

const PASSWORD: &str = "korrekt hest batteri stift";

/// A hospital with a plan that is followed, a file, and somebody who can sign in.
async fn hospital(app: &TestApp) -> (World, RequirementId) {
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let requirement = writing::published(&mona, world.ward, writing::saying("Blodtransfusjon")).await;
    let plan = writing::active_plan(&mona, world.ward, "Sengepost 3", &[requirement]).await;
    writing::has_plan(app, world.ida, plan).await;
    writing::stands(app, world.ida, requirement, "fulfilled", Some("2026-11-01")).await;
    added(app, &mona, requirement, "Rutine.pdf", PDF).await;
    let hash = app.state.passwords.hash(PASSWORD.to_owned()).await.expect("a hash");
    app.system(async |work| service::set_password(work, world.ida.person, &hash).await).await;
    (world, requirement)
}

/// Goes on writing for as long as it is polled.
async fn write_on(mona: &Client<'_>, world: &World, written: &std::cell::Cell<u32>) {
    loop {
        writing::drafted(mona, world.ward, writing::saying("Midt i sikkerhetskopien")).await;
        written.set(written.get() + 1);
    }
}

async fn taken(app: &TestApp, folder: &Path) -> anyhow::Result<Manifest> {
    backup::take(&app.state, folder, &|_| {}).await
}

async fn restored(config: &Config, folder: &Path, replace: bool) -> anyhow::Result<Manifest> {
    backup::restore(config, folder, replace, &|_| {}).await
}

/// The same configuration, of another database and its folder.
fn config_of(app: &TestApp, database: &Database) -> Config {
    let mut config = app.state.config.clone();
    database.url().clone_into(&mut config.database.url);
    config.files.folder = database.folder().join("files");
    config
}

/// What came back is whole: its counters, its files, and the way in.
async fn works(app: &TestApp, requirement: RequirementId, world: &World) {
    app.assert_counters().await;
    assert_eq!(app.count("standing WHERE status = 'fulfilled'").await, 1);
    // What was written together came together.
    let requirements = app.count("requirement").await;
    assert_eq!(
        app.count("requirement r WHERE EXISTS (SELECT 1 FROM audit_log a WHERE a.subject_id = r.id)").await,
        requirements
    );
    let body = json!({"email": "ida.nilsen@example.org", "password": PASSWORD, "refreshIn": "body"});
    app.anonymous().post("/session", body).await.expect(201);
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let details = mona.get(&format!("/requirements/{requirement}")).await.expect(200).json();
    let file = details["files"][0]["id"].as_str().expect("a file").to_owned();
    assert_eq!(mona.get(&format!("/requirements/{requirement}/files/{file}")).await.expect(200).body, PDF);
    // Numbers that the database gives go on.
    writing::drafted(&mona, world.ward, writing::saying("Etterpå")).await;
    app.assert_counters().await;
}

/// Taken while people write, brought back into an empty database and an empty store: all of one moment, and at work.
#[rstest]
#[actix_web::test]
async fn a_backup_comes_back(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let (world, requirement) = hospital(&app).await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let place = Database::empty(on).await.expect("another");
    let folder = place.folder().join("backup");

    let written = std::cell::Cell::new(0);
    // begun once somebody is writing, however quick it is
    let under_way = async {
        while written.get() == 0 {
            tokio::task::yield_now().await;
        }
        taken(&app, &folder).await
    };
    let manifest = tokio::select! {
        manifest = under_way => manifest.expect("a backup"),
        () = write_on(&mona, &world, &written) => unreachable!("it writes for ever"),
    };
    assert_eq!((manifest.files, manifest.missing.len(), &manifest.schema), (1, 0, &schema::known()));
    assert_eq!(backup::verify(&folder).expect("as written"), manifest);

    let config = config_of(&app, &place);
    assert_eq!(restored(&config, &folder, false).await.expect("restored"), manifest);
    let program = Program::on(&place);
    program.ends(&["check", "counters"], 0);
    let (files, connections) = (config.files, config.database.connections);
    let back = TestApp::on(place, |config| {
        config.files = files;
        config.database.connections = connections;
    })
    .await;
    works(&back, requirement, &world).await;
}

/// By the commands, as those who run it do; the oldest go, and what is there is not written over unless that is said.
#[rstest]
#[actix_web::test]
async fn the_commands_take_and_bring_back(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    hospital(&app).await;
    let database = Database::make(on).await.expect("another");
    let folder = database.folder().join("backups");
    std::fs::create_dir_all(folder.join("2020-01-01T000000Z")).expect("one that was not finished");
    taken(&app, &folder.join("2020-01-02T000000Z")).await.expect("an old one");
    taken(&app, &folder.join("2020-01-03T000000Z")).await.expect("an old one");
    let from = folder.join("2020-01-03T000000Z").display().to_string();

    let program = Program::on(&database);
    let said = program.ends(&["restore", &from], 1);
    assert!(said.contains("the database is not empty"), "{said}");
    let served = program.serve();
    let said = program.ends(&["restore", &from, "--replace"], 1);
    assert!(said.contains("in use") || said.contains("is served"), "{said}");
    program.ends(&["health"], 1);
    served.signal("TERM");
    served.signal("TERM");
    assert_eq!(served.end(), Some(0));
    let said = program.ends(&["restore", &from, "--replace"], 0);
    assert!(said.contains("1 files"), "{said}");
    program.ends(&["check", "counters"], 0);
    let said = program.ends(&["restore", &from], 1);
    assert!(said.contains("not empty"), "{said}");

    // Beside a server, too.
    let served = program.serve();
    program.ends(&["backup", "backups", "--dated", "--keep", "2"], 0);
    drop(served);
    let mut left: Vec<PathBuf> =
        std::fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    left.sort();
    assert_eq!(left.len(), 3, "the unfinished one, the newer of the old ones, and today's: {left:?}");
    assert!(left[0].ends_with("2020-01-01T000000Z") && left[1].ends_with("2020-01-03T000000Z"));
    program.ends(&["check", "backup", &left[2].display().to_string()], 0);
    let said = program.ends(&["backup", &from], 1);
    assert!(said.contains("is not empty"), "{said}");
}

/// What is not what was written, or not for this program, is not brought back, and nothing is touched.
#[rstest]
#[actix_web::test]
async fn a_wrong_backup_is_refused(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    hospital(&app).await;
    let place = Database::empty(on).await.expect("another");
    let config = config_of(&app, &place);
    let folder = place.folder().join("backup");
    let refused = async |config: &Config, why: &str| {
        let error = restored(config, &folder, false).await.expect_err("refused");
        assert!(format!("{error:#}").contains(why), "{error:#}");
        assert_eq!(kyndig_db::copy::tables(place.url()).await.expect("an answer"), 0);
    };
    refused(&config, "no backup is here").await;
    taken(&app, &folder).await.expect("a backup");

    let shelf = std::fs::read_dir(folder.join("files")).expect("files").next().expect("a shelf").expect("it").path();
    let file = std::fs::read_dir(shelf).expect("a shelf").next().expect("a file").expect("it").path();
    std::fs::write(&file, "another").expect("written");
    refused(&config, "is not what was written").await;
    std::fs::write(&file, PDF).expect("written");
    let sums = folder.join("SHA256SUMS");
    let list = std::fs::read_to_string(&sums).expect("sums");
    std::fs::write(&sums, list.lines().skip(1).collect::<Vec<_>>().join("\n")).expect("written");
    refused(&config, "SHA256SUMS: is not what was written").await;
    std::fs::write(&sums, &list).expect("written");

    let mut other = config.clone();
    other.database.url = if on == On::Sqlite { "postgres://nowhere/kyndig" } else { "sqlite://nowhere.db" }.to_owned();
    let error = restored(&other, &folder, false).await.expect_err("another kind");
    assert!(format!("{error:#}").contains("another kind of database"), "{error:#}");

    execute(&connect_to(&app).await, further("m29991231_000001_tomorrow")).await;
    std::fs::remove_dir_all(&folder).expect("gone");
    taken(&app, &folder).await.expect("a backup of what is newer");
    refused(&config, "newer than this program").await;
}

async fn connect_to(app: &TestApp) -> kyndig_db::Db {
    kyndig_db::Db::connect(&app.state.config.database_settings()).await.expect("a connection")
}

/// Bytes that the store has lost are said to be missing, and the rest is kept.
#[actix_web::test]
async fn what_the_store_has_lost_is_named() {
    let app = TestApp::start(On::Sqlite).await.expect("an application");
    hospital(&app).await;
    std::fs::remove_dir_all(&app.state.config.files.folder).expect("gone");
    let place = Database::empty(On::Sqlite).await.expect("another");
    let manifest = taken(&app, &place.folder().join("backup")).await.expect("a backup");
    assert_eq!((manifest.files, manifest.missing.len()), (0, 1));
    restored(&config_of(&app, &place), &place.folder().join("backup"), false).await.expect("restored");
}

/// A file that somebody deletes between the moment of the database and its own copy is missed by nobody.
#[actix_web::test]
async fn what_is_deleted_meanwhile_is_not_missed() {
    let app = TestApp::start(On::Sqlite).await.expect("an application");
    hospital(&app).await;
    let place = Database::empty(On::Sqlite).await.expect("another");
    let deleted = std::cell::Cell::new(false);
    let delete = |what: &str| {
        if what != "1 files" {
            return;
        }
        let (settings, files) = (app.state.config.database_settings(), app.state.config.files.folder.clone());
        // In the middle of a future, which cannot wait for another.
        let done = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async {
                let db = kyndig_db::Db::connect(&settings).await.expect("a connection");
                execute(&db, Sql::new("DELETE FROM requirement_file")).await;
                execute(&db, Sql::new("DELETE FROM stored_file")).await;
                db.close().await.expect("closed");
            });
            std::fs::remove_dir_all(files).expect("gone");
        });
        done.join().expect("deleted");
        deleted.set(true);
    };
    let manifest = backup::take(&app.state, &place.folder().join("backup"), &delete).await.expect("a backup");
    assert!(deleted.get());
    assert_eq!((manifest.files, manifest.missing.as_slice()), (0, [].as_slice()));
}

/// From one bucket, and into another.
#[actix_web::test]
async fn a_bucket_is_in_the_backup() {
    let (Some(from), Some(to)) = (Bucket::start(), Bucket::start()) else { return };
    let app = TestApp::start_with(On::Sqlite, |config| from.configure(config)).await.expect("an application");
    let (world, requirement) = hospital(&app).await;
    let place = Database::empty(On::Sqlite).await.expect("another");
    let folder = place.folder().join("backup");
    taken(&app, &folder).await.expect("a backup");
    let mut config = config_of(&app, &place);
    let refused = restored(&config, &folder, false).await.expect_err("there are files");
    assert!(format!("{refused:#}").contains("the store of files is not empty"), "{refused:#}");
    to.configure(&mut config);
    restored(&config, &folder, false).await.expect("restored");
    let back = TestApp::on(place, |config| to.configure(config)).await;
    works(&back, requirement, &world).await;
}
