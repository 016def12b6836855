//! A text with what was searched for marked in it.

use kyndig_domain::text;
use leptos::prelude::*;

/// The text with these words marked.
pub fn marked(text: &str, words: &[String]) -> AnyView {
    let piece = |(hit, piece): (bool, String)| {
        if hit { view! { <mark>{piece}</mark> }.into_any() } else { view! { {piece} }.into_any() }
    };
    pieces(text, words).into_iter().map(piece).collect_view().into_any()
}

/// The text cut where a hit begins or ends. A hit is what the API found: folded, and anywhere in a word.
fn pieces(text: &str, words: &[String]) -> Vec<(bool, String)> {
    let letters: Vec<char> = text.chars().collect();
    let mut folded = String::new();
    let mut ends = Vec::with_capacity(letters.len());
    for letter in &letters {
        let plain = text::fold(&letter.to_string());
        folded.push_str(if plain.is_empty() && letter.is_whitespace() { " " } else { &plain });
        ends.push(folded.len());
    }
    let hits: Vec<(usize, usize)> = words
        .iter()
        .filter(|word| !word.is_empty())
        .flat_map(|word| folded.match_indices(word.as_str()).map(|(at, hit)| (at, at + hit.len())).collect::<Vec<_>>())
        .collect();
    let mut pieces: Vec<(bool, String)> = Vec::new();
    let mut start = 0;
    for (letter, end) in letters.into_iter().zip(ends) {
        let hit = hits.iter().any(|(from, to)| start < *to && end > *from);
        start = end;
        match pieces.last_mut() {
            Some((known, piece)) if *known == hit => piece.push(letter),
            _ => pieces.push((hit, letter.to_string())),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, search: &str) -> String {
        let words: Vec<String> = text::words(search).into_iter().collect();
        let piece = |(hit, piece): (bool, String)| if hit { format!("[{piece}]") } else { piece };
        pieces(text, &words).into_iter().map(piece).collect()
    }

    /// Proves FUL-15: what was searched for is marked, as it was found.
    #[test]
    fn the_hit_is_marked() {
        assert_eq!(shown("Håndhygiene", "hånd"), "[Hånd]hygiene");
        assert_eq!(shown("Håndtering av smitte", "smitte HÅND"), "[Hånd]tering av [smitte]");
        assert_eq!(shown("Idé og én", "ide en"), "[Idé] og [én]");
        assert_eq!(shown("KR-10001", "kr-10001"), "[KR-10001]");
        assert_eq!(shown("Brannvern", ""), "Brannvern");
    }
}
