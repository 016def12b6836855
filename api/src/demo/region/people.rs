//! The units, who works there, and who manages whom. Everybody of a section follows the one before, so that what is made
//! for them later falls into the indexes side by side.

use chrono::{Days, NaiveDate};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{PersonId, PositionId, RoleGrantId, UnitId},
    role::Role,
    text,
    unit::UnitKind,
};
use sea_orm::Value;

use super::{
    dialect::{Dialect, Kind, insert},
    scale::Scale,
};
use crate::{
    auth::Work,
    demo::hospital::{FAMILY, GIVEN, plain},
    http::Failure,
};

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
/// Of the second positions, every so many is over.
const FORMER: usize = 14;
/// All but every so many people have a second position.
const SINGLE: usize = 8;

/// Whom to sign in as: those of the first section of the first trust, and above it; who they are, and what there is to
/// see.
pub const SIGN_INS: [(usize, &str, &str); 4] = [
    (0, "trust.admin@example.org", "Trust administrator: everybody in the largest trust, plans and requirements"),
    (SYSTEM_OWNER, "system.owner@example.org", "System owner and regional administrator: import from HR, access"),
    (3, "ward.manager@example.org", "Manager of a ward: employees, assigning, deadlines, signatures"),
    (4, "nurse@example.org", "Nurse: own plans and requirements, and what colleagues have sent to be signed"),
];
const SYSTEM_OWNER: usize = 1;

/// A unit, and its way up.
struct Unit {
    id: UnitId,
    above: Vec<UnitId>,
    cost_centre: String,
    /// Whoever leads it.
    leader: Option<usize>,
}

/// Somebody, before they are written down.
struct Somebody {
    title: &'static str,
    unit: usize,
    trust: usize,
    clinic: usize,
    /// Which section of the trust; none for those who lead more than one.
    section: Option<usize>,
    manager: Option<usize>,
}

#[derive(Default)]
struct Region {
    units: Vec<Unit>,
    rows: Vec<[Value; 10]>,
    people: Vec<Somebody>,
    /// The units of the sections of each trust, with their clinic.
    sections: Vec<Vec<(usize, usize)>>,
}

