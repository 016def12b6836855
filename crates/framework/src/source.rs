//! Text of a file that nobody has checked.

use crate::{At, Fault};

/// The text without its byte order mark; what is no UTF-8, or no text at all, is named by its line.
pub fn text(bytes: &[u8]) -> Result<&str, Fault> {
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    let text = std::str::from_utf8(bytes)
        .map_err(|error| Fault::new("not_utf8", At::line(line_of(bytes, error.valid_up_to()))))?;
    if let Some(at) = text.find('\0') {
        return Err(Fault::new("not_text", At::line(line_of(bytes, at))));
    }
    if text.trim().is_empty() { Err(Fault::new("empty_file", At::default())) } else { Ok(text) }
}

fn line_of(bytes: &[u8], at: usize) -> u64 {
    let before = bytes.get(..at).unwrap_or(bytes);
    before.iter().fold(1, |line, byte| if *byte == b'\n' { line + 1 } else { line })
}

/// As it is shown here: paragraphs with an empty line between them, no other line breaks than those meant.
pub fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned()
}
