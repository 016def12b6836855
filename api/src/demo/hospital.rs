//! The demo hospital's units and people, as the two files that HR would send. Made up, and always the same;
//! only the dates follow today.

use std::fmt::Write;

use chrono::{Days, NaiveDate};

/// The units: id, parent, name, kind, short code, organisation number, cost centre.
const UNITS: &[[&str; 7]] = &[
    ["HSO", "", "Helse Sør-Øst RHF", "region", "RHF", "991324968", "100000"],
    ["SIHF", "HSO", "Sykehuset Innlandet HF", "health_trust", "SIHF", "983971709", "200000"],
    ["SIHF-MED", "SIHF", "Medisinsk klinikk", "clinic", "", "", "210000"],
    ["SIHF-MED-SP", "SIHF-MED", "Medisinske sengeposter", "department", "", "", "210100"],
    ["SIHF-MED-SP3", "SIHF-MED-SP", "Medisinsk sengepost 3", "section", "", "", "210103"],
    ["SIHF-MED-SP4", "SIHF-MED-SP", "Medisinsk sengepost 4", "section", "", "", "210104"],
    ["SIHF-MED-AKM", "SIHF-MED", "Akuttmottak", "department", "", "", "210200"],
    ["SIHF-AIO", "SIHF", "Klinikk for anestesi og intensiv", "clinic", "", "", "220000"],
    ["SIHF-AIO-INT", "SIHF-AIO", "Intensivavdelingen", "department", "", "", "220100"],
    ["SIHF-AIO-ANE", "SIHF-AIO", "Anestesiavdelingen", "department", "", "", "220200"],
    ["AHUSHF", "HSO", "Akershus universitetssykehus HF", "health_trust", "AHUSHF", "983971636", "300000"],
    ["AHUSHF-KIR", "AHUSHF", "Kirurgisk klinikk", "clinic", "", "", "310000"],
    ["AHUSHF-KIR-OP", "AHUSHF-KIR", "Operasjonsavdelingen", "department", "", "", "310100"],
    ["AHUSHF-KIR-SP", "AHUSHF-KIR", "Kirurgisk sengepost", "department", "", "", "310200"],
    ["AHUSHF-MED", "AHUSHF", "Medisinsk klinikk", "clinic", "", "", "320000"],
    ["AHUSHF-MED-HJ", "AHUSHF-MED", "Hjertemedisinsk avdeling", "department", "", "", "320100"],
];

/// Somebody with a part in the story: id, given and family name, title, unit, the id of the manager, and how
/// many days ago they began.
struct Known(&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, u64);

const KNOWN: &[Known] = &[
    Known("p-eier", "Sofie", "Lunde", "Systemforvalter", "SIHF", "", 1500),
    Known("p-admin", "Berit", "Vold", "HF-administrator", "SIHF", "", 2900),
    Known("p-admin-ahus", "Tor", "Sandvik", "HF-administrator", "AHUSHF", "", 2100),
    Known("p-rhf", "Ragnhild", "Foss", "Regional utdanningsrådgiver", "SIHF", "", 2300),
    Known("p-lis", "Live", "Engen", "Utdanningsrådgiver", "SIHF", "p-admin", 1300),
    Known("p-lars", "Lars", "Berg", "Seksjonsleder", "SIHF-MED-SP3", "p-gunn", 2700),
    Known("p-gunn", "Gunn", "Aasen", "Avdelingsleder", "SIHF-MED-SP", "p-admin", 4000),
    Known("p-silje", "Silje", "Tveit", "Seksjonsleder", "SIHF-MED-SP4", "p-gunn", 900),
    Known("p-arne", "Arne", "Lie", "Avdelingsleder", "SIHF-MED-AKM", "p-admin", 3100),
    Known("p-nina", "Nina", "Fossum", "Avdelingsleder", "SIHF-AIO-INT", "p-admin", 2400),
    Known("p-jon", "Jon", "Hagen", "Avdelingsleder", "SIHF-AIO-ANE", "p-admin", 1800),
    Known("p-eva", "Eva", "Strand", "Avdelingsleder", "AHUSHF-KIR-OP", "p-admin-ahus", 2600),
    Known("p-rune", "Rune", "Myhre", "Avdelingsleder", "AHUSHF-KIR-SP", "p-admin-ahus", 1200),
    Known("p-hanne", "Hanne", "Øien", "Avdelingsleder", "AHUSHF-MED-HJ", "p-admin-ahus", 3300),
    Known("p-ida", "Ida", "Nilsen", "Sykepleier", "SIHF-MED-SP3", "p-lars", 466),
    Known("p-mona", "Mona", "Haugen", "Fagsykepleier", "SIHF-MED-SP3", "p-lars", 3400),
    Known("p-amir", "Amir", "Rahimi", "Sykepleier", "SIHF-MED-SP3", "p-lars", 2090),
    Known("p-petter", "Petter", "Moen", "Sykepleier", "SIHF-MED-SP3", "p-lars", 1190),
    Known("p-fatima", "Fatima", "Osman", "Helsefagarbeider", "SIHF-MED-SP3", "p-lars", 460),
    Known("p-jonas", "Jonas", "Eide", "Sykepleier", "SIHF-MED-SP3", "p-lars", 3970),
    Known("p-kari", "Kari", "Solbakken", "Spesialsykepleier", "SIHF-AIO-INT", "p-nina", 1400),
    Known("p-dag", "Dag", "Ødegård", "Lege i spesialisering (LIS1)", "SIHF-MED-AKM", "p-arne", 80),
    Known("p-liv", "Liv", "Åsheim", "Fagsykepleier", "SIHF-AIO-INT", "p-nina", 2200),
];

