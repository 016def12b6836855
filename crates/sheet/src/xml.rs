//! Texts inside XML, as Office writes them.

/// What cannot stand in a text as it is, or may not.
const NOTABLE: [bool; 256] = {
    let mut notable = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        notable[byte] = byte != 0x09 && byte != 0x0a;
        byte += 1;
    }
    notable[b'&' as usize] = true;
    notable[b'<' as usize] = true;
    notable[b'>' as usize] = true;
    notable[b'"' as usize] = true;
    notable[b'_' as usize] = true;
    // the first byte of U+FFFE and U+FFFF
    notable[0xef] = true;
    notable
};

/// Appends a text. What XML has no way to say is left out; a line break is one, however it was written; what looks like
/// one of Office's own escapes (`_x0041_`) is not taken for one.
pub fn escape(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let mut written = 0;
    let mut at = 0;
    while at < bytes.len() {
        if !NOTABLE[bytes[at] as usize] {
            at += 1;
            continue;
        }
        let rest = &bytes[at..];
        let (instead, of): (&[u8], usize) = match rest[0] {
            b'&' => (b"&amp;", 1),
            b'<' => (b"&lt;", 1),
            b'>' => (b"&gt;", 1),
            b'"' => (b"&quot;", 1),
            b'_' if is_escape(rest) => (b"_x005F_", 1),
            b'\r' if rest.get(1) == Some(&b'\n') => (b"\n", 2),
            b'\r' => (b"\n", 1),
            0xef if rest.starts_with(&[0xef, 0xbf, 0xbe]) || rest.starts_with(&[0xef, 0xbf, 0xbf]) => (b"", 3),
            b'_' | 0xef => {
                at += 1;
                continue;
            }
            _ => (b"", 1),
        };
        out.extend_from_slice(&bytes[written..at]);
        out.extend_from_slice(instead);
        at += of;
        written = at;
    }
    out.extend_from_slice(&bytes[written..]);
}

fn is_escape(bytes: &[u8]) -> bool {
    bytes.len() >= 7
        && bytes[1].eq_ignore_ascii_case(&b'x')
        && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
        && bytes[6] == b'_'
}

#[cfg(test)]
mod tests {
    use super::escape;

    fn escaped(text: &str) -> String {
        let mut out = Vec::new();
        escape(&mut out, text);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_xml_has_no_way_to_say_is_left_out() {
        assert_eq!(escaped("æøå & <b>\"x\"</b>"), "æøå &amp; &lt;b&gt;&quot;x&quot;&lt;/b&gt;");
        assert_eq!(escaped("a\0b\u{1}c\u{1f}d\u{fffe}e\u{ffff}f\u{fffd}"), "abcdef\u{fffd}");
        assert_eq!(escaped("en\r\nto\rtre\tfire"), "en\nto\ntre\tfire");
        assert_eq!(escaped("_x0041_ _x_ __x00e6_"), "_x005F_x0041_ _x_ __x005F_x00e6_");
        assert_eq!(escaped(""), "");
    }
}
