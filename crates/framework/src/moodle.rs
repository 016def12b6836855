//! Moodle's export of a competency framework: a CSV of fourteen columns, the framework itself in one of its rows, the
//! tree by the identifiers of parents, descriptions as HTML of several lines in quotes.

use std::collections::{BTreeMap, HashMap, HashSet};

use csv::{ReaderBuilder, StringRecord};
use kyndig_domain::transfer::ReferenceKind;

use crate::{
    At, Fault, Framework, Item, MOST_ITEMS, MOST_REFERENCES, Note, Reference, html, in_order, shortened,
    source::{self, lines},
};

const NAME: usize = 500;
const CODE: usize = 50;
/// Faults that are shown; a file that is wrong all through is wrong.
const FAULTS: usize = 100;

/// The columns, in Moodle's order and by its English names.
const COLUMNS: &[&str] = &[
    "Parent id number",
    "Id number",
    "Shortname",
    "Description",
    "Description format",
    "Scale values",
    "Scale configuration",
    "Rule type (optional)",
    "Rule outcome (optional)",
    "Rule config (optional)",
    "Cross referenced competency id numbers",
    "Exported id (optional)",
    "Is framework",
    "Taxonomy",
];
const PARENT: usize = 0;
const ID: usize = 1;
const SHORTNAME: usize = 2;
const DESCRIPTION: usize = 3;
const FORMAT: usize = 4;
const REFERENCES: usize = 10;
const IS_FRAMEWORK: usize = 12;
/// What we have no place for, and what it is called in a note.
const NOT_KEPT: &[usize] = &[5, 6, 7, 8, 9, 13];

/// One row, with the line that it begins on.
struct Row {
    line: u64,
    fields: Vec<String>,
}

impl Row {
    fn get(&self, column: usize) -> &str {
        self.fields.get(column).map_or("", |field| field.trim())
    }

    fn is_framework(&self) -> bool {
        self.get(IS_FRAMEWORK) == "1"
    }

    fn at(&self) -> At {
        At::line(self.line)
    }

    fn description(&self) -> String {
        let text = self.get(DESCRIPTION);
        // 1 is HTML; 0 is whatever Moodle makes of it, 2 and 4 are text.
        if self.get(FORMAT) == "1" || html::is_html(text) { html::to_text(text) } else { lines(text) }
    }
}

pub fn read(bytes: &[u8]) -> Result<Framework, Vec<Fault>> {
    let text = source::text(bytes).map_err(|fault| vec![fault])?;
    let mut notes = Vec::new();
    let rows = rows(text, &mut notes)?;
    if rows.len() > MOST_ITEMS {
        return Err(vec![Fault::saying("too_many", At::default(), rows.len().to_string())]);
    }
    let mut frameworks = rows.iter().filter(|row| row.is_framework());
    let Some(framework) = frameworks.next() else {
        return Err(vec![Fault::new("no_framework", At::default())]);
    };
    if let Some(second) = frameworks.next() {
        return Err(vec![Fault::saying("two_frameworks", second.at(), second.get(ID))]);
    }
    let competencies: Vec<&Row> = rows.iter().filter(|row| !row.is_framework()).collect();
    let indexes = by_identifier(framework, &competencies)?;
    notes.extend(kept_nowhere(&rows));
    let mut relations = 0;
    let mut items = Vec::with_capacity(competencies.len());
    for row in &competencies {
        let item = of(row, &indexes, &mut notes);
        relations += item.references.len();
        items.push(item);
    }
    if relations > MOST_REFERENCES {
        return Err(vec![Fault::saying("too_many", At::path(COLUMNS[REFERENCES]), relations.to_string())]);
    }
    let mut items = in_order(items).map_err(|fault| vec![fault])?;
    // That one lies beneath another is a reference like the rest.
    for index in 0..items.len() {
        if let Some(parent) = items[index].parent {
            let to = items[parent].key.clone();
            let reference = Reference { kind: ReferenceKind::IsChildOf, to, title: String::new(), address: None };
            items[index].references.insert(0, reference);
        }
    }
    Ok(Framework {
        key: framework.get(ID).to_owned(),
        title: lines(framework.get(SHORTNAME)).replace('\n', " "),
        description: framework.description(),
        at: framework.at(),
        items,
        notes,
    })
}

