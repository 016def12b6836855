//! Many at once, while the deltas are folded and somebody counts.

use std::cell::Cell;

use futures_util::future::{join, join_all};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};
use rstest::rstest;

use super::{
    facts,
    steps::{self, Cast, Step},
};
use crate::support::{On, TestApp};

const WRITERS: usize = 16;
const STEPS: usize = 40;

/// Proves FUL-6, ASG-8: sixteen who write at once, of all kinds: at every moment the committed counters agree with the
/// committed facts, and nobody fails by meeting another.
#[rstest]
#[actix_web::test]
async fn sixteen_at_once(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start_with(on, |config| config.database.connections = 2 * 24).await else { return };
    let cast = Cast::gather(&app).await;
    let mut runner = TestRunner::new(Config::default());
    let histories: Vec<Vec<Step>> = (0..WRITERS)
        .map(|_| {
            // The clock is everybody's: a day that passes would not be between two of somebody's steps.
            let step =
                steps::one().prop_filter("no day passes", |step| !matches!(step, Step::Pass { .. } | Step::Fold));
            let history = prop::collection::vec(step, STEPS).new_tree(&mut runner).expect("a history");
            history.current()
        })
        .collect();
    let writing = Cell::new(WRITERS);
    let write = async |history: &[Step]| {
        for step in history {
            if let Err(error) = cast.take(&app, step).await {
                panic!("{error}");
            }
        }
        writing.set(writing.get() - 1);
    };
    let writers = histories.iter().map(|history| write(history));
    let counting = async {
        while writing.get() > 0 {
            cast.take(&app, &Step::Fold).await.expect("folded");
            app.assert_counters().await;
        }
    };
    join(join_all(writers), counting).await;
    assert_eq!(app.state.db.retries(), 0, "some waited in a ring");
    let wrong = facts::wrong(&app).await;
    assert!(wrong.is_empty(), "{wrong:#?}");
    facts::assert_rebuilt_alike(&app).await;
}
