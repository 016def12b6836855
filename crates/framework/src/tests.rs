use std::path::PathBuf;

use kyndig_domain::transfer::ReferenceKind;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{At, Fault, Framework, case, html, moodle};

const HEADER: &str = "Parent id number,Id number,Shortname,Description,Description format,Scale values,\
    Scale configuration,Rule type (optional),Rule outcome (optional),Rule config (optional),\
    Cross referenced competency id numbers,Exported id (optional),Is framework,Taxonomy";

/// A file of Moodle's with these rows after the framework's own.
fn csv(rows: &[&str]) -> String {
    format!("{HEADER}\n,RAMME,Rammeverk,<p>Eksempel</p>,1,\"Nei,Ja\",,,,,,,1,competency\n{}\n", rows.join("\n"))
}

/// parent, id, name, references
fn row(parent: &str, id: &str, references: &str) -> String {
    format!("{parent},{id},Navn {id},,1,,,,0,null,\"{references}\",7,,")
}

fn codes(faults: Vec<Fault>) -> Vec<(&'static str, At)> {
    faults.into_iter().map(|fault| (fault.code, fault.at)).collect()
}

fn package(items: &[&str], associations: &[(&str, &str, &str)]) -> Value {
    let items = items.iter().map(|id| json!({"identifier": id, "fullStatement": format!("Navn {id}")}));
    let node = |id: &str| json!({"identifier": id, "title": id, "uri": format!("https://example.org/{id}")});
    let associations = associations.iter().map(|(from, kind, to)| {
        json!({"originNodeURI": node(from), "associationType": kind, "destinationNodeURI": node(to)})
    });
    json!({"CFDocument": {"identifier": "dok", "title": "Rammeverk"},
        "CFItems": items.collect::<Vec<_>>(), "CFAssociations": associations.collect::<Vec<_>>()})
}

fn read(package: &Value) -> Result<Framework, Vec<Fault>> {
    case::read(package.to_string().as_bytes())
}

/// Proves PLN-17: HTML becomes text that has all its words, and nothing that a browser would run.
#[test]
fn html_becomes_text() {
    let text = html::to_text(
        "<p>Første\r\nlinje &amp; <b>mer</b><br>Ny linje</p><ul><li>én</li><li>to</li></ul>\
         <script>alert('x')</script><style>p { color: red }</style><p onclick=\"x()\">Se \
         <a href=\"https://example.org/iv\">prosedyren</a> og <a href=\"javascript:x()\">mer</a></p>",
    );
    assert_eq!(text, "Første linje & mer\nNy linje\n- én\n- to\n\nSe prosedyren (https://example.org/iv) og mer");
    assert_eq!(html::to_text("<ol><li>a</li><li>b</li></ol>"), "1. a\n2. b");
    assert_eq!(html::to_text("&lt;b&gt; er et tegn"), "<b> er et tegn");
    assert!(html::is_html("en<br>to") && html::is_html("<P class='x'>a</P>"));
    assert!(!html::is_html("a < b og c > d") && !html::is_html("<x> > y") && !html::is_html("[a/b] <ikke"));
}

