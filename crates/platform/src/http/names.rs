//! Removes bidirectional control characters from names in bodies, in every field called `name`. Other texts are kept as
//! typed.

use std::borrow::Cow;

use kyndig_domain::text::{straight, turns};
use serde_json::Value;

/// The field that a name stands in, at any depth.
const NAME: &str = "name";

/// The same body; a new one only where a name had such a character. Invalid JSON is left for the parser to refuse.
pub fn straightened(body: &[u8]) -> Cow<'_, [u8]> {
    if !may_turn(body) {
        return body.into();
    }
    let Ok(mut value) = serde_json::from_slice::<Value>(body) else { return body.into() };
    if !straighten(&mut value) {
        return body.into();
    }
    serde_json::to_vec(&value).map_or_else(|_| body.into(), Cow::Owned)
}

/// Every such character begins with one of these bytes, or is written as an escape.
fn may_turn(body: &[u8]) -> bool {
    memchr::memchr2(0xd8, 0xe2, body).is_some() || memchr::memmem::find(body, b"\\u").is_some()
}

/// Whether anything was removed.
fn straighten(value: &mut Value) -> bool {
    let mut changed = false;
    match value {
        Value::Array(items) => {
            for item in items {
                changed |= straighten(item);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if name == NAME && text.contains(turns) => {
                        *text = straight(text).into_owned();
                        changed = true;
                    }
                    inner => changed |= straighten(inner),
                }
            }
        }
        _ => {}
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("{\"name\": \"Br\u{202e}nna\"}", "{\"name\":\"Brnna\"}")]
    #[case(r#"{"content": [{"name": "\u2066Sår\u2069\u200f"}]}"#, r#"{"content":[{"name":"Sår"}]}"#)]
    #[case("{\"description\": \"\u{202e}\", \"name\": \"Blåbær – og “smør”\"}", "")]
    #[case(r#"{"name": "\u00e5"}"#, "")]
    #[case("[\"name\", \"\u{202e}\"]", "")]
    #[case("no JSON \u{202e}", "")]
    fn names_are_straight(#[case] body: &str, #[case] expected: &str) {
        let expected = if expected.is_empty() { body } else { expected };
        assert_eq!(String::from_utf8_lossy(&straightened(body.as_bytes())), expected);
    }
}
