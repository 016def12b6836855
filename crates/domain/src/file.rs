//! Files that people add: which kinds are taken, what they may be called, how much there may be of them, and when one
//! that is removed is gone for good. What a file is, is told by its bytes (the API's `file::sniff`); nothing that a
//! sender says about it is believed.

use chrono::{DateTime, TimeDelta, Utc};
use unicode_normalization::UnicodeNormalization;

use crate::string_enum::string_enum;

string_enum! {
    /// What a file is, by its content.
    FileKind {
        Pdf = "pdf",
        Docx = "docx",
        Xlsx = "xlsx",
        Pptx = "pptx",
        Odt = "odt",
        Ods = "ods",
        Odp = "odp",
        Png = "png",
        Jpeg = "jpeg",
        Gif = "gif",
        Webp = "webp",
        Text = "text",
    }
}

impl FileKind {
    /// As it is sent.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Odp => "application/vnd.oasis.opendocument.presentation",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Text => "text/plain; charset=utf-8",
        }
    }

    /// How its name may end; the first where it ends in nothing.
    pub const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Pptx => &["pptx"],
            Self::Odt => &["odt"],
            Self::Ods => &["ods"],
            Self::Odp => &["odp"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Gif => &["gif"],
            Self::Webp => &["webp"],
            Self::Text => &["txt", "csv", "md"],
        }
    }
}

/// Letters in a name, with its ending.
pub const LONGEST_NAME: usize = 120;
/// What a file is called whose name has nothing left to show.
const NAMELESS: &str = "fil";
/// Names that are devices on Windows, whatever they end in.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// The name says another kind of file than it is: whoever opened it by its name would get something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the name ends in what another kind of file ends in")]
pub struct WrongEnding;

/// The name a file of this kind is kept under: as it was given as far as that is harmless wherever it is saved, and
/// ending in what it is.
pub fn harmless_name(given: &str, kind: FileKind) -> Result<String, WrongEnding> {
    let name = plain(given);
    let (stem, ending) = match ending(&name) {
        Some(ending) if kind.endings().contains(&ending.to_lowercase().as_str()) => {
            (&name[..name.len() - ending.len() - 1], ending)
        }
        Some(_) => return Err(WrongEnding),
        None => (name.as_str(), kind.endings()[0]),
    };
    let room = LONGEST_NAME - ending.chars().count() - 2;
    let stem: String = stem.chars().take(room).collect();
    let stem = bare(&stem);
    let stem = if stem.is_empty() { NAMELESS } else { stem };
    let mark = if is_device(stem) { "_" } else { "" };
    Ok(format!("{mark}{stem}.{ending}"))
}

/// The last part of a path, without what cannot be seen, turns the writing round, or means something to a shell or a
/// file system.
fn plain(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let letter = |c: char| match c {
        '<' | '>' | ':' | '"' | '|' | '?' | '*' => '_',
        c if c.is_whitespace() => ' ',
        c => c,
    };
    let seen: String = last.chars().filter(|c| c.is_whitespace() || !is_unseen(*c)).map(letter).nfc().collect();
    let words: Vec<&str> = seen.split(' ').filter(|word| !word.is_empty()).collect();
    bare(&words.join(" ")).to_owned()
}

/// Neither hidden, nor with an end that Windows drops.
fn bare(name: &str) -> &str {
    name.trim_matches(|c: char| c == '.' || c == ' ')
}

/// Control characters, marks of direction and joining, private and unassigned ones at the edge of Unicode.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{ffff}'
            | '\u{e0000}'..='\u{10ffff}')
}

/// What comes after the last full stop, where it can be what a kind of file ends in: `1.2` ends in no such thing.
fn ending(name: &str) -> Option<&str> {
    let (stem, ending) = name.rsplit_once('.')?;
    let could = (1..=8).contains(&ending.len())
        && ending.bytes().all(|b| b.is_ascii_alphanumeric())
        && ending.bytes().any(|b| b.is_ascii_alphabetic());
    (could && !stem.is_empty()).then_some(ending)
}

fn is_device(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let numbered = |word: &str| {
        let rest = first.strip_prefix(word).unwrap_or_default();
        rest.chars().count() == 1 && rest.chars().all(|c| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³'))
    };
    DEVICES.contains(&first.as_str()) || numbered("com") || numbered("lpt")
}

/// How much there may be of files on one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file.
    pub file: u64,
    /// Bytes of all files on one thing.
    pub total: u64,
    /// Files on one thing.
    pub count: u64,
}

/// REQ-1: of the files of one requirement.
pub const OF_REQUIREMENT: Limits = Limits { file: 25 * MIB, total: 100 * MIB, count: 20 };
/// FUL-11: of what documents one standing.
pub const OF_STANDING: Limits = Limits { file: 15 * MIB, total: 50 * MIB, count: 10 };
const MIB: u64 = 1024 * 1024;

/// What there is already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    pub total: u64,
    pub count: u64,
}

impl Limits {
    /// Whether a file of this size finds room beside what is held.
    pub const fn has_room(self, held: Held, size: u64) -> bool {
        held.count < self.count && held.total.saturating_add(size) <= self.total
    }
}

/// So long a file that was added by mistake can be removed as though it had never been there.
pub const REGRET: TimeDelta = TimeDelta::hours(24);

