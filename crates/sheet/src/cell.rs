//! What can stand in a cell.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveDateTime};

/// A value with its type: a text is never taken for anything else.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell<'a> {
    #[default]
    Empty,
    Text(Cow<'a, str>),
    Number(i64),
    /// Shown as per cent.
    Percent(i64),
    Is(bool),
    Day(NaiveDate),
    /// By the clock on the wall.
    Moment(NaiveDateTime),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(Cow::Borrowed(text)) }
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Self {
        text.as_str().into()
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(Cow::Owned(text)) }
    }
}

macro_rules! cells {
    ($($variant:ident: $($kind:ty),+;)+) => {$($(
        impl From<$kind> for Cell<'_> {
            fn from(value: $kind) -> Self {
                Self::$variant(value.into())
            }
        }
    )+)+};
}

cells! {
    Number: i64, i32, u32, u16;
    Is: bool;
    Day: NaiveDate;
    Moment: NaiveDateTime;
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}
