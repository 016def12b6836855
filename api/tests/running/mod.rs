//! What those who run it see of the program: its start, its state and its end.

mod backup;
mod measures;
mod program;

use std::{fmt::Write, time::Duration};

use kyndig_api::schema;
use kyndig_db::{Db, Settings, Sql};
use rstest::rstest;

use self::program::Program;
use crate::support::{Database, On};

/// A look at the rows, past the program.
async fn connect(database: &Database) -> Db {
    let settings =
        Settings { url: database.url().to_owned(), connections: 1, statement_timeout: Duration::from_secs(30) };
    Db::connect(&settings).await.expect("a connection")
}

async fn execute(db: &Db, sql: Sql) {
    let tx = db.write().await.expect("a transaction");
    tx.execute(sql).await.expect("done");
    tx.commit().await.expect("a commit");
}

fn further(step: &str) -> Sql {
    Sql::new("INSERT INTO seaql_migrations (version, applied_at) VALUES (").bind(step).push(", 0)")
}

/// A program on the schema of another refuses to serve, in words and with a code that says that trying again is no use; and
/// while it serves it says so where it is asked whether it is ready.
#[rstest]
#[actix_web::test]
async fn a_schema_of_another_program_is_refused(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(database) = Database::make(on).await else { return };
    let db = connect(&database).await;
    let program = Program::on(&database);
    let served = program.serve();

    execute(&db, further("m29991231_000001_tomorrow")).await;
    let answer = served.get("/health/ready").expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("newer than this program"), "{answer}");
    served.signal("KILL");
    assert_eq!(served.end(), None);
    for command in [["serve"].as_slice(), &["migrate"], &["check", "counters"]] {
        let said = program.ends(command, 78);
        assert!(said.contains("newer than this program") && said.contains("m29991231_000001_tomorrow"), "{said}");
    }

    let last = schema::known().pop().expect("a step");
    let sql =
        Sql::new("DELETE FROM seaql_migrations WHERE version IN ").list(["m29991231_000001_tomorrow".to_owned(), last]);
    execute(&db, sql).await;
    let said = program.ends(&["serve"], 78);
    assert!(said.contains("older than this program, by 1 steps") && said.contains("kyndig migrate"), "{said}");
    execute(&db, Sql::new("DELETE FROM seaql_migrations")).await;
    let said = program.ends(&["admin", "create-owner", "--email", "eva@example.org", "--name", "Eva Berg"], 78);
    assert!(said.contains("no schema yet"), "{said}");
}

/// A database that an older program made, which lacks the last step, is brought forward by `migrate`, and served.
#[rstest]
#[actix_web::test]
async fn an_older_schema_is_brought_forward(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(database) = Database::empty(on).await else { return };
    let db = connect(&database).await;
    schema::migrate_to(&db, schema::known().len() - 1).await.expect("the first steps");
    let program = Program::on(&database);
    assert!(program.ends(&["serve"], 78).contains("older than this program, by 1 steps"));
    assert!(program.run(&["check", "counters"]).status.code() != Some(0));
    program.ends(&["migrate"], 0);
    program.ends(&["check", "counters"], 0);
    drop(program.serve());
}

/// One file of SQLite is served by one process; what else may be done beside it, is. The lock ends with the process.
#[actix_web::test]
async fn a_second_process_on_one_file_is_refused() {
    let database = Database::make(On::Sqlite).await.expect("a database");
    let program = Program::on(&database);
    let first = program.serve();
    let said = program.ends(&["serve"], 75);
    assert!(said.contains("another process serves from"), "{said}");
    program.ends(&["check", "counters"], 0);
    program.ends(&["migrate"], 0);

    let db = connect(&database).await;
    let last = schema::known().pop().expect("a step");
    execute(&db, Sql::new("DELETE FROM seaql_migrations WHERE version = ").bind(last.as_str())).await;
    program.ends(&["migrate"], 75);
    execute(&db, further(&last)).await;

    first.signal("KILL");
    first.end();
    drop(program.serve());
}

/// SIGTERM: not ready at once, and all else answered still, on connections that end; then it leaves.
#[actix_web::test]
async fn who_is_asked_to_stop_says_so_first() {
    let database = Database::make(On::Sqlite).await.expect("a database");
    let mut served = Program::on(&database).with("KYNDIG_HTTP__DRAIN_SECONDS", "3600").serve();
    served.signal("TERM");
    served.until("it is stopping", |one| {
        let answer = one.get("/health/ready").expect("an answer");
        answer.starts_with("HTTP/1.1 503") && answer.ends_with("stopping\n")
    });
    let answer = served.get("/api/openapi.json").expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.to_lowercase().contains("connection: close"), "{answer}");
    assert!(!served.has_ended());
    served.signal("TERM");
    assert_eq!(served.end(), Some(0));
}

