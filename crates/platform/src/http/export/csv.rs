//! CSV is sent while the rows are read: a chunk is read when the client has room for it, and not before.

use actix_web::{HttpResponse, HttpResponseBuilder, web::Bytes};
use futures_util::{Stream, stream};
use kyndig_sheet::Csv;
use tokio::time::Instant;

use super::{LONGEST_ANSWER, Rows, table::Sheet};
use crate::http::{Code, Failure};

/// Bytes that are passed on at a time.
const AT_ONCE: usize = 64 * 1024;

/// The first chunk is read before the answer begins, so that an early error is an ordinary problem response. On a later
/// error the answer breaks off, and its client sees that it is incomplete.
pub async fn answer<R>(
    mut response: HttpResponseBuilder,
    sheet: Sheet<R::Row>,
    mut rows: R,
) -> Result<HttpResponse, Failure>
where
    R: Rows + 'static,
    R::Row: 'static,
{
    let mut begun = Csv::first(sheet.headings()).map_err(anyhow::Error::from)?;
    if let Some(first) = rows.next().await? {
        write(&mut begun, &sheet, &first)?;
    }
    let first = finished(begun)?;
    Ok(response.content_type("text/csv; charset=utf-8").streaming(pieces(
        first,
        sheet,
        rows,
        Instant::now() + LONGEST_ANSWER,
    )))
}

/// The output is sent a little at a time, so that no more than that is buffered for a slow client; nothing is read, and
/// no transaction is open, until all of it is taken. A client that has not taken everything in time is cut off.
pub(super) fn pieces<R>(
    first: Bytes,
    sheet: Sheet<R::Row>,
    rows: R,
    until: Instant,
) -> impl Stream<Item = Result<Bytes, Failure>> + 'static
where
    R: Rows + 'static,
    R::Row: 'static,
{
    stream::try_unfold((first, sheet, rows), move |(mut written, sheet, mut rows)| async move {
        let more = async {
            while written.is_empty() {
                if Instant::now() > until {
                    return Err(Code::Busy.into());
                }
                match piece(&sheet, &mut rows).await? {
                    Some(bytes) => written = bytes,
                    None => return Ok(None),
                }
            }
            Ok(Some(written.split_to(written.len().min(AT_ONCE))))
        };
        match more.await {
            Ok(bytes) => Ok(bytes.map(|bytes| (bytes, (written, sheet, rows)))),
            Err(failure) => {
                tracing::warn!(cause = %failure, "an export was aborted while being sent");
                Err(failure)
            }
        }
    })
}

async fn piece<R: Rows>(sheet: &Sheet<R::Row>, rows: &mut R) -> Result<Option<Bytes>, Failure> {
    let Some(read) = rows.next().await? else { return Ok(None) };
    let mut more = Csv::more();
    write(&mut more, sheet, &read)?;
    finished(more).map(Some)
}

fn write<T>(csv: &mut Csv, sheet: &Sheet<T>, rows: &[T]) -> Result<(), Failure> {
    for row in rows {
        csv.row(sheet.cells(row)).map_err(anyhow::Error::from)?;
    }
    Ok(())
}

fn finished(csv: Csv) -> Result<Bytes, Failure> {
    Ok(csv.finish().map_err(anyhow::Error::from)?.into())
}
