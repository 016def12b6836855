//! What the screens say (`web/locales`), for files that say the same: a sheet has the headings and the words of its table.

use std::{collections::HashMap, sync::LazyLock};

use chrono::NaiveDate;
use kyndig_domain::settings::Language;

macro_rules! spaces {
    ($($space:literal),+) => {
        /// The texts of a language: a part of the locale files, and its name.
        fn files(language: Language) -> [(&'static str, &'static str); [$($space),+].len()] {
            match language {
                Language::Bokmal => [$(($space, include_str!(concat!("../../web/locales/nb/", $space, ".json")))),+],
                Language::Nynorsk => [$(($space, include_str!(concat!("../../web/locales/nn/", $space, ".json")))),+],
                Language::English => [$(($space, include_str!(concat!("../../web/locales/en/", $space, ".json")))),+],
            }
        }
    };
}

spaces!(
    "archive",
    "common",
    "employee",
    "follow_up",
    "method",
    "plan",
    "plan_status",
    "requirement",
    "role",
    "signature"
);

/// The words of one language.
#[derive(Debug)]
pub struct Words {
    language: Language,
    texts: HashMap<String, String>,
}

static BOKMAL: LazyLock<Words> = LazyLock::new(|| Words::read(Language::Bokmal));
static NYNORSK: LazyLock<Words> = LazyLock::new(|| Words::read(Language::Nynorsk));
static ENGLISH: LazyLock<Words> = LazyLock::new(|| Words::read(Language::English));

/// A day as it is written in this language.
pub fn day(language: Language, day: NaiveDate) -> String {
    let english = language == Language::English;
    day.format(if english { "%-d %b %Y" } else { "%d.%m.%Y" }).to_string()
}

impl Words {
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::Bokmal => &BOKMAL,
            Language::Nynorsk => &NYNORSK,
            Language::English => &ENGLISH,
        }
    }

    fn read(language: Language) -> Self {
        let mut words = HashMap::new();
        for (space, file) in files(language) {
            let texts: HashMap<String, serde_json::Value> = match serde_json::from_str(file) {
                Ok(texts) => texts,
                Err(error) => {
                    // the browser half is built of the same files and would not be there
                    tracing::error!(%error, space, "texts that are no JSON");
                    continue;
                }
            };
            let plain = texts.into_iter().filter_map(|(key, text)| Some((key, text.as_str()?.to_owned())));
            words.extend(plain.map(|(key, text)| (format!("{space}.{key}"), text)));
        }
        Self { language, texts: words }
    }

    pub fn find(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(String::as_str)
    }

    /// The text of a key, as in `plan.name`. A key without one is shown itself; a test asks for all that are used.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or_else(|| {
            tracing::error!(key, "a text that is not there");
            key
        })
    }

    /// A day where it stands among words; in a cell of its own it is a date.
    pub fn day(&self, day: NaiveDate) -> String {
        self::day(self.language, day)
    }

    /// The text of one of several things: `of("plan.kind_", "competence")`.
    pub fn of_kind(&self, kind: &str, word: &str) -> String {
        let key = format!("{kind}{word}");
        self.get(&key).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use kyndig_domain::{plan::PlanStatus, requirement::LearningMethod, role::Role};

    use super::*;

    /// Every sheet: what is named in it has to be there. More sheets: more lines.
    const SHEETS: &[&str] = &[
        include_str!("features/employee/sheet.rs"),
        include_str!("features/plan/sheet.rs"),
        include_str!("features/plan_status/sheet.rs"),
        include_str!("features/requirement/sheet.rs"),
        include_str!("features/role/sheet.rs"),
        include_str!("features/signature/sheet.rs"),
    ];

    #[test]
    fn every_word_is_there() {
        let is_key = |text: &&str| {
            let Some((space, key)) = text.split_once('.') else { return false };
            !key.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b"._".contains(&b)) && !space.is_empty()
        };
        let mut asked = 0;
        for language in Language::ALL {
            let words = Words::of(*language);
            for key in SHEETS.iter().flat_map(|sheet| sheet.split('"')).filter(is_key).filter(|key| !key.ends_with('_'))
            {
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
        assert_eq!(Words::of(Language::Nynorsk).get("plan.name"), "Namn");
    }
}
