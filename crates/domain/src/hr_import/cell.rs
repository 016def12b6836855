//! Reading single values: trimming, limits, dates, numbers.

use chrono::{Datelike, NaiveDate};

use super::problem::{ProblemCode, RowProblem};
use crate::text::straight;

/// An optional value: nothing stood there, a value, or something unusable, which leaves what we had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell<T> {
    Empty,
    Value(T),
    Bad,
}

impl<T: Clone> Cell<T> {
    /// What holds from now on.
    pub fn or_kept(&self, kept: Option<&T>) -> Option<T> {
        match self {
            Self::Empty => None,
            Self::Value(value) => Some(value.clone()),
            Self::Bad => kept.cloned(),
        }
    }
}

/// The longest of each kind of value.
pub const MAX_KEY: usize = 64;
pub const MAX_NAME: usize = 200;
pub const MAX_EMAIL: usize = 254;
pub const MAX_PHONE: usize = 32;

/// The fields of one record, and what was found wrong with them.
pub struct Record<'a> {
    pub line: u64,
    pub fields: &'a [&'a str],
    pub header: &'a [String],
    pub problems: Vec<RowProblem>,
}

impl Record<'_> {
    /// The text of a column with its white space in order; empty where the file has no such column.
    pub fn text(&mut self, column: Option<usize>, longest: usize) -> Result<String, Unusable> {
        let Some(raw) = column.and_then(|at| self.fields.get(at)) else { return Ok(String::new()) };
        let text = straight(raw).split_whitespace().collect::<Vec<_>>().join(" ");
        if text.contains(|c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER) {
            return Err(self.unusable(ProblemCode::BadCharacters, column, raw));
        }
        if text.chars().count() > longest {
            return Err(self.unusable(ProblemCode::TooLong, column, raw));
        }
        Ok(text)
    }

    pub fn required(&mut self, column: Option<usize>, longest: usize) -> Result<String, Unusable> {
        let text = self.text(column, longest)?;
        if text.is_empty() { Err(self.unusable(ProblemCode::MissingValue, column, "")) } else { Ok(text) }
    }

    pub fn optional(&mut self, column: Option<usize>, longest: usize) -> Result<Option<String>, Unusable> {
        self.text(column, longest).map(|text| (!text.is_empty()).then_some(text))
    }

    /// A value that the row can do without: what is wrong with it is reported, and the row used.
    pub fn spare(
        &mut self,
        column: Option<usize>,
        longest: usize,
        check: impl FnOnce(&str) -> Result<String, ProblemCode>,
    ) -> Cell<String> {
        let found = self.text(column, longest).map(|text| match text.as_str() {
            "" => Ok(Cell::Empty),
            text => check(text).map(Cell::Value).map_err(|code| (code, text.to_owned())),
        });
        match found {
            Ok(Ok(cell)) => return cell,
            Ok(Err((code, text))) => {
                self.unusable(code, column, &text);
            }
            Err(Unusable) => {}
        }
        if let Some(problem) = self.problems.last_mut() {
            problem.used = true;
        }
        Cell::Bad
    }

    pub fn date(&mut self, column: Option<usize>) -> Result<Option<NaiveDate>, Unusable> {
        let text = self.text(column, MAX_KEY)?;
        if text.is_empty() {
            return Ok(None);
        }
        match parse_date(&text) {
            Some(date) => Ok(Some(date)),
            None => Err(self.unusable(ProblemCode::BadDate, column, &text)),
        }
    }

    /// Notes what is wrong in a column; the row is of no use.
    pub fn unusable(&mut self, code: ProblemCode, column: Option<usize>, value: &str) -> Unusable {
        let problem = RowProblem::new(self.line, code);
        self.problems.push(match column.and_then(|at| self.header.get(at)) {
            Some(name) => problem.at(name, value),
            None => problem.value(value),
        });
        Unusable
    }
}

/// The problem is noted in the record.
#[derive(Debug)]
pub struct Unusable;

