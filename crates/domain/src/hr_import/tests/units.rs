//! Units: the tree, what is wrong with rows, what closes.

use super::*;

fn unit<'a>(world: &'a World, key: &str) -> &'a CurrentUnit {
    world.current.units.iter().find(|unit| unit.key == key).expect("a unit")
}

/// Proves POS-1: the tree comes in from the file, parents first.
#[test]
fn a_tree_comes_in() {
    let mut world = World::empty();
    let mut rows = HOSPITAL;
    rows.reverse();
    let outcome = world.import(&units_file(&rows));
    let order: Vec<_> = outcome.changes.iter().map(Change::subject).collect();
    assert_eq!(order[0], "Helse Øst (R)");
    assert_eq!(kinds(&outcome), ["unit_created"; 6]);
    let place = |name: &str| order.iter().position(|subject| subject.starts_with(name));
    assert!(place("Storby") < place("Kirurgisk") && place("Kirurgisk") < place("Ortopedi"));
    assert_eq!(unit(&world, "D1").facts.parent.as_deref(), Some("K"));
    assert_eq!(unit(&world, "T").facts.org_number.as_deref(), Some("991324968"));
}

/// Proves POS-4: each bad row by line and reason; the others go in.
#[rstest::rstest]
#[case("X;K;Hud;ward;;;", (8, "unknown_kind", false))]
#[case("X;K;;department;;;", (8, "missing_value", false))]
#[case(";K;Hud;department;;;", (8, "missing_value", false))]
#[case("X;K;Hud;department;;", (8, "field_count", false))]
#[case("X;nope;Hud;department;;;", (8, "unknown_parent", false))]
#[case("X;D1;Hud;clinic;;;", (8, "kind_order", false))]
#[case("X;;Hud;department;;;", (8, "kind_order", false))]
#[case("X;X;Hud;department;;;", (8, "parent_cycle", false))]
#[case("X;K;H\u{0}d;department;;;", (8, "bad_characters", false))]
#[case("D2;K;Hud;department;;;4200", (8, "duplicate_row", false))]
#[case("D2;K;Gastro;department;;;4200", (8, "duplicate_row", true))]
#[case("D2;K;GASTRO;department;;;4200", (8, "name_differs_in_case", true))]
#[case("X;K;Hud;department;;;4200", (8, "cost_centre_taken", true))]
#[case("X;K;Hud;department;;984166762;", (8, "org_number_check_digit", true))]
#[case("X;K;Hud;department;;9841667620;", (8, "org_number_length", true))]
fn a_bad_row_is_named(#[case] row: &str, #[case] expected: (u64, &str, bool)) {
    let mut rows = HOSPITAL.to_vec();
    rows.push(row);
    let mut world = World::empty();
    let outcome = world.import(&units_file(&rows));
    assert_eq!(reasons(&outcome.problems), [expected]);
    let new = row.starts_with("X;") && expected.2;
    assert_eq!(world.current.units.len(), HOSPITAL.len() + usize::from(new));
    if new {
        let facts = &unit(&world, "X").facts;
        assert_eq!((facts.cost_centre.as_ref(), facts.org_number.as_ref()), (None, None));
    }
}

/// Proves POS-4: a bad row leaves the unit as it is, with what lies under it.
#[test]
fn a_bad_row_is_no_absence() {
    let mut world = World::hospital();
    let mut rows = HOSPITAL;
    rows[2] = "K;T;Kirurgisk klinikk;ward;;;";
    let outcome = world.import(&units_file(&rows));
    assert_eq!(outcome.changes, []);
    assert_eq!(reasons(&outcome.problems), [(4, "unknown_kind", false)]);
}

/// Proves POS-1, POS-4: units in a ring are named and left out, with what hangs from them, and nothing else.
#[test]
fn a_ring_is_named() {
    let rows = [
        "R;;Helse Øst;region;;;",
        "T;R;Storby sykehus;health_trust;;;",
        "A;B;A;clinic;;;",
        "B;C;B;department;;;",
        "C;A;C;section;;;",
        "D;C;D;section;;;",
    ];
    let mut world = World::empty();
    let outcome = world.import(&units_file(&rows));
    let ring = (4..7).map(|line| (line, "parent_cycle", false));
    assert_eq!(reasons(&outcome.problems), ring.chain([(7, "kind_order", false)]).collect::<Vec<_>>());
    assert_eq!(world.current.units.len(), 2);
}

