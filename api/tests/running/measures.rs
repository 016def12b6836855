//! What `/metrics` tells, and that those who look at it ask for what is there.

use std::collections::BTreeSet;

use rstest::rstest;

use super::program::Program;
use crate::support::{Database, On};

/// Names of ours that stand in a text: in rules, and on a dashboard.
fn named(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let ours = words.filter(|word| ["kyndig_", "http_request", "process_"].iter().any(|begin| word.starts_with(begin)));
    let whole = |word: &str| {
        let ends = ["_bucket", "_sum", "_count"];
        ends.iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word).to_owned()
    };
    ours.map(whole).collect()
}

fn deployed(path: &str) -> BTreeSet<String> {
    let path = format!("{}/../deploy/{path}", env!("CARGO_MANIFEST_DIR"));
    named(&std::fs::read_to_string(&path).expect(&path))
}

/// Every measure is there from the beginning, each with a word about it, and is what the rules and the dashboard ask for.
#[rstest]
#[actix_web::test]
async fn what_is_looked_at_is_there(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(database) = Database::make(on).await else { return };
    let mut served = Program::on(&database).serve();
    let mut all = String::new();
    served.until("it has measured", |one| {
        all = one.get("/metrics").expect("an answer");
        let delivered = "\nkyndig_job_last_success_timestamp_seconds{name=\"deliver\"}";
        all.contains("\nkyndig_outbox_waiting 0\n") && all.contains(delivered)
    });
    let line =
        |begin: &str| all.lines().find(|line| line.starts_with(begin)).unwrap_or_else(|| panic!("{begin}: {all}"));

    let typed = |kind: &str| {
        let lines = all.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.strip_suffix(kind));
        lines.map(|name| name.trim().to_owned()).collect::<BTreeSet<_>>()
    };
    let there: BTreeSet<_> = [typed(" counter"), typed(" gauge"), typed(" histogram")].into_iter().flatten().collect();
    let helped: BTreeSet<_> =
        all.lines().filter_map(|line| line.strip_prefix("# HELP ")?.split(' ').next()).map(ToOwned::to_owned).collect();
    assert_eq!(there, helped, "each has a word about it");
    let asked: BTreeSet<_> =
        ["prometheus/alerts.yaml", "grafana/kyndig.json"].map(deployed).into_iter().flatten().collect();
    assert!(
        asked.len() > 10 && asked.is_subset(&there),
        "not there: {:?}",
        asked.difference(&there).collect::<Vec<_>>()
    );

    assert_eq!(typed(" histogram"), ["http_request_seconds".to_owned()].into());
    assert!(line("http_request_seconds_bucket{method=\"GET\",path=\"/health/ready\",le=\"+Inf\"}").len() > 10);
    let (database, pools) = match on {
        On::Sqlite => ("sqlite", ["write", "read", "bulk"].as_slice()),
        On::Postgres => ("postgres", ["write", "read"].as_slice()),
    };
    let build = line("kyndig_build_info");
    assert!(build.contains(env!("CARGO_PKG_VERSION")) && build.contains(database), "{build}");
    assert_eq!(line("kyndig_database_up"), "kyndig_database_up 1");
    for pool in pools {
        assert!(line(&format!("kyndig_database_waiting{{pool=\"{pool}\"}}")).ends_with(" 0"));
        line(&format!("kyndig_database_connections{{pool=\"{pool}\",state=\"in_use\"}}"));
        line(&format!("kyndig_database_connections_most{{pool=\"{pool}\"}}"));
    }
    // The night was run before anybody was answered; the outbox is looked into every few seconds.
    for job in ["night", "sweep", "deliver"] {
        let last = line(&format!("kyndig_job_last_success_timestamp_seconds{{name=\"{job}\"}}"));
        let at: f64 = last.rsplit(' ').next().and_then(|number| number.parse().ok()).expect("a number");
        assert!(at > 1.7e9, "{last}");
    }
    assert!(line("kyndig_job_runs_total{name=\"night\",outcome=\"failed\"}").ends_with(" 0"));
    assert_eq!(
        line("kyndig_deliveries_total{kind=\"mail\",outcome=\"given_up\"}"),
        "kyndig_deliveries_total{kind=\"mail\",outcome=\"given_up\"} 0"
    );

    // Words that anybody can send are no series.
    let before = all.lines().count();
    for nonsense in ["/swagger/x", "/api/v1/nonsense", "/api/v1/people/../x", "/something.js"] {
        served.get(nonsense).expect("an answer");
    }
    let after = served.get("/metrics").expect("an answer");
    assert!(!after.contains("nonsense") && !after.contains("something.js"), "{after}");
    assert!(after.lines().count() < before + 200);
}
