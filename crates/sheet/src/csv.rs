//! CSV as Excel in Norway opens it: UTF-8 with its mark, `;` between the fields, CR LF after each row. Every field is quoted:
//! what stands in it cannot become two, whatever its reader takes for the mark between them.

use std::{borrow::Cow, io};

use crate::{Cell, is_formula};

/// What says that the bytes are UTF-8.
const MARK: &str = "\u{feff}";

/// A piece of a table: the pieces of it, one after another, are the file.
#[derive(Debug)]
pub struct Csv(::csv::Writer<Vec<u8>>);

impl Csv {
    /// The beginning, with the headings.
    pub fn first<'a>(headings: impl IntoIterator<Item = &'a str>) -> io::Result<Self> {
        let mut first = Self::of(MARK.into());
        first.row(headings.into_iter().map(Cell::from))?;
        Ok(first)
    }

    /// What comes after a piece.
    pub fn more() -> Self {
        Self::of(Vec::new())
    }

    fn of(begun: Vec<u8>) -> Self {
        let crlf = ::csv::Terminator::CRLF;
        let quoted = ::csv::QuoteStyle::Always;
        Self(::csv::WriterBuilder::new().delimiter(b';').terminator(crlf).quote_style(quoted).from_writer(begun))
    }

    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = Cell<'a>>) -> io::Result<()> {
        for cell in cells {
            let text: Cow<str> = match &cell {
                Cell::Empty => "".into(),
                Cell::Text(text) => harmless(text),
                Cell::Number(number) => number.to_string().into(),
                Cell::Percent(percent) => format!("{percent} %").into(),
                Cell::Is(is) => is.to_string().into(),
                // as `%Y-%m-%d`, which would be read anew for each
                Cell::Day(day) => day.to_string().into(),
                Cell::Moment(moment) => moment.format("%Y-%m-%d %H:%M").to_string().into(),
            };
            self.0.write_field(text.as_bytes())?;
        }
        Ok(self.0.write_record(None::<&[u8]>)?)
    }

    pub fn finish(self) -> io::Result<Vec<u8>> {
        self.0.into_inner().map_err(::csv::IntoInnerError::into_error)
    }
}

/// Nothing in a CSV says what is a text. An apostrophe before what would be a formula says it to spreadsheets, as OWASP
/// advises.
fn harmless(text: &str) -> Cow<'_, str> {
    if is_formula(text) { format!("'{text}").into() } else { text.into() }
}
