//! Schemas that the derives do not produce as clients need them.

use kyndig_platform::http::Code;
use utoipa::openapi::{
    Components, ObjectBuilder, Ref, RefOr, Schema, Type,
    schema::{ArrayItems, SchemaType},
};

use super::walk;

/// The values of a problem's `code`.
const CODE: &str = "ProblemCode";

pub fn finish(components: &mut Components) {
    for schema in components.schemas.values_mut() {
        walk::within(schema, &mut |schema| optional(schema));
    }
    pages(components);
    codes(components);
}

/// A field that may be absent is never null: there is one way to express that there is no value.
fn optional(schema: &mut RefOr<Schema>) {
    if let RefOr::T(Schema::Object(object)) = schema {
        let (required, properties) = (&object.required, &mut object.properties);
        for (_, property) in properties.iter_mut().filter(|(name, _)| !required.contains(name)) {
            never_null(property);
        }
    }
}

/// The same shape, without null.
pub fn never_null(schema: &mut RefOr<Schema>) {
    let RefOr::T(inner) = schema else { return };
    match inner {
        Schema::Object(object) => without_null(&mut object.schema_type),
        Schema::Array(array) => without_null(&mut array.schema_type),
        Schema::OneOf(one) => {
            one.items.retain(|item| !is_null(item));
            if one.items.len() != 1 {
                return;
            }
            let (about, mut only) = (one.description.take(), one.items.remove(0));
            if let (Some(about), RefOr::Ref(to)) = (about, &mut only) {
                to.description = about;
            }
            *schema = only;
        }
        _ => {}
    }
}

fn without_null(kind: &mut SchemaType) {
    if let SchemaType::Array(kinds) = kind {
        kinds.retain(|kind| *kind != Type::Null);
        if let [only] = kinds.as_slice() {
            *kind = SchemaType::Type(only.clone());
        }
    }
}

fn is_null(schema: &RefOr<Schema>) -> bool {
    matches!(schema, RefOr::T(Schema::Object(object)) if object.schema_type == SchemaType::Type(Type::Null))
}

/// The items of a page are referenced, and not repeated in it.
fn pages(components: &mut Components) {
    let known: Vec<String> = components.schemas.keys().cloned().collect();
    for (name, schema) in &mut components.schemas {
        let Some(item) = name.strip_prefix("Page_").filter(|item| known.iter().any(|known| known == item)) else {
            continue;
        };
        if let RefOr::T(Schema::Object(page)) = schema
            && let Some(RefOr::T(Schema::Array(items))) = page.properties.get_mut("items")
        {
            items.items = ArrayItems::RefOrSchema(Box::new(RefOr::Ref(Ref::from_schema_name(item))));
        }
    }
}

/// The registry of codes.
fn codes(components: &mut Components) {
    let all = ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some("What is wrong. More codes may be added; none is renamed."))
        .enum_values(Some(Code::ALL.iter().map(|code| code.as_str())))
        .build();
    components.schemas.insert(CODE.to_owned(), all.into());
    if let Some(RefOr::T(Schema::Object(problem))) = components.schemas.get_mut("Problem") {
        problem.properties.insert("code".to_owned(), RefOr::Ref(Ref::from_schema_name(CODE)));
    }
}