/// `2026-11-21` or `21.11.2026`, in a year that people write.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let parts = |separator| {
        let parts: Vec<&str> = text.split(separator).collect();
        <[&str; 3]>::try_from(parts).ok()
    };
    let ((Some([year, month, day]), _) | (_, Some([day, month, year]))) = (parts('-'), parts('.')) else {
        return None;
    };
    let number = |digits: &str, longest: usize| {
        let fits = digits.len() <= longest && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| digits.parse::<u32>().ok()).flatten()
    };
    if year.len() != 4 {
        return None;
    }
    let year = i32::try_from(number(year, 4)?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, number(month, 2)?, number(day, 2)?)?;
    ((1900..2200).contains(&date.year()) || is_no_end(date)).then_some(date)
}

/// HR systems write "without end" as the last year there is.
pub fn is_no_end(date: NaiveDate) -> bool {
    date.year() == 9999
}

pub fn check_email(text: &str) -> Result<String, ProblemCode> {
    let plain = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || "@,;<>\"()".contains(c));
    let dots = |part: &str| !part.starts_with('.') && !part.ends_with('.') && !part.contains("..");
    match text.split_once('@') {
        Some((local, host)) if plain(local) && plain(host) && dots(local) && dots(host) && host.contains('.') => {
            Ok(text.to_lowercase())
        }
        _ => Err(ProblemCode::BadEmail),
    }
}

pub fn check_phone(text: &str) -> Result<String, ProblemCode> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let known = text.chars().all(|c| c.is_ascii_digit() || " +-()".contains(c));
    if known && (3..=15).contains(&digits) { Ok(text.to_owned()) } else { Err(ProblemCode::BadPhone) }
}

/// HPR numbers have no check digit: up to nine digits.
pub fn check_hpr_number(text: &str) -> Result<String, ProblemCode> {
    let number: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let fits = (1..=9).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    if fits { Ok(number) } else { Err(ProblemCode::BadHprNumber) }
}

pub fn check_org_number(text: &str) -> Result<String, ProblemCode> {
    use crate::orgnr::{OrgNumber, OrgNumberError};
    text.parse::<OrgNumber>().map(String::from).map_err(|error| match error {
        OrgNumberError::NotDigits => ProblemCode::OrgNumberNotDigits,
        OrgNumberError::Length(_) => ProblemCode::OrgNumberLength,
        OrgNumberError::CheckDigit => ProblemCode::OrgNumberCheckDigit,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("2026-11-21", Some("2026-11-21"))]
    #[case("21.11.2026", Some("2026-11-21"))]
    #[case("1.2.2026", Some("2026-02-01"))]
    #[case("31.12.9999", Some("9999-12-31"))]
    #[case("29.02.2026", None)]
    #[case("21.11.26", None)]
    #[case("2026-21-11", None)]
    #[case("+2026-01-01", None)]
    #[case("3026-01-01", None)]
    #[case("21/11/2026", None)]
    #[case("2026-11-21T00:00", None)]
    fn dates(#[case] text: &str, #[case] expected: Option<&str>) {
        assert_eq!(parse_date(text), expected.map(|date| date.parse().expect("a date")));
    }

    #[rstest::rstest]
    #[case("Ida.Nilsen@Example.org", Some("ida.nilsen@example.org"))]
    #[case("ærlig@sykehus.example", Some("ærlig@sykehus.example"))]
    #[case("ida@sykehus", None)]
    #[case("ida", None)]
    #[case("a@b@c.no", None)]
    #[case("ida nilsen@example.org", None)]
    #[case("@example.org", None)]
    #[case("ida@.no", None)]
    fn addresses(#[case] text: &str, #[case] expected: Option<&str>) {
        assert_eq!(check_email(text).ok().as_deref(), expected);
    }

    #[rstest::rstest]
    #[case("68 05 00 01", true)]
    #[case("+47 68050001", true)]
    #[case("ingen", false)]
    #[case("1", false)]
    fn phones(#[case] text: &str, #[case] fits: bool) {
        assert_eq!(check_phone(text).is_ok(), fits);
    }

    #[rstest::rstest]
    #[case("181000001", Some("181000001"))]
    #[case("1 234 567", Some("1234567"))]
    #[case("1234567890", None)]
    #[case("HPR1", None)]
    fn hpr_numbers(#[case] text: &str, #[case] expected: Option<&str>) {
        assert_eq!(check_hpr_number(text).ok().as_deref(), expected);
    }
}
