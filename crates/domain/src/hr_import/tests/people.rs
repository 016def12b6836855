//! People and positions: what keeps a position, what opens and closes one, who the manager is.

use super::*;
use crate::position::PositionState;

const IDA: &str = "1;Ida;Nilsen;ida@sykehus.example;;;T;4100;Sykepleier;2020-01-01;;9";
const BOSS: &str = "9;Berit;Leder;berit@sykehus.example;;;T;4000;Seksjonsleder;2010-01-01;;";

fn employed(rows: &[&str]) -> World {
    let mut world = World::hospital();
    let outcome = world.import(&people_file(rows));
    assert_eq!(outcome.problems, []);
    world
}

/// Proves POS-2, POS-12: a position is made in the unit of its cost centre, within its trust, with HR's manager.
#[test]
fn people_come_in() {
    let mut world = employed(&[IDA, BOSS, "2;Ola;Berg;;;;T2;1000;Direktør;01.02.2020;31.12.9999;2"]);
    assert_eq!(world.positions("1"), ["D1 2020-01-01 - open"]);
    assert_eq!(world.positions("2"), ["T2 2020-02-01 - open"]);
    assert_eq!(world.position("1").manager.as_deref(), Some("9"));
    assert_eq!(world.position("2").manager, None);
}

/// Proves POS-2: a change of cost centre or trust closes the old position and opens a new one.
#[rstest::rstest]
#[case("T;4200", "D2")]
#[case("T2;1000", "T2")]
fn another_place_is_another_position(#[case] place: &str, #[case] unit: &str) {
    let mut world = employed(&[IDA, BOSS]);
    let moved = IDA.replace("T;4100", place).replace("2020-01-01", "2026-11-21");
    let outcome = world.import(&people_file(&[&moved, BOSS]));
    assert_eq!(kinds(&outcome), ["position_closed", "position_created"]);
    let expected = ["D1 2020-01-01 2026-11-20 closed".to_owned(), format!("{unit} 2026-11-21 - open")];
    assert_eq!(world.positions("1"), expected);
}

/// Proves POS-3: an employment that goes on without a gap keeps the position; with a gap it is another.
#[rstest::rstest]
#[case("2026-12-01", &["D1 2026-01-01 2027-05-31 open"])]
#[case("2026-06-01", &["D1 2026-01-01 2027-05-31 open"])]
#[case("2026-12-02", &["D1 2026-01-01 2026-11-30 closed", "D1 2026-12-02 2027-05-31 open"])]
fn extensions(#[case] next_start: &str, #[case] expected: &[&str]) {
    let first = "1;Ida;Nilsen;;;;T;4100;Vikar;2026-01-01;2026-11-30;";
    let next = format!("1;Ida;Nilsen;;;;T;4100;Vikar;{next_start};2027-05-31;");
    let mut world = employed(&[first]);
    let id = world.position("1").id;
    // Known beforehand, both rows in the file: nothing happens to the first while it lasts.
    world.import(&people_file(&[first, &next]));
    assert_eq!(world.current.positions[0].state, PositionState::Open);
    // Later the old row is gone.
    world.on("2026-12-05").import(&people_file(&[&next]));
    assert_eq!(world.positions("1"), expected);
    assert_eq!(world.position("1").id == id, expected.len() == 1);
}

/// Proves POS-3: what was closed because the file forgot it is opened again with everything on it;
/// somebody who comes back after a gap gets a new position.
#[rstest::rstest]
#[case("2020-01-01", 1)]
#[case("2026-11-21", 1)]
#[case("2026-11-22", 2)]
fn coming_back(#[case] start: &str, #[case] positions: usize) {
    let mut world = employed(&[IDA, BOSS]);
    let forgotten = world.import(&people_file(&[BOSS]));
    assert_eq!(kinds(&forgotten), ["position_closed"]);
    assert_eq!(world.positions("1"), ["D1 2020-01-01 2026-11-20 closed"]);
    let back = world.on("2026-11-22").import(&people_file(&[&IDA.replace("2020-01-01", start), BOSS]));
    assert_eq!(kinds(&back)[0], if positions == 1 { "position_reopened" } else { "position_created" });
    assert_eq!(world.positions("1").len(), positions);
    assert_eq!(world.position("1").state, PositionState::Open);
    assert_eq!(world.position("1").manager.as_deref(), Some("9"));
}

