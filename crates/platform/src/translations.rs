//! The texts of the web client (`web/locales`), for files that use the same: a sheet has the headings and texts of its
//! table.

use std::{collections::HashMap, sync::LazyLock};

use chrono::NaiveDate;
use kyndig_db::sql;
use kyndig_domain::{ids::PersonId, settings::Language};

use crate::{auth::Work, http::Failure};

macro_rules! spaces {
    ($($space:literal),+) => {
        /// The texts of a language: a part of the locale files, and its name.
        fn files(language: Language) -> [(&'static str, &'static str); [$($space),+].len()] {
            match language {
                Language::Bokmal => [$(($space, include_str!(concat!("../../../web/locales/nb/", $space, ".json")))),+],
                Language::Nynorsk => [$(($space, include_str!(concat!("../../../web/locales/nn/", $space, ".json")))),+],
                Language::English => [$(($space, include_str!(concat!("../../../web/locales/en/", $space, ".json")))),+],
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

/// The texts of one language.
#[derive(Debug)]
pub struct Translations {
    language: Language,
    texts: HashMap<String, String>,
}

static BOKMAL: LazyLock<Translations> = LazyLock::new(|| Translations::read(Language::Bokmal));
static NYNORSK: LazyLock<Translations> = LazyLock::new(|| Translations::read(Language::Nynorsk));
static ENGLISH: LazyLock<Translations> = LazyLock::new(|| Translations::read(Language::English));

/// A day in this language's format.
pub fn day(language: Language, day: NaiveDate) -> String {
    let english = language == Language::English;
    day.format(if english { "%-d %b %Y" } else { "%d.%m.%Y" }).to_string()
}

impl Translations {
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
                    // the web client is built from the same files, so this is caught there first
                    tracing::error!(%error, space, "invalid JSON in the translations");
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

    /// The text of a key, as in `plan.name`. A missing key is returned itself; a test checks all that are used.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or_else(|| {
            tracing::error!(key, "missing translation");
            key
        })
    }

    /// A day within a text; in a cell of its own it is a date.
    pub fn day(&self, day: NaiveDate) -> String {
        self::day(self.language, day)
    }

    /// The text of one of several kinds: `of("plan.kind_", "competence")`.
    pub fn of_kind(&self, kind: &str, word: &str) -> String {
        let key = format!("{kind}{word}");
        self.get(&key).to_owned()
    }
}

/// The language a person has chosen, if any.
pub async fn language(work: &Work<'_>, person: PersonId) -> Result<Option<Language>, Failure> {
    let sql = sql!("SELECT language FROM person_setting WHERE person_id = {person}", person);
    Ok(work.tx.value(sql).await?)
}
