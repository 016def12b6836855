//! Text for searching and sorting: both databases compare bytes, so the Norwegian rules are laid down here
//! and stored in columns of their own.

use std::{borrow::Cow, collections::BTreeSet};

/// Folds text for searching: lower case, accents off, white space as single spaces. `æ`, `ø` and `å` are
/// letters of their own and stay.
///
/// `fold("  Zoë  ÅS ")` is `"zoe ås"`.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        let start = folded.len();
        for letter in Letters::of(word) {
            folded.push_str(&letter.plain);
        }
        if folded.len() == start && start > 0 {
            folded.pop();
        }
    }
    folded
}

/// A name without the marks that turn the direction of writing: with them it could look like another. Our languages need
/// none.
pub fn straight(name: &str) -> Cow<'_, str> {
    if name.contains(turns) { name.replace(turns, "").into() } else { name.into() }
}

/// Unicode's `Bidi_Control`.
pub fn turns(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The words by which a name is found, folded: a word with a hyphen or an apostrophe is found by its parts too.
pub fn words(text: &str) -> BTreeSet<String> {
    let folded = fold(text);
    let whole = folded.split(' ');
    let parts = whole.clone().flat_map(|word| word.split(|c: char| !c.is_alphanumeric()));
    whole.chain(parts).filter(|word| word.contains(char::is_alphanumeric)).map(ToOwned::to_owned).collect()
}

/// The key by which text is sorted in Norwegian: comparing the bytes of two keys gives the order of the
/// two texts. Only printable ASCII, so SQLite's `BINARY` and PostgreSQL's `"C"` agree.
///
/// Words sort before longer words, digits before letters, `z < æ < ø < å`, `aa` as `å`, `ä` as `æ`, `ö` as
/// `ø`, `ü` as `y`, and the Sami letters beside the letter they are made from. Case and punctuation count
/// for nothing; accents decide only between texts that are otherwise alike.
pub fn sort_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    let mut accents = String::new();
    let mut plain_run = 0;
    let mut weigh = |letters: &str, accent: u8| {
        for letter in letters.chars() {
            key.push(letter);
            if accent == 0 {
                plain_run += 1;
            } else {
                accents.extend(std::iter::repeat_n('0', std::mem::take(&mut plain_run)));
                accents.push(char::from(b'0' + accent));
            }
        }
    };
    let words = text.split(|c: char| c.is_whitespace() || DASHES.contains(&c)).filter(|word| !word.is_empty());
    let mut first = true;
    for word in words {
        let mut letters = Letters::of(word).filter(|letter| letter.plain.chars().all(char::is_alphanumeric)).peekable();
        if letters.peek().is_none() {
            continue;
        }
        if !std::mem::take(&mut first) {
            weigh(WORD, 0);
        }
        while let Some(letter) = letters.next() {
            let followed_by_a = letters.peek().is_some_and(Letter::is_plain_a);
            if letter.is_plain_a() && followed_by_a {
                letters.next();
                weigh(AA, ACCENT_DIGRAPH);
                continue;
            }
            match (letter.source, letter.plain.as_ref()) {
                ('ä', _) => weigh(AE, ACCENT_FOREIGN),
                ('ö' | 'ő', _) => weigh(OE, ACCENT_FOREIGN),
                ('ü' | 'ű', _) => weigh("y", ACCENT_FOREIGN),
                (_, "æ") => weigh(AE, letter.accent()),
                (_, "ø") => weigh(OE, letter.accent()),
                (_, "å") => weigh(AA, letter.accent()),
                (_, plain) if plain.is_ascii() => weigh(plain, letter.accent()),
                (other, _) => weigh(&other_script(other), 0),
            }
        }
    }
    if !accents.is_empty() {
        key.push_str(LEVEL);
        key.push_str(&accents);
    }
    key
}

// Weights after `z`, and the two separators before `0`: the end of a level sorts before the next word.
const AE: &str = "{";
const OE: &str = "|";
const AA: &str = "}";
const WORD: &str = "!";
const LEVEL: &str = " ";
const DASHES: [char; 5] = ['-', '\u{2010}', '\u{2011}', '\u{2013}', '/'];

