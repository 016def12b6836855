//! The units, their employees, and their managers. People of a section are numbered consecutively, so that their later
//! rows are adjacent in the indexes.

use chrono::{Days, NaiveDate};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{PersonId, PositionId, RoleGrantId, UnitId},
    role::Role,
    text,
    unit::UnitKind,
};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::Value;

use super::{
    dialect::{Kind, insert},
    positions,
    scale::Scale,
};
use crate::demo::hospital::{FAMILY, GIVEN, plain};

const TITLES: &[&str] = &[
    "Sykepleier",
    "Helsefagarbeider",
    "Spesialsykepleier",
    "Overlege",
    "Sykepleier",
    "Lege i spesialisering",
    "Bioingeniør",
    "Fysioterapeut",
];
const SPECIALITIES: &[&str] =
    &["Medisin", "Kirurgi", "Barn", "Psykiatri", "Akutt", "Rehabilitering", "Kvinne", "Radiologi", "Laboratorium"];

/// Whom to sign in as: people of the first section of the first trust, and above it; who they are, and what there is to
/// see.
pub const SIGN_INS: [(usize, &str, &str); 4] = [
    (0, "trust.admin@example.org", "Trust administrator: everybody in the largest trust, plans and requirements"),
    (SYSTEM_OWNER, "system.owner@example.org", "System owner and regional administrator: import from HR, access"),
    (3, "ward.manager@example.org", "Manager of a ward: employees, assigning, deadlines, signatures"),
    (4, "nurse@example.org", "Nurse: own plans and requirements, and what colleagues have sent to be signed"),
];
const SYSTEM_OWNER: usize = 1;

/// A unit, and the units above it.
pub(super) struct Unit {
    pub id: UnitId,
    pub name: String,
    pub above: Vec<UnitId>,
    pub cost_centre: String,
    /// Its manager.
    pub leader: Option<usize>,
}

/// A person, before being written.
pub(super) struct Somebody {
    pub title: &'static str,
    pub unit: usize,
    pub trust: usize,
    pub clinic: usize,
    /// The section of the trust; none for those who lead more than one.
    pub section: Option<usize>,
    pub manager: Option<usize>,
}

#[derive(Default)]
pub(super) struct Region {
    pub units: Vec<Unit>,
    pub rows: Vec<[Value; 10]>,
    pub people: Vec<Somebody>,
    /// The units of the sections of each trust, with their clinic.
    pub sections: Vec<Vec<(usize, usize)>>,
}

pub async fn make(work: &Work<'_>, scale: &Scale) -> Result<(), Failure> {
    let mut region = Region::default();
    let top = region.unit(None, UnitKind::Region, "Helseregionen", "RHF", "900000");
    for trust in 0..scale.trusts {
        region.trust(scale, top, trust);
    }
    region.write_units(work).await?;
    write_people(work, &region).await?;
    positions::write(work, scale, &region).await?;
    let members = "INSERT INTO unit_member (unit_id, sort_key, position_id) SELECT c.ancestor_id, p.sort_key, p.id \
         FROM position p JOIN org_unit_closure c ON c.descendant_id = p.unit_id WHERE p.state = 'open' \
         ORDER BY c.ancestor_id, p.sort_key, p.id";
    work.tx.execute(Sql::new(members)).await?;
    roles(work, scale, &region).await
}

impl Region {
    fn unit(&mut self, parent: Option<usize>, kind: UnitKind, name: &str, code: &str, cost_centre: &str) -> usize {
        let number = self.units.len();
        let id: UnitId = Kind::Unit.id(number);
        let parent = parent.map(|parent| &self.units[parent]);
        let above = parent.map(|parent| parent.above.iter().copied().chain([parent.id]).collect()).unwrap_or_default();
        let folded = if code.is_empty() { text::fold(name) } else { text::fold(&format!("{name} {code}")) };
        self.rows.push([
            id.into(),
            parent.map(|parent| parent.id).into(),
            kind.into(),
            name.into(),
            folded.into(),
            text::sort_key(name).into(),
            format!("u-{number}").into(),
            Some(code).filter(|code| !code.is_empty()).into(),
            cost_centre.into(),
            "units".into(),
        ]);
        let (name, cost_centre) = (name.to_owned(), cost_centre.to_owned());
        self.units.push(Unit { id, name, above, cost_centre, leader: None });
        number
    }

    fn trust(&mut self, scale: &Scale, top: usize, trust: usize) {
        let people = scale.people_of(trust);
        let sections = (people / scale.section).max(1);
        let departments = sections.div_ceil(3);
        let clinics = departments.div_ceil(4);
        let staff = people.saturating_sub(1 + clinics + departments + sections);
        let code = code(trust);
        let name = format!("Sykehuset {:02} HF", trust + 1);
        let trust_unit = self.unit(Some(top), UnitKind::HealthTrust, &name, &code, &format!("{}00000", trust + 10));
        let mut of_trust = Vec::new();
        let director = self.leader("Direktør", trust_unit, trust, 0, None);
        for clinic in 0..clinics {
            let speciality = SPECIALITIES[clinic % SPECIALITIES.len()];
            let name = format!("{speciality}sklinikken {}", clinic / SPECIALITIES.len() + 1);
            let cost_centre = format!("{}{:02}000", trust + 10, clinic + 1);
            let clinic_unit = self.unit(Some(trust_unit), UnitKind::Clinic, &name, "", &cost_centre);
            let head = self.leader("Klinikksjef", clinic_unit, trust, clinic, Some(director));
            for department in (clinic * 4..departments).take(4) {
                let name = format!("{speciality}, avdeling {}", department + 1);
                let cost_centre = format!("{}9{department:04}", trust + 10);
                let unit = self.unit(Some(clinic_unit), UnitKind::Department, &name, "", &cost_centre);
                let lead = self.leader("Avdelingsleder", unit, trust, clinic, Some(head));
                for section in (department * 3..sections).take(3) {
                    let name = format!("{speciality}, sengepost {}", section + 1);
                    let cost_centre = format!("{}8{section:04}", trust + 10);
                    let unit = self.unit(Some(unit), UnitKind::Section, &name, "", &cost_centre);
                    let leader = self.leader("Seksjonsleder", unit, trust, clinic, Some(lead));
                    self.people[leader].section = Some(section);
                    of_trust.push((unit, clinic));
                    for one in staff * section / sections..staff * (section + 1) / sections {
                        let title = TITLES[one % TITLES.len()];
                        let (manager, section) = (Some(leader), Some(section));
                        self.people.push(Somebody { title, unit, trust, clinic, section, manager });
                    }
                }
            }
        }
        self.sections.push(of_trust);
    }

