//! REP-6: every list that can be filtered can be exported as it is, as xlsx or csv: the same operation with another
//! `Accept`, with the same guard, scope, filters and order, all of its rows and no pages.
//!
//! Rows are read in chunks, by the list's own keyset query, each chunk in a short transaction of its own that checks
//! again whether the session and the access are unchanged. A chunk is dropped before the next is read. The output goes
//! to the client (csv) or to an unnamed temporary file (xlsx), so that memory is the same for ten rows and for a
//! million.
//!
//! A feature declares its columns (`Table`) and passes the function that lists:
//!
//! ```ignore
//! guard.list(asked, &sheet::PLANS, &page, async move |work, page| service::list(work, &query, page).await).await
//! ```
//!
//! Where columns are known only when the table is requested, `guard.file` determines them first, and each chunk is laid
//! out under them, regardless of later changes.

mod asked;
mod columns;
mod csv;
mod table;
mod xlsx;

use std::time::Duration;

use actix_web::{HttpResponse, HttpResponseBuilder, http::header};
use kyndig_contract::page::{Page, PageQuery};
use serde::Serialize;

pub use self::columns::columns;
use self::table::Sheet;
pub use self::{
    asked::{CSV, Format, RequestedFormat, SheetFile, XLSX},
    columns::parameter,
    table::{Chosen, Column, Further, FurtherColumn, Table},
    xlsx::Turns,
};
use super::{Failure, download::attachment};
use crate::{
    auth::{Guard, Query, Work},
    translations::{Translations, language},
};

/// Rows of a list that are read, and held, at once.
pub const PIECE: u16 = 1000;

/// The longest that a client may take to receive a whole file: slower than any usable line.
const LONGEST_ANSWER: Duration = Duration::from_hours(1);

/// A table that is read for a file by a dedicated query, which keeps its place and what it has seen from one chunk to
/// the next: faster than the pages of its list, whose rows it has, in their order.
pub trait Reading {
    type Row;

    /// The next rows, if there are any; a thousand or so at most. Each call is a transaction of its own.
    fn next(&mut self, work: &Work<'_>) -> impl Future<Output = Result<Option<Vec<Self::Row>>, Failure>>;
}

/// The source of rows, a chunk at a time; none after the last.
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

struct Read<P, R> {
    guard: Guard<P>,
    reading: R,
}

impl<P: Query, R: Reading> Rows for Read<P, R> {
    type Row = R::Row;

    async fn next(&mut self) -> Result<Option<Vec<R::Row>>, Failure> {
        let reading = &mut self.reading;
        self.guard.piece(async |work| reading.next(work).await).await
    }
}

/// What is settled before the first row.
struct Begun<T: 'static> {
    sheet: Sheet<T>,
    response: HttpResponseBuilder,
    format: Format,
}

impl<T: Send + 'static> Begun<T> {
    async fn answer<R: Rows<Row = T> + 'static>(self, rows: R, turns: &Turns) -> Result<HttpResponse, Failure> {
        match self.format {
            Format::Xlsx => xlsx::answer(self.response, self.sheet, rows, turns).await,
            Format::Csv | Format::Json => csv::answer(self.response, self.sheet, rows).await,
        }
    }
}

impl<P: Query> Guard<P> {
    /// Answers with a page of a list, or with all of it as a file, as requested.
    pub async fn list<T, F>(
        self,
        asked: RequestedFormat,
        table: &'static Table<T>,
        page: &PageQuery,
        list: F,
    ) -> Result<HttpResponse, Failure>
    where
        T: Serialize + Send + 'static,
        F: AsyncFn(&Work<'_>, &PageQuery) -> Result<Page<T>, Failure> + 'static,
    {
        if asked.is_page() {
            return self.page(async |work| list(work, page).await).await;
        }
        let begin = async |_: &Work<'_>, _: &'static Translations| Ok((Further::none(), ()));
        let rows = async move |work: &Work<'_>, (): &(), page: &PageQuery| list(work, page).await;
        self.file(asked, table, begin, rows).await
    }

    /// Answers with a page, where a file could have been requested.
    pub async fn page<T: Serialize>(
        self,
        page: impl AsyncFn(&Work<'_>) -> Result<T, Failure>,
    ) -> Result<HttpResponse, Failure> {
        let page = self.read(page).await?;
        Ok(HttpResponse::Ok().insert_header((header::VARY, "accept")).json(page))
    }

    /// Answers with all of a table as a file. What `begin` finds before the first row says which columns there are
    /// beside the table's fixed ones, and is passed to each chunk.
    pub async fn file<T, H, B, F>(
        self,
        asked: RequestedFormat,
        table: &'static Table<T>,
        begin: B,
        rows: F,
    ) -> Result<HttpResponse, Failure>
    where
        T: Send + 'static,
        H: 'static,
        B: AsyncFn(&Work<'_>, &'static Translations) -> Result<(Further<T>, H), Failure>,
        F: AsyncFn(&Work<'_>, &H, &PageQuery) -> Result<Page<T>, Failure> + 'static,
    {
        let columns = table.chosen(asked.columns.as_deref())?;
        let (begun, head) = self.begin(asked, table, columns, begin).await?;
        let state = self.shared_state();
        let list = async move |work: &Work<'_>, page: &PageQuery| rows(work, &head, page).await;
        begun.answer(Pages { guard: self, list, cursor: None, ended: false }, &state.exports).await
    }

    /// Answers with all of a table as a file, read by a dedicated query.
    pub async fn read_out<T, R>(
        self,
        asked: RequestedFormat,
        table: &'static Table<T>,
        reading: impl FnOnce(&Chosen) -> R,
    ) -> Result<HttpResponse, Failure>
    where
        T: Send + 'static,
        R: Reading<Row = T> + 'static,
    {
        let columns = table.chosen(asked.columns.as_deref())?;
        let reading = reading(&Chosen(columns.iter().map(|column| column.name).collect()));
        let (begun, ()) = self.begin(asked, table, columns, async |_, _| Ok((Further::none(), ()))).await?;
        let state = self.shared_state();
        begun.answer(Read { guard: self, reading }, &state.exports).await
    }

    async fn begin<T, H>(
        &self,
        asked: RequestedFormat,
        table: &'static Table<T>,
        columns: Vec<&'static Column<T>>,
        begin: impl AsyncFn(&Work<'_>, &'static Translations) -> Result<(Further<T>, H), Failure>,
    ) -> Result<(Begun<T>, H), Failure> {
        let (words, today, (further, head)) = self
            .piece(async |work| {
                let person = work.person()?.person_id;
                let chosen = language(work, person).await?;
                let words = Translations::of(chosen.or(asked.language).unwrap_or_default());
                Ok((words, work.today, begin(work, words).await?))
            })
            .await?;
        let title = words.get(table.title).to_owned();
        let ending = if asked.format == Format::Xlsx { "xlsx" } else { "csv" };
        let named = [title.as_str(), &further.about, &format!("{today}.{ending}")];
        let named = named.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        let mut response = HttpResponse::Ok();
        response.insert_header((header::VARY, "accept, accept-language")).insert_header(attachment(&named));
        let sheet = Sheet { words, title, columns, further: further.columns.into() };
        Ok((Begun { sheet, response, format: asked.format }, head))
    }
}

#[cfg(test)]
mod tests;
