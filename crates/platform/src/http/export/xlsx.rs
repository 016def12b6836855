//! A workbook is made in an unnamed temporary file: an error is a problem and not a broken workbook, the client knows
//! its length, and the file is gone when it has been sent, or when the client has disconnected.

use std::{
    fs::File,
    io::{self, BufWriter, Seek},
    sync::Arc,
    time::Duration,
};

use actix_web::{
    HttpResponse, HttpResponseBuilder,
    body::SizedStream,
    http::header::{self, HeaderValue},
    web::{self, Bytes},
};
use futures_util::{Stream, future::join, stream};
use kyndig_sheet::{Column, Workbook};
use tokio::{
    io::AsyncReadExt,
    sync::Semaphore,
    time::{Instant, timeout},
};

use super::{LONGEST_ANSWER, Rows, asked::XLSX, table::Sheet};
use crate::http::{Code, Failure};

/// Workbooks made concurrently; others wait.
const AT_ONCE: usize = 4;
/// The longest that one may wait and be made.
const LONGEST: Duration = Duration::from_mins(5);
/// Bytes read of a finished file at a time.
const BUFFER: usize = 64 * 1024;

/// The queue for making workbooks.
#[derive(Clone, Debug)]
pub struct Turns(Arc<Semaphore>);

impl Default for Turns {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

type Book = Workbook<BufWriter<File>>;

pub(super) async fn answer<R>(
    mut response: HttpResponseBuilder,
    sheet: Sheet<R::Row>,
    rows: R,
    turns: &Turns,
) -> Result<HttpResponse, Failure>
where
    R: Rows,
    R::Row: Send + 'static,
{
    let made = async {
        let _turn = turns.0.acquire().await.map_err(anyhow::Error::from)?;
        spooled(sheet, rows).await
    };
    let file = timeout(LONGEST, made).await.map_err(|_| Failure::from(Code::Busy))??;
    let length = file.metadata().map_err(anyhow::Error::from)?.len();
    Ok(response
        .content_type(XLSX)
        // it is already compressed
        .insert_header((header::CONTENT_ENCODING, HeaderValue::from_static("identity")))
        .body(SizedStream::new(length, bytes(file, Instant::now() + LONGEST_ANSWER))))
}

/// The whole workbook, positioned at its beginning.
pub(super) async fn spooled<R>(sheet: Sheet<R::Row>, mut rows: R) -> Result<File, Failure>
where
    R: Rows,
    R::Row: Send + 'static,
{
    let begun = sheet.clone();
    let mut book = blocking(move || begin(&begun)).await?;
    let mut next = rows.next().await?;
    while let Some(read) = next {
        let sheet = sheet.clone();
        let writing = blocking(move || {
            let mut book = book;
            for row in &read {
                book.row(sheet.cells(row))?;
            }
            Ok(book)
        });
        // the next chunk is read while this one is written
        let (written, reading) = join(writing, rows.next()).await;
        (book, next) = (written?, reading?);
    }
    blocking(move || {
        let mut file = book.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok(file)
    })
    .await
}

fn begin<T>(sheet: &Sheet<T>) -> io::Result<Book> {
    let columns = sheet.headings().zip(sheet.widths()).map(|(heading, width)| Column::new(heading, width));
    let file = BufWriter::with_capacity(BUFFER, tempfile::tempfile()?);
    Workbook::new(file, &sheet.title, columns.collect())
}

/// Compressing and writing run off the request threads.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, Failure> {
    let done = web::block(work).await.map_err(anyhow::Error::from)?;
    Ok(done.map_err(anyhow::Error::from)?)
}

fn bytes(file: File, until: Instant) -> impl Stream<Item = io::Result<Bytes>> {
    stream::try_unfold(tokio::fs::File::from_std(file), move |mut file| async move {
        if Instant::now() > until {
            return Err(io::ErrorKind::TimedOut.into());
        }
        let mut piece = Vec::with_capacity(BUFFER);
        let read = (&mut file).take(BUFFER as u64).read_to_end(&mut piece).await;
        let read = read.inspect_err(|error| tracing::error!(%error, "a workbook was aborted while being sent"))?;
        Ok((read > 0).then(|| (Bytes::from(piece), file)))
    })
}