/// Proves POS-1, POS-4: a ring that a row would make with a unit that stays put is refused.
#[test]
fn no_ring_with_what_is_kept() {
    let mut world = World::empty();
    world.import(&units_file(&["R;;R;region;;;", "T;R;T;health_trust;;;", "A;T;A;clinic;;;", "B;A;B;department;;;"]));
    let outcome =
        world.import(&units_file(&["R;;R;region;;;", "T;R;T;health_trust;;;", "A;B;A;section;;;", "B;A;B;ward;;;"]));
    assert_eq!(reasons(&outcome.problems), [(4, "parent_cycle", false), (5, "unknown_kind", false)]);
    assert_eq!(outcome.changes, []);
}

/// Proves POS-1: moved, renamed, closed and opened again.
#[test]
fn units_change() {
    let mut world = World::hospital();
    let mut rows = HOSPITAL.to_vec();
    rows[3] = "D1;T;Ortopedisk avdeling;department;ORT;;4100";
    rows.remove(4);
    let outcome = world.import(&units_file(&rows));
    assert_eq!(kinds(&outcome), ["unit_moved", "unit_updated", "unit_closed"]);
    assert_eq!(
        outcome.changes[1].fields(),
        [
            ("name", "Ortopedi".to_owned(), "Ortopedisk avdeling".to_owned()),
            ("shortCode", String::new(), "ORT".to_owned()),
        ]
    );
    assert!(unit(&world, "D2").closed);
    let outcome = world.import(&units_file(&HOSPITAL));
    assert_eq!(kinds(&outcome), ["unit_moved", "unit_updated", "unit_reopened"]);
}

/// Proves POS-1, POS-4: a unit that people are in does not close, nor what lies above it, nor one that is
/// lent to.
#[test]
fn a_unit_in_use_stays() {
    let mut world = World::hospital();
    world.import(&people_file(&["1;Ida;Nilsen;;;;T;4100;Sykepleier;2020-01-01;;"]));
    world.current.units_in_use.push("T2".to_owned());
    let outcome = world.import(&units_file(&["R;;Helse Øst;region;;;"]));
    assert_eq!(kinds(&outcome), ["unit_closed"]);
    assert_eq!(outcome.changes[0].subject(), "Gastro (D2)");
    let named: Vec<_> = outcome.problems.iter().map(|problem| (problem.code, problem.value.clone())).collect();
    let in_use = ["Ortopedi", "Kirurgisk klinikk", "Storby sykehus", "Annet sykehus"];
    assert_eq!(named.len(), in_use.len());
    for name in in_use {
        assert!(named.contains(&(ProblemCode::UnitInUse, Some(name.to_owned()))));
    }
}

/// Proves POS-2: when a cost centre goes to another unit, the positions go with it and stay what they are.
#[test]
fn positions_follow_the_cost_centre() {
    let mut world = World::hospital();
    world.import(&people_file(&["1;Ida;Nilsen;;;;T;4100;Sykepleier;2020-01-01;;"]));
    let before = world.position("1").id;
    let mut rows = HOSPITAL;
    rows[3] = "D9;K;Ortopedi og hånd;department;;;4100";
    let outcome = world.import(&units_file(&rows));
    assert_eq!(kinds(&outcome), ["unit_created", "position_moved", "unit_closed"]);
    assert_eq!(world.positions("1"), ["D9 2020-01-01 - open"]);
    assert_eq!(world.position("1").id, before);
}

/// Proves POS-4: a header without the columns asked for is refused as a whole; with a byte order mark, in
/// another order, it is read.
#[test]
fn headers() {
    let missing = Reader::new(&Profile::of(ImportProfile::Units), &["unit_id", "name", "kind"]).err();
    assert_eq!(missing, Some(HeaderProblem::Missing(vec!["parent_id".to_owned()])));
    let twice = Reader::new(&Profile::of(ImportProfile::Units), &["unit_id", "name", "name"]).err();
    assert_eq!(twice, Some(HeaderProblem::Twice("name".to_owned())));
    let mut reader =
        Reader::new(&Profile::of(ImportProfile::Units), &["\u{feff}kind", " name ", "extra", "parent_id", "unit_id"])
            .expect("read");
    reader.record(2, &["region", "Helse  Øst", "x", "", "R"]);
    reader.record(3, &["", " ", "", "", ""]);
    reader.unreadable(4);
    let file = reader.finish();
    assert_eq!((file.rows, reasons(&file.problems)), (2, vec![(4, "unreadable", false)]));
    let mut world = World::empty();
    world.import(&file);
    assert_eq!(unit(&world, "R").facts.name, "Helse Øst");
    let header: Vec<_> = PEOPLE_HEADER.split(';').collect();
    assert_eq!(Profile::of_header(&header), Some(ImportProfile::People));
    assert_eq!(Profile::of_header(&["a", "b"]), None);
}