/// The rows in Moodle's order of columns, whatever their order and delimiter in the file.
fn rows(text: &str, notes: &mut Vec<Note>) -> Result<Vec<Row>, Vec<Fault>> {
    let (delimiter, header) = [b',', b';', b'\t']
        .into_iter()
        .filter_map(|delimiter| {
            let header = reader(text, delimiter).records().next()?.ok()?;
            Some((delimiter, header))
        })
        .max_by_key(|(_, header)| header.len())
        .ok_or_else(|| vec![Fault::new("unreadable_file", At::default())])?;
    let place = |name: &str| header.iter().position(|column| column.trim().eq_ignore_ascii_case(name));
    let mut order: Vec<Option<usize>> = COLUMNS.iter().map(|name| place(name)).collect();
    if order[ID].is_none() && header.len() == COLUMNS.len() {
        // Moodle writes its columns in its user's language, always in the same order.
        order = (0..COLUMNS.len()).map(Some).collect();
        notes.push(Note { code: "by_position", at: At::line(1), value: None, count: COLUMNS.len() });
    }
    let missing: Vec<&str> = [PARENT, ID, SHORTNAME, IS_FRAMEWORK]
        .into_iter()
        .filter(|column| order[*column].is_none())
        .map(|column| COLUMNS[column])
        .collect();
    if !missing.is_empty() {
        return Err(vec![Fault::saying("missing_columns", At::line(1), missing.join(", "))]);
    }
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    let mut reader = reader(text, delimiter);
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    for record in reader.records().skip(1) {
        match record {
            Ok(record) => {
                let line = lines.of(record.position());
                if record.len() == header.len() {
                    let fields = order.iter().map(|place| place.and_then(|at| record.get(at)).unwrap_or_default());
                    rows.push(Row { line, fields: fields.map(ToOwned::to_owned).collect() });
                } else if !is_empty(&record) {
                    faults.push(Fault::saying("columns", At::line(line), record.len().to_string()));
                }
            }
            Err(error) => {
                let line = lines.of(error.position());
                faults.push(Fault::new("unreadable_file", At::line(line)));
            }
        }
        if faults.len() >= FAULTS {
            break;
        }
    }
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

/// Lines by their place in the text, asked for from the first to the last.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, position: Option<&csv::Position>) -> u64 {
        let at = position.and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(self.at);
        // What ended the record before may still stand here.
        let at =
            self.text[at.min(self.text.len())..].iter().take_while(|byte| matches!(**byte, b'\r' | b'\n')).count() + at;
        while self.at < at.min(self.text.len()) {
            self.line += u64::from(self.text[self.at] == b'\n');
            self.at += 1;
        }
        self.line
    }
}

fn is_empty(record: &StringRecord) -> bool {
    record.iter().all(|field| field.trim().is_empty())
}

fn by_identifier<'a>(framework: &'a Row, rows: &[&'a Row]) -> Result<HashMap<&'a str, usize>, Vec<Fault>> {
    let mut indexes = HashMap::new();
    let mut faults = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let id = row.get(ID);
        if id.is_empty() {
            faults.push(Fault::new("no_identifier", row.at()));
        } else if id == framework.get(ID) || indexes.insert(id, index).is_some() {
            faults.push(Fault::saying("identifier_twice", row.at(), id));
        } else if row.get(SHORTNAME).is_empty() {
            faults.push(Fault::saying("no_name", row.at(), id));
        }
    }
    if framework.get(ID).is_empty() || framework.get(SHORTNAME).is_empty() {
        faults.push(Fault::new("no_identifier", framework.at()));
    }
    for row in rows.iter().filter(|row| !row.get(PARENT).is_empty() && !indexes.contains_key(row.get(PARENT))) {
        faults.push(Fault::saying("unknown_parent", row.at(), row.get(PARENT)));
    }
    faults.truncate(FAULTS);
    if faults.is_empty() { Ok(indexes) } else { Err(faults) }
}

fn of(row: &Row, indexes: &HashMap<&str, usize>, notes: &mut Vec<Note>) -> Item {
    let id = row.get(ID);
    let said = lines(row.get(SHORTNAME)).replace('\n', " ");
    let name = shortened(&said, NAME);
    let mut text = Vec::new();
    if name != said {
        text.push(said);
    }
    let description = row.description();
    // Often the same once more, broken into lines otherwise.
    if !description.is_empty() && words(&description) != words(&name) {
        text.push(description);
    }
    let mut code = id.to_owned();
    if code.chars().count() > CODE {
        notes.push(Note::one("long_code", row.at(), id));
        text.push(std::mem::take(&mut code));
    }
    let mut known = HashSet::new();
    let mut references = Vec::new();
    for to in row.get(REFERENCES).split(',').map(str::trim).filter(|to| !to.is_empty()) {
        // Moodle writes %2C for a comma in an identifier.
        let to = to.replace("%2C", ",");
        let inside = indexes.contains_key(to.as_str());
        if !inside {
            notes.push(Note::one("unknown_reference", row.at(), &to));
        }
        if to != id && known.insert(to.clone()) {
            let title = if inside { String::new() } else { shortened(&to, NAME) };
            references.push(Reference { kind: ReferenceKind::IsRelatedTo, to, title, address: None });
        }
    }
    Item {
        key: id.to_owned(),
        code,
        name,
        description: text.join("\n\n"),
        parent: indexes.get(row.get(PARENT)).copied(),
        references,
        at: row.at(),
    }
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

fn kept_nowhere(rows: &[Row]) -> Vec<Note> {
    let mut counted: BTreeMap<usize, usize> = BTreeMap::new();
    for row in rows {
        for column in NOT_KEPT.iter().filter(|column| !matches!(row.get(**column), "" | "0" | "null")) {
            *counted.entry(*column).or_default() += 1;
        }
    }
    let note = |(column, count): (usize, usize)| Note {
        code: "not_kept",
        at: At::default(),
        value: Some(COLUMNS[column].to_owned()),
        count,
    };
    counted.into_iter().map(note).collect()
}
