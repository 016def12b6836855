//! Walks through all parts of a document.

use utoipa::openapi::{
    OpenApi, PathItem, RefOr, Schema,
    path::Operation,
    schema::{AdditionalProperties, ArrayItems},
};

/// Every operation of a path, with its method.
pub fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete].into_iter().flatten()
}

/// Every operation of the document.
pub fn all_operations(document: &mut OpenApi) -> impl Iterator<Item = &mut Operation> {
    document.paths.paths.values_mut().flat_map(operations)
}

/// Every schema: the components', and those in parameters, bodies and answers.
pub fn schemas(document: &mut OpenApi, look: &mut dyn FnMut(&mut RefOr<Schema>)) {
    for schema in document.components.iter_mut().flat_map(|components| components.schemas.values_mut()) {
        within(schema, look);
    }
    for operation in all_operations(document) {
        for parameter in operation.parameters.iter_mut().flatten() {
            if let RefOr::T(parameter) = parameter {
                parameter.schema.iter_mut().for_each(|schema| within(schema, look));
            }
        }
        if let Some(RefOr::T(body)) = &mut operation.request_body {
            for content in body.content.values_mut() {
                if let RefOr::T(content) = content {
                    content.schema.iter_mut().for_each(|schema| within(schema, look));
                }
            }
        }
        for response in operation.responses.responses.values_mut() {
            let RefOr::T(response) = response else { continue };
            for content in response.content.values_mut() {
                if let RefOr::T(content) = content {
                    content.schema.iter_mut().for_each(|schema| within(schema, look));
                }
            }
            for header in response.headers.values_mut() {
                if let RefOr::T(header) = header {
                    header.schema.iter_mut().for_each(|schema| within(schema, look));
                }
            }
        }
    }
}

/// A schema, and all schemas within it.
pub fn within(schema: &mut RefOr<Schema>, look: &mut dyn FnMut(&mut RefOr<Schema>)) {
    look(schema);
    let RefOr::T(schema) = schema else { return };
    match schema {
        Schema::Array(array) => {
            if let ArrayItems::RefOrSchema(items) = &mut array.items {
                within(items, look);
            }
        }
        Schema::Object(object) => {
            object.properties.values_mut().for_each(|property| within(property, look));
            if let Some(AdditionalProperties::RefOr(more)) = object.additional_properties.as_deref_mut() {
                within(more, look);
            }
        }
        Schema::OneOf(one) => one.items.iter_mut().for_each(|item| within(item, look)),
        Schema::AllOf(all) => all.items.iter_mut().for_each(|item| within(item, look)),
        Schema::AnyOf(any) => any.items.iter_mut().for_each(|item| within(item, look)),
        _ => {}
    }
}
