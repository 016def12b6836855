//! What a crash leaves: bytes without a row, half a file, a row without its bytes.

use actix_web::web::Bytes;
use chrono::TimeDelta;
use kyndig_api::jobs::run_due;
use kyndig_content::file::service::{self, Swept};
use kyndig_platform::background::Stop;
use rstest::rstest;

use super::*;
use crate::support::On;

/// As a process leaves them that ends between the store and the database.
pub async fn orphan(app: &TestApp) -> FileKey {
    let key = service::fresh_key(&app.state);
    let mut writing = app.state.files.write(key);
    writing.put(Bytes::from_static(PDF)).await.expect("the bytes");
    writing.finish().await.expect("all of them")
}

/// Every hour what has lain for a day and belongs to nobody goes; what is known, or still young, stays.
#[rstest]
#[actix_web::test]
async fn what_a_crash_left_is_swept(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let id = published(&mona, &world).await;
    let kept = added(&app, &mona, id, "Rutine.pdf", PDF).await;
    let old = orphan(&app).await;
    // Half written, as the store's folder shows it; and something that is nobody's business here.
    let root = &app.state.config.files.folder;
    let half = root.join(format!("{}#1", service::fresh_key(&app.state)));
    std::fs::create_dir_all(half.parent().expect("a shelf")).expect("a shelf");
    std::fs::write(&half, b"half").expect("a file");
    std::fs::write(root.join("0-README"), b"not ours").expect("a file");
    let foreign = half.with_file_name("notes.txt");
    std::fs::write(&foreign, b"not ours").expect("a file");

    run_due(&app.state, &Stop::never()).await;
    assert_eq!((stored(&app).await.len(), half.exists()), (2, true), "young, it may be somebody's upload");
    app.clock.advance(TimeDelta::hours(24) + TimeDelta::seconds(1));
    let young = orphan(&app).await;
    run_due(&app.state, &Stop::never()).await;
    let mut left = stored(&app).await;
    left.sort_unstable();
    assert_eq!(left, [FileKey::of(kept.file.id), young]);
    assert!(!left.contains(&old) && !half.exists() && foreign.exists() && root.join("0-README").exists());
    assert_eq!(mona.get(&format!("/requirements/{id}/files/{}", kept.file.id)).await.expect(200).body, PDF);

    // A row without its bytes is said, and stays.
    app.state.files.delete(FileKey::of(kept.file.id)).await.expect("gone");
    let swept = service::sweep(&app.state, &Stop::never()).await.expect("a sweep");
    assert_eq!(swept, Swept { dropped: 0, missing: 1, whole: true });
    assert_eq!(app.count("stored_file").await, 1);
    mona.get(&format!("/requirements/{id}/files/{}", kept.file.id)).await.expect_problem(500, "internal");
}
