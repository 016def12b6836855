//! The documentation of the parameter `columns`: with the columns that exist.

use utoipa::openapi::{
    Required, Type,
    path::{Parameter, ParameterBuilder, ParameterIn},
    schema::ObjectBuilder,
};

use super::Table;

/// The columns of a table.
impl<T> Table<T> {
    pub fn names(&self) -> Vec<&'static str> {
        self.columns.iter().map(|column| column.name).collect()
    }
}

/// Of a list that has these columns, and, where there is a second table, those in the archive.
pub fn parameter(tables: &[Vec<&'static str>]) -> Vec<Parameter> {
    let named = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let mut text = "Of xlsx and csv alone: the columns, with commas between them, in their order; without it, all. \
        They are "
        .to_owned();
    let all = tables.iter().map(|names| named(names)).collect::<Vec<_>>();
    text.push_str(&all.join("; in the archive "));
    text.push('.');
    let example = tables.first().map(|names| names.iter().take(2).copied().collect::<Vec<_>>().join(","));
    let schema = ObjectBuilder::new().schema_type(Type::String).max_length(Some(LONGEST)).examples(example).build();
    let parameter = ParameterBuilder::new()
        .name("columns")
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(text))
        .schema(Some(schema))
        .build();
    vec![parameter]
}

/// As in `ExportQuery`.
const LONGEST: usize = 500;

/// Names the parameter `columns` of a list, with its tables.
#[macro_export]
macro_rules! export_columns {
    ($($(#[$doc:meta])* $name:ident of $($table:ident),+;)+) => {$(
        $(#[$doc])*
        pub struct $name;

        impl utoipa::IntoParams for $name {
            fn into_params(
                _: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>,
            ) -> Vec<utoipa::openapi::path::Parameter> {
                $crate::http::export::parameter(&[$($table.names()),+])
            }
        }
    )+};
}
pub use crate::export_columns as columns;
