//! Determines a file's type from its bytes as they pass: only its beginning and its end are held. Only listed types are
//! accepted, and nothing that could run where it is opened.

use infer::Infer;
use kyndig_domain::file::FileKind;
use memchr::memmem::Finder;

/// Bytes of the beginning that are examined.
const HEAD: usize = 8 * 1024;
/// The longest end of an archive: its record, and the longest comment.
const TAIL: usize = 22 + 65_535;
/// Names of parts, as archives contain them, and the type of a document with such a part.
const PARTS: [(&str, Part); 7] = [
    ("word/document.xml", Part::Of(FileKind::Docx)),
    ("xl/workbook.xml", Part::Of(FileKind::Xlsx)),
    ("ppt/presentation.xml", Part::Of(FileKind::Pptx)),
    // macros of Office, of old Excel, of OpenDocument; programs for Java
    ("vbaProject.bin", Part::Runs),
    ("xl/macrosheets/", Part::Runs),
    ("Basic/script-lc.xml", Part::Runs),
    ("META-INF/MANIFEST.MF", Part::Runs),
];
/// One byte less than the longest of them: as much of a name as can end up in the previous chunk.
const CARRIED: usize = 19;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Of(FileKind),
    Runs,
}

/// Its type is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unwanted;

/// Examines a file as it passes.
pub struct Sniffer {
    head: Vec<u8>,
    tail: Vec<u8>,
    text: Text,
    finders: Vec<(Finder<'static>, Part)>,
    /// The end of the previous chunk.
    carried: Vec<u8>,
    found: Vec<Part>,
}

impl Sniffer {
    pub fn new() -> Self {
        Self {
            head: Vec::new(),
            tail: Vec::new(),
            text: Text::default(),
            finders: PARTS.iter().map(|(name, part)| (Finder::new(*name), *part)).collect(),
            carried: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Err as soon as it is known to be unwanted.
    pub fn feed(&mut self, piece: &[u8]) -> Result<(), Unwanted> {
        let had = self.head.len();
        self.head.extend_from_slice(&piece[..piece.len().min(HEAD - had)]);
        self.text.feed(piece);
        keep_end(&mut self.tail, piece, TAIL);
        self.find_parts(piece);
        if self.found.contains(&Part::Runs) {
            return Err(Unwanted);
        }
        if had < HEAD && self.head.len() == HEAD { self.family().map(drop) } else { Ok(()) }
    }

    /// After the last chunk.
    pub fn finish(self) -> Result<FileKind, Unwanted> {
        let ends_as_archive = ends_as_archive(&self.tail);
        match self.family()? {
            Family::Text if self.text.is_whole() => Ok(FileKind::Text),
            Family::Text => Err(Unwanted),
            // With an archive at its end it is two files, and one of them is hidden.
            Family::Plain(_) if ends_as_archive => Err(Unwanted),
            // Truncated, or with data after its end.
            Family::OpenDocument(_) | Family::Archive if !ends_as_archive => Err(Unwanted),
            Family::Plain(kind) | Family::OpenDocument(kind) => Ok(kind),
            Family::Archive => self.document(),
        }
    }

    fn family(&self) -> Result<Family, Unwanted> {
        if let Some(family) = Family::of(&self.head) {
            return Ok(family);
        }
        if self.text.is_broken() || is_markup_or_script(&self.head) { Err(Unwanted) } else { Ok(Family::Text) }
    }

    /// Which Office document an archive is: exactly one.
    fn document(&self) -> Result<FileKind, Unwanted> {
        let mut kinds = self.found.iter().filter_map(|part| match part {
            Part::Of(kind) => Some(*kind),
            Part::Runs => None,
        });
        match (kinds.next(), kinds.next()) {
            (Some(kind), None) => Ok(kind),
            _ => Err(Unwanted),
        }
    }

    fn find_parts(&mut self, piece: &[u8]) {
        let edge = &piece[..piece.len().min(CARRIED)];
        self.carried.extend_from_slice(edge);
        for (finder, part) in &self.finders {
            let here = || finder.find(&self.carried).is_some() || finder.find(piece).is_some();
            if !self.found.contains(part) && here() {
                self.found.push(*part);
            }
        }
        self.carried.truncate(self.carried.len() - edge.len());
        keep_end(&mut self.carried, piece, CARRIED);
    }
}

/// Appends, and keeps only the end of it.
fn keep_end(end: &mut Vec<u8>, piece: &[u8], most: usize) {
    let piece = &piece[piece.len().saturating_sub(most)..];
    let too_many = (end.len() + piece.len()).saturating_sub(most);
    end.drain(..too_many.min(end.len()));
    end.extend_from_slice(piece);
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    /// Identified by its beginning.
    Plain(FileKind),
    OpenDocument(FileKind),
    /// Possibly an Office document.
    Archive,
    Text,
}

impl Family {
    /// For a beginning that is not that of another type.
    fn of(head: &[u8]) -> Option<Self> {
        // `infer` is satisfied with fewer bytes than these.
        if head.starts_with(b"%PDF-") {
            return Some(Self::Plain(FileKind::Pdf));
        }
        if head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a") {
            return Some(Self::Plain(FileKind::Gif));
        }
        if head.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Some(Self::Plain(FileKind::Png));
        }
        let known = Infer::new().get(head)?;
        Some(match known.mime_type() {
            "image/jpeg" => Self::Plain(FileKind::Jpeg),
            "image/webp" => Self::Plain(FileKind::Webp),
            "application/vnd.oasis.opendocument.text" => Self::OpenDocument(FileKind::Odt),
            "application/vnd.oasis.opendocument.spreadsheet" => Self::OpenDocument(FileKind::Ods),
            "application/vnd.oasis.opendocument.presentation" => Self::OpenDocument(FileKind::Odp),
            _ if head.starts_with(b"PK\x03\x04") => Self::Archive,
            _ => return None,
        })
    }
}

/// Whether it begins as a web page, a drawing, or a program. Any other text can only be read.
fn is_markup_or_script(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if head.starts_with(b"#!") || head.starts_with(b"{\\rtf") || head.starts_with(b"%!") {
        return true;
    }
    let tag =
        |at: usize| head.get(at + 1).is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, b'!' | b'?'));
    if head.first() == Some(&b'<') && tag(0) {
        return true;
    }
    let lower = head.to_ascii_lowercase();
    [b"<script".as_slice(), b"<svg", b"<html", b"<iframe", b"<?php", b"<!doctype"]
        .iter()
        .any(|mark| memchr::memmem::find(&lower, mark).is_some())
}

