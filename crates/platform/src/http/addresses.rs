//! The paths of the document: the methods each answers, and the names its query may have.

use std::collections::BTreeMap;

use actix_web::http::Method;
use serde::{Deserialize, de::IgnoredAny};

#[derive(Clone, Debug, Default)]
pub struct Addresses(Vec<Address>);

#[derive(Clone, Debug)]
struct Address {
    segments: Vec<String>,
    operations: Vec<(Method, Known)>,
}

/// What an operation accepts.
#[derive(Clone, Debug)]
pub struct Known {
    /// Without signing in.
    pub public: bool,
    pub queries: Vec<Query>,
}

/// A query parameter.
#[derive(Clone, Debug)]
pub struct Query {
    pub name: String,
    pub required: bool,
    /// Takes several values, separated by commas or as a repeated parameter.
    pub several: bool,
}

impl Addresses {
    /// Read from the document as JSON.
    pub fn of(document: &str) -> serde_json::Result<Self> {
        let document: Document = serde_json::from_str(document)?;
        let addresses = document.paths.into_iter().map(|(path, item)| Address {
            segments: path.split('/').map(ToOwned::to_owned).collect(),
            operations: item.operations(),
        });
        Ok(Self(addresses.collect()))
    }

    /// What this operation accepts; a path without a parameter takes precedence over one with a parameter.
    pub fn known(&self, method: &Method, path: &str) -> Option<&Known> {
        let found = self.at(path).find_map(|address| address.operations.iter().find(|(known, _)| known == method));
        found.map(|(_, known)| known)
    }

    pub fn methods(&self, path: &str) -> Vec<String> {
        let mut found: Vec<String> =
            self.at(path).flat_map(|address| address.operations.iter().map(|(method, _)| method.to_string())).collect();
        found.sort();
        found.dedup();
        found
    }

    /// In document order, where `{` sorts after all letters.
    fn at(&self, path: &str) -> impl Iterator<Item = &Address> {
        let asked: Vec<String> = path.split('/').map(ToOwned::to_owned).collect();
        self.0.iter().filter(move |address| {
            let known = &address.segments;
            known.len() == asked.len()
                && known.iter().zip(&asked).all(|(k, a)| k == a || (k.starts_with('{') && !a.is_empty()))
        })
    }
}

/// The part of the document that is read here.
#[derive(Deserialize)]
struct Document {
    paths: BTreeMap<String, PathItem>,
}

#[derive(Deserialize)]
struct PathItem {
    get: Option<Operation>,
    put: Option<Operation>,
    post: Option<Operation>,
    delete: Option<Operation>,
    patch: Option<Operation>,
}

impl PathItem {
    fn operations(self) -> Vec<(Method, Known)> {
        let all = [
            (Method::GET, self.get),
            (Method::PUT, self.put),
            (Method::POST, self.post),
            (Method::DELETE, self.delete),
            (Method::PATCH, self.patch),
        ];
        all.into_iter().filter_map(|(method, operation)| Some((method, operation?.known()))).collect()
    }
}

#[derive(Deserialize)]
struct Operation {
    #[serde(default)]
    security: Vec<IgnoredAny>,
    #[serde(default)]
    parameters: Vec<Parameter>,
}

impl Operation {
    fn known(self) -> Known {
        let queries = self.parameters.into_iter().filter(|parameter| parameter.place == "query");
        let queries = queries.map(|Parameter { name, required, schema, .. }| Query {
            name,
            required,
            several: schema.kind.is_some_and(|kind| kind.is("array")),
        });
        Known { public: self.security.is_empty(), queries: queries.collect() }
    }
}

#[derive(Deserialize)]
struct Parameter {
    name: String,
    #[serde(rename = "in")]
    place: String,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    schema: Schema,
}

#[derive(Default, Deserialize)]
struct Schema {
    #[serde(rename = "type")]
    kind: Option<Kind>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Kind {
    One(String),
    Several(Vec<String>),
}

impl Kind {
    fn is(&self, name: &str) -> bool {
        match self {
            Self::One(kind) => kind == name,
            Self::Several(kinds) => kinds.iter().any(|kind| kind == name),
        }
    }
}