/// An import that is killed in the middle is free again at once, and has done nothing.
#[rstest]
#[actix_web::test]
async fn a_killed_import_is_in_nobodys_way(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(database) = Database::make(on).await else { return };
    let db = connect(&database).await;
    let program = Program::on(&database);
    let units = "unit_id;parent_id;name;kind;short_code;org_number;cost_centre\nR;;Region;region;;;1\n\
        T;R;Trust HF;health_trust;THF;;2\nP;T;Sengepost;department;;;41\n";
    std::fs::write(program.folder().join("units.csv"), units).expect("a file");
    program.ends(&["import", "hr", "units.csv", "--profile", "units"], 0);
    let mut people = "person_id;given_name;family_name;email;phone;hpr_number;trust_id;cost_centre;title;start;end;manager_person_id\n".to_owned();
    for number in 0..6000 {
        writeln!(people, "p{number};Kari;Moe {number};;;;T;41;Sykepleier;2020-01-01;;").expect("a line");
    }
    std::fs::write(program.folder().join("people.csv"), people).expect("a file");

    let command = ["import", "hr", "people.csv", "--profile", "people"];
    let mut killed = program.start(&command);
    let mut begun = false;
    while !begun {
        assert!(!killed.has_ended(), "it ended before it was seen to run");
        let tx = db.read().await.expect("a transaction");
        begun = tx.exists(Sql::new("SELECT 1 FROM hr_import WHERE state = 'running'")).await.expect("an answer");
        tx.rollback().await.expect("the end");
    }
    killed.signal("KILL");
    assert_eq!(killed.end(), None);
    let count = async |what: &str| {
        let tx = db.read().await.expect("a transaction");
        let count = tx.value::<i64>(Sql::new(&format!("SELECT count(*) FROM {what}"))).await;
        count.expect("an answer").expect("a row")
    };
    assert_eq!((count("person").await, count("hr_import WHERE state = 'running'").await), (0, 1));

    let said = program.ends(&command, 0);
    assert!(said.contains(" 0 problems"), "{said}");
    assert_eq!((count("person").await, count("hr_import WHERE state = 'running'").await), (6000, 0));
    assert_eq!(count("hr_import WHERE state = 'failed' AND report LIKE '%import_broken_off%'").await, 1);
}

/// What lies in `deploy` sets what there is to set, and nothing else: a misspelt setting would stop the program.
#[actix_web::test]
async fn what_is_deployed_can_be_read() {
    let database = Database::empty(On::Sqlite).await.expect("a folder");
    let deploy = format!("{}/../deploy", env!("CARGO_MANIFEST_DIR"));
    let nowhere = || Program::on(&database).with("KYNDIG_HTTP__BIND", "127.0.0.1:1");
    let is_read = |program: &Program<'_>, arguments: &[&str]| {
        let said = program.ends(arguments, 1);
        assert!(said.contains("127.0.0.1:1 does not answer"), "{said}");
    };
    is_read(&nowhere(), &["health", "--config", &format!("{deploy}/kyndig.toml")]);
    for file in ["compose/compose.yaml", "kubernetes/config.yaml"] {
        let text = std::fs::read_to_string(format!("{deploy}/{file}")).expect(file);
        let settings = text.lines().filter_map(|line| line.trim().split_once(": "));
        // where they are not set there, a secret has them
        let mut program = Program::on(&database)
            .with("KYNDIG_FILES__S3__ACCESS_KEY_ID", "x")
            .with("KYNDIG_FILES__S3__SECRET_ACCESS_KEY", "x");
        let mut read = 0;
        for (name, value) in settings.filter(|(name, _)| name.starts_with("KYNDIG_") && name.contains("__")) {
            let value =
                value.trim_matches('"').split("${").map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
            program = program.with(name, value.collect::<Vec<_>>().join("x"));
            read += 1;
        }
        assert!(read > 5, "{file}: {read} settings");
        is_read(&program.with("KYNDIG_HTTP__BIND", "127.0.0.1:1"), &["health"]);
    }
}