pub async fn make(work: &Work<'_>, scale: &Scale) -> Result<(), Failure> {
    let mut region = Region::default();
    let top = region.unit(None, UnitKind::Region, "Helseregionen", "RHF", "900000");
    for trust in 0..scale.trusts {
        region.trust(scale, top, trust);
    }
    region.write_units(work).await?;
    write_people(work, &region).await?;
    write_positions(work, scale, &region).await?;
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
        self.units.push(Unit { id, above, cost_centre: cost_centre.to_owned(), leader: None });
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

/// Steps that share no factor with the lists, so that names mix.
fn name(number: usize) -> (&'static str, String) {
    let given = GIVEN[number * 7 % GIVEN.len()];
    let family = FAMILY[(number / GIVEN.len() + number * 11) % FAMILY.len()];
    let middle = FAMILY[(number * 13 + number / 997) % FAMILY.len()];
    if number % 5 < 3 && middle != family { (given, format!("{middle} {family}")) } else { (given, family.to_owned()) }
}

fn sort_key(number: usize) -> String {
    let (given, family) = name(number);
    text::sort_key(&format!("{family} {given}"))
}

/// Those of the list of whom to sign in as have addresses that can be remembered.
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

fn began(today: NaiveDate, number: usize) -> NaiveDate {
    let days = if number % 29 == 11 { 1 + number % 60 } else { 70 + number * 97 % 4100 };
    today - Days::new(days as u64)
}

/// One where they work, and for most another, in a section nearby, now or formerly.
async fn write_positions(work: &Work<'_>, scale: &Scale, region: &Region) -> Result<(), Failure> {
    Dialect::of(work)
        .scratch(
            work,
            "demo_person",
            "n bigint PRIMARY KEY, id {uuid}, position_id {uuid}, manager_id {uuid}, signer_id {uuid}, worked bigint",
        )
        .await?;
    Dialect::of(work)
        .scratch(
            work,
            "demo_position",
            "n bigint PRIMARY KEY, id {uuid}, person_id {uuid}, manager_id {uuid}, pool bigint, profile bigint, \
             since {date}, is_open boolean, ended {date}",
        )
        .await?;
    let mut rows: Vec<[Value; 15]> = Vec::new();
    let mut people: Vec<[Value; 6]> = Vec::new();
    let mut made: Vec<[Value; 9]> = Vec::new();
    for (number, somebody) in region.people.iter().enumerate() {
        let person: PersonId = Kind::Person.id(number);
        let began = began(work.today, number);
        let person_of = |number: usize| -> PersonId { Kind::Person.id(number) };
        let manager = somebody.manager.map(person_of);
        // A colleague signs for two of three; for the others, whoever leads them, or, where nobody does, the next.
        let beside = if number + 1 < region.people.len() { number + 1 } else { number - 1 };
        let signer = match somebody.manager {
            Some(leader) if number % 3 == 0 => leader,
            _ => somebody.manager.filter(|leader| *leader + 2 < number).map_or(beside, |leader| leader + 1),
        };
        let mut post = |second: bool, unit: &Unit, pool: usize, profile: usize, manager: Option<PersonId>, former| {
            let place = number * 2 + usize::from(second);
            let id: PositionId = Kind::Position.id(place);
            let starts = if second { began + Days::new(20) } else { began };
            let ended = work.today - Days::new(15 + number as u64 % 30);
            let ended = if former { Some(ended) } else { None };
            let starts = ended.map_or(starts, |ended| starts.min(ended - Days::new(30)));
            rows.push([
                id.into(),
                person.into(),
                "employment".into(),
                unit.above.get(1).copied().unwrap_or(unit.id).into(),
                unit.cost_centre.as_str().into(),
                unit.id.into(),
                somebody.title.into(),
                sort_key(number).into(),
                starts.into(),
                ended.into(),
                if former { "closed" } else { "open" }.into(),
                starts.into(),
                ended.into(),
                manager.into(),
                manager.into(),
            ]);
            let since = starts.max(work.today - Days::new(900));
            made.push([
                number_of(place),
                id.into(),
                person.into(),
                manager.into(),
                number_of(pool),
                number_of(profile),
                since.into(),
                (!former).into(),
                ended.into(),
            ]);
        };
        let of_trust = &region.sections[somebody.trust];
        let section = somebody.section.unwrap_or_default();
        let pool = scale.pool(somebody.trust, somebody.clinic);
        let profile = section % 9 + 9 * (number % scale.variants);
        post(false, &region.units[somebody.unit], pool, profile, manager, false);
        let leads = region.units[somebody.unit].leader == Some(number);
        if !leads && number % SINGLE != SINGLE - 1 && of_trust.len() > 1 {
            let (unit, clinic) = of_trust[(section + 1 + number % (of_trust.len() - 1)) % of_trust.len()];
            let unit = &region.units[unit];
            let manager = unit.leader.map(person_of);
            let profile = SECOND + section % 9 + 9 * ((number + 1) % scale.variants);
            let pool = scale.pool(somebody.trust, clinic);
            post(true, unit, pool, profile, manager, number % FORMER == 3);
        }
        let position: PositionId = Kind::Position.id(number * 2);
        people.push([
            number_of(number),
            person.into(),
            position.into(),
            manager.unwrap_or(person_of(signer)).into(),
            person_of(signer).into(),
            (work.today - began).num_days().into(),
        ]);
    }
    let into = "position (id, person_id, kind, trust_id, cost_centre, unit_id, title, sort_key, starts_on, ends_on, state, \
         opened_on, closed_on, hr_manager_id, manager_id)";
    insert(work, into, rows).await?;
    insert(work, "demo_person (n, id, position_id, manager_id, signer_id, worked)", people).await?;
    let into = "demo_position (n, id, person_id, manager_id, pool, profile, since, is_open, ended)";
    insert(work, into, made).await
}

/// The profiles of second positions come after those of the first.
pub const SECOND: usize = 1000;

fn number_of(number: usize) -> Value {
    i64::try_from(number).unwrap_or(i64::MAX).into()
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
