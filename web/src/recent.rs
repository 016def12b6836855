//! What somebody opened last, for the search: kept in this browser until they sign out or somebody else signs in.

use std::cell::Cell;
use std::fmt::Write as _;

use chrono::NaiveDate;

use crate::{browser, t};

const KEY: &str = "kyndig.recent";
const SIGNERS: &str = "kyndig.signers";
const MOST: usize = 12;
const MOST_SIGNERS: usize = 5;

thread_local! {
    /// The server's date.
    static TODAY: Cell<NaiveDate> = const { Cell::new(NaiveDate::MIN) };
}

/// Something that was opened: a plan, an employee, a requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recent {
    pub on: NaiveDate,
    pub href: String,
    pub title: String,
}

/// The first line names whose they are.
fn read(key: &str) -> (String, Vec<Recent>) {
    parsed(&browser::remembered(key).unwrap_or_default())
}

fn parsed(text: &str) -> (String, Vec<Recent>) {
    let mut lines = text.lines();
    let whose = lines.next().unwrap_or_default().to_owned();
    let one = |line: &str| {
        let mut parts = line.splitn(3, '\t');
        let (on, href, title) = (parts.next()?.parse().ok()?, parts.next()?.to_owned(), parts.next()?.to_owned());
        Some(Recent { on, href, title })
    };
    (whose, lines.filter_map(one).collect())
}

fn written(whose: &str, all: &[Recent]) -> String {
    let mut text = whose.to_owned();
    for Recent { on, href, title } in all {
        // writing to a String cannot fail
        let _ = write!(text, "\n{on}\t{href}\t{title}");
    }
    text
}

/// The last one first.
pub fn all() -> Vec<Recent> {
    read(KEY).1
}

/// From now on they are this person's; another's are forgotten.
pub fn belong_to(person: &str, today: NaiveDate) {
    TODAY.set(today);
    for key in [KEY, SIGNERS] {
        if read(key).0 != person {
            browser::remember(key, &written(person, &[]));
        }
    }
}

/// Nothing is left of them.
pub fn forget() {
    for key in [KEY, SIGNERS] {
        browser::remember(key, "");
    }
}

/// Forgets what was opened, but not whose it is.
pub fn clear() {
    browser::remember(KEY, &written(&read(KEY).0, &[]));
}

/// A page was opened; kept where it is one of many of its kind.
pub fn visited(path: &str, title: &str) {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let one_of_many = matches!(
        parts[..],
        ["plans" | "employees" | "plan-status", _] | ["employees", _, "plans", _] | ["manage", "plans", _]
    );
    if one_of_many && title != t::common::loading() {
        keep(path, title);
    }
}

/// Puts it first.
pub fn keep(href: &str, title: &str) {
    put(KEY, MOST, href, title);
}

/// Who was asked to sign last: ids, and names with what tells two of one name apart.
pub fn signers() -> Vec<(String, String, String)> {
    let parted = |one: Recent| {
        let (name, detail) = one.title.split_once(" | ").unwrap_or((&one.title, ""));
        (one.href.clone(), name.to_owned(), detail.to_owned())
    };
    read(SIGNERS).1.into_iter().map(parted).collect()
}

/// Remembers who was asked to sign.
pub fn asked_to_sign(id: &str, name: &str, detail: &str) {
    put(SIGNERS, MOST_SIGNERS, id, &format!("{name} | {detail}"));
}

fn put(key: &str, most: usize, href: &str, title: &str) {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let (whose, mut all) = read(key);
    if title.is_empty() || whose.is_empty() {
        return;
    }
    all.retain(|known| known.href != href);
    all.insert(0, Recent { on: TODAY.get(), href: href.to_owned(), title });
    all.truncate(most);
    browser::remember(key, &written(&whose, &all));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let on = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
        let all = [Recent { on, href: "/plans/1?requirement=2".to_owned(), title: "Ny sykepleier".to_owned() }];
        assert_eq!(parsed(&written("p", &all)), ("p".to_owned(), all.to_vec()));
        assert_eq!(parsed("").1, []);
        assert_eq!(parsed("p\nno date\t/x\tX\n2026-11-30\t/y").1, []);
    }
}
