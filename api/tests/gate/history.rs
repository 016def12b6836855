//! Random histories, one step after the other.

use proptest::{
    prelude::*,
    test_runner::{Config, TestCaseError, TestRunner},
};
use rstest::rstest;

use super::{facts, steps};
use crate::support::{On, TestApp};

/// Proves FUL-6, ASG-8, FUL-2: whatever happens, in whatever order, afterwards every counter, row, expiry, status and
/// completion is what the facts make of it.
#[rstest]
#[case(On::Sqlite, 12)]
#[case(On::Postgres, 8)]
fn whatever_happens(#[case] on: On, #[case] cases: u32) {
    let config = Config { cases, max_shrink_iters: 40, failure_persistence: None, ..Config::default() };
    let histories = prop::collection::vec(steps::one(), 30..60);
    let outcome = TestRunner::new(config).run(&histories, |history| {
        actix_web::rt::System::new().block_on(async {
            let Some(app) = TestApp::start(on).await else { return Ok(()) };
            let cast = steps::Cast::gather(&app).await;
            for (index, step) in history.iter().enumerate() {
                cast.take(&app, step).await.map_err(TestCaseError::fail)?;
                let wrong = facts::wrong(&app).await;
                prop_assert!(wrong.is_empty(), "after step {index}, {step:?}: {wrong:#?}");
            }
            facts::assert_rebuilt_alike(&app).await;
            Ok(())
        })
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}
