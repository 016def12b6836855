//! Packages of 1EdTech's CASE 1.0: a CFDocument with its CFItems and the CFAssociations between them.

mod package;
mod read;
mod write;

pub use package::CasePackage;
pub use read::read;
pub use write::{Written, write};

use kyndig_domain::transfer::ReferenceKind;

/// The words of CASE, and ours.
const KINDS: &[(&str, ReferenceKind)] = &[
    ("isChildOf", ReferenceKind::IsChildOf),
    ("isPartOf", ReferenceKind::IsPartOf),
    ("isPeerOf", ReferenceKind::IsPeerOf),
    ("isRelatedTo", ReferenceKind::IsRelatedTo),
    ("exactMatchOf", ReferenceKind::ExactMatchOf),
    ("precedes", ReferenceKind::Precedes),
    ("replacedBy", ReferenceKind::ReplacedBy),
    ("exemplar", ReferenceKind::Exemplar),
    ("hasSkillLevel", ReferenceKind::HasSkillLevel),
    ("isTranslationOf", ReferenceKind::IsTranslationOf),
];

fn kind(word: &str) -> Option<ReferenceKind> {
    KINDS.iter().find(|(theirs, _)| *theirs == word).map(|(_, ours)| *ours)
}

fn word(kind: ReferenceKind) -> &'static str {
    KINDS.iter().find(|(_, ours)| *ours == kind).map_or("isRelatedTo", |(theirs, _)| theirs)
}