    fn leader(
        &mut self,
        title: &'static str,
        unit: usize,
        trust: usize,
        clinic: usize,
        manager: Option<usize>,
    ) -> usize {
        let number = self.people.len();
        self.people.push(Somebody { title, unit, trust, clinic, section: None, manager });
        self.units[unit].leader = Some(number);
        number
    }

    async fn write_units(&mut self, work: &Work<'_>) -> Result<(), Failure> {
        let into =
            "org_unit (id, parent_id, kind, name, folded, sort_key, external_id, short_code, cost_centre, source)";
        insert(work, into, std::mem::take(&mut self.rows)).await?;
        let mut rows: Vec<[Value; 3]> = Vec::new();
        for unit in &self.units {
            let way = unit.above.iter().copied().chain([unit.id]).rev();
            rows.extend((0_i32..).zip(way).map(|(depth, above)| [above.into(), unit.id.into(), depth.into()]));
        }
        insert(work, "org_unit_closure (ancestor_id, descendant_id, depth)", rows).await
    }
}

/// The short code of a trust.
pub fn code(trust: usize) -> String {
    format!("SH{:02}", trust + 1)
}

/// Strides coprime with the lengths of the lists, so that names mix.
fn name(number: usize) -> (&'static str, String) {
    let given = GIVEN[number * 7 % GIVEN.len()];
    let family = FAMILY[(number / GIVEN.len() + number * 11) % FAMILY.len()];
    let middle = FAMILY[(number * 13 + number / 997) % FAMILY.len()];
    if number % 5 < 3 && middle != family { (given, format!("{middle} {family}")) } else { (given, family.to_owned()) }
}

pub(super) fn sort_key(number: usize) -> String {
    let (given, family) = name(number);
    text::sort_key(&format!("{family} {given}"))
}

/// Those listed for signing in have addresses that are easy to remember.
fn email(region: &Region, number: usize) -> String {
    match SIGN_INS.iter().find(|(one, ..)| *one == number) {
        Some((_, email, _)) if number < region.people.len() => (*email).to_owned(),
        _ => {
            let (given, family) = name(number);
            format!("{}{number}@example.org", plain(given, &family))
        }
    }
}

async fn write_people(work: &Work<'_>, region: &Region) -> Result<(), Failure> {
    let (mut rows, mut words): (Vec<[Value; 11]>, Vec<[Value; 2]>) = (Vec::new(), Vec::new());
    for (number, somebody) in region.people.iter().enumerate() {
        let id: PersonId = Kind::Person.id(number);
        let (given, family) = name(number);
        let name = format!("{given} {family}");
        let health = ["pleier", "lege", "ingeniør", "arbeider"].iter().any(|word| somebody.title.contains(word));
        rows.push([
            id.into(),
            format!("p-{number}").into(),
            given.into(),
            family.as_str().into(),
            name.as_str().into(),
            text::fold(&name).into(),
            sort_key(number).into(),
            email(region, number).into(),
            format!("{}", 68_000_000 + number % 100_000).into(),
            health.then(|| (182_000_000 + number).to_string()).into(),
            work.now.into(),
        ]);
        words.extend(text::words(&name).into_iter().map(|word| [word.into(), id.into()]));
    }
    let into = "person (id, external_id, given_name, family_name, name, folded, sort_key, email, phone, hpr_number, \
         created_at)";
    insert(work, into, rows).await?;
    words.sort_by_key(|[word, _]| format!("{word:?}"));
    insert(work, "person_word (word, person_id)", words).await
}

pub(super) fn began(today: NaiveDate, number: usize) -> NaiveDate {
    let days = if number % 29 == 11 { 1 + number % 60 } else { 70 + number * 97 % 4100 };
    today - Days::new(days as u64)
}

async fn roles(work: &Work<'_>, scale: &Scale, region: &Region) -> Result<(), Failure> {
    let mut rows: Vec<[Value; 5]> = Vec::new();
    let mut first = 0;
    for trust in 0..scale.trusts {
        let mut grant = |who: usize, role: Role, unit: Option<UnitId>| {
            let (id, position): (RoleGrantId, PositionId) = (work.new_id(), Kind::Position.id(who * 2));
            rows.push([id.into(), position.into(), role.into(), unit.into(), work.now.into()]);
        };
        grant(first, Role::TrustAdmin, Some(region.units[region.people[first].unit].id));
        if trust == 0 {
            grant(SYSTEM_OWNER, Role::SystemOwner, None);
            grant(SYSTEM_OWNER, Role::RegionalAdmin, region.units.first().map(|top| top.id));
        }
        first += scale.people_of(trust);
    }
    insert(work, "role_grant (id, position_id, role, unit_id, granted_at)", rows).await
}
