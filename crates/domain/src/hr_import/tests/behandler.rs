//! The national list: made rows, and the real file where it lies beside the project.

use super::*;
use crate::unit::{Tree, UnitKind};

const HEADER: &str = "\u{feff}orgnr;org_navn;behsh;behsh_navn;behhf;behhf_navn;behrhf;behrhf_navn";

fn list(rows: &[&str]) -> HrFile {
    read(&Profile::of(ImportProfile::Behandler), &[&[HEADER], rows].concat().join("\n"))
}

fn units(world: &World) -> Vec<String> {
    let show = |unit: &CurrentUnit| {
        let facts = &unit.facts;
        let or_none = |text: &Option<String>| text.clone().unwrap_or_default();
        format!(
            "{} < {} {} {:?} {}",
            unit.key,
            or_none(&facts.parent),
            facts.name,
            facts.kind,
            or_none(&facts.org_number)
        )
    };
    world.current.units.iter().map(show).collect()
}

/// Proves POS-1, POS-4: four levels from one row; capitals make no second unit; a bad number is named and the
/// unit goes in by what stands there.
#[test]
fn a_tree_from_rows() {
    let mut world = World::empty();
    let outcome = world.import(&list(&[
        "983974880;Storby sykehus HF;20;Storby sykehus HF;2;Storby sykehus HF;4;Helse Øst RHF",
        "974795930;Storby, avdeling Nord;21;Storby Nord;2;STORBY SYKEHUS HF;4;Helse Øst RHF",
        "9747957870;Storby, stråling;21;Storby nord;2;Storby sykehus HF;4;Helse Øst RHF",
        "974795833;Storby, uten sted;;;2;Storby sykehus HF;4;Helse Øst RHF",
        "974795833;STORBY, UTEN STED;;;2;Storby sykehus HF;4;Helse Øst RHF",
        "974245873;Finnes ikke;;;;;;",
        "974285959;Storby, uten sted;;;2;Storby sykehus HF;4;Helse Øst RHF",
        "974285959;Noe helt annet;;;2;Storby sykehus HF;4;Helse Øst RHF",
    ]));
    assert_eq!(
        units(&world),
        [
            "rhf-4 <  Helse Øst RHF Region ",
            "hf-2 < rhf-4 Storby sykehus HF HealthTrust 983974880",
            "sh-21 < hf-2 Storby Nord Clinic ",
            "org-974795833 < hf-2 Storby, uten sted Department 974795833",
            "org-974285959 < hf-2 Storby, uten sted Department 974285959",
            "org-974795930 < sh-21 Storby, avdeling Nord Department 974795930",
            "raw-9747957870 < sh-21 Storby, stråling Department ",
        ]
    );
    assert_eq!(
        reasons(&outcome.problems),
        [
            (3, "name_differs_in_case", true),
            (4, "org_number_length", true),
            (4, "name_differs_in_case", true),
            (6, "name_differs_in_case", true),
            (7, "org_number_check_digit", true),
            (7, "missing_value", false),
            (8, "same_name", true),
            (9, "duplicate_row", false),
        ]
    );
}

/// Proves POS-4: a row of no use leaves the units it speaks of as they are.
#[test]
fn a_bad_row_is_no_absence() {
    let good = "974795930;Storby, avdeling Nord;21;Storby Nord;2;Storby sykehus HF;4;Helse Øst RHF";
    let mut world = World::empty();
    world.import(&list(&[good]));
    for bad in [good.replace("Storby, avdeling Nord", ""), format!("{good};")] {
        let outcome = world.import(&list(&[&bad]));
        assert_eq!((outcome.changes.len(), outcome.problems.len()), (0, 1));
    }
}

/// Proves POS-1, POS-4: the real list goes in as trees, with every number that fails named by its line, and
/// twice the same list changes nothing.
#[test]
fn the_real_list() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/org-behandler.csv");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("skipped: there is no {path}");
        return;
    };
    let header: Vec<_> = text.lines().next().expect("a header").split(';').collect();
    assert_eq!(Profile::of_header(&header), Some(ImportProfile::Behandler));
    let mut world = World::empty();
    let outcome = world.import(&read(&Profile::of(ImportProfile::Behandler), &text));
    let numbers: Vec<u64> = outcome
        .problems
        .iter()
        .filter(|problem| problem.code.as_str().starts_with("org_number"))
        .filter_map(|problem| problem.line)
        .collect();
    assert_eq!(numbers, [6, 28, 108, 109, 145, 191, 259, 385, 420, 423, 457, 482, 825, 837, 970]);
    let left_out: Vec<_> = outcome.problems.iter().filter(|problem| !problem.used).map(|p| (p.line, p.code)).collect();
    assert_eq!(left_out, [(Some(970), ProblemCode::MissingValue)]);
    let tree = Tree::new(world.current.units.iter().map(|unit| (unit.key.as_str(), unit.facts.parent.as_deref())));
    assert!(tree.is_ok());
    let of_kind = |kind| world.current.units.iter().filter(|unit| unit.facts.kind == kind).count();
    assert_eq!((of_kind(UnitKind::Region), of_kind(UnitKind::HealthTrust)), (5, 26));
    let vestfold: Vec<_> =
        world.current.units.iter().filter(|u| u.facts.name.eq_ignore_ascii_case("Sykehuset i Vestfold HF")).collect();
    assert_eq!(vestfold.len(), 1);
}
