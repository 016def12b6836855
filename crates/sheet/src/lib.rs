//! Tables as files, row by row: xlsx and csv. What has been written is on its way out and not in memory, whatever the
//! number of rows.
//!
//! A library would be better than this (`rust_xlsxwriter` makes the workbooks that are more than a table), but none of
//! those tried reaches what a region's tables ask for: `./just bench` has the figures.
//!
//! ```
//! # use kyndig_sheet::{Cell, Column, Workbook};
//! # fn main() -> std::io::Result<()> {
//! let columns = vec![Column::new("Navn", 30), Column::new("Plan", 40)];
//! let mut book = Workbook::new(std::io::Cursor::new(Vec::new()), "Ansatte", columns)?;
//! book.row([Cell::from("Åse Øvrebø"), Cell::from("=1+1")])?;
//! let bytes = book.finish()?.into_inner();
//! # assert!(bytes.starts_with(b"PK"));
//! # Ok(())
//! # }
//! ```

mod cell;
mod csv;
mod parts;
mod workbook;
mod xml;

pub use cell::Cell;
pub use csv::Csv;
pub use workbook::{Column, Workbook};

/// What a text begins with that a spreadsheet would take for a formula.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}