/// Proves PLN-17: rows over several lines, quotes, other delimiters, a byte order mark and CRLF read the same.
#[rstest::rstest]
#[case("", ",", "\n")]
#[case("\u{feff}", ",", "\r\n")]
#[case("\u{feff}", ";", "\r\n")]
#[case("", "\t", "\n")]
fn moodle_reads(#[case] mark: &str, #[case] delimiter: &str, #[case] end: &str) {
    let rows = [
        vec!["", "A", "Tema", "", "1", "", "", "", "0", "null", "", "1", "", ""],
        vec![
            "A",
            "A-1",
            "Mål \"\"én\"\"",
            "<p>To\nlinjer; med, tegn</p>",
            "1",
            "",
            "",
            "",
            "0",
            "null",
            "A-2",
            "2",
            "",
            "",
        ],
        vec!["A", "A-2", "Mål to", "Mål  to", "2", "", "", "", "", "", "A-1,A-1,Finnes-ikke", "3", "", ""],
        vec!["", "R", "Rammeverk", "", "1", "Nei,Ja", "", "", "", "", "", "", "1", "competency"],
    ];
    let line =
        |fields: Vec<&str>| fields.iter().map(|field| format!("\"{field}\"")).collect::<Vec<_>>().join(delimiter);
    let header = line(HEADER.split(',').map(str::trim).collect());
    let lines: Vec<String> = std::iter::once(header).chain(rows.map(line)).collect();
    let framework = moodle::read(format!("{mark}{}", lines.join(end)).as_bytes()).expect("a framework");
    let items: Vec<_> =
        framework.items.iter().map(|i| (i.code.as_str(), i.name.as_str(), i.description.as_str(), i.parent)).collect();
    assert_eq!(
        items,
        [
            ("A", "Tema", "", None),
            ("A-1", "Mål \"én\"", "To linjer; med, tegn", Some(0)),
            ("A-2", "Mål to", "", Some(0))
        ]
    );
    let related: Vec<_> = framework.items[2].references.iter().map(|r| (r.kind, r.to.as_str())).collect();
    assert_eq!(
        related,
        [
            (ReferenceKind::IsChildOf, "A"),
            (ReferenceKind::IsRelatedTo, "A-1"),
            (ReferenceKind::IsRelatedTo, "Finnes-ikke")
        ]
    );
    let notes: Vec<_> = framework.notes.iter().map(|note| (note.code, note.value.as_deref(), note.at.line)).collect();
    assert_eq!(
        notes,
        [
            ("not_kept", Some("Scale values"), None),
            ("not_kept", Some("Taxonomy"), None),
            ("unknown_reference", Some("Finnes-ikke"), Some(5)),
        ]
    );
}

/// Proves PLN-17: what is wrong is named by its line.
#[rstest::rstest]
#[case(&[row("", "A", ""), row("", "A", "")], "identifier_twice", 4)]
#[case(&[row("", "A", ""), row("B", "C", "")], "unknown_parent", 4)]
#[case(&[row("B", "A", ""), row("A", "B", "")], "cycle", 3)]
#[case(&[row("A", "A", "")], "cycle", 3)]
#[case(&[row("", "", "")], "no_identifier", 3)]
#[case(&["for,få,felt".to_owned()], "columns", 3)]
#[case(&[",R2,Et til,,1,,,,,,,,1,".to_owned()], "two_frameworks", 3)]
fn moodle_names_the_line(#[case] rows: &[String], #[case] code: &'static str, #[case] line: u64) {
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let faults = codes(moodle::read(csv(&rows).as_bytes()).expect_err("a fault"));
    assert_eq!(faults, [(code, At::line(line))]);
}

#[test]
fn a_ring_is_named() {
    let rows = [row("", "X", ""), row("C", "A", ""), row("A", "B", ""), row("B", "C", "")];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let faults = moodle::read(csv(&rows).as_bytes()).expect_err("a ring");
    let said = faults[0].value.as_deref().expect("its way");
    assert_eq!(said.matches(" → ").count(), 3, "{said}");
    for name in ["Navn A", "Navn B", "Navn C"] {
        assert!(said.contains(name), "{said}");
    }
    let package = package(&["a", "b"], &[("a", "isChildOf", "b"), ("b", "isChildOf", "a")]);
    assert_eq!(read(&package).expect_err("a ring")[0].code, "cycle");
}

/// Proves PLN-17: what is no UTF-8 is named by its line; an empty file, and one that is something else, by what it is.
#[test]
fn files_that_are_none() {
    let broken = [csv(&[]).as_bytes(), b"A,\xff,,\n"].concat();
    assert_eq!(codes(moodle::read(&broken).expect_err("a fault")), [("not_utf8", At::line(4))]);
    assert_eq!(codes(case::read(b"{\n\"a\": \"\xc3\"}").expect_err("a fault")), [("not_utf8", At::line(2))]);
    assert_eq!(codes(case::read(b"\xef\xbb\xbf  \n").expect_err("a fault")), [("empty_file", At::default())]);
    assert_eq!(codes(case::read(b"{\n\"CFItems\": []}").expect_err("a fault")), [("not_case", At::line(2))]);
    assert_eq!(codes(moodle::read(b"a,b\n1,2\n").expect_err("a fault")), [("missing_columns", At::line(1))]);
    assert_eq!(codes(moodle::read(HEADER.as_bytes()).expect_err("a fault")), [("no_framework", At::default())]);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(case::read(deep.as_bytes()).expect_err("a fault")[0].code, "not_case");
}

