//! Reads `locales/<language>/<namespace>.json` and holds the languages to the same keys and places.
//! Shared by the SPA's build script, which makes a function of every text, and by xtask, which makes one file of
//! every language: both must count the texts in the same order.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

pub const LANGUAGES: [&str; 3] = ["nb", "nn", "en"];

/// A text by its key, in every language in the order of [`LANGUAGES`]; plurals as two texts.
pub enum Entry {
    One([String; 3]),
    Plural { one: [String; 3], other: [String; 3] },
}

/// Namespace -> key -> text. The order of the maps is the order of the texts.
pub type Texts = BTreeMap<String, BTreeMap<String, Entry>>;

/// Reads all of it; an error lists everything that is wrong.
pub fn read(locales: &Path) -> Result<Texts, String> {
    let mut raw: Vec<BTreeMap<String, BTreeMap<String, serde_json::Value>>> = Vec::new();
    for language in LANGUAGES {
        let folder = locales.join(language);
        raw.push(read_language(&folder).map_err(|error| format!("{}: {error}", folder.display()))?);
    }
    let mut wrong = Vec::new();
    let mut names: Vec<&String> = raw.iter().flat_map(BTreeMap::keys).collect();
    names.sort();
    names.dedup();
    let mut texts = Texts::new();
    for name in names {
        let mut keys: Vec<&String> =
            raw.iter().filter_map(|language| language.get(name)).flat_map(BTreeMap::keys).collect();
        keys.sort();
        keys.dedup();
        let mut entries = BTreeMap::new();
        for key in keys {
            let values: Vec<_> = raw.iter().map(|language| language.get(name)?.get(key)).collect();
            match entry(&values) {
                Ok(entry) => drop(entries.insert(key.clone(), entry)),
                Err(error) => wrong.push(format!("{name}.{key}: {error}")),
            }
        }
        texts.insert(name.clone(), entries);
    }
    if wrong.is_empty() { Ok(texts) } else { Err(wrong.join("\n")) }
}

fn read_language(folder: &Path) -> io::Result<BTreeMap<String, BTreeMap<String, serde_json::Value>>> {
    let mut found = BTreeMap::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        if path.extension().is_some_and(|ending| ending == "json") {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let values = serde_json::from_str(&fs::read_to_string(&path)?)
                .map_err(|error| io::Error::other(format!("{name}.json: {error}")))?;
            found.insert(name, values);
        }
    }
    Ok(found)
}

fn entry(values: &[Option<&serde_json::Value>]) -> Result<Entry, String> {
    let mut one = Vec::new();
    let mut other = Vec::new();
    for (value, language) in values.iter().zip(LANGUAGES) {
        match value {
            Some(serde_json::Value::String(text)) => other.push(text.clone()),
            Some(serde_json::Value::Object(forms)) if forms.len() == 2 => {
                let form = |name| forms.get(name).and_then(serde_json::Value::as_str).map(str::to_owned);
                one.push(form("one").ok_or(format!("{language} has no `one`"))?);
                other.push(form("other").ok_or(format!("{language} has no `other`"))?);
            }
            Some(_) => return Err(format!("{language} is neither a text nor {{ \"one\", \"other\" }}")),
            None => return Err(format!("missing in {language}")),
        }
    }
    if other.iter().chain(&one).any(|text| text.trim().is_empty()) {
        return Err("empty in some language".to_owned());
    }
    let places: Vec<Vec<String>> = other
        .iter()
        .map(|text| {
            let mut places = places(text);
            places.sort();
            places
        })
        .collect();
    if places.iter().any(|found| *found != places[0]) {
        return Err("the languages differ in their {places}".to_owned());
    }
    let three = |texts: Vec<String>| <[String; 3]>::try_from(texts).ok();
    match (three(one.clone()), three(other)) {
        (Some(one), Some(other)) => Ok(Entry::Plural { one, other }),
        (None, Some(text)) if one.is_empty() => Ok(Entry::One(text)),
        _ => Err("a plural in one language must be one in all".to_owned()),
    }
}

/// The names in braces, in the order in which they are met first.
pub fn places(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in text.split('{').skip(1) {
        if let Some((name, _)) = part.split_once('}')
            && !found.iter().any(|known| known == name)
        {
            found.push(name.to_owned());
        }
    }
    found
}

/// One language's texts as the SPA reads them: a JSON array.
#[allow(dead_code, reason = "only xtask writes the files")]
pub fn array(texts: &Texts, language: usize) -> Vec<&str> {
    texts
        .values()
        .flat_map(BTreeMap::values)
        .flat_map(|entry| match entry {
            Entry::One(text) => vec![text[language].as_str()],
            Entry::Plural { one, other } => vec![one[language].as_str(), other[language].as_str()],
        })
        .collect()
}
