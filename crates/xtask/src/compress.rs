//! Digests for file names, and the compressed twins that the server sends as they are.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// The first 16 hexadecimal digits of the SHA-256 of the parts, one after the other.
pub fn digest<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().iter().take(8).fold(String::new(), |mut hex, byte| {
        // writing to a String cannot fail
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// As small as brotli gets it.
pub fn brotli(bytes: &[u8], quality: i32) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let parameters =
        brotli::enc::BrotliEncoderParams { quality, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut out, &parameters).context("brotli")?;
    Ok(out)
}

/// Writes the file with its `.br` and `.gz` twins. Fonts and pictures are compressed already.
pub fn write(path: &Path, bytes: &[u8], quality: i32) -> Result<()> {
    put(path, bytes)?;
    let packed = path.extension().is_some_and(|ending| ["woff2", "png"].iter().any(|known| ending == *known));
    if packed {
        return Ok(());
    }
    put(&twin(path, "br"), &brotli(bytes, quality)?)?;
    let level = if quality > 9 { flate2::Compression::best() } else { flate2::Compression::fast() };
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), level);
    gzip.write_all(bytes).context("gzip")?;
    put(&twin(path, "gz"), &gzip.finish().context("gzip")?)
}

pub fn twin(path: &Path, ending: &str) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| path.display().to_string())
}
