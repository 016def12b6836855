//! A workbook of one table. Its rows are compressed as they come; when a sheet can hold no more, the next one goes on,
//! under the same headings.

use std::{
    borrow::Cow,
    io::{self, Seek, Write},
};

use chrono::{NaiveDate, NaiveDateTime, Timelike};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{Cell, is_formula, parts, xml::escape};

/// What Excel has room for.
const MOST_ROWS: u32 = 1_048_576;
/// A part of a zip archive as every reader knows it is shorter than 4 GiB.
const MOST_BYTES: u64 = 3 << 30;
/// In UTF-16, as Excel counts.
const LONGEST_TEXT: usize = 32_767;
/// What is handed on to be compressed at a time.
const PIECE: usize = 64 * 1024;
/// The first that Excel and all others agree on: to Excel, 1900 was a leap year.
const FIRST_DAY: Option<NaiveDate> = NaiveDate::from_ymd_opt(1900, 3, 1);

/// A column: its heading, and its width in letters.
#[derive(Clone, Debug)]
pub struct Column {
    heading: String,
    width: u16,
}

impl Column {
    pub fn new(heading: impl Into<String>, width: u16) -> Self {
        Self { heading: heading.into(), width }
    }
}

/// Writes where one can go back, so that the lengths of the parts stand before them, as every reader expects.
#[derive(Debug)]
pub struct Workbook<W: Write + Seek> {
    zip: ZipWriter<W>,
    columns: Vec<Column>,
    /// As in `AB`.
    letters: Vec<Vec<u8>>,
    name: String,
    names: Vec<String>,
    row: u32,
    bytes: u64,
    piece: Vec<u8>,
    most_rows: u32,
}

impl<W: Write + Seek> Workbook<W> {
    /// The name is that of a sheet: at most 31 letters, and none of `[]:*?/\`.
    pub fn new(out: W, name: &str, columns: Vec<Column>) -> io::Result<Self> {
        Self::limited(out, name, columns, MOST_ROWS)
    }

    fn limited(out: W, name: &str, columns: Vec<Column>, most_rows: u32) -> io::Result<Self> {
        let letters = (0..columns.len()).map(letters).collect();
        let (name, piece) = (name.to_owned(), Vec::with_capacity(PIECE * 2));
        let zip = ZipWriter::new(out);
        let mut book = Self { zip, columns, letters, name, names: Vec::new(), row: 0, bytes: 0, piece, most_rows };
        book.part("[Content_Types].xml", parts::CONTENT_TYPES.as_bytes())?;
        book.part("_rels/.rels", parts::RELATIONSHIPS.as_bytes())?;
        book.part("xl/styles.xml", parts::STYLES.as_bytes())?;
        book.begin()?;
        Ok(book)
    }

