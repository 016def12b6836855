//! The usage report as a workbook: an overview, and a sheet for each unit. Texts are written as text cells, so that
//! none of them is taken for a formula.

use std::collections::HashSet;

use kyndig_domain::{settings::Language, standing::Colour, usage::Share};
use kyndig_platform::translations::day;
use rust_xlsxwriter::{Color, Format, Workbook, Worksheet, XlsxError};

use super::service::{UnitUsage, Usage};

pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The texts of the sheets, in the reader's language.
struct Translations {
    report: &'static str,
    overview: &'static str,
    taken: &'static str,
    unit: &'static str,
    assigned: &'static str,
    complete: &'static str,
    number: &'static str,
    requirement: &'static str,
    section: &'static str,
}

const fn words(language: Language) -> Translations {
    match language {
        Language::Bokmal => Translations {
            report: "Bruksrapport",
            overview: "Oversikt",
            taken: "Hentet ut",
            unit: "Enhet",
            assigned: "Tildelt",
            complete: "Fullført",
            number: "Kravnummer",
            requirement: "Krav",
            section: "Delplan",
        },
        Language::Nynorsk => Translations {
            report: "Bruksrapport",
            overview: "Oversikt",
            taken: "Henta ut",
            unit: "Eining",
            assigned: "Tildelt",
            complete: "Fullført",
            number: "Kravnummer",
            requirement: "Krav",
            section: "Delplan",
        },
        Language::English => Translations {
            report: "Usage report",
            overview: "Overview",
            taken: "Taken",
            unit: "Unit",
            assigned: "Assigned",
            complete: "Completed",
            number: "Number",
            requirement: "Requirement",
            section: "Section",
        },
    }
}

/// The name holds the date.
pub fn file_name(usage: &Usage) -> String {
    let plan: String =
        usage.plan.chars().map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '-' } else { c }).collect();
    format!("{} {plan} {}.xlsx", words(usage.language).report, usage.on)
}

pub fn workbook(usage: &Usage) -> Result<Vec<u8>, XlsxError> {
    let words = words(usage.language);
    let mut book = Workbook::new();
    let mut taken = HashSet::new();
    overview(book.add_worksheet().set_name(sheet_name(words.overview, &mut taken))?, usage, &words)?;
    for unit in &usage.units {
        sheet(book.add_worksheet().set_name(sheet_name(&unit.name, &mut taken))?, usage, unit, &words)?;
    }
    book.save_to_buffer()
}

fn bold() -> Format {
    Format::new().set_bold()
}

fn title(sheet: &mut Worksheet, words: &str) -> Result<(), XlsxError> {
    sheet.write_string_with_format(0, 0, words, &as_text(words, bold())).map(drop)
}

fn text(sheet: &mut Worksheet, row: u32, column: u16, words: &str) -> Result<(), XlsxError> {
    sheet.write_string_with_format(row, column, words, &as_text(words, Format::new())).map(drop)
}

/// Regardless of how it begins: it stays a text when a user edits the cell.
fn as_text(words: &str, format: Format) -> Format {
    if words.starts_with(['=', '+', '-', '@']) { format.set_quote_prefix() } else { format }
}

fn headings(sheet: &mut Worksheet, row: u32, names: &[&str]) -> Result<(), XlsxError> {
    for (column, name) in (0..).zip(names) {
        sheet.write_string_with_format(row, column, *name, &bold())?;
    }
    Ok(())
}

/// A share as per cent and in its colour; blank where there is nothing to do.
fn share(sheet: &mut Worksheet, row: u32, column: u16, share: Share) -> Result<(), XlsxError> {
    let Some((percent, colour)) = share.percent().zip(share.colour()) else { return Ok(()) };
    let colour = match colour {
        Colour::Green => 0x00C6_E7C8,
        Colour::Yellow => 0x00FF_ECB3,
        Colour::Red => 0x00F8_C9C4,
    };
    let format = Format::new().set_num_format("0 %").set_background_color(Color::RGB(colour));
    #[expect(clippy::cast_precision_loss, reason = "no more than a hundred")]
    sheet.write_number_with_format(row, column, percent as f64 / 100.0, &format).map(drop)
}