/// Proves PLN-17: the tree is that of `isChildOf`, siblings in the order of their numbers; all else refers.
#[test]
fn case_reads() {
    let mut package = package(
        &["b", "a", "a1", "a2", "x"],
        &[
            ("a", "isChildOf", "dok"),
            ("b", "isChildOf", "dok"),
            ("a2", "isChildOf", "a"),
            ("a1", "isChildOf", "a"),
            ("a1", "isRelatedTo", "b"),
            ("a1", "isRelatedTo", "b"),
            ("a2", "exactMatchOf", "ute"),
            ("a2", "ext:likner", "b"),
            ("ukjent", "isRelatedTo", "b"),
            ("a2", "isChildOf", "b"),
        ],
    );
    package["CFAssociations"][0]["sequenceNumber"] = json!(1);
    package["CFAssociations"][1]["sequenceNumber"] = json!("2");
    package["CFAssociations"][2]["sequenceNumber"] = json!(7);
    package["CFAssociations"][3]["sequenceNumber"] = json!(3);
    package["CFItems"][0]["educationLevel"] = json!(["03"]);
    package["CFItems"][2]["humanCodingScheme"] = json!("A.1");
    package["CFItems"][2]["abbreviatedStatement"] = json!("Kort");
    let framework = read(&package).expect("a framework");
    let items: Vec<_> = framework.items.iter().map(|item| (item.key.as_str(), item.parent)).collect();
    assert_eq!(items, [("a", None), ("a1", Some(0)), ("a2", Some(0)), ("b", None), ("x", None)]);
    let one = &framework.items[1];
    assert_eq!((one.code.as_str(), one.name.as_str(), one.description.as_str()), ("A.1", "Kort", "Navn a1"));
    let of = |index: usize| {
        let references = framework.items[index].references.iter();
        references.map(|r| (r.kind, r.to.as_str(), r.address.as_deref())).collect::<Vec<_>>()
    };
    assert_eq!(of(1), [(ReferenceKind::IsChildOf, "a", None), (ReferenceKind::IsRelatedTo, "b", None)]);
    let outside = Some("https://example.org/ute");
    assert_eq!(
        of(2),
        [
            (ReferenceKind::IsChildOf, "a", None),
            (ReferenceKind::ExactMatchOf, "ute", outside),
            (ReferenceKind::IsRelatedTo, "b", None),
            (ReferenceKind::IsChildOf, "b", None),
        ]
    );
    let notes: Vec<_> = framework.notes.iter().map(|note| note.code).collect();
    assert_eq!(notes, ["not_kept", "association_twice", "outside", "unknown_association", "unknown_origin"]);
    let themes: Vec<_> = framework.outline().themes.into_iter().map(|theme| (theme.name, theme.goals)).collect();
    // a heading that says nothing more is a theme; what has nothing beneath it stands in one of the framework's name
    assert_eq!(themes, [("Navn a".to_owned(), vec![1, 2]), ("Rammeverk".to_owned(), vec![3, 4])]);
}

/// Proves PLN-17: items that share an identifier are told, and each is kept; what refers to it means the first.
#[test]
fn an_identifier_that_stands_twice() {
    let mut package = package(&["t", "a", "b", "a"], &[("a", "isChildOf", "t"), ("b", "isRelatedTo", "a")]);
    package["CFItems"][3]["fullStatement"] = json!("Et annet");
    let framework = read(&package).expect("a framework");
    let items: Vec<_> =
        framework.items.iter().map(|item| (item.key.as_str(), item.name.as_str(), item.parent)).collect();
    let expected =
        [("t", "Navn t", None), ("a", "Navn a", Some(0)), ("a#2", "Et annet", Some(0)), ("b", "Navn b", None)];
    assert_eq!(items, expected);
    assert_eq!((framework.notes[0].code, &framework.notes[0].at), ("identifier_twice", &At::path("CFItems[3]")));
    package["CFItems"][1]["identifier"] = json!("dok");
    assert_eq!(codes(read(&package).expect_err("a fault")), [("identifier_twice", At::path("CFItems[1]"))]);
}

