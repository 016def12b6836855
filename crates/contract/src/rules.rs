//! Validation rules that more than one request uses.

use validator::ValidationError;

/// Something other than white space.
pub fn not_blank(text: &str) -> Result<(), ValidationError> {
    if text.trim().is_empty() { Err(ValidationError::new("required")) } else { Ok(()) }
}

/// A link that a browser may safely follow.
pub fn web_address(text: &str) -> Result<(), ValidationError> {
    let lower = text.trim().to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    match rest {
        Some(host) if !host.is_empty() && !host.starts_with('/') && !host.contains(char::is_whitespace) => Ok(()),
        _ => Err(ValidationError::new("web_address")),
    }
}