/// ASG-4: a nurse who left the intensive care unit, with her plans, for a ward so many days ago.
const MOVED: (Known, Known) = (
    Known("p-tiril", "Tiril", "Haug", "Intensivsykepleier", "SIHF-AIO-INT", "p-nina", 1100),
    Known("p-tiril", "Tiril", "Haug", "Sykepleier", "SIHF-MED-SP4", "p-silje", 12),
);

/// Titles, and how many have them.
type Titles = &'static [(&'static str, u32)];

/// How many of which title each unit has besides, and who manages them.
const STAFF: &[(&str, &str, Titles)] = &[
    ("SIHF-MED-SP3", "p-lars", &[("Sykepleier", 16), ("Helsefagarbeider", 6), ("Sekretær", 1)]),
    ("SIHF-MED-SP4", "p-silje", &[("Sykepleier", 14), ("Helsefagarbeider", 5)]),
    ("SIHF-MED-AKM", "p-arne", &[("Sykepleier", 10), ("Lege i spesialisering (LIS1)", 3), ("Overlege", 2)]),
    ("SIHF-AIO-INT", "p-nina", &[("Intensivsykepleier", 14), ("Overlege", 2)]),
    ("SIHF-AIO-ANE", "p-jon", &[("Anestesisykepleier", 9), ("Overlege", 3)]),
    ("AHUSHF-KIR-OP", "p-eva", &[("Operasjonssykepleier", 15), ("Renholder", 2)]),
    ("AHUSHF-KIR-SP", "p-rune", &[("Sykepleier", 12), ("Helsefagarbeider", 4)]),
    ("AHUSHF-MED-HJ", "p-hanne", &[("Sykepleier", 10), ("Bioingeniør", 3)]),
];

pub const GIVEN: &[&str] = &[
    "Anne",
    "Bjørn",
    "Camilla",
    "David",
    "Elin",
    "Fredrik",
    "Guro",
    "Henrik",
    "Ingrid",
    "Jakob",
    "Kristin",
    "Magnus",
    "Marte",
    "Nora",
    "Odd",
    "Pernille",
    "Rashid",
    "Sara",
    "Thea",
    "Ulrik",
    "Vilde",
    "Yusuf",
    "Zara",
    "Åse",
    "Øystein",
    "Agnieszka",
    "Birgit",
    "Daniel",
    "Emilie",
    "Hassan",
    "Inga",
    "Julie",
    "Kjersti",
    "Leif",
    "Maja",
    "Nikolai",
    "Oda",
];
pub const FAMILY: &[&str] = &[
    "Andersen",
    "Bakke",
    "Christiansen",
    "Dahl",
    "Eriksen",
    "Foss",
    "Gundersen",
    "Hansen",
    "Iversen",
    "Johansen",
    "Kristoffersen",
    "Larsen",
    "Mikkelsen",
    "Nguyen",
    "Olsen",
    "Pedersen",
    "Rønning",
    "Sørensen",
    "Thorsen",
    "Ulven",
    "Vik",
    "Warsame",
    "Aamodt",
    "Østby",
    "Ås",
    "Kowalska",
    "Brekke",
    "Hoel",
    "Solheim",
    "Lund",
    "Ahmed",
];

