//! The same gateway, and all that stands on it, with a bucket: npm's `s3rver`, which `./just ready` brings.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use actix_web::web::Bytes;
use chrono::TimeDelta;
use futures_util::TryStreamExt;
use kyndig_content::file::service::{self, Swept};
use kyndig_platform::{
    background::Stop,
    config::{Config, S3},
    gateways::files::{Files, FilesError},
};

use super::{sweep::orphan, *};
use crate::support::On;

const SERVE: &str = "const S3rver = require('s3rver');
new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: process.argv[1], configureBuckets: [{ name: 'kyndig' }] })
    .run().then(({ port }) => console.log(port));";

pub struct Bucket {
    server: Child,
    port: u16,
    folder: std::path::PathBuf,
}

impl Bucket {
    /// None, said aloud, where it is not installed; never so in CI.
    pub fn start() -> Option<Self> {
        let e2e = Path::new(env!("CARGO_MANIFEST_DIR")).join("../e2e");
        if !e2e.join("node_modules/s3rver").exists() {
            assert!(std::env::var("CI").is_err(), "s3rver is not installed, and CI skips nothing");
            eprintln!("skipped: s3rver is not installed; ./just ready e2e brings it");
            return None;
        }
        let folder = std::env::temp_dir().join(format!("kyndig_s3_{:032x}", rand::random::<u128>()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let mut command = Command::new("node");
        command.args(["-e", SERVE]).arg(&folder).current_dir(e2e).stdout(Stdio::piped());
        let mut server = command.spawn().expect("node");
        let mut line = String::new();
        BufReader::new(server.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        let port = line.trim().parse().expect("a port");
        Some(Self { server, port, folder })
    }

    pub fn configure(&self, config: &mut Config) {
        config.files.s3 = Some(S3 {
            endpoint: format!("http://127.0.0.1:{}", self.port),
            bucket: "kyndig".to_owned(),
            region: "us-east-1".to_owned(),
            access_key_id: "S3RVER".to_owned().into(),
            secret_access_key: "S3RVER".to_owned().into(),
            path_style: true,
        });
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        let ended = self.server.kill().and_then(|()| self.server.wait().map(drop));
        if let Err(error) = ended.and_then(|()| std::fs::remove_dir_all(&self.folder)) {
            eprintln!("s3rver: {error}");
        }
    }
}

async fn fetched(files: &Files, key: FileKey) -> Result<Vec<u8>, FilesError> {
    let (size, bytes) = files.read(key).await?;
    let bytes = bytes.try_fold(Vec::new(), async |mut all, piece| {
        all.extend_from_slice(&piece);
        Ok(all)
    });
    let bytes = bytes.await?;
    assert_eq!(bytes.len() as u64, size);
    Ok(bytes)
}

/// Stored, fetched, listed, deleted, swept: as in a folder.
#[actix_web::test]
async fn a_bucket_serves_as_a_folder_does() {
    let Some(bucket) = Bucket::start() else { return };
    let Some(app) = TestApp::start_with(On::Sqlite, |config| bucket.configure(config)).await else { return };
    let files = &app.state.files;

    // More than one part, and one that is given up.
    let key = service::fresh_key(&app.state);
    let large: Vec<u8> = (0..12_000_000_u32).map(|at| at.to_le_bytes()[at as usize % 3]).collect();
    let mut writing = files.write(key);
    for piece in large.chunks(64 * 1024) {
        writing.put(Bytes::copy_from_slice(piece)).await.expect("a piece");
    }
    assert_eq!(writing.finish().await.expect("all of it"), key);
    assert!(fetched(files, key).await.expect("the bytes") == large);
    let given_up = service::fresh_key(&app.state);
    let mut writing = files.write(given_up);
    for piece in large.chunks(64 * 1024).take(100) {
        writing.put(Bytes::copy_from_slice(piece)).await.expect("a piece");
    }
    // This server knows no way to give up an upload; one that was not finished is seen by nobody all the same.
    assert!(matches!(writing.abandon().await, Ok(()) | Err(FilesError::Store(_))));
    assert!(matches!(fetched(files, given_up).await, Err(FilesError::Missing(_))));
    assert_eq!(stored(&app).await, [key]);
    files.delete(key).await.expect("gone");
    files.delete(key).await.expect("gone already");
    assert!(!files.exists(key).await.expect("an answer"));

    // Through the API, and the sweep.
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let id = published(&mona, &world).await;
    let file = added(&app, &mona, id, "Rutine.pdf", PDF).await;
    let path = format!("/requirements/{id}/files/{}", file.file.id);
    assert_eq!(mona.get(&path).await.expect(200).body, PDF);
    orphan(&app).await;
    app.clock.advance(TimeDelta::hours(25));
    let swept = service::sweep(&app.state, &Stop::never()).await.expect("a sweep");
    assert_eq!(swept, Swept { dropped: 1, missing: 0, whole: true });
    assert_eq!(stored(&app).await, [FileKey::of(file.file.id)]);
    files.delete(FileKey::of(file.file.id)).await.expect("gone");
    let swept = service::sweep(&app.state, &Stop::never()).await.expect("a sweep");
    assert_eq!(swept, Swept { dropped: 0, missing: 1, whole: true });

    // A bucket that is away: said to be so, and tried again by whoever asked.
    drop(bucket);
    add(&app, &mona, id, "Ny.pdf", PDF).await.expect_problem(503, "files_unavailable");
}
