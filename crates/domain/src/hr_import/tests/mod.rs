//! The import tried on small files: what each rule asks for, on data made for it.

mod behandler;
mod people;
mod random;
mod units;

use chrono::NaiveDate;
use uuid::Uuid;

use super::*;
use crate::ids::PositionId;

pub const TODAY: &str = "2026-11-21";

pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// Reads a file of lines, the first of which is the header; fields are not quoted.
pub fn read(profile: &Profile, text: &str) -> HrFile {
    let mut lines = (1..).zip(text.lines().map(str::trim)).filter(|(_, line)| !line.is_empty());
    let (_, header) = lines.next().expect("a header");
    let mut reader = Reader::new(profile, &header.split(';').collect::<Vec<_>>()).expect("all columns");
    for (line, record) in lines {
        reader.record(line, &record.split(';').collect::<Vec<_>>());
    }
    reader.finish()
}

pub const UNITS_HEADER: &str = "unit_id;parent_id;name;kind;short_code;org_number;cost_centre";
pub const PEOPLE_HEADER: &str =
    "person_id;given_name;family_name;email;phone;hpr_number;trust_id;cost_centre;title;start;end;manager_person_id";

pub fn units_file(rows: &[&str]) -> HrFile {
    read(&Profile::of(ImportProfile::Units), &[&[UNITS_HEADER], rows].concat().join("\n"))
}

pub fn people_file(rows: &[&str]) -> HrFile {
    read(&Profile::of(ImportProfile::People), &[&[PEOPLE_HEADER], rows].concat().join("\n"))
}

/// A small trust: a clinic with two departments.
pub const HOSPITAL: [&str; 6] = [
    "R;;Helse Øst;region;;;",
    "T;R;Storby sykehus;health_trust;SBHF;991324968;1000",
    "K;T;Kirurgisk klinikk;clinic;KIR;;4000",
    "D1;K;Ortopedi;department;;;4100",
    "D2;K;Gastro;department;;;4200",
    "T2;R;Annet sykehus;health_trust;AHF;;1000",
];

/// What there is, and the day.
#[derive(Clone)]
pub struct World {
    pub current: Current,
    pub today: NaiveDate,
    ids: u128,
}

impl World {
    pub fn empty() -> Self {
        Self { current: Current::default(), today: day(TODAY), ids: 0 }
    }

    /// The small trust without people.
    pub fn hospital() -> Self {
        let mut world = Self::empty();
        let outcome = world.import(&units_file(&HOSPITAL));
        assert_eq!(outcome.problems, []);
        world
    }

    pub fn try_out(&self, file: &HrFile) -> Outcome {
        diff(&self.current, file, self.today, 100)
    }

    /// Does what the file says and sees that doing it again changes nothing.
    pub fn import(&mut self, file: &HrFile) -> Outcome {
        let outcome = self.try_out(file);
        let ids = &mut self.ids;
        self.current.apply(outcome.to_apply().expect("not stopped"), || {
            *ids += 1;
            PositionId(Uuid::from_u128(*ids))
        });
        let again = self.try_out(file);
        assert_eq!(again.changes, [], "a second time");
        let rows =
            |outcome: &Outcome| outcome.problems.iter().map(|problem| (problem.line, problem.used)).collect::<Vec<_>>();
        assert_eq!(rows(&again), rows(&outcome), "the same report");
        outcome
    }

    pub fn on(&mut self, date: &str) -> &mut Self {
        self.today = day(date);
        self
    }

    /// The positions of a person, oldest first, in a few words.
    pub fn positions(&self, person: &str) -> Vec<String> {
        let of_person = self.current.positions.iter().filter(|position| position.key.person == person);
        of_person
            .map(|position| {
                let end = position.period.end.map_or("-".to_owned(), |end| end.to_string());
                let (unit, start, state) = (&position.unit, position.period.start, position.state.as_str());
                format!("{unit} {start} {end} {state}")
            })
            .collect()
    }

    pub fn position(&mut self, person: &str) -> &mut CurrentPosition {
        self.current.positions.iter_mut().rfind(|position| position.key.person == person).expect("a position")
    }
}

pub fn kinds(outcome: &Outcome) -> Vec<&'static str> {
    outcome.changes.iter().map(Change::kind).collect()
}

/// Line, code and whether the row was used.
pub fn reasons(problems: &[RowProblem]) -> Vec<(u64, &'static str, bool)> {
    problems.iter().map(|problem| (problem.line.unwrap_or(0), problem.code.as_str(), problem.used)).collect()
}