/// The file of units.
pub fn units() -> String {
    let mut file = String::from("unit_id;parent_id;name;kind;short_code;org_number;cost_centre\n");
    for unit in UNITS {
        file.push_str(&unit.join(";"));
        file.push('\n');
    }
    file
}

/// The file of people and positions, before or after one of them has moved.
pub fn people(today: NaiveDate, moved: bool) -> String {
    let mut file = String::from(
        "person_id;given_name;family_name;email;phone;hpr_number;trust_id;cost_centre;title;start;end;manager_person_id\n",
    );
    for (number, known) in KNOWN.iter().enumerate() {
        let Known(id, given, family, title, unit, manager, days) = known;
        let employed = (today - Days::new(*days), None);
        line(&mut file, number, [id, given, family, title, unit, manager], employed);
    }
    let mut number = KNOWN.len();
    for (unit, manager, titles) in STAFF {
        for (title, count) in *titles {
            for _ in 0..*count {
                // Steps that share no factor with the lists, so that names mix and none comes twice soon.
                let given = GIVEN[(number * 7) % GIVEN.len()];
                let family = FAMILY[(number * 11) % FAMILY.len()];
                let id = format!("p-{number:04}");
                let days = 40 + (number as u64 * 97) % 4200;
                let employed = (today - Days::new(days), None);
                line(&mut file, number, [&id, given, family, title, unit, manager], employed);
                number += 1;
            }
        }
    }
    let (before, after) = MOVED;
    let began = |known: &Known| today - Days::new(known.6);
    let left = moved.then(|| began(&after) - Days::new(1));
    for (known, end) in [(before, left), (after, None)].into_iter().take(if moved { 2 } else { 1 }) {
        let Known(id, given, family, title, unit, manager, _) = known;
        line(&mut file, number, [id, given, family, title, unit, manager], (began(&known), end));
    }
    file
}

fn line(
    file: &mut String,
    number: usize,
    [id, given, family, title, unit, manager]: [&str; 6],
    (start, end): (NaiveDate, Option<NaiveDate>),
) {
    let cost_centre = UNITS.iter().find(|row| row[0] == unit).map_or("", |row| row[6]);
    let trust = unit.split('-').next().unwrap_or(unit);
    let health = ["pleier", "lege", "Bioingeniør", "arbeider"]
        .iter()
        .any(|word| title.to_lowercase().contains(&word.to_lowercase()));
    let hpr = if health { (181_000_001 + number).to_string() } else { String::new() };
    let email = email(given, family, number);
    // Writing to a String cannot fail. The phones are of the range reserved for fiction.
    let _ = writeln!(
        file,
        "{id};{given};{family};{email};{};{hpr};{trust};{cost_centre};{title};{start};{};{manager}",
        68_050_000 + number,
        end.map(|end| end.to_string()).unwrap_or_default()
    );
}

/// The people of the story have plain addresses; others' carry their number.
fn email(given: &str, family: &str, number: usize) -> String {
    let plain = plain(given, family);
    if number < KNOWN.len() || family == MOVED.0.2 {
        format!("{plain}@example.org")
    } else {
        format!("{plain}{number}@example.org")
    }
}

/// A name as the beginning of an address.
pub fn plain(given: &str, family: &str) -> String {
    let letters = format!("{given}.{family}").to_lowercase();
    let letters = letters.chars().map(|letter| match letter {
        'æ' => "ae".to_owned(),
        'ø' => "o".to_owned(),
        'å' => "a".to_owned(),
        ' ' => ".".to_owned(),
        other => other.to_string(),
    });
    letters.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn about_a_hundred_and_fifty_people_each_with_an_address_of_their_own() {
        let file = people("2026-11-21".parse().expect("a date"), false);
        let emails: BTreeSet<_> = file.lines().skip(1).filter_map(|line| line.split(';').nth(3)).collect();
        assert_eq!(emails.len(), file.lines().count() - 1);
        assert!((140..=170).contains(&emails.len()), "{}", emails.len());
        assert!(emails.contains("ida.nilsen@example.org") && emails.contains("dag.odegard@example.org"));
        assert_eq!(units().lines().count(), UNITS.len() + 1);
    }

    #[test]
    fn every_manager_is_somebody() {
        let file = people("2026-11-21".parse().expect("a date"), false);
        let ids: BTreeSet<_> = file.lines().skip(1).filter_map(|line| line.split(';').next()).collect();
        let managers = file.lines().skip(1).filter_map(|line| line.split(';').nth(11)).filter(|id| !id.is_empty());
        for manager in managers {
            assert!(ids.contains(manager), "{manager}");
        }
    }
}
