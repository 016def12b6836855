//! CSV goes out while the rows are read: a piece is read when the client has room for it, and not before.

use actix_web::{HttpResponse, HttpResponseBuilder, web::Bytes};
use futures_util::{Stream, stream};
use kyndig_sheet::Csv;

use super::{Rows, table::Sheet};
use crate::http::Failure;

/// The first piece is read before the answer begins: what is wrong from the start is a problem as it always is. Later
/// the answer breaks off, and its client sees that it is not whole.
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
    Ok(response.content_type("text/csv; charset=utf-8").streaming(pieces(first, sheet, rows)))
}

pub(super) fn pieces<R>(
    first: Bytes,
    sheet: Sheet<R::Row>,
    rows: R,
) -> impl Stream<Item = Result<Bytes, Failure>> + 'static
where
    R: Rows + 'static,
    R::Row: 'static,
{
    stream::try_unfold((Some(first), sheet, rows), async |(first, sheet, mut rows)| {
        if let Some(first) = first {
            return Ok(Some((first, (None, sheet, rows))));
        }
        match piece(&sheet, &mut rows).await {
            Ok(Some(bytes)) => Ok(Some((bytes, (None, sheet, rows)))),
            Ok(None) => Ok(None),
            Err(failure) => {
                tracing::warn!(cause = %failure, "an export broke off on its way out");
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
