//! Read back by `calamine`, which is not ours; openpyxl reads what the server sends (`api/tests/export`).

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use proptest::prelude::*;

use super::*;

fn book(columns: usize, rows: &[Vec<Cell<'_>>], most_rows: u32) -> Xlsx<Cursor<Vec<u8>>> {
    let columns = (0..columns).map(|number| Column::new(format!("Kolonne {number}"), 20)).collect();
    let mut book = Workbook::limited(Cursor::new(Vec::new()), "Ærlig & <øm>", columns, most_rows).unwrap();
    for row in rows {
        book.row(row.iter().cloned()).unwrap();
    }
    Xlsx::new(book.finish().unwrap()).unwrap()
}

fn rows(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Vec<Vec<Data>> {
    book.worksheet_range(sheet).unwrap().rows().map(<[Data]>::to_vec).collect()
}

#[test]
fn every_type_is_read_as_itself() {
    let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let row = vec![
        Cell::from("Åse <Øvrebø> & sønn"),
        Cell::from(-12_i64),
        Cell::from(true),
        Cell::from(day),
        Cell::from(day.and_hms_opt(23, 59, 59).unwrap()),
        Cell::Empty,
        Cell::from(NaiveDate::from_ymd_opt(1899, 12, 31)),
        Cell::Percent(7),
        Cell::Percent(-107),
    ];
    let mut book = book(9, &[row], MOST_ROWS);
    assert_eq!(book.sheet_names(), ["Ærlig & <øm>"]);
    let rows = rows(&mut book, "Ærlig & <øm>");
    assert_eq!(rows[0][0], Data::String("Kolonne 0".to_owned()));
    let row = &rows[1];
    assert_eq!(row[0], Data::String("Åse <Øvrebø> & sønn".to_owned()));
    assert_eq!(row[1], Data::Float(-12.0));
    assert_eq!(row[2], Data::Bool(true));
    let Data::DateTime(read) = row[3] else { panic!("{:?}", row[3]) };
    assert!((read.as_f64() - 46_348.0).abs() < 1e-9, "{read:?}");
    let Data::DateTime(read) = row[4] else { panic!("{:?}", row[4]) };
    assert!((read.as_f64() - 46_348.0 - 86_399.0 / 86_400.0).abs() < 1e-9);
    assert_eq!(row[5], Data::Empty);
    assert_eq!(row[6], Data::String("1899-12-31".to_owned()));
    assert_eq!(row[7..], [Data::Float(0.07), Data::Float(-1.07)]);
}

#[test]
fn a_full_sheet_is_followed_by_another() {
    let all: Vec<_> = (0..5_i64).map(|number| vec![Cell::from(number)]).collect();
    let mut book = book(1, &all, 3);
    assert_eq!(book.sheet_names(), ["Ærlig & <øm>", "Ærlig & <øm> (2)", "Ærlig & <øm> (3)"]);
    let mut read = Vec::new();
    for sheet in book.sheet_names() {
        let rows = rows(&mut book, &sheet);
        assert_eq!(rows[0], [Data::String("Kolonne 0".to_owned())]);
        read.extend(rows[1..].iter().map(|row| row[0].clone()));
    }
    assert_eq!(read, [0.0, 1.0, 2.0, 3.0, 4.0].map(Data::Float));
}

#[test]
fn columns_have_names() {
    let names: Vec<_> = [0, 25, 26, 51, 52, 701, 702].map(letters).map(|name| String::from_utf8(name).unwrap()).into();
    assert_eq!(names, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
}

#[test]
fn a_text_is_no_longer_than_a_cell() {
    let long = "ø𠜎".repeat(20_000);
    let short = shortened(&long);
    assert_eq!(short.encode_utf16().count(), LONGEST_TEXT);
    assert!(short.ends_with('…'));
    let fits = "ø".repeat(LONGEST_TEXT - 1);
    assert_eq!(shortened(&fits), fits);
}

proptest! {
    /// Whatever a text is: the workbook is read, and the text is in it without what XML has no way to say.
    #[test]
    fn any_text_is_read_again(text in any::<String>()) {
        let mut book = book(1, &[vec![Cell::from("før")], vec![Cell::Text(text.as_str().into())]], MOST_ROWS);
        let rows = rows(&mut book, "Ærlig & <øm>");
        let plain = text.replace("\r\n", "\n").replace('\r', "\n");
        let plain: String = plain.chars().filter(|c| !c.is_control() || "\t\n\u{7f}".contains(*c) || *c > '\u{7f}').collect();
        let plain: String = plain.chars().filter(|c| !['\u{fffe}', '\u{ffff}'].contains(c)).collect();
        let read = rows.get(2).map_or(String::new(), |row| row[0].to_string());
        prop_assert_eq!(read, plain);
    }
}
