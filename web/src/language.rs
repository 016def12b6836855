//! The page's language, its texts, and how it writes dates and numbers.

use std::cell::RefCell;

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use leptos::prelude::*;

use crate::{browser, t};

const KEY: &str = "kyndig.language";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Bokmal,
    Nynorsk,
    English,
}

thread_local! {
    static CURRENT: ArcRwSignal<Language> = ArcRwSignal::new(Language::Bokmal);
    /// The languages fetched so far; each is kept for as long as the page lives.
    static FETCHED: RefCell<Vec<(Language, &'static [&'static str])>> = const { RefCell::new(Vec::new()) };
}

impl Language {
    pub const ALL: [Self; 3] = [Self::Bokmal, Self::Nynorsk, Self::English];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Bokmal => "nb",
            Self::Nynorsk => "nn",
            Self::English => "en",
        }
    }

    /// Its own name, in itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bokmal => "Bokmål",
            Self::Nynorsk => "Nynorsk",
            Self::English => "English",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The one chosen before, else bokmål.
    pub fn preferred() -> Self {
        browser::remembered(KEY).and_then(|code| Self::from_code(&code)).unwrap_or(Self::Bokmal)
    }
}

/// The page's language; whoever reads it in a view is drawn anew when it changes.
pub fn current() -> Language {
    CURRENT.with(Get::get)
}

/// The same without following it.
pub fn now() -> Language {
    CURRENT.with(GetUntracked::get_untracked)
}

/// Fetches a language's texts and makes it the page's.
pub async fn load(language: Language) -> Result<(), String> {
    let known = FETCHED.with_borrow(|fetched| fetched.iter().find(|(of, _)| *of == language).map(|(_, texts)| *texts));
    let texts = match known {
        Some(texts) => texts,
        None => fetch(language).await?,
    };
    t::put(texts);
    if let Some(root) = document().document_element() {
        // an attribute name that is well formed cannot be refused
        let _ = root.set_attribute("lang", language.code());
    }
    CURRENT.with(|current| current.set(language));
    Ok(())
}

async fn fetch(language: Language) -> Result<&'static [&'static str], String> {
    let text = browser::texts(language.code()).await.map_err(|error| format!("{error:?}"))?;
    let text = text.as_string().unwrap_or_default();
    let texts: Vec<String> = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    if texts.len() != t::COUNT {
        return Err(format!("{} texts instead of {}", texts.len(), t::COUNT));
    }
    let texts: Vec<&'static str> = texts.into_iter().map(|text| &*text.leak()).collect();
    let texts: &'static [&'static str] = texts.leak();
    FETCHED.with_borrow_mut(|fetched| fetched.push((language, texts)));
    Ok(texts)
}

/// Changes the page's language and remembers it.
pub async fn choose(language: Language) -> Result<(), String> {
    load(language).await?;
    browser::remember(KEY, language.code());
    Ok(())
}

/// 21.11.2026 in Norwegian, 21 Nov 2026 in English.
pub fn date(date: NaiveDate) -> String {
    match now() {
        Language::English => format!("{} {} {}", date.day(), &month(date)[..3], date.year()),
        _ => format!("{:02}.{:02}.{}", date.day(), date.month(), date.year()),
    }
}

/// Short and without the year, for days near today: 02.11., 2 Nov.
pub fn short_date(date: NaiveDate) -> String {
    match now() {
        Language::English => format!("{} {}", date.day(), &month(date)[..3]),
        _ => format!("{:02}.{:02}.", date.day(), date.month()),
    }
}

/// The day of a moment where the reader is.
pub fn local_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&chrono::Local).date_naive()
}

/// Without the year, for days near today: 21. november, 21 November.
pub fn day(date: NaiveDate) -> String {
    match now() {
        Language::English => format!("{} {}", date.day(), month(date)),
        _ => format!("{}. {}", date.day(), month(date)),
    }
}

/// Lørdag 21. november.
pub fn weekday(date: NaiveDate) -> String {
    let names = match now() {
        Language::Bokmal => ["Mandag", "Tirsdag", "Onsdag", "Torsdag", "Fredag", "Lørdag", "Søndag"],
        Language::Nynorsk => ["Måndag", "Tysdag", "Onsdag", "Torsdag", "Fredag", "Laurdag", "Sundag"],
        Language::English => ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    };
    let name = names[date.weekday().num_days_from_monday() as usize % names.len()];
    format!("{name} {}", day(date))
}

fn month(date: NaiveDate) -> &'static str {
    const NORWEGIAN: [&str; 12] = [
        "januar",
        "februar",
        "mars",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "desember",
    ];
    const ENGLISH: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let names = if now() == Language::English { ENGLISH } else { NORWEGIAN };
    names[date.month0() as usize % names.len()]
}

/// Date and time of day where the reader is: 21.11.2026 14:12.
pub fn moment(at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&chrono::Local);
    format!("{} {:02}:{:02}", date(local.date_naive()), local.hour(), local.minute())
}

/// The time of day alone.
pub fn time(at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&chrono::Local);
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// A count as one says it: "sju", "seven"; in digits beyond twelve. One is for the text to say: its word has a gender.
pub fn spelled(count: i64) -> String {
    let words = match now() {
        Language::Bokmal | Language::Nynorsk => {
            ["to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv"]
        }
        Language::English => {
            ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
        }
    };
    let word = count.checked_sub(2).and_then(|index| usize::try_from(index).ok()).and_then(|index| words.get(index));
    word.map_or_else(|| number(count), |word| (*word).to_owned())
}

/// With a capital letter, to begin a sentence.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// 12 345 in Norwegian, 12,345 in English.
pub fn number(value: i64) -> String {
    let gap = if now() == Language::English { ',' } else { '\u{a0}' };
    let digits = value.unsigned_abs().to_string();
    let mut out = String::from(if value < 0 { "−" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(gap);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn dates_are_written_as_the_language_does() {
        let at = NaiveDate::from_ymd_opt(2026, 11, 2).unwrap();
        assert_eq!(date(at), "02.11.2026");
        assert_eq!(weekday(at), "Mandag 2. november");
        CURRENT.with(|current| current.set(Language::English));
        assert_eq!(date(at), "2 Nov 2026");
        CURRENT.with(|current| current.set(Language::Nynorsk));
        assert_eq!(weekday(at), "Måndag 2. november");
    }

    #[test]
    fn small_counts_are_said_in_words() {
        assert_eq!(spelled(2), "to");
        assert_eq!(spelled(12), "tolv");
        assert_eq!((spelled(13), spelled(1), spelled(0)), ("13".to_owned(), "1".to_owned(), "0".to_owned()));
        assert_eq!(capitalised("åtte krav"), "Åtte krav");
        assert_eq!(capitalised(""), "");
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(number(1_234_567), "1\u{a0}234\u{a0}567");
        assert_eq!(number(-999), "−999");
    }
}