#[test]
fn addresses_that_no_browser_may_follow_are_left_out() {
    let mut package = package(&["a"], &[("a", "isRelatedTo", "ute")]);
    package["CFAssociations"][0]["destinationNodeURI"]["uri"] = json!("javascript:alert(1)");
    let framework = read(&package).expect("a framework");
    assert_eq!(framework.items[0].references[0].address, None);
}

fn shared(name: &str) -> Option<Vec<u8>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    // A work tree may lie one folder deeper.
    let deeper = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/data").join(name);
    let found = [path, deeper].into_iter().find_map(|path| std::fs::read(path).ok());
    if found.is_none() {
        eprintln!("skipped: there is no ../shared/data/{name}");
    }
    found
}

/// Every word of every text is found again, once what stands in it as markup is gone.
fn words_kept(html: &str, text: &str) {
    let without: String = {
        let (mut out, mut inside) = (String::new(), false);
        for letter in html.chars() {
            match letter {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    out.push(' ');
                }
                _ if !inside => out.push(letter),
                _ => {}
            }
        }
        out.replace("&nbsp;", " ").replace("&amp;", "&")
    };
    let kept: Vec<&str> = text.split_whitespace().collect();
    for word in without.split_whitespace() {
        assert!(kept.contains(&word), "{word:?} of {html:?} is not in {text:?}");
    }
}

/// Proves PLN-17: a real package goes in whole.
#[test]
fn the_real_package_is_read_whole() {
    let Some(bytes) = shared("case-package.json") else { return };
    let framework = case::read(&bytes).expect("a framework");
    assert_eq!(framework.items.len(), 38);
    // two of them have one identifier
    let twice = framework.notes.iter().find(|note| note.code == "identifier_twice").expect("a note");
    assert_eq!(twice.at, At::path("CFItems[3]"));
    let raw: Value = serde_json::from_slice(&bytes).expect("JSON");
    for item in raw["CFItems"].as_array().expect("items") {
        let short = item["abbreviatedStatement"].as_str().unwrap_or_default();
        let of = |key: &str| key.split('#').next() == item["identifier"].as_str();
        let mut mine = framework.items.iter().filter(|mine| of(&mine.key));
        let mine = mine.find(|mine| short.is_empty() || mine.name == short.trim()).expect("the item");
        words_kept(item["fullStatement"].as_str().expect("a text"), &format!("{} {}", mine.name, mine.description));
        assert_eq!(mine.code, item["humanCodingScheme"].as_str().unwrap_or_default());
    }
    let outline = framework.outline();
    let goals: usize = outline.themes.iter().map(|theme| theme.goals.len()).sum();
    let alone = outline.themes.iter().filter(|theme| theme.item.is_some_and(|item| !theme.goals.contains(&item)));
    assert_eq!(goals + alone.count(), 38);
    // 56 associations: 4 place an item at the top, 33 beneath another, one of which has another of its name beside it; the rest relate
    let of = |kind| framework.items.iter().flat_map(|item| &item.references).filter(|r| r.kind == kind).count();
    let twice = framework.notes.iter().filter(|note| note.code == "association_twice").count();
    let relations = of(ReferenceKind::IsRelatedTo) + of(ReferenceKind::ExactMatchOf);
    assert_eq!((of(ReferenceKind::IsChildOf), relations + twice), (34, 19));
    assert_eq!(framework.notes.iter().filter(|note| note.code == "outside").count() + twice, 16 + twice);
}