const ACCENT_MARK: u8 = 1;
const ACCENT_FOREIGN: u8 = 2;
const ACCENT_DIGRAPH: u8 = 3;

/// A letter of another script keeps its place after all of ours, in the order of its code.
fn other_script(letter: char) -> String {
    format!("~{:06x}", u32::from(letter))
}

/// One letter as written (lower case, composed) and without its accents.
struct Letter {
    source: char,
    plain: Cow<'static, str>,
    marked: bool,
}

impl Letter {
    fn is_plain_a(&self) -> bool {
        self.plain == "a" && !self.marked
    }

    fn accent(&self) -> u8 {
        if self.marked { ACCENT_MARK } else { 0 }
    }
}

/// The letters of a word: lower case, combining marks taken up.
struct Letters<I: Iterator<Item = char>> {
    chars: std::iter::Peekable<I>,
}

impl Letters<std::iter::Empty<char>> {
    fn of(word: &str) -> Letters<impl Iterator<Item = char>> {
        Letters { chars: word.chars().flat_map(char::to_lowercase).filter(|c| !c.is_control()).peekable() }
    }
}

impl<I: Iterator<Item = char>> Iterator for Letters<I> {
    type Item = Letter;

    fn next(&mut self) -> Option<Letter> {
        let mut source = self.chars.find(|c| !is_mark(*c))?;
        let mut marked = false;
        while let Some(mark) = self.chars.next_if(|c| is_mark(*c)) {
            if let Some(whole) = composed(source, mark) {
                source = whole;
            } else {
                marked = true;
            }
        }
        let plain = match source {
            'æ' | 'ø' | 'å' => Cow::Owned(source.to_string()),
            c if c.is_ascii() => Cow::Owned(c.to_string()),
            c => match PLAIN.iter().find(|(_, marked)| marked.contains(c)) {
                Some((plain, _)) => {
                    marked = true;
                    Cow::Borrowed(*plain)
                }
                None => Cow::Owned(c.to_string()),
            },
        };
        Some(Letter { source, plain, marked })
    }
}

/// Combining marks: an accent written as a character of its own.
fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// The marks that make another letter and not only an accented one.
fn composed(base: char, mark: char) -> Option<char> {
    match (base, mark) {
        ('a', '\u{30a}') => Some('å'),
        ('a', '\u{308}') => Some('ä'),
        ('o', '\u{308}') => Some('ö'),
        ('o', '\u{30b}') => Some('ő'),
        ('o', '\u{338}' | '\u{337}') => Some('ø'),
        ('u', '\u{308}') => Some('ü'),
        ('u', '\u{30b}') => Some('ű'),
        _ => None,
    }
}

