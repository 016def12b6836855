//! The texts: one function each, made from `locales/` by the build script; `t::plan::title()`.
//!
//! Only the page's language is downloaded, as one file. A text is a plain `&'static str`: a change of language draws
//! the page anew, so that no text needs to watch for it.

use std::{cell::Cell, fmt::Display};

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

thread_local! {
    static TEXTS: Cell<&'static [&'static str]> = const { Cell::new(&[]) };
}

/// Makes this the language of the page.
pub(crate) fn put(texts: &'static [&'static str]) {
    TEXTS.set(texts);
}

fn get(index: usize) -> &'static str {
    // `put` has seen that there are as many as there are functions
    TEXTS.get().get(index).copied().unwrap_or_default()
}

fn fill(index: usize, values: &[(&str, &dyn Display)]) -> String {
    filled(get(index), values)
}

/// Puts values in place of their `{names}`.
pub fn filled(text: &str, values: &[(&str, &dyn Display)]) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            // writing to a String cannot fail
            let _ = write!(out, "{value}");
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn values_take_the_place_of_their_names() {
        assert_eq!(filled("{a} av {b} krav", &[("b", &24), ("a", &17)]), "17 av 24 krav");
        assert_eq!(filled("uten", &[]), "uten");
        assert_eq!(filled("{a", &[("a", &1)]), "{a");
    }
}
