//! The addresses of the document: which methods each answers, and which names its query may have.

use actix_web::http::Method;
use utoipa::openapi::{
    OpenApi, PathItem, RefOr, Required, Schema,
    path::{Operation, ParameterIn},
};

#[derive(Clone, Debug, Default)]
pub struct Addresses(Vec<Address>);

#[derive(Clone, Debug)]
struct Address {
    segments: Vec<String>,
    operations: Vec<(Method, Known)>,
}

/// What an operation may be asked.
#[derive(Clone, Debug)]
pub struct Known {
    /// Without signing in.
    pub public: bool,
    pub queries: Vec<Query>,
}

/// A name in a query.
#[derive(Clone, Debug)]
pub struct Query {
    pub name: String,
    pub required: bool,
    /// Takes several values, with commas between them, or each with the name before it.
    pub several: bool,
}

impl Addresses {
    pub fn of(document: &OpenApi) -> Self {
        let addresses = document.paths.paths.iter().map(|(path, item)| Address {
            segments: path.split('/').map(ToOwned::to_owned).collect(),
            operations: operations(item),
        });
        Self(addresses.collect())
    }

    /// What this operation may be asked; an address without a parameter goes before one that has one.
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

    /// In the order of the document, where `{` comes after all letters.
    fn at(&self, path: &str) -> impl Iterator<Item = &Address> {
        let asked: Vec<String> = path.split('/').map(ToOwned::to_owned).collect();
        self.0.iter().filter(move |address| {
            let known = &address.segments;
            known.len() == asked.len()
                && known.iter().zip(&asked).all(|(k, a)| k == a || (k.starts_with('{') && !a.is_empty()))
        })
    }
}

fn operations(item: &PathItem) -> Vec<(Method, Known)> {
    let all = [
        (Method::GET, &item.get),
        (Method::PUT, &item.put),
        (Method::POST, &item.post),
        (Method::DELETE, &item.delete),
        (Method::PATCH, &item.patch),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, known(operation.as_ref()?)))).collect()
}

fn known(operation: &Operation) -> Known {
    let parameters = operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
        RefOr::T(parameter) => Some(parameter),
        RefOr::Ref(_) => None,
    });
    let queries = parameters.filter(|parameter| parameter.parameter_in == ParameterIn::Query).map(|parameter| Query {
        name: parameter.name.clone(),
        required: parameter.required == Required::True,
        several: matches!(parameter.schema, Some(RefOr::T(Schema::Array(_)))),
    });
    Known { public: operation.security.as_ref().is_none_or(Vec::is_empty), queries: queries.collect() }
}
