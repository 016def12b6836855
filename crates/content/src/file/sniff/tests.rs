//! Beginnings and ends of files of every type, and of disguised ones.

use rstest::rstest;

use super::*;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0";
const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n";

/// An archive with these parts, uncompressed.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut index) = (Vec::new(), Vec::new());
    for (name, content) in parts {
        let at = u32::try_from(out.len()).expect("an offset");
        let sizes = u32::try_from(content.len()).expect("a size").to_le_bytes();
        let named = u16::try_from(name.len()).expect("a length").to_le_bytes();
        out.extend(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0");
        out.extend([sizes, sizes].concat());
        out.extend(named);
        out.extend(b"\0\0");
        out.extend(name.bytes());
        out.extend(*content);
        index.extend(b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0");
        index.extend([sizes, sizes].concat());
        index.extend(named);
        index.extend([0; 12]);
        index.extend(at.to_le_bytes());
        index.extend(name.bytes());
    }
    let (at, size) = (out.len(), index.len());
    out.extend(index);
    let count = u16::try_from(parts.len()).expect("a number").to_le_bytes();
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count, count].concat());
    out.extend(u32::try_from(size).expect("a size").to_le_bytes());
    out.extend(u32::try_from(at).expect("an offset").to_le_bytes());
    out.extend(b"\0\0");
    out
}

fn office(main: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let begins: [(&str, &[u8]); 3] = [("[Content_Types].xml", b"<Types/>"), ("_rels/.rels", b"<R/>"), (main, b"<x/>")];
    archive(&[begins.as_slice(), more].concat())
}

fn open_document(kind: &str) -> Vec<u8> {
    let kind = format!("application/vnd.oasis.opendocument.{kind}");
    archive(&[("mimetype", kind.as_bytes()), ("content.xml", b"<x/>"), ("META-INF/manifest.xml", b"<x/>")])
}

/// In chunks of this many bytes.
fn sniffed(bytes: &[u8], size: usize) -> Result<FileKind, Unwanted> {
    let mut sniffer = Sniffer::new();
    for piece in bytes.chunks(size) {
        sniffer.feed(piece)?;
    }
    sniffer.finish()
}

#[track_caller]
fn is(bytes: &[u8], kind: Result<FileKind, Unwanted>) {
    for size in [1, 7, 64, 1000, 100_000] {
        assert_eq!(sniffed(bytes, size), kind, "in pieces of {size}");
    }
}

/// Proves REQ-1: listed types are accepted, for any chunk size.
#[test]
fn what_is_wanted_is_known() {
    is(PDF, Ok(FileKind::Pdf));
    is(PNG, Ok(FileKind::Png));
    is(JPEG, Ok(FileKind::Jpeg));
    is(b"GIF89a\x01\0\x01\0", Ok(FileKind::Gif));
    is(b"RIFF\x24\0\0\0WEBPVP8 ", Ok(FileKind::Webp));
    is(&office("word/document.xml", &[]), Ok(FileKind::Docx));
    is(&office("xl/workbook.xml", &[]), Ok(FileKind::Xlsx));
    is(&office("ppt/presentation.xml", &[]), Ok(FileKind::Pptx));
    is(&open_document("text"), Ok(FileKind::Odt));
    is(&open_document("spreadsheet"), Ok(FileKind::Ods));
    is(&open_document("presentation"), Ok(FileKind::Odp));
    is("Blåbær, smør – og 3 < 4\r\n\tæøå\n".as_bytes(), Ok(FileKind::Text));
    is("\u{feff}navn;dato\nIda;21.11.2026\n".as_bytes(), Ok(FileKind::Text));
    // Text whose first two letters are those of a picture or a program.
    is("BMI-skjema".as_bytes(), Ok(FileKind::Text));
    is("MZ er en forkortelse".as_bytes(), Ok(FileKind::Text));
    is("Ærlig ".repeat(5000).as_bytes(), Ok(FileKind::Text));
}

/// Proves REQ-1: nothing that runs, or is shown as a page, under any name.
#[rstest]
#[case::page(b"<!DOCTYPE html><title>x</title>")]
#[case::page_after_space(b"\n\n  <html><body>hei</body></html>")]
#[case::page_after_mark(b"\xef\xbb\xbf<p>hei</p>")]
#[case::page_with_text_before(b"Hei\n<ScRiPt>alert(1)</script>")]
#[case::drawing(b"<svg xmlns='http://www.w3.org/2000/svg'/>")]
#[case::drawing_as_xml(b"<?xml version='1.0'?><svg/>")]
#[case::shell(b"#!/bin/sh\nrm -rf /\n")]
#[case::php(b"Hei <?php system('id'); ?>")]
#[case::program(b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0")]
#[case::program_of_linux(b"\x7fELF\x02\x01\x01\0")]
#[case::wasm(b"\0asm\x01\0\0\0")]
#[case::rtf(b"{\\rtf1 hei}")]
#[case::postscript(b"%!PS-Adobe-3.0\n")]
#[case::old_office(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0\0")]
#[case::old_letters(b"Bl\xe5b\xe6r")]
#[case::control(b"Hei\x1b[31m")]
#[case::cut_letter(b"Bl\xc3")]
#[case::nothing_known(b"\x01\x02\x03\x04")]
#[case::begins_as_gif(b"GIF8 og noe annet\0")]
fn what_is_not_wanted_is_refused(#[case] bytes: &[u8]) {
    is(bytes, Err(Unwanted));
}

/// Proves REQ-1: two files in one are refused.
#[test]
fn what_pretends_is_refused() {
    let hidden = archive(&[("a.class", b"x")]);
    for outside in [PNG, JPEG, PDF, b"GIF89a\x01\0"] {
        is(&[outside, &hidden].concat(), Err(Unwanted));
    }
    is(&hidden, Err(Unwanted));
    is(&archive(&[("setup.exe", b"MZ")]), Err(Unwanted));
    // Office with macros, a program beside the document, two documents, one that is truncated or continues
    is(&office("word/document.xml", &[("word/vbaProject.bin", b"x")]), Err(Unwanted));
    is(&office("xl/workbook.xml", &[("xl/macrosheets/sheet1.xml", b"x")]), Err(Unwanted));
    is(&office("word/document.xml", &[("META-INF/MANIFEST.MF", b"x")]), Err(Unwanted));
    is(&office("word/document.xml", &[("xl/workbook.xml", b"x")]), Err(Unwanted));
    let whole = office("word/document.xml", &[]);
    is(&whole[..whole.len() - 1], Err(Unwanted));
    is(&[whole.as_slice(), b"MZ\x90\0"].concat(), Err(Unwanted));
    is(&[b"MZ", whole.as_slice()].concat(), Err(Unwanted));
    // A page in front of a document, and one behind a picture, which stays a picture.
    is(&[b"<html>", PDF].concat(), Err(Unwanted));
    is(&[PNG, b"<script>alert(1)</script>"].concat(), Ok(FileKind::Png));
}

/// Proves REQ-1: what is hidden far inside is found, and text must be text to its end.
#[test]
fn the_middle_counts_too() {
    let long = vec![b'x'; 100_000];
    let far = office("word/document.xml", &[("word/media/a.bin", &long), ("word/vbaProject.bin", b"x")]);
    is(&far, Err(Unwanted));
    let text = [long.as_slice(), b"\0", &long].concat();
    is(&text, Err(Unwanted));
}