fn count(sheet: &mut Worksheet, row: u32, column: u16, count: i64) -> Result<(), XlsxError> {
    #[expect(clippy::cast_precision_loss, reason = "people are fewer than 2^52")]
    sheet.write_number(row, column, count as f64).map(drop)
}

fn overview(sheet: &mut Worksheet, usage: &Usage, words: &Translations) -> Result<(), XlsxError> {
    sheet.set_column_width(0, 48)?;
    title(sheet, &usage.plan)?;
    let on = day(usage.language, usage.on);
    text(sheet, 1, 0, &format!("{} {on}", words.taken))?;
    headings(sheet, 3, &[words.unit, words.assigned, words.complete])?;
    for (row, unit) in (4..).zip(&usage.units) {
        text(sheet, row, 0, &unit.name)?;
        count(sheet, row, 1, unit.assigned)?;
        share(sheet, row, 2, unit.complete)?;
    }
    Ok(())
}

fn sheet(sheet: &mut Worksheet, usage: &Usage, unit: &UnitUsage, words: &Translations) -> Result<(), XlsxError> {
    sheet.set_column_width(1, 60)?.set_column_width(2, 32)?;
    title(sheet, &unit.name)?;
    text(sheet, 1, 0, words.assigned)?;
    count(sheet, 1, 1, unit.assigned)?;
    text(sheet, 2, 0, words.complete)?;
    share(sheet, 2, 1, unit.complete)?;
    headings(sheet, 4, &[words.number, words.requirement, words.section, words.complete])?;
    for (row, (one, complete)) in (5..).zip(usage.requirements.iter().zip(&unit.each)) {
        text(sheet, row, 0, &one.number)?;
        text(sheet, row, 1, &one.name)?;
        text(sheet, row, 2, &one.section)?;
        share(sheet, row, 3, *complete)?;
    }
    Ok(())
}

/// A valid and unique name for a sheet: short enough, without Excel's reserved characters, and different from the
/// earlier ones, ignoring case.
fn sheet_name(name: &str, taken: &mut HashSet<String>) -> String {
    const LONGEST: usize = 31;
    let plain: String = name.chars().map(|c| if c.is_control() || "[]:*?/\\".contains(c) { '-' } else { c }).collect();
    let plain = plain.trim_matches(|c: char| c == '\'' || c.is_whitespace());
    let plain = if plain.is_empty() || plain.eq_ignore_ascii_case("history") { "-" } else { plain };
    for number in 1.. {
        let end = if number == 1 { String::new() } else { format!(" ({number})") };
        // Excel counts in UTF-16
        let mut begins = String::new();
        let mut room = LONGEST - end.len();
        for letter in plain.chars() {
            if letter.len_utf16() > room {
                break;
            }
            room -= letter.len_utf16();
            begins.push(letter);
        }
        let name = format!("{}{end}", begins.trim_end_matches('\''));
        if taken.insert(name.to_lowercase()) {
            return name;
        }
    }
    plain.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sheet_has_a_name_of_its_own() {
        let mut taken = HashSet::new();
        let mut name = |text: &str| sheet_name(text, &mut taken);
        assert_eq!(name("Medisin/Kirurgi: [post] 3*?"), "Medisin-Kirurgi- -post- 3--");
        assert_eq!(name("''"), "-");
        assert_eq!(name("Intensiv"), "Intensiv");
        assert_eq!(name("INTENSIV"), "INTENSIV (2)");
        let long = "Avdeling for ærlighet, øving og ånd";
        assert_eq!(name(long), "Avdeling for ærlighet, øving og");
        assert_eq!(name(long), "Avdeling for ærlighet, øvin (2)");
        assert_eq!(name("𠜎".repeat(20).as_str()).encode_utf16().count(), 30);
    }
}
