//! What files are called, and how large they are.

use kyndig_contract::file::{FileKind, FileSummary};

use crate::language::{self, Language};
use crate::t;

pub fn kind(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Pdf => "PDF",
        FileKind::Docx => "Word",
        FileKind::Xlsx => "Excel",
        FileKind::Pptx => "PowerPoint",
        FileKind::Odt | FileKind::Ods | FileKind::Odp => "OpenDocument",
        FileKind::Png | FileKind::Jpeg | FileKind::Gif | FileKind::Webp => t::file::image(),
        FileKind::Text => t::file::text(),
    }
}

/// In the largest measure that leaves a whole number before the comma.
pub fn size(bytes: i64) -> String {
    const KILO: i64 = 1024;
    const MEGA: i64 = KILO * KILO;
    match bytes {
        ..KILO => t::file::bytes(bytes),
        // rounded up, so that nothing looks smaller than what it takes
        KILO..MEGA => format!("{} kB", (bytes + KILO - 1) / KILO),
        _ => {
            let tenths = (bytes * 10 + MEGA - 1) / MEGA;
            let point = if language::now() == Language::English { '.' } else { ',' };
            if tenths % 10 == 0 {
                format!("{} MB", tenths / 10)
            } else {
                format!("{}{point}{} MB", tenths / 10, tenths % 10)
            }
        }
    }
}

/// "PDF · 1,2 MB".
pub fn about(file: &FileSummary) -> String {
    format!("{} · {}", kind(file.kind), size(file.size))
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_read_at_a_glance() {
        let sizes = [0, 1023, 1024, 1025, 340 * 1024, 1024 * 1024, 1_258_292, 25 * 1024 * 1024].map(size);
        assert_eq!(sizes[2..], ["1 kB", "2 kB", "340 kB", "1 MB", "1,3 MB", "25 MB"]);
    }
}
