//! Documents that are archives are opened before they are accepted: active content is detected by their own lists,
//! under any name. Office finds macros by the type declared for a part and not by its name.

use std::{
    fs::File,
    io::{self, BufReader, Read, Write},
};

use zip::ZipArchive;

use super::sniff::Unwanted;

/// More parts than any document has.
const MOST_PARTS: usize = 10_000;
/// Bytes read of one list, and of all of them.
const LONGEST_LIST: u64 = 1 << 20;
const ALL_LISTS: u64 = 8 << 20;
/// In the types and relations of a document with macros, in lower case.
const MARKS: [&[u8]; 4] = [b"vbaproject", b"vbadata", b"macroenabled", b"macrosheet"];
/// The first bytes of an archive.
const BEGINS: &[u8] = b"PK\x03\x04";

/// Spools an archive to a temporary file as it passes; keeps nothing of anything else.
#[derive(Debug, Default)]
pub struct Aside {
    begun: Vec<u8>,
    file: Option<File>,
    is_other: bool,
}

impl Aside {
    pub fn feed(&mut self, piece: &[u8]) -> io::Result<()> {
        if self.is_other {
            return Ok(());
        }
        if let Some(file) = &mut self.file {
            return file.write_all(piece);
        }
        self.begun.extend_from_slice(piece);
        if self.begun.starts_with(BEGINS) {
            let mut file = tempfile::tempfile()?;
            file.write_all(&std::mem::take(&mut self.begun))?;
            self.file = Some(file);
        } else if !BEGINS.starts_with(&self.begun) {
            (self.begun, self.is_other) = (Vec::new(), true);
        }
        Ok(())
    }

    /// The spooled file.
    pub fn into_file(self) -> Option<File> {
        self.file
    }
}

/// Err where it has active content, or its lists cannot be read.
pub fn look(file: File) -> Result<(), Unwanted> {
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|_| Unwanted)?;
    if archive.len() > MOST_PARTS {
        return Err(Unwanted);
    }
    let mut left = ALL_LISTS;
    for index in 0..archive.len() {
        let name = archive
            .name_for_index(index)
            .ok_or(Unwanted)?
            .map_err(|_| Unwanted)?
            .replace('\\', "/")
            .to_ascii_lowercase();
        let name = name.trim_start_matches('/');
        if runs(name) {
            return Err(Unwanted);
        }
        let is_types = name == "[content_types].xml";
        // OpenDocument lists its macros by their folders; Office lists the types of the parts.
        if is_types || name.rsplit_once('.').is_some_and(|(_, ending)| ending == "rels") {
            let part = archive.by_index(index).map_err(|_| Unwanted)?;
            let list = letters(part, &mut left)?;
            let finds = |mark: &[u8]| memchr::memmem::find(&list, mark).is_some();
            // No program writes types as character references, or with its own entities.
            if MARKS.into_iter().any(finds) || (is_types && (finds(b"&#") || finds(b"<!"))) {
                return Err(Unwanted);
            }
        }
    }
    Ok(())
}

/// By path: macros of Office and of OpenDocument, programs for Java.
fn runs(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or_default();
    let folders = || name.split('/').rev().skip(1);
    file.starts_with("vbaproject")
        || file == "vbadata.xml"
        || name.ends_with("meta-inf/manifest.mf")
        || folders().any(|folder| matches!(folder, "basic" | "scripts" | "macrosheets"))
}

/// In lower case, without the bytes that a two-byte encoding puts in between.
fn letters(part: impl Read, left: &mut u64) -> Result<Vec<u8>, Unwanted> {
    let most = LONGEST_LIST.min(*left);
    let mut read = Vec::new();
    let length = part.take(most + 1).read_to_end(&mut read).map_err(|_| Unwanted)? as u64;
    *left = left.checked_sub(length).filter(|_| length <= most).ok_or(Unwanted)?;
    read.retain(|byte| *byte != 0);
    read.make_ascii_lowercase();
    Ok(read)
}

#[cfg(test)]
mod tests {
    use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

    use super::*;