    /// The cells of a row, as many as there are columns.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = Cell<'a>>) -> io::Result<()> {
        if self.row >= self.most_rows || self.bytes > MOST_BYTES {
            self.end()?;
            self.begin()?;
        }
        self.write_row(cells, false)
    }

    pub fn finish(mut self) -> io::Result<W> {
        self.end()?;
        let names = std::mem::take(&mut self.names);
        self.part("xl/workbook.xml", &parts::workbook(&names))?;
        self.part("xl/_rels/workbook.xml.rels", parts::workbook_relationships(names.len()).as_bytes())?;
        Ok(self.zip.finish()?)
    }

    fn open(&mut self, name: &str) -> io::Result<()> {
        // the quickest: a table is compressed once and read once
        let options =
            SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).compression_level(Some(1));
        Ok(self.zip.start_file(name, options)?)
    }

    fn part(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        self.open(name)?;
        self.zip.write_all(content)
    }

    fn begin(&mut self) -> io::Result<()> {
        let number = self.names.len() + 1;
        self.names.push(if number == 1 { self.name.clone() } else { format!("{} ({number})", self.name) });
        self.open(&format!("xl/worksheets/sheet{number}.xml"))?;
        (self.row, self.bytes) = (0, 0);
        self.piece.extend_from_slice(
            concat!(
                r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
                "\n",
                r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#,
                // the headings stay in sight
                r#"<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" "#,
                r#"state="frozen"/></sheetView></sheetViews>"#,
            )
            .as_bytes(),
        );
        if !self.columns.is_empty() {
            self.piece.extend_from_slice(b"<cols>");
            for (number, column) in (1..).zip(&self.columns) {
                let width = column.width;
                write!(self.piece, r#"<col min="{number}" max="{number}" width="{width}" customWidth="1"/>"#)?;
            }
            self.piece.extend_from_slice(b"</cols>");
        }
        self.piece.extend_from_slice(b"<sheetData>");
        let headings: Vec<String> = self.columns.iter().map(|column| column.heading.clone()).collect();
        self.write_row(headings.iter().map(Cell::from), true)
    }

    fn end(&mut self) -> io::Result<()> {
        self.piece.extend_from_slice(b"</sheetData>");
        if let Some(last) = self.letters.last() {
            self.piece.extend_from_slice(br#"<autoFilter ref="A1:"#);
            self.piece.extend_from_slice(last);
            write!(self.piece, r#"{}"/>"#, self.row)?;
        }
        self.piece.extend_from_slice(b"</worksheet>");
        self.hand_on()
    }

    fn hand_on(&mut self) -> io::Result<()> {
        self.zip.write_all(&self.piece)?;
        self.bytes += self.piece.len() as u64;
        self.piece.clear();
        Ok(())
    }

    fn write_row<'a>(&mut self, cells: impl IntoIterator<Item = Cell<'a>>, heading: bool) -> io::Result<()> {
        self.row += 1;
        let mut number = itoa::Buffer::new();
        let row = number.format(self.row).as_bytes();
        let out = &mut self.piece;
        out.extend_from_slice(br#"<row r=""#);
        out.extend_from_slice(row);
        out.extend_from_slice(br#"">"#);
        for (letters, cell) in self.letters.iter().zip(cells) {
            let place = |out: &mut Vec<u8>| {
                out.extend_from_slice(br#"<c r=""#);
                out.extend_from_slice(letters);
                out.extend_from_slice(row);
            };
            match cell {
                Cell::Empty => {}
                Cell::Text(words) => {
                    place(out);
                    text(out, &words, heading);
                }
                Cell::Number(value) => {
                    place(out);
                    out.extend_from_slice(br#""><v>"#);
                    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
                    out.extend_from_slice(b"</v></c>");
                }
                Cell::Percent(percent) => {
                    place(out);
                    let sign = if percent < 0 { "-" } else { "" };
                    let (ones, rest) = (percent.unsigned_abs() / 100, percent.unsigned_abs() % 100);
                    write!(out, r#"" s="5"><v>{sign}{ones}.{rest:02}</v></c>"#)?;
                }
                Cell::Is(is) => {
                    place(out);
                    out.extend_from_slice(br#"" t="b"><v>"#);
                    out.push(if is { b'1' } else { b'0' });
                    out.extend_from_slice(b"</v></c>");
                }
                Cell::Day(day) => {
                    place(out);
                    self::day(out, day);
                }
                Cell::Moment(at) => {
                    place(out);
                    moment(out, at)?;
                }
            }
        }
        out.extend_from_slice(b"</row>");
        if out.len() >= PIECE { self.hand_on() } else { Ok(()) }
    }
}

/// A text by its type, so that it is one whatever it begins with.
fn text(out: &mut Vec<u8>, words: &str, heading: bool) {
    let style: &[u8] = match heading {
        true => br#"" s="4" t="inlineStr"><is><t"#,
        // so that it stays a text when somebody edits the cell
        false if is_formula(words) => br#"" s="3" t="inlineStr"><is><t"#,
        false => br#"" t="inlineStr"><is><t"#,
    };
    out.extend_from_slice(style);
    if words.starts_with(char::is_whitespace) || words.ends_with(char::is_whitespace) || words.contains('\n') {
        out.extend_from_slice(br#" xml:space="preserve""#);
    }
    out.push(b'>');
    escape(out, &shortened(words));
    out.extend_from_slice(b"</t></is></c>");
}

fn shortened(words: &str) -> Cow<'_, str> {
    if words.len() <= LONGEST_TEXT {
        return words.into();
    }
    let mut room = LONGEST_TEXT - 1;
    let fits = |letter: &char| {
        let left = room.checked_sub(letter.len_utf16());
        room = left.unwrap_or_default();
        left.is_some()
    };
    let short: String = words.chars().take_while(fits).collect();
    if short.len() == words.len() { words.into() } else { format!("{short}…").into() }
}

/// Days as Excel counts them.
fn serial(day: NaiveDate) -> Option<i64> {
    let first = FIRST_DAY.filter(|first| day >= *first)?;
    Some((day - first).num_days() + 61)
}

fn day(out: &mut Vec<u8>, day: NaiveDate) {
    match serial(day) {
        Some(serial) => {
            out.extend_from_slice(br#"" s="1"><v>"#);
            out.extend_from_slice(itoa::Buffer::new().format(serial).as_bytes());
            out.extend_from_slice(b"</v></c>");
        }
        None => text(out, &day.to_string(), false),
    }
}

fn moment(out: &mut Vec<u8>, at: NaiveDateTime) -> io::Result<()> {
    let Some(serial) = serial(at.date()) else {
        text(out, &at.format("%Y-%m-%d %H:%M").to_string(), false);
        return Ok(());
    };
    // as far as a second: five digits would not be enough
    let part = u64::from(at.num_seconds_from_midnight()) * 10_000_000_000 / 86_400;
    write!(out, r#"" s="2"><v>{serial}.{part:010}</v></c>"#)
}

/// `A`, `B` … `Z`, `AA` …
fn letters(mut column: usize) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        out.insert(0, b'A' + u8::try_from(column % 26).unwrap_or_default());
        if column < 26 {
            return out;
        }
        column = column / 26 - 1;
    }
}

#[cfg(test)]
mod tests;
