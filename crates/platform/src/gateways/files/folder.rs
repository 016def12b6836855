//! What only the file system shows of the store's folder: partially written files. They have the name of the finished
//! file, followed by `#` and a number.

use std::path::Path;

use tokio::fs;

use super::FilesError;

pub async fn drop_unfinished(shelf: &Path, forsaken: impl Fn(&str) -> bool) -> Result<u64, FilesError> {
    let mut entries = match fs::read_dir(shelf).await {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(error.into()),
    };
    let mut dropped = 0;
    while let Some(entry) = entries.next_entry().await? {
        let name = entry.file_name();
        let unfinished = name.to_str().and_then(|name| name.split_once('#')).map(|(name, _)| name);
        if unfinished.is_some_and(&forsaken) {
            fs::remove_file(entry.path()).await?;
            dropped += 1;
        }
    }
    Ok(dropped)
}
