//! What sheets name in the locale files.

use kyndig_domain::{plan::PlanStatus, requirement::LearningMethod, role::Role, settings::Language};
use kyndig_platform::translations::Translations;

/// Every sheet: what is named in it has to be there. More sheets: more lines.
const SHEETS: &[&str] = &[
    include_str!("../../crates/work/src/employee/sheet.rs"),
    include_str!("../../crates/content/src/plan/sheet.rs"),
    include_str!("../../crates/work/src/plan_status/sheet.rs"),
    include_str!("../../crates/content/src/requirement/sheet.rs"),
    include_str!("../../crates/people/src/role/sheet.rs"),
    include_str!("../../crates/work/src/signature/sheet.rs"),
];

#[test]
fn every_word_is_there() {
    let is_key = |text: &&str| {
        let Some((space, key)) = text.split_once('.') else { return false };
        !key.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b"._".contains(&b)) && !space.is_empty()
    };
    let mut asked = 0;
    for language in Language::ALL {
        let words = Translations::of(*language);
        for key in SHEETS.iter().flat_map(|sheet| sheet.split('"')).filter(is_key).filter(|key| !key.ends_with('_')) {
            assert!(words.find(key).is_some_and(|text| !text.contains('{')), "{language}: {key}");
            asked += 1;
        }
        let kinds = PlanStatus::ALL.iter().map(|one| format!("plan.status_{one}"));
        let kinds = kinds.chain(LearningMethod::ALL.iter().map(|one| format!("method.learning_{one}")));
        for key in kinds.chain(Role::ALL.iter().map(|one| format!("role.name_{one}"))) {
            assert!(words.find(&key).is_some(), "{language}: {key}");
        }
    }
    assert!(asked > 200, "{asked}");
    assert_eq!(Translations::of(Language::Nynorsk).get("plan.name"), "Namn");
}