/// Proves POS-5: known long ahead it waits, opens 30 days before the start, and ends by its own date.
#[test]
fn opens_ahead_of_time() {
    let row = "1;Ida;Nilsen;;;;T;4100;Sykepleier;2027-02-01;2027-06-30;";
    let mut world = employed(&[row]);
    assert_eq!(world.positions("1"), ["D1 2027-02-01 2027-06-30 pending"]);
    assert_eq!(world.on("2027-01-01").import(&people_file(&[row])).changes, []);
    assert_eq!(kinds(&world.on("2027-01-02").import(&people_file(&[row]))), ["position_opened"]);
    assert_eq!(world.on("2027-06-30").import(&people_file(&[row])).changes, []);
    assert_eq!(kinds(&world.on("2027-07-01").import(&people_file(&[row]))), ["position_closed"]);
    assert_eq!(world.on("2027-07-02").import(&people_file(&[])).changes, []);
}

/// Proves POS-5: registered late it opens at once; over already it is not made at all.
#[rstest::rstest]
#[case("2026-12-21", "", &["D1 2026-12-21 - open"])]
#[case("2026-11-21", "2026-11-21", &["D1 2026-11-21 2026-11-21 open"])]
#[case("2020-01-01", "2026-11-20", &[])]
fn registered_late(#[case] start: &str, #[case] end: &str, #[case] expected: &[&str]) {
    let mut world = World::hospital();
    world.import(&people_file(&[&format!("1;Ida;Nilsen;;;;T;4100;Sykepleier;{start};{end};")]));
    assert_eq!(world.positions("1"), expected);
    assert_eq!(world.current.people.len(), expected.len());
}

/// Proves POS-7: a LIS1 keeps the position 30 days after the employment, whether it ends or is missing.
#[rstest::rstest]
#[case(&["1;Ida;Nilsen;;;;T;4100;LIS1;2026-01-01;2026-11-20;"])]
#[case(&[])]
fn lis1_has_30_days(#[case] last_file: &[&str]) {
    let mut world = employed(&["1;Ida;Nilsen;;;;T;4100;LIS1;2026-01-01;;"]);
    world.import(&people_file(last_file));
    assert_eq!(world.positions("1"), ["D1 2026-01-01 2026-11-20 open"]);
    assert_eq!(world.on("2026-12-20").import(&people_file(last_file)).changes, []);
    assert_eq!(kinds(&world.on("2026-12-21").import(&people_file(last_file))), ["position_closed"]);
    assert_eq!(world.on("2026-12-22").import(&people_file(last_file)).changes, []);
}

/// Proves POS-3, POS-7: what a LIS1 has besides ends when a new employment after a gap opens.
#[test]
fn lis1_and_a_new_employment() {
    let mut world = employed(&["1;Ida;Nilsen;;;;T;4100;LIS1;2026-01-01;2026-11-21;"]);
    let next = "1;Ida;Nilsen;;;;T;4100;LIS2;2027-01-01;;";
    world.on("2026-11-25").import(&people_file(&[next]));
    assert_eq!(world.positions("1"), ["D1 2026-01-01 2026-11-21 open"]);
    world.on("2026-12-02").import(&people_file(&[next]));
    assert_eq!(world.positions("1"), ["D1 2026-01-01 2026-11-21 closed", "D1 2027-01-01 - open"]);
}

/// Proves POS-10: a second position beside the first touches nothing on the first.
#[test]
fn a_second_position() {
    let mut world = employed(&[IDA, BOSS]);
    let before = world.position("1").clone();
    let outcome =
        world.import(&people_file(&[IDA, BOSS, "1;Ida;Nilsen;ida@sykehus.example;;;T;4200;Vakt;2026-11-01;;"]));
    assert_eq!(kinds(&outcome), ["position_created"]);
    assert_eq!(world.current.positions[0], before);
    assert_eq!(world.current.people.len(), 2);
}

