//! Any file, on any day: what must hold whatever HR sends.

use std::collections::HashMap;

use chrono::Days;
use proptest::prelude::*;

use super::*;
use crate::{
    position::PositionState,
    unit::{Tree, UnitKind},
};

/// Few values of each kind, good and bad, so that rows meet.
fn person_row() -> impl Strategy<Value = String> {
    let person = prop::sample::select(vec!["1", "2", "3", "4", ""]);
    let email = prop::sample::select(vec!["", "a@x.no", "b@x.no", "C@x.no", "bad"]);
    let place = prop::sample::select(vec!["T;4100", "T;4200", "T2;1000", "T;9999", "X;1"]);
    let title = prop::sample::select(vec!["Lege", "LIS1", ""]);
    let manager = prop::sample::select(vec!["", "1", "2", "3", "99"]);
    let dates = (-80i64..80, prop::option::of(-5i64..80));
    (person, email, place, title, dates, manager).prop_map(|(person, email, place, title, (start, length), manager)| {
        let date = |offset: i64| (day(TODAY) + chrono::TimeDelta::days(offset)).to_string();
        let end = length.map_or(String::new(), |length| date(start + length));
        format!("{person};Ida;Nilsen;{email};;;{place};{title};{};{end};{manager}", date(start))
    })
}

fn unit_row() -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec!["R", "T", "K", "D1", "D2", "S"]);
    let parent = prop::sample::select(vec!["", "R", "T", "K", "D1", "D2", "S", "nope"]);
    let kind = prop::sample::select(vec!["region", "health_trust", "clinic", "department", "section", "ward"]);
    let centre = prop::sample::select(vec!["", "4100", "4200"]);
    (key, parent, kind, centre)
        .prop_map(|(key, parent, kind, centre)| format!("{key};{parent};Navn {key};{kind};;;{centre}"))
}

/// What must be true of any state of things.
fn sound(current: &Current) {
    let open: Vec<_> = current.units.iter().filter(|unit| !unit.closed).collect();
    let pairs = open.iter().map(|unit| (unit.key.as_str(), unit.facts.parent.as_deref()));
    Tree::new(pairs).expect("open units make trees");
    let kinds: HashMap<_, UnitKind> = open.iter().map(|unit| (unit.key.as_str(), unit.facts.kind)).collect();
    let mut centres = HashMap::new();
    for unit in &open {
        let above =
            |key: &str| open.iter().find(|other| other.key == key).and_then(|other| other.facts.parent.as_deref());
        let mut path = std::iter::successors(Some(unit.key.as_str()), |key| above(key));
        let trust = path.find(|key| kinds.get(key) == Some(&UnitKind::HealthTrust));
        if let (Some(trust), Some(centre)) = (trust, &unit.facts.cost_centre) {
            assert!(centres.insert((trust, centre), &unit.key).is_none(), "one unit a cost centre and trust");
        }
    }
    let mut live = HashMap::new();
    for position in &current.positions {
        assert!(position.period.end.is_none_or(|end| end >= position.period.start));
        assert!(current.people.iter().any(|person| person.key == position.key.person));
        if position.state.is_live() {
            assert!(live.insert(&position.key, position.id).is_none(), "two live positions of one key");
            assert!(kinds.contains_key(position.unit.as_str()), "in an open unit");
        }
    }
    let emails: Vec<_> = current.people.iter().filter_map(|person| person.facts.email.as_ref()).collect();
    assert!(emails.iter().all(|email| emails.iter().filter(|other| other == &email).count() == 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Proves POS-2, POS-3, POS-4, POS-5, POS-7: whatever files come on whatever days, the same file again
    /// changes nothing (`import` sees to it), a key has one live position at most, an address one owner,
    /// everybody's days are counted right, and a row that cannot be used closes nothing.
    #[test]
    fn any_people(files in prop::collection::vec((0u64..40, prop::collection::vec(person_row(), 0..10)), 1..6)) {
        let mut world = World::hospital();
        for (days, rows) in files {
            world.today = world.today + Days::new(days);
            let before = world.current.clone();
            let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
            let outcome = world.import(&people_file(&rows));
            sound(&world.current);
            let (today, yesterday) = (world.today, world.today - Days::new(1));
            for position in world.current.positions.iter().filter(|position| position.state == PositionState::Open) {
                let lis1 = crate::position::is_lis1(&position.title);
                let over = position.period.last_open_day(lis1).is_some_and(|last| last < today);
                let excused = outcome.problems.iter().any(|problem| !problem.used);
                prop_assert!(!over || excused, "open after its last day");
            }
            for old in before.positions.iter().filter(|old| old.state.is_live()) {
                let new = world.current.positions.iter().find(|new| new.id == old.id).expect("nothing is deleted");
                let named = rows.iter().any(|row| row.starts_with(&format!("{};", old.key.person)));
                let closes_early = !new.state.is_live() && old.period.end.is_none_or(|end| end >= today);
                if closes_early && !named && old.period.start <= yesterday {
                    prop_assert_eq!(new.period.end, Some(yesterday));
                }
            }
        }
    }

    /// Proves POS-1, POS-4: whatever unit files come, the open units make trees with their levels in order,
    /// no position is left without an open unit, and the same file again changes nothing.
    #[test]
    fn any_units(files in prop::collection::vec(prop::collection::vec(unit_row(), 0..12), 1..5)) {
        let mut world = World::hospital();
        world.import(&people_file(&["1;Ida;Nilsen;;;;T;4100;Lege;2020-01-01;;", "2;Ola;Berg;;;;T;4200;Lege;2020-01-01;;"]));
        for rows in files {
            let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
            world.import(&units_file(&rows));
            sound(&world.current);
        }
    }

    /// Proves POS-4: text that is no import at all is reported row by row and changes nothing.
    #[test]
    fn junk(rows in prop::collection::vec(prop::collection::vec("\\PC{0,12}|[\\x00-\\x1f]{0,5}", 0..14), 0..12)) {
        let header: Vec<_> = PEOPLE_HEADER.split(';').collect();
        let mut reader = Reader::new(&Profile::of(ImportProfile::People), &header).expect("columns");
        for (line, row) in (2..).zip(&rows) {
            reader.record(line, &row.iter().map(String::as_str).collect::<Vec<_>>());
        }
        let file = reader.finish();
        prop_assert_eq!(file.unused() as u64, file.rows);
        prop_assert_eq!(World::hospital().try_out(&file).changes, []);
    }
}
