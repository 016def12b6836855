//! REP-6: every list that can be filtered can be taken out as it stands, as xlsx or csv: the same operation by another
//! `Accept`, with the same guard, scope, filters and order, all of its rows and no pages.
//!
//! Rows are read a piece at a time, by the list's own keyset query, each piece in a short transaction of its own that asks
//! again whether the session and the access are what they were. A piece is gone before the next is read. What is written
//! goes to the client (csv) or to a file without a name (xlsx), so that memory is the same for ten rows and for a million.
//!
//! A feature says its columns (`Table`) and hands over the function that lists:
//!
//! ```ignore
//! guard.list(asked, &sheet::PLANS, &page, async move |work, page| service::list(work, &query, page).await).await
//! ```

mod asked;
mod csv;
mod table;
mod xlsx;

use actix_web::{HttpResponse, http::header};
use kyndig_contract::page::{Page, PageQuery};
use serde::Serialize;

use self::table::Sheet;
pub use self::{
    asked::{Asked, CSV, Format, SheetFile, XLSX},
    table::{Column, Table},
    xlsx::Turns,
};
use super::{Failure, download::attachment};
use crate::{
    auth::{Guard, Query, Work},
    features::settings,
    words::Words,
};

/// Rows that are read at once, and held.
pub const PIECE: u16 = 1000;

/// Where rows come from, a piece at a time; none after the last.
pub(crate) trait Rows {
    type Row;
    async fn next(&mut self) -> Result<Option<Vec<Self::Row>>, Failure>;
}

/// A list, read from its first page to its last.
struct Pages<P, F> {
    guard: Guard<P>,
    list: F,
    /// Where the next begins; none before the first.
    cursor: Option<String>,
    ended: bool,
}

impl<P: Query, T, F: AsyncFn(&Work<'_>, &PageQuery) -> Result<Page<T>, Failure>> Rows for Pages<P, F> {
    type Row = T;

    async fn next(&mut self) -> Result<Option<Vec<T>>, Failure> {
        if self.ended {
            return Ok(None);
        }
        let asked = PageQuery { limit: Some(PIECE), cursor: self.cursor.take() };
        let page = self.guard.piece(async |work| (self.list)(work, &asked).await).await?;
        self.cursor = page.next_cursor;
        self.ended = self.cursor.is_none();
        Ok(Some(page.items))
    }
}

impl<P: Query> Guard<P> {
    /// Answers with a page of a list, or with all of it as a file, as it was asked for.
    pub async fn list<T, F>(
        self,
        asked: Asked,
        table: &'static Table<T>,
        page: &PageQuery,
        list: F,
    ) -> Result<HttpResponse, Failure>
    where
        T: Serialize + Send + 'static,
        F: AsyncFn(&Work<'_>, &PageQuery) -> Result<Page<T>, Failure> + 'static,
    {
        let ending = match asked.format {
            Format::Json => {
                let page = self.read(async |work| list(work, page).await).await?;
                return Ok(HttpResponse::Ok().insert_header((header::VARY, "accept")).json(page));
            }
            Format::Xlsx => "xlsx",
            Format::Csv => "csv",
        };
        let columns = table.chosen(asked.columns.as_deref())?;
        let (language, today) = self
            .piece(async |work| {
                let person = work.person()?.person_id;
                Ok((settings::service::language(work, person).await?, work.today))
            })
            .await?;
        let words = Words::of(language.or(asked.language).unwrap_or_default());
        let title = words.get(table.title).to_owned();
        let mut response = HttpResponse::Ok();
        response
            .insert_header((header::VARY, "accept, accept-language"))
            .insert_header(attachment(&format!("{title} {today}.{ending}")));
        let sheet = Sheet { words, title, columns };
        let state = self.shared_state();
        let pages = Pages { guard: self, list, cursor: None, ended: false };
        match asked.format {
            Format::Xlsx => xlsx::answer(response, sheet, pages, &state.exports).await,
            Format::Csv | Format::Json => csv::answer(response, sheet, pages).await,
        }
    }
}

#[cfg(test)]
mod tests;
