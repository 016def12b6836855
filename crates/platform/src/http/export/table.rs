//! What a feature declares of a table that can be exported: its columns, and their values.

use std::{ops::Range, sync::Arc};

use kyndig_sheet::Cell;

use crate::{http::Failure, translations::Translations};

/// The value in a column of a row.
pub type Value<T> = for<'a> fn(&'a T, &'a Translations) -> Cell<'a>;

/// A column of a table of `T`.
#[derive(Debug)]
pub struct Column<T> {
    /// As in `columns=`, and in the address of the page.
    pub name: &'static str,
    /// The key of its heading on the page.
    pub heading: &'static str,
    /// In characters.
    pub width: u16,
    pub value: Value<T>,
}

impl<T> Column<T> {
    pub const fn new(name: &'static str, heading: &'static str, width: u16, value: Value<T>) -> Self {
        Self { name, heading, width, value }
    }
}

/// A table: the key of its name, and all of its columns in order.
#[derive(Debug)]
pub struct Table<T: 'static> {
    pub title: &'static str,
    pub columns: &'static [Column<T>],
}

impl<T> Table<T> {
    /// The requested columns, in that order; all where none are named.
    pub(super) fn chosen(&self, names: Option<&str>) -> Result<Vec<&'static Column<T>>, Failure> {
        let names = names.unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty());
        let refused = || Failure::invalid("columns", "invalid").detail(format!("columns: {}", self.names().join(", ")));
        let find = |name| self.columns.iter().find(|column| column.name == name).ok_or_else(refused);
        let mut chosen: Vec<&'static Column<T>> = Vec::new();
        for name in names {
            let column = find(name)?;
            if chosen.iter().any(|other| other.name == column.name) {
                return Err(refused());
            }
            chosen.push(column);
        }
        Ok(if chosen.is_empty() { self.columns.iter().collect() } else { chosen })
    }
}

/// The requested columns, by name: nothing is read for the others.
#[derive(Debug)]
pub struct Chosen(pub(super) Vec<&'static str>);

impl Chosen {
    pub fn has_any(&self, names: &[&str]) -> bool {
        self.0.iter().any(|name| names.contains(name))
    }
}

/// The value of a range of the values that a row has beside its columns.
pub type FurtherValue<T> = for<'a> fn(&'a T, Range<usize>, &'a Translations) -> Cell<'a>;

/// A column that is known only when the table is requested: one for each requirement of a plan.
#[derive(Debug)]
pub struct FurtherColumn<T> {
    pub heading: String,
    /// In characters.
    pub width: u16,
    /// The range of the row's values that it shows.
    pub of: Range<usize>,
    pub value: FurtherValue<T>,
}

/// What such a table is about, for the name of its file, and the columns that follow the fixed ones.
#[derive(Debug)]
pub struct Further<T> {
    pub about: String,
    pub columns: Vec<FurtherColumn<T>>,
}

impl<T> Further<T> {
    /// Of a table with fixed columns only.
    pub const fn none() -> Self {
        Self { about: String::new(), columns: Vec::new() }
    }
}

/// What one export consists of: some columns of a table, in a language.
#[derive(Debug)]
pub(super) struct Sheet<T: 'static> {
    pub words: &'static Translations,
    pub title: String,
    pub columns: Vec<&'static Column<T>>,
    pub further: Arc<[FurtherColumn<T>]>,
}

impl<T> Clone for Sheet<T> {
    fn clone(&self) -> Self {
        let (title, columns) = (self.title.clone(), self.columns.clone());
        Self { words: self.words, title, columns, further: self.further.clone() }
    }
}

impl<T> Sheet<T> {
    pub fn headings(&self) -> impl Iterator<Item = &str> {
        let always = self.columns.iter().map(|column| self.words.get(column.heading));
        always.chain(self.further.iter().map(|column| column.heading.as_str()))
    }

    /// In the order of the headings.
    pub fn widths(&self) -> impl Iterator<Item = u16> {
        self.columns.iter().map(|column| column.width).chain(self.further.iter().map(|column| column.width))
    }

    pub fn cells<'a>(&'a self, row: &'a T) -> impl Iterator<Item = Cell<'a>> {
        let always = self.columns.iter().map(move |column| (column.value)(row, self.words));
        always.chain(self.further.iter().map(move |column| (column.value)(row, column.of.clone(), self.words)))
    }
}
