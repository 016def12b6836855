//! What an export is measured beside: writing the same rows, with all of them in memory, and asking the database for them
//! without reading what it answers.

use std::{
    fs,
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
    process::Command,
};

use chrono::NaiveDate;
use kyndig_sheet::{Cell, Column, Workbook};
use rust_xlsxwriter::{Format, Workbook as Library};
use serde_json::Value;

use crate::server::Taken;

/// The rows as they came out, with their types.
pub fn typed(csv: &Path) -> Vec<Vec<Cell<'static>>> {
    let text = fs::read_to_string(csv).expect("the rows");
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .has_headers(false)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let cell = |field: &str| -> Cell<'static> {
        if let Ok(number) = field.parse::<i64>() {
            return Cell::Number(number);
        }
        if let Ok(day) = field.parse::<NaiveDate>() {
            return Cell::Day(day);
        }
        match field.strip_suffix(" %").and_then(|number| number.parse().ok()) {
            Some(percent) => Cell::Percent(percent),
            None => Cell::from(field.to_owned()),
        }
    };
    reader.records().map(|row| row.expect("a row").iter().map(cell).collect()).collect()
}

pub fn ours(rows: &[Vec<Cell<'static>>], path: &Path) -> u64 {
    let file = BufWriter::new(fs::File::create(path).expect("a file"));
    let columns = (0..rows[0].len()).map(|number| Column::new(number.to_string(), 20)).collect();
    let mut book = Workbook::new(file, "Medarbeidere", columns).expect("a workbook");
    for row in rows {
        book.row(row.iter().cloned()).expect("a row");
    }
    book.finish().expect("the end").flush().expect("the last bytes");
    fs::metadata(path).expect("the file").len()
}

/// The best that the library does: constant memory, the quickest compression.
pub fn library(rows: &[Vec<Cell<'static>>], path: &Path) -> u64 {
    let mut book = Library::new();
    book.set_zip_compression_level(1);
    let (day, share) = (Format::new().set_num_format_index(14), Format::new().set_num_format_index(9));
    let nought = NaiveDate::from_ymd_opt(1899, 12, 30).expect("a day");
    let sheet = book.add_worksheet_with_constant_memory().expect("a sheet");
    for (at, row) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(row) {
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let written = match cell {
                Cell::Empty => continue,
                Cell::Text(text) => sheet.write_string(at, column, text.as_ref()),
                Cell::Number(number) => sheet.write_number(at, column, *number as f64),
                Cell::Percent(percent) => sheet.write_number_with_format(at, column, *percent as f64 / 100.0, &share),
                Cell::Day(date) => sheet.write_number_with_format(at, column, (*date - nought).num_days() as f64, &day),
                Cell::Is(is) => sheet.write_boolean(at, column, *is),
                Cell::Moment(at_time) => sheet.write_string(at, column, at_time.to_string()),
            };
            written.expect("a cell");
        }
    }
    book.save(path).expect("a workbook");
    fs::metadata(path).expect("the file").len()
}

pub fn xlsxwriter(csv: &Path, path: &Path, rows: usize) -> Taken {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let output = Command::new(root.join(".tools/python/bin/python"))
        .arg(root.join("scripts/bench-xlsxwriter.py"))
        .args([csv, path])
        .output()
        .expect("python: scripts/ready python");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: Value = serde_json::from_slice(&output.stdout).expect("what it took");
    assert_eq!(said["rows"], rows);
    let number = |name: &str| said[name].as_f64().expect("a number");
    Taken { wall: number("wall"), cpu: number("cpu"), bytes: said["bytes"].as_u64().expect("bytes") }
}