/// Proves POS-4: each bad row by line and reason; the others go in, and who is spoken of stays.
#[rstest::rstest]
#[case("1;Ida;Nilsen;;;;T;4100;Sykepleier;2020-13-01;;", (2, "bad_date", false))]
#[case("1;Ida;Nilsen;;;;T;4100;Sykepleier;;;", (2, "missing_value", false))]
#[case("1;Ida;Nilsen;;;;T;4100;Sykepleier;2020-01-01;2019-01-01;", (2, "end_before_start", false))]
#[case("1;;Nilsen;;;;T;4100;Sykepleier;2020-01-01;;", (2, "missing_value", false))]
#[case("1;Ida;Nilsen;;;;nope;4100;Sykepleier;2020-01-01;;", (2, "unknown_trust", false))]
#[case("1;Ida;Nilsen;;;;T;9999;Sykepleier;2020-01-01;;", (2, "unknown_cost_centre", false))]
#[case("1;Ida;Nilsen;;;;T;4100;Sykepleier;2020-01-01;", (2, "field_count", false))]
#[case("1;Ida;Nilsen;ida(at)sykehus;;;T;4100;Sykepleier;2020-01-01;;9", (2, "bad_email", true))]
#[case("1;Ida;Nilsen;ida@sykehus.example;ingen;;T;4100;Sykepleier;2020-01-01;;9", (2, "bad_phone", true))]
#[case("1;Ida;Nilsen;ida@sykehus.example;;ja;T;4100;Sykepleier;2020-01-01;;9", (2, "bad_hpr_number", true))]
#[case("1;Ida;Nilsen;berit@sykehus.example;;;T;4100;Sykepleier;2020-01-01;;9", (2, "email_taken", true))]
#[case("1;Ida;Nilsen;ida@sykehus.example;;;T;4100;Sykepleier;2020-01-01;;777", (2, "unknown_manager", true))]
fn a_bad_row_is_named(#[case] row: &str, #[case] expected: (u64, &str, bool)) {
    let mut world = employed(&[IDA, BOSS]);
    let outcome = world.import(&people_file(&[row, BOSS, "3;Eva;Lie;;;;T;4200;Lege;2026-01-01;;"]));
    assert_eq!(reasons(&outcome.problems), [expected]);
    assert_eq!(kinds(&outcome), ["person_created", "position_created"], "only Eva");
    assert_eq!(world.positions("1"), ["D1 2020-01-01 - open"]);
}

/// Proves POS-4: rows that say the same twice, or not the same.
#[test]
fn doubles() {
    let mut world = World::hospital();
    let rows = [IDA, BOSS, IDA, &IDA.replace("Sykepleier", "Lege"), "9;Berit;Sjef;;;;T;4200;Leder;2020-01-01;;"];
    let outcome = world.import(&people_file(&rows));
    let expected = [(4, "duplicate_row", true), (5, "duplicate_row", false), (6, "person_differs", true)];
    assert_eq!(reasons(&outcome.problems), expected);
    assert_eq!(world.position("1").title, "Sykepleier");
    assert_eq!(world.current.people[1].facts.family_name, "Leder");
}

