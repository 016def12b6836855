//! Splits a file into records for the domain's reader. Any input gets an answer: binary data has no header that fits.

use kyndig_domain::hr_import::{HeaderProblem, HrFile, ImportProfile, Profile, Reader};
use kyndig_platform::http::{Code, Failure};

/// Reads a whole file of this profile.
pub fn read(bytes: &[u8], profile: ImportProfile) -> Result<HrFile, Failure> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut csv =
        csv::ReaderBuilder::new().delimiter(delimiter(bytes)).flexible(true).has_headers(false).from_reader(bytes);
    let mut record = csv::ByteRecord::new();
    if !csv.read_byte_record(&mut record).map_err(|error| unreadable(&error.to_string()))? {
        return Err(Code::EmptyFile.into());
    }
    let header = fields(&record).ok_or(Code::NotText)?;
    let mut reader = Reader::new(&Profile::of(profile), &header).map_err(unfit)?;
    loop {
        match csv.read_byte_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {
                let line = record.position().map_or(0, csv::Position::line);
                match fields(&record) {
                    Some(fields) => reader.record(line, &fields),
                    None => reader.unreadable(line),
                }
            }
            Err(error) => return Err(unreadable(&error.to_string())),
        }
    }
    Ok(reader.finish())
}

fn fields(record: &csv::ByteRecord) -> Option<Vec<&str>> {
    record.iter().map(|field| std::str::from_utf8(field).ok()).collect()
}

/// The one of `;`, `,` and tab that is most frequent in the first line.
fn delimiter(bytes: &[u8]) -> u8 {
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let pieces = |sign: u8| first.split(|byte| *byte == sign).count();
    [b',', b'\t', b';'].into_iter().max_by_key(|sign| pieces(*sign)).unwrap_or(b';')
}

/// The invalid columns are the detail.
fn unfit(problem: HeaderProblem) -> Failure {
    match problem {
        HeaderProblem::Missing(columns) => Failure::new(Code::MissingColumns).detail(columns.join(", ")),
        HeaderProblem::Twice(column) => Failure::new(Code::ColumnTwice).detail(column),
    }
}

fn unreadable(why: &str) -> Failure {
    Failure::new(Code::UnreadableFile).detail(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_and_byte_order_marks_do_no_harm() {
        let file = "\u{feff}unit_id,parent_id,name,kind,short_code,org_number,cost_centre\nA,,Region,region,,,1\n";
        assert_eq!(read(file.as_bytes(), ImportProfile::Units).expect("a file").rows, 1);
    }

    #[test]
    fn junk_is_refused_as_a_whole() {
        let junk: Vec<u8> = (0..4096_u32).map(|n| u8::try_from(n * 31 % 251).expect("a byte")).collect();
        let twice = b"unit_id;name;kind;name\n";
        for (bytes, profile, code) in [
            (junk.as_slice(), ImportProfile::People, Code::NotText),
            (b"", ImportProfile::People, Code::EmptyFile),
            (b"a;b;c\n1;2;3\n", ImportProfile::People, Code::MissingColumns),
            (twice, ImportProfile::Units, Code::ColumnTwice),
        ] {
            assert_eq!(read(bytes, profile).expect_err("no file").code(), code);
        }
    }

    #[test]
    fn a_line_that_is_no_text_is_reported_and_the_rest_is_read() {
        let mut file = b"unit_id;parent_id;name;kind;short_code;org_number;cost_centre\n".to_vec();
        file.extend(b"A;;Region \xff\xfe;region;;;1\nB;;Region;region;;;2\n");
        let read = read(&file, ImportProfile::Units).expect("a file");
        assert_eq!((read.rows, read.problems.len(), read.problems[0].line), (2, 1, Some(2)));
    }
}