/// Proves PLN-17: a real framework of Moodle's goes in whole, with its HTML and its cross references.
#[test]
fn the_real_csv_is_read_whole() {
    let Some(bytes) = shared("moodle-competency-framework.csv") else { return };
    let framework = moodle::read(&bytes).expect("a framework");
    assert_eq!((framework.key.as_str(), framework.items.len()), ("OECD-CORE", 64));
    let mut reader = csv::ReaderBuilder::new().has_headers(true).from_reader(bytes.as_slice());
    let (mut rows, mut wanted) = (0, 0);
    for record in reader.records() {
        let record = record.expect("a record");
        rows += 1;
        if &record[12] == "1" {
            words_kept(&record[3], &framework.description);
            continue;
        }
        let mine = framework.items.iter().find(|mine| mine.key == record[1]).expect("the competency");
        words_kept(&record[3], &format!("{} {}", mine.name, mine.description));
        assert!(!mine.description.contains("<p>") && !mine.description.contains('\r'));
        let above = mine.parent.map_or("", |parent| framework.items[parent].key.as_str());
        assert_eq!(above, &record[0]);
        let names = record[10].split(',').filter(|name| !name.is_empty());
        for name in names {
            wanted += 1;
            let kept = |r: &&crate::Reference| r.kind == ReferenceKind::IsRelatedTo && r.to == name;
            assert_eq!(mine.references.iter().filter(kept).count(), 1, "{} → {name}", mine.key);
        }
    }
    assert_eq!(rows, 65);
    let related = framework.items.iter().flat_map(|item| &item.references);
    assert_eq!(related.filter(|r| r.kind == ReferenceKind::IsRelatedTo).count(), wanted);
}

fn tree() -> impl Strategy<Value = Vec<(usize, Vec<usize>)>> {
    prop::collection::vec((0usize..12, prop::collection::vec(0usize..12, 0..4)), 1..12)
}

proptest! {
    /// Proves PLN-17: whatever is sent, it is read or refused, and nothing breaks.
    #[test]
    fn nothing_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = case::read(&bytes);
        let _ = moodle::read(&bytes);
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,80}", field in "[<>/a-z &;\"',\n]{0,80}") {
        let _ = moodle::read(csv(&[&row(&text, &field, &text), &field]).as_bytes());
        let _ = html::to_text(&format!("<p>{text}<{field}"));
        let mut package = package(&["a"], &[("a", "isChildOf", "dok")]);
        package["CFItems"][0]["fullStatement"] = json!(format!("{text}{field}"));
        package["CFItems"][0]["notes"] = json!(field);
        let _ = read(&package);
    }

    /// Proves PLN-17: a tree of any shape keeps every item once, each parent before its children, or is a ring.
    #[test]
    fn every_item_is_found_again(tree in tree()) {
        let names: Vec<String> = (0..tree.len()).map(|index| format!("i{index}")).collect();
        let mut associations: Vec<(&str, &str, &str)> = Vec::new();
        for (index, (parent, related)) in tree.iter().enumerate() {
            associations.push((&names[index], "isChildOf", names.get(*parent).map_or("dok", String::as_str)));
            let to = related.iter().filter_map(|to| names.get(*to));
            associations.extend(to.map(|to| (names[index].as_str(), "isRelatedTo", to.as_str())));
        }
        let package = package(&names.iter().map(String::as_str).collect::<Vec<_>>(), &associations);
        match read(&package) {
            Err(faults) => prop_assert_eq!(faults[0].code, "cycle"),
            Ok(framework) => {
                prop_assert_eq!(framework.items.len(), tree.len());
                for (index, item) in framework.items.iter().enumerate() {
                    prop_assert!(item.parent.is_none_or(|parent| parent < index));
                }
                let outline = framework.outline();
                let mut found: Vec<usize> = outline.themes.iter().flat_map(|theme| theme.goals.clone()).collect();
                found.extend(outline.themes.iter().filter_map(|theme| theme.item));
                found.sort_unstable();
                found.dedup();
                prop_assert_eq!(found, (0..tree.len()).collect::<Vec<_>>());
                // Written and read again it says the same, with CASE's identifiers for ours.
                let written = case::Written { creator: "Kyndig", changed_at: "2026-11-21T09:00:00Z" };
                let once = case::write(&framework, &written);
                let again = read(&serde_json::to_value(&once).expect("JSON")).expect("our own package");
                prop_assert_eq!(case::write(&again, &written), once);
                let shape = |framework: &Framework| {
                    framework.items.iter().map(|i| (i.name.clone(), i.parent, i.references.len())).collect::<Vec<_>>()
                };
                prop_assert_eq!(shape(&again), shape(&framework));
            }
        }
    }
}
