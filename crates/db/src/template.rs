//! A statement as it is read, with places for values: `sql!("SELECT id FROM plan WHERE owner_id = {unit} LIMIT {limit}", unit,
//! limit = 10)`. That each place has its value, and each value a place, is checked when it is compiled.

use sea_orm::Value;

use super::Sql;

/// What fills a place: a value, which is bound, or a piece of SQL.
#[derive(Clone, Debug)]
pub enum Part {
    Value(Value),
    Sql(Sql),
}

pub trait IntoPart {
    fn into_part(self) -> Part;
}

impl<T: Into<Value>> IntoPart for T {
    fn into_part(self) -> Part {
        Part::Value(self.into())
    }
}

impl IntoPart for Sql {
    fn into_part(self) -> Part {
        Part::Sql(self)
    }
}

impl IntoPart for &Sql {
    fn into_part(self) -> Part {
        Part::Sql(self.clone())
    }
}

/// `($1, $2, …)`; an empty list matches nothing. For lists that are short or of a fixed size: others belong in chunks.
#[must_use]
pub fn list<V: Into<Value>>(values: impl IntoIterator<Item = V>) -> Sql {
    Sql::default().list(values)
}

/// `sql!("… WHERE id = {id} AND kind IN {kinds}", id, kinds = list(kinds))`.
#[macro_export]
macro_rules! sql {
    ($text:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {{
        const _: () = assert!(
            $crate::template::fits($text, &[$(stringify!($name)),*]),
            "a place of the statement has no value, or a value no place"
        );
        $crate::template::filled($text, &[$((stringify!($name), $crate::sql!(@part $name $(= $value)?))),*])
    }};
    (@part $name:ident) => { $crate::template::IntoPart::into_part($name) };
    (@part $name:ident = $value:expr) => { $crate::template::IntoPart::into_part($value) };
}

/// Whether the places of a template are those that are named, each at least once, and no name is given twice.
#[doc(hidden)]
pub const fn fits(text: &str, names: &[&str]) -> bool {
    let bytes = text.as_bytes();
    let (mut at, mut found) = (0, 0_u64);
    while at < bytes.len() {
        if bytes[at] == b'{' {
            let from = at + 1;
            while at < bytes.len() && bytes[at] != b'}' {
                at += 1;
            }
            let mut known = false;
            let mut name = 0;
            while name < names.len() {
                if is_at(bytes, from, at, names[name].as_bytes()) {
                    known = true;
                    found |= 1 << name;
                }
                name += 1;
            }
            if !known {
                return false;
            }
        }
        at += 1;
    }
    names.len() < 64 && found == (1 << names.len()) - 1 && !is_repeated(names)
}

/// Whether a name is given twice.
const fn is_repeated(names: &[&str]) -> bool {
    let mut one = 0;
    while one < names.len() {
        let mut other = one + 1;
        while other < names.len() {
            let bytes = names[one].as_bytes();
            if is_at(bytes, 0, bytes.len(), names[other].as_bytes()) {
                return true;
            }
            other += 1;
        }
        one += 1;
    }
    false
}

/// Whether exactly this name stands there.
const fn is_at(bytes: &[u8], from: usize, to: usize, name: &[u8]) -> bool {
    if to - from != name.len() {
        return false;
    }
    let mut at = 0;
    while at < name.len() {
        if bytes[from + at] != name[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The statement, its places filled in the order in which they stand.
#[doc(hidden)]
#[must_use]
pub fn filled(text: &str, parts: &[(&str, Part)]) -> Sql {
    let mut sql = Sql::default();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        sql = sql.push(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        for (_, part) in parts.iter().filter(|(known, _)| *known == name) {
            sql = match part {
                Part::Value(value) => sql.bind(value.clone()),
                Part::Sql(inner) => sql.append(inner),
            };
        }
        rest = after;
    }
    sql.push(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_in_their_order() {
        let (id, kinds) = (7, list(["a", "b"]));
        let open = sql!("state = {state}", state = "open");
        let sql =
            sql!("SELECT 1 FROM x WHERE id = {id} AND {open} AND kind IN {kinds} AND last <> {id}", id, open, kinds);
        assert_eq!(sql.text(), "SELECT 1 FROM x WHERE id = $1 AND state = $2 AND kind IN ($3, $4) AND last <> $5");
        assert_eq!(sql.values().len(), 5);
        assert_eq!(sql!("SELECT 1").text(), "SELECT 1");
    }

    #[test]
    fn places_and_values_belong_together() {
        assert!(fits("a = {a} OR b = {b} OR c = {a}", &["a", "b"]));
        assert!(!fits("a = {a}", &["a", "b"]));
        assert!(!fits("a = {a} OR {ab}", &["a"]));
        assert!(fits("", &[]));
        assert!(!fits("a = {a}", &["a", "a"]));
    }
}