/// Proves POS-4: more than the set share stops the file before any change, and says so.
#[rstest::rstest]
#[case(1, false)]
#[case(2, true)]
fn too_many_closings(#[case] missing: usize, #[case] stopped: bool) {
    let rows: Vec<String> = (0..10).map(|n| format!("{n};Ida;Nilsen;;;;T;4100;Sykepleier;2020-01-01;;")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let world = employed(&rows);
    let outcome = diff(&world.current, &people_file(&rows[missing..]), world.today, DEFAULT_CLOSE_PERCENT);
    let would = WouldClose { positions: missing, of_open: 10, limit_percent: 10 };
    assert_eq!(outcome.stopped, stopped.then_some(would));
    assert_eq!(outcome.to_apply().map(<[Change]>::len), if stopped { Err(would) } else { Ok(missing) });
    // An end in the past, and being left out altogether, count alike; what ends by itself does not.
    let ended: Vec<String> = rows.iter().map(|row| row.replace("2020-01-01;;", "2020-01-01;2026-11-20;")).collect();
    let ended: Vec<&str> = ended.iter().map(String::as_str).collect();
    assert!(diff(&world.current, &people_file(&ended), world.today, 99).stopped.is_some());
    let mut later = World::hospital();
    later.on("2026-11-20").import(&people_file(&ended));
    for file in [people_file(&[]), people_file(&ended)] {
        let by_itself = diff(&later.current, &file, day(TODAY), 0);
        assert_eq!((kinds(&by_itself), by_itself.stopped), (vec!["position_closed"; 10], None));
    }
}

/// Proves POS-12: set by hand stands above HR, cleared falls back, and nobody is left when the set one leaves.
#[test]
fn the_manager() {
    let other = "8;Arne;Vik;;;;T;4200;Lege;2015-01-01;;";
    let third = "7;Liv;Moe;;;;T;4200;Leder;2015-01-01;;";
    let mut world = employed(&[IDA, BOSS, other, third]);
    let ida = world.position("1");
    ida.manager_set = Some("8".to_owned());
    ida.manager = Some("8".to_owned());
    // HR names another: it is noted, and changes nothing.
    let by_hr = IDA.replace(";;9", ";;7");
    let outcome = world.import(&people_file(&[&by_hr, BOSS, other, third]));
    assert_eq!(kinds(&outcome), ["manager_changed"]);
    assert_eq!(outcome.changes[0].fields(), [("managerFromHr", "9".to_owned(), "7".to_owned())]);
    assert_eq!(world.position("1").manager.as_deref(), Some("8"));
    // The set one leaves: nobody.
    let outcome = world.import(&people_file(&[&by_hr, BOSS, third]));
    assert_eq!(kinds(&outcome), ["position_closed", "manager_changed"]);
    assert_eq!(world.position("1").manager, None);
    // Cleared: HR's word.
    world.position("1").manager_set = None;
    world.import(&people_file(&[&by_hr, BOSS, third]));
    assert_eq!(world.position("1").manager.as_deref(), Some("7"));
}

/// An address that goes from one person to another, even round in a ring, goes over in one import.
#[test]
fn addresses_change_hands() {
    let row = |person: &str, email: &str| format!("{person};Ida;Nilsen;{email};;;T;4100;Sykepleier;2020-01-01;;");
    let rows = |emails: [&str; 3]| ["1", "2", "3"].iter().zip(emails).map(|(p, e)| row(p, e)).collect::<Vec<_>>();
    let file = |emails| people_file(&rows(emails).iter().map(String::as_str).collect::<Vec<_>>());
    let mut world = World::hospital();
    world.import(&file(["a@x.no", "b@x.no", "c@x.no"]));
    let outcome = world.import(&file(["B@x.no", "c@x.no", "a@x.no"]));
    let expected = ["email_released"; 3].into_iter().chain(["person_updated"; 3]).collect::<Vec<_>>();
    assert_eq!(kinds(&outcome), expected);
    // 2 may not have what 9 outside the file has; so 1 cannot have what 2 keeps.
    let stranger = PersonFacts { email: Some("z@x.no".to_owned()), ..world.current.people[0].facts.clone() };
    world.current.people.push(CurrentPerson { key: "9".to_owned(), facts: stranger });
    let outcome = world.import(&file(["c@x.no", "z@x.no", "a@x.no"]));
    assert_eq!(reasons(&outcome.problems), [(2, "email_taken", true), (3, "email_taken", true)]);
    assert_eq!(outcome.changes, []);
}

/// A person who is spoken of only for the past is not made; one who is known is kept up to date.
#[test]
fn personal_data() {
    let mut world = employed(&[IDA, BOSS]);
    let row = "1;Ida Marie;Nilsen-Berg;ida@sykehus.example;+47 68050001;181 000 001;T;4100;Fagsykepleier;2020-01-01;;9";
    let outcome = world.import(&people_file(&[row, BOSS]));
    assert_eq!(kinds(&outcome), ["person_updated", "title_changed"]);
    let fields: Vec<_> = outcome.changes[0].fields().into_iter().map(|(field, ..)| field).collect();
    assert_eq!(fields, ["givenName", "familyName", "phone", "hprNumber"]);
    assert_eq!(outcome.changes[0].subject(), "Ida Nilsen (1)");
    assert_eq!(outcome.changes[1].subject(), "Ida Nilsen (1), T 4100");
}

/// Proves POS-4, POS-12: the manager of a position that waits is settled when it opens, and not before.
#[test]
fn the_manager_of_a_pending_position() {
    let row = "1;Ida;Nilsen;;;;T;4100;Sykepleier;2027-02-01;;9";
    let mut world = employed(&[row, BOSS]);
    world.position("1").manager = None;
    assert_eq!(world.import(&people_file(&[row, BOSS])).changes, []);
    let opened = world.on("2027-01-02").import(&people_file(&[row, BOSS]));
    assert_eq!(kinds(&opened), ["position_opened", "manager_changed"]);
    assert_eq!(world.position("1").manager.as_deref(), Some("9"));
}