    const TYPES: &str = "[Content_Types].xml";
    const PLAIN: &str = r#"<Types><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>"#;

    fn document(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = ZipWriter::new(io::Cursor::new(Vec::new()));
        for (name, content) in parts {
            let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
            archive.start_file(*name, options).unwrap();
            archive.write_all(content).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    fn looked(bytes: &[u8]) -> Result<(), Unwanted> {
        let mut aside = Aside::default();
        for piece in bytes.chunks(3) {
            aside.feed(piece).unwrap();
        }
        look(aside.into_file().expect("an archive"))
    }

    /// Proves REQ-1: macros are found under any name, in any case.
    #[rstest::rstest]
    #[case::types(
        TYPES,
        br#"<Types><Override PartName="/word/a.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>"#
    )]
    #[case::other_letters(
        "[CONTENT_TYPES].XML",
        br#"<Types><Default Extension="x" ContentType="application/vnd.ms-office.VBAPROJECT"/></Types>"#
    )]
    #[case::main_part(TYPES, b"application/vnd.ms-word.document.macroEnabled.main+xml")]
    #[case::two_bytes(TYPES, b"\xff\xfev\0b\0a\0P\0r\0o\0j\0e\0c\0t\0")]
    #[case::by_number(TYPES, b"application/vnd.ms-office.&#118;baProject")]
    #[case::by_entity(TYPES, b"<!DOCTYPE x [<!ENTITY v 'vba'>]>")]
    #[case::relation(
        "word/_rels/document.xml.rels",
        b"http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    )]
    #[case::excel("xl/_rels/workbook.xml.rels", b"http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet")]
    #[case::name("word/VBAPROJECT.bin", b"x")]
    #[case::name_with_a_number("word/vbaProject2.bin", b"x")]
    #[case::data("word/vbaData.xml", b"x")]
    #[case::sheets("XL/MacroSheets/sheet1.xml", b"x")]
    #[case::basic("Basic/Standard/Module1.xml", b"x")]
    #[case::basic_alone("BASIC/script-lb.xml", b"x")]
    #[case::python("Scripts/python/a.py", b"x")]
    #[case::backslash("Basic\\Standard\\Module1.xml", b"x")]
    #[case::java("META-INF/MANIFEST.MF", b"x")]
    fn what_runs_is_found(#[case] name: &str, #[case] content: &[u8]) {
        let begins: [(&str, &[u8]); 2] = [("word/document.xml", b"<x/>"), ("docProps/app.xml", b"<x/>")];
        assert_eq!(looked(&document(&begins)), Ok(()));
        assert_eq!(looked(&document(&[begins.as_slice(), &[(name, content)]].concat())), Err(Unwanted));
    }

    #[test]
    fn documents_without_are_taken() {
        let word: [(&str, &[u8]); 4] = [
            (TYPES, PLAIN.as_bytes()),
            ("word/document.xml", b"<w>about vbaProject.bin and macros</w>"),
            ("word/_rels/document.xml.rels", br#"<R Target="https://a.example/?a=1&#38;b=2"/>"#),
            ("word/media/scripts.png", b"x"),
        ];
        assert_eq!(looked(&document(&word)), Ok(()));
        let text: [(&str, &[u8]); 3] = [
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            ("content.xml", b"<x/>"),
            ("META-INF/manifest.xml", b"<x/>"),
        ];
        assert_eq!(looked(&document(&text)), Ok(()));
    }

    #[test]
    fn what_is_much_or_broken_is_not_read() {
        let much = vec![b' '; usize::try_from(LONGEST_LIST).unwrap() + 1];
        assert_eq!(looked(&document(&[(TYPES, &much)])), Err(Unwanted));
        let whole = document(&[(TYPES, PLAIN.as_bytes())]);
        assert_eq!(looked(&whole[..whole.len() - 4]), Err(Unwanted));
        let mut aside = Aside::default();
        aside.feed(b"P").unwrap();
        aside.feed(b"DF").unwrap();
        assert!(aside.into_file().is_none());
    }
}
