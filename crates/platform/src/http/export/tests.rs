//! How rows pass through: no more than a chunk of them at a time, and none that no client waits for.

use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
};

use actix_web::body::to_bytes;
use calamine::{Reader, Xlsx};
use futures_util::StreamExt;
use kyndig_domain::settings::Language;
use kyndig_sheet::Cell;
use tokio::time::Instant;

use super::*;
use crate::http::Code;

/// The largest number of rows in memory, and the number of reads.
#[derive(Clone, Debug, Default)]
struct Seen {
    alive: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
    reads: Arc<AtomicUsize>,
}

#[derive(Debug)]
struct Row(i64, Seen);

impl Row {
    fn new(number: i64, seen: &Seen) -> Self {
        let alive = seen.alive.fetch_add(1, SeqCst) + 1;
        seen.most.fetch_max(alive, SeqCst);
        Self(number, seen.clone())
    }
}

impl Drop for Row {
    fn drop(&mut self) {
        self.1.alive.fetch_sub(1, SeqCst);
    }
}

/// This many chunks of three rows; then an error, if so set.
struct Some3 {
    left: usize,
    breaks: bool,
    seen: Seen,
}

impl Rows for Some3 {
    type Row = Row;

    async fn next(&mut self) -> Result<Option<Vec<Row>>, Failure> {
        self.seen.reads.fetch_add(1, SeqCst);
        if self.left == 0 {
            return if self.breaks { Err(Code::AccessChanged.into()) } else { Ok(None) };
        }
        self.left -= 1;
        Ok(Some((0..3).map(|number| Row::new(number, &self.seen)).collect()))
    }
}

static TABLE: Table<Row> =
    Table { title: "plan.caption", columns: &[Column::new("number", "plan.name", 10, |row, _| Cell::Number(row.0))] };

fn sheet() -> Sheet<Row> {
    let (words, columns) = (Translations::of(Language::Bokmal), TABLE.columns.iter().collect());
    Sheet { words, title: "Planer".to_owned(), columns, further: [].into() }
}

fn rows(left: usize, breaks: bool) -> (Some3, Seen) {
    let seen = Seen::default();
    (Some3 { left, breaks, seen: seen.clone() }, seen)
}

/// Proves REP-6: memory is that of a chunk, for any number of them.
#[actix_web::test]
async fn one_piece_is_in_memory() {
    let (some, seen) = rows(200, false);
    let answer = csv::answer(HttpResponse::Ok(), sheet(), some).await.unwrap();
    let text = to_bytes(answer.into_body()).await.unwrap();
    assert_eq!(String::from_utf8_lossy(&text).lines().count(), 601);
    assert_eq!((seen.most.load(SeqCst), seen.alive.load(SeqCst), seen.reads.load(SeqCst)), (3, 0, 201));

    let (some, seen) = rows(200, false);
    let file = xlsx::spooled(sheet(), some).await.unwrap();
    let mut book = Xlsx::new(std::io::BufReader::new(file)).unwrap();
    assert_eq!(book.worksheet_range("Planer").unwrap().height(), 601);
    // and the one that is read while it is written
    let most = seen.most.load(SeqCst);
    assert!(most == 3 || most == 6, "{most}");
    assert_eq!((seen.alive.load(SeqCst), seen.reads.load(SeqCst)), (0, 201));
}

/// Proves REP-6: reading stops when a client disconnects, and does not run ahead of a slow one.
#[actix_web::test]
async fn nothing_is_read_for_nobody() {
    let (some, seen) = rows(200, false);
    {
        let mut pieces = pin!(csv::pieces("first".into(), sheet(), some, soon()));
        for _ in 0..4 {
            pieces.next().await.unwrap().unwrap();
        }
        assert_eq!(seen.reads.load(SeqCst), 3);
    }
    assert_eq!((seen.reads.load(SeqCst), seen.alive.load(SeqCst)), (3, 0));
}

fn soon() -> Instant {
    Instant::now() + LONGEST_ANSWER
}

/// Proves REP-6: large output is sent in small parts, and nothing more is read before the last of them is taken.
#[actix_web::test]
async fn a_slow_client_has_little_before_it() {
    let (some, seen) = rows(1, false);
    let mut pieces = pin!(csv::pieces(vec![b'x'; 200_000].into(), sheet(), some, soon()));
    let mut taken = Vec::new();
    for _ in 0..4 {
        taken.push(pieces.next().await.unwrap().unwrap().len());
        assert_eq!(seen.reads.load(SeqCst), 0);
    }
    assert!(taken.iter().sum::<usize>() == 200_000 && taken.iter().all(|part| *part <= 65_536), "{taken:?}");
    assert_eq!(pieces.next().await.unwrap().unwrap(), "\"0\"\r\n\"1\"\r\n\"2\"\r\n");
    assert!(pieces.next().await.is_none());
}

/// Proves REP-6: no client takes for ever: after its time an answer breaks off, and nothing more is read.
#[actix_web::test]
async fn an_answer_has_its_time() {
    let (some, seen) = rows(200, false);
    let mut pieces = pin!(csv::pieces("first".into(), sheet(), some, Instant::now()));
    pieces.next().await.unwrap().unwrap();
    assert_eq!(pieces.next().await.unwrap().unwrap_err().code(), Code::Busy);
    assert!(pieces.next().await.is_none());
    assert_eq!(seen.reads.load(SeqCst), 0);
}

/// A failure midway is visible: CSV without its end, no workbook at all.
#[actix_web::test]
async fn what_breaks_is_not_taken_for_whole() {
    let (some, _) = rows(5, true);
    let answer = csv::answer(HttpResponse::Ok(), sheet(), some).await.unwrap();
    assert!(to_bytes(answer.into_body()).await.is_err());
    let (some, _) = rows(5, true);
    let failure = xlsx::answer(HttpResponse::Ok(), sheet(), some, &Turns::default()).await.unwrap_err();
    assert_eq!(failure.code(), Code::AccessChanged);
    // an early error: a problem, and no file
    let (some, _) = rows(0, true);
    let failure = csv::answer(HttpResponse::Ok(), sheet(), some).await.unwrap_err();
    assert_eq!(failure.code(), Code::AccessChanged);
}

#[test]
fn columns_are_those_asked_for() {
    assert_eq!(TABLE.chosen(None).unwrap().len(), 1);
    assert_eq!(TABLE.chosen(Some("number")).unwrap().len(), 1);
    for wrong in ["number,number", "else", "number,else"] {
        assert_eq!(TABLE.chosen(Some(wrong)).unwrap_err().code(), Code::ValidationFailed, "{wrong}");
    }
}