/// The Latin letters with accents or strokes, each under what it is without.
const PLAIN: [(&str, &str); 32] = [
    ("a", "àáâãäāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặª"),
    ("b", "ḃḅḇƀ"),
    ("c", "çćĉċčḉȼ"),
    ("d", "ďḋḍḏḑḓđð"),
    ("e", "èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệɇ"),
    ("f", "ḟ"),
    ("g", "ĝğġģǧǵḡǥ"),
    ("h", "ĥȟḣḥḧḩḫẖħ"),
    ("i", "ìíîïĩīĭįǐȉȋḭḯỉịı"),
    ("j", "ĵǰȷɉ"),
    ("k", "ķǩḱḳḵĸ"),
    ("l", "ĺļľḷḹḻḽŀłƚ"),
    ("m", "ḿṁṃ"),
    ("n", "ñńņňǹṅṇṉṋŉŋ"),
    ("o", "òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợº"),
    ("p", "ṕṗ"),
    ("r", "ŕŗřȑȓṙṛṝṟɍ"),
    ("s", "śŝşšșṡṣṥṧṩſẛ"),
    ("t", "ţťțṫṭṯṱẗŧ"),
    ("u", "ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự"),
    ("v", "ṽṿ"),
    ("w", "ŵẁẃẅẇẉẘ"),
    ("x", "ẋẍ"),
    ("y", "ýÿŷȳẏẙỳỵỷỹɏ"),
    ("z", "źżžẑẓẕƶ"),
    ("æ", "ǣǽ"),
    ("ø", "ǿ"),
    ("ss", "ß"),
    ("th", "þ"),
    ("oe", "œ"),
    ("ij", "ĳ"),
    ("dz", "ǆǳ"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[rstest::rstest]
    #[case("  Zoë  ÅS ", "zoe ås")]
    #[case("ÆRØ", "ærø")]
    #[case("A\u{30a}se O\u{308}berg", "åse oberg")]
    #[case("Čáŋŋá Đorđe Šuŧ", "canna dorde sut")]
    #[case("Nguyễn\tThị", "nguyen thi")]
    #[case("Strauß", "strauss")]
    #[case("e\u{301} \u{301} ", "e")]
    #[case("", "")]
    fn folds(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(fold(text), expected);
    }

    /// The order a Norwegian reader expects, written out.
    #[rstest::rstest]
    #[case("Kari  Nordmann-Sørensen", &["kari", "nordmann", "nordmann-sørensen", "sørensen"])]
    #[case("Sean O'Neil Ås -", &["neil", "o", "o'neil", "sean", "ås"])]
    #[case(" - ", &[])]
    fn a_name_is_found_by_its_words(#[case] name: &str, #[case] expected: &[&str]) {
        assert_eq!(words(name).iter().map(String::as_str).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn sorts_as_norwegian() {
        let expected = [
            "",
            "1. etasje",
            "2. etasje",
            "Ahus",
            "anna",
            "Anna Aune",
            "Anna Bø",
            "Anna-Lise Bø",
            "Annabell",
            "Čáhppe",
            "Cecilie",
            "Dag",
            "Đorđe",
            "Dorte",
            "Eide",
            "Eidé",
            "Eidem",
            "Ŋilla",
            "Nils",
            "Olsen",
            "O'Neill Zed",
            "Sara",
            "Šárá",
            "Yngve",
            "Ütne",
            "Zakarias",
            "Äng",
            "Ærlig",
            "Ødegård",
            "Öhman",
            "Ås",
            "Aas",
            "Åse",
            "Aasen",
            "Åsnes",
        ];
        let mut sorted = expected.to_vec();
        sorted.reverse();
        sorted.sort_by_key(|text| sort_key(text));
        assert_eq!(sorted, expected);
    }

    #[rstest::rstest]
    #[case("LARSEN", "larsen")]
    #[case("A\u{30a}se", "Åse")]
    #[case("Anne Lise", "Anne-Lise")]
    #[case(" Anne  Lise ", "anne lise")]
    fn sorts_alike(#[case] one: &str, #[case] other: &str) {
        assert_eq!(sort_key(one), sort_key(other));
    }

    /// Letters alone in each place of the alphabet, so that no pair is out of order.
    #[test]
    fn the_alphabet_is_in_order() {
        let alphabet: Vec<_> = "abcdefghijklmnopqrstuvwxyzæøå".chars().map(|c| sort_key(&c.to_string())).collect();
        assert!(alphabet.is_sorted_by(|a, b| a < b));
        assert!(sort_key("å") < sort_key("Дмитрий") && sort_key("Дмитрий") < sort_key("李"));
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn a_key_is_printable_ascii(text in any::<String>()) {
            prop_assert!(sort_key(&text).bytes().all(|b| (b' '..=b'~').contains(&b)));
        }

        /// A text that goes on where another stopped comes after it, unless the two letters at the seam
        /// make an `aa`.
        #[test]
        fn longer_comes_later(start in "[b-zæøå]{1,8}", rest in "[a-zæøå0-9]{1,8}") {
            let (word, joined, apart, next) =
                (sort_key(&start), sort_key(&(start.clone() + &rest)), sort_key(&[&*start, &*rest].join(" ")), sort_key(&(start + "b")));
            prop_assert!(word < joined);
            prop_assert!(word < apart);
            prop_assert!(apart < next);
        }
    }
}