/// Whether it ends with the end record of a ZIP archive.
fn ends_as_archive(tail: &[u8]) -> bool {
    memchr::memmem::rfind_iter(tail, b"PK\x05\x06").any(|at| {
        let end = &tail[at..];
        end.len() >= 22 && usize::from(u16::from_le_bytes([end[20], end[21]])) == end.len() - 22
    })
}

/// UTF-8 without control characters, chunk by chunk.
#[derive(Debug, Default)]
struct Text {
    /// The beginning of a character whose remaining bytes have not come yet.
    begun: Vec<u8>,
    broken: bool,
}

impl Text {
    fn feed(&mut self, piece: &[u8]) {
        if self.broken {
            return;
        }
        let joined;
        let bytes = if self.begun.is_empty() {
            piece
        } else {
            joined = [self.begun.as_slice(), piece].concat();
            &joined
        };
        let (whole, rest) = match std::str::from_utf8(bytes) {
            Ok(_) => bytes.split_at(bytes.len()),
            Err(error) if error.error_len().is_none() => bytes.split_at(error.valid_up_to()),
            Err(_) => return self.broken = true,
        };
        self.broken = whole.iter().any(|b| b.is_ascii_control() && !matches!(b, b'\t' | b'\n' | b'\r' | b'\x0c'));
        self.begun = rest.to_vec();
    }

    fn is_broken(&self) -> bool {
        self.broken
    }

    fn is_whole(&self) -> bool {
        !self.broken && self.begun.is_empty()
    }
}

#[cfg(test)]
mod tests;
