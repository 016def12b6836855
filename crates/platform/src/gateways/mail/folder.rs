//! Mails as `.eml` files in a folder: where no SMTP server is set.

use std::path::PathBuf;

use kyndig_domain::ids::OutboxId;
use lettre::Message;
use tokio::fs;

use super::{MailError, MailGateway, Sending};

#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// Written under its id, and atomically: a retry writes the same file.
    async fn lay(&self, id: OutboxId, message: &Message) -> std::io::Result<()> {
        fs::create_dir_all(&self.0).await?;
        let unfinished = self.0.join(format!(".{id}.part"));
        fs::write(&unfinished, message.formatted()).await?;
        fs::rename(&unfinished, self.0.join(format!("{id}.eml"))).await
    }
}

impl MailGateway for Folder {
    fn send<'a>(&'a self, id: OutboxId, message: &'a Message) -> Sending<'a> {
        Box::pin(async move { self.lay(id, message).await.map_err(|error| MailError::NotNow(error.to_string())) })
    }
}
