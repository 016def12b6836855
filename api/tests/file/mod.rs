//! Files of requirements: what is taken, who reads it, what versions keep, and that nothing is left lying.

mod reading;
mod rules;
pub mod s3;
mod sweep;
mod upload;

use actix_web::{
    http::{Method, header},
    test::TestRequest,
};
use kyndig_contract::{file::FileDetails, requirement::RequirementDetails};
use kyndig_domain::ids::{FileId, RequirementId};
use kyndig_platform::gateways::files::{FileKey, SHELVES};

use crate::support::{Answer, Client, TestApp, World, writing};

pub const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n";

/// A form with one file, as a browser sends it.
pub fn form(name: &str, kind: &str, content: &[u8]) -> Vec<u8> {
    let mut body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n"
    )
    .into_bytes();
    body.extend(content);
    body.extend(b"\r\n--edge--\r\n");
    body
}

pub fn request(client: &Client<'_>, requirement: RequirementId, version: i32) -> TestRequest {
    client
        .request(Method::POST, &format!("/requirements/{requirement}/files"))
        .insert_header((header::IF_MATCH, format!("\"{version}\"")))
        .insert_header((header::CONTENT_TYPE, "multipart/form-data; boundary=edge"))
}

pub async fn read(client: &Client<'_>, requirement: RequirementId) -> RequirementDetails {
    client.get(&format!("/requirements/{requirement}")).await.expect(200).read_as()
}

/// Adds a file to what stands now.
pub async fn add(app: &TestApp, client: &Client<'_>, requirement: RequirementId, name: &str, content: &[u8]) -> Answer {
    let version = read(client, requirement).await.version;
    app.send(request(client, requirement, version).set_payload(form(name, "application/octet-stream", content))).await
}

/// Adds a file, and gives what is known of it.
pub async fn added(
    app: &TestApp,
    client: &Client<'_>,
    requirement: RequirementId,
    name: &str,
    content: &[u8],
) -> FileDetails {
    let now: RequirementDetails = add(app, client, requirement, name, content).await.expect(201).read_as();
    now.files.into_iter().find(|file| file.file.name == name).expect("the file")
}

pub async fn remove(client: &Client<'_>, requirement: RequirementId, file: FileId) -> Answer {
    let version = read(client, requirement).await.version;
    client.delete_if(&format!("/requirements/{requirement}/files/{file}"), version.into()).await
}

pub fn names(files: &[FileDetails]) -> Vec<&str> {
    files.iter().map(|file| file.file.name.as_str()).collect()
}

/// A published requirement of Mona's ward.
pub async fn published(client: &Client<'_>, world: &World) -> RequirementId {
    writing::published(client, world.ward, writing::saying("Blodtransfusjon")).await
}

/// All that lies in the store.
pub async fn stored(app: &TestApp) -> Vec<FileKey> {
    let mut all = Vec::new();
    for shelf in SHELVES.chars() {
        all.extend(app.state.files.shelf(shelf).await.expect("a shelf"));
    }
    all
}

/// Everything in the folder of the store, what is half written too.
pub fn in_folder(app: &TestApp) -> Vec<String> {
    fn walk(folder: &std::path::Path, into: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let entry = entry.expect("an entry");
            if entry.file_type().expect("a type").is_dir() {
                walk(&entry.path(), into);
            } else {
                into.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
    }
    let mut found = Vec::new();
    walk(&app.state.config.files.folder, &mut found);
    found
}