/// Whether a removal leaves nothing behind. Later the versions it was part of keep it, to be read in full (REQ-17).
pub fn is_undone(added_at: DateTime<Utc>, removed_at: DateTime<Utc>) -> bool {
    removed_at - added_at <= REGRET
}

/// Bytes that nothing refers to are no longer those of somebody's upload under way.
const FORSAKEN: TimeDelta = TimeDelta::hours(24);

/// Whether bytes stored then, which no row knows, may go.
pub fn is_forsaken(stored_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - stored_at > FORSAKEN
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    /// Proves REQ-1: a name stays readable, and does no harm wherever the file is saved.
    #[rstest]
    #[case("Prosedyre for blåsebetennelse.pdf", "Prosedyre for blåsebetennelse.pdf")]
    #[case("Ærlig talt, ØYE (2).PDF", "Ærlig talt, ØYE (2).PDF")]
    // decomposed, as macOS sends it
    #[case("Bla\u{30a}rev.pdf", "Blårev.pdf")]
    // put in order only once what stood between is gone
    #[case("e\u{300}\u{0}\u{323}.pdf", "ẹ\u{300}.pdf")]
    #[case("../../etc/passwd.pdf", "passwd.pdf")]
    #[case(r"C:\Users\ida\Rutine.pdf", "Rutine.pdf")]
    #[case("en\r\nto\tog\u{0}tre.pdf", "en to ogtre.pdf")]
    #[case("rutine\u{202e}fdp.exe.pdf", "rutinefdp.exe.pdf")]
    #[case("\u{200b}\u{2066}skjult\u{2069}.pdf", "skjult.pdf")]
    #[case("hva? <når> \"hvor\": a|b*.pdf", "hva_ _når_ _hvor__ a_b_.pdf")]
    #[case(".skjult.pdf", "skjult.pdf")]
    #[case("slutt. . .pdf", "slutt.pdf")]
    #[case("CON.pdf", "_CON.pdf")]
    #[case("nul.2026.pdf", "_nul.2026.pdf")]
    #[case("COM7.pdf", "_COM7.pdf")]
    #[case("lpt².pdf", "_lpt².pdf")]
    #[case("Compendium.pdf", "Compendium.pdf")]
    #[case("Rutine 1.2", "Rutine 1.2.pdf")]
    #[case("uten ending", "uten ending.pdf")]
    #[case(".pdf", "pdf.pdf")]
    #[case("", "fil.pdf")]
    #[case("...", "fil.pdf")]
    #[case("\u{202e}", "fil.pdf")]
    fn names_are_made_harmless(#[case] given: &str, #[case] kept: &str) {
        assert_eq!(harmless_name(given, FileKind::Pdf).as_deref(), Ok(kept));
    }

    /// Proves REQ-1: what a name ends in is what opens the file, so it must be what the file is.
    #[rstest]
    #[case("rutine.exe", FileKind::Text)]
    #[case("rutine.ps1", FileKind::Text)]
    #[case("rutine.html", FileKind::Text)]
    #[case("rutine.txt", FileKind::Pdf)]
    #[case("rutine.pdf", FileKind::Docx)]
    #[case("rutine.docm", FileKind::Docx)]
    #[case("rutine.pdf.js", FileKind::Pdf)]
    fn names_say_what_the_file_is(#[case] given: &str, #[case] kind: FileKind) {
        assert_eq!(harmless_name(given, kind), Err(WrongEnding));
    }

    #[test]
    fn long_names_keep_their_ending() {
        let name = harmless_name(&format!("{}.pdf", "å".repeat(500)), FileKind::Pdf).expect("a name");
        assert!(name.chars().count() <= LONGEST_NAME && name.ends_with("å.pdf"), "{name}");
    }

    proptest! {
        /// Whatever is given, what is kept can be saved anywhere, and is kept the same when it is given again.
        #[test]
        fn any_name_is_harmless(given in "\\PC{0,200}|[\\u{0}-\\u{20ff}]{0,60}") {
            if let Ok(name) = harmless_name(&given, FileKind::Text) {
                prop_assert!(!name.starts_with(['.', ' ']) && name.chars().count() <= LONGEST_NAME);
                prop_assert!(!name.chars().any(|c| is_unseen(c) || "/\\<>:\"|?*".contains(c)));
                prop_assert_eq!(harmless_name(&name, FileKind::Text), Ok(name.clone()));
            }
        }
    }

    /// Proves REQ-1: up to the last byte and the last file, and no further.
    #[rstest]
    #[case(0, 0, 100, true)]
    #[case(60, 1, 40, true)]
    #[case(60, 1, 41, false)]
    #[case(0, 2, 1, true)]
    #[case(0, 3, 1, false)]
    #[case(100, 1, 0, true)]
    #[case(u64::MAX, 1, u64::MAX, false)]
    fn there_is_room_to_the_limit(#[case] total: u64, #[case] count: u64, #[case] size: u64, #[case] room: bool) {
        let limits = Limits { file: 100, total: 100, count: 3 };
        assert_eq!(limits.has_room(Held { total, count }, size), room);
    }

    #[test]
    fn a_day_to_regret() {
        let added = DateTime::UNIX_EPOCH;
        assert!(is_undone(added, added + REGRET));
        assert!(!is_undone(added, added + REGRET + TimeDelta::seconds(1)));
        assert!(!is_forsaken(added, added + FORSAKEN));
        assert!(is_forsaken(added, added + FORSAKEN + TimeDelta::seconds(1)));
    }
}
