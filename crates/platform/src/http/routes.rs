//! Where features register their routes: serving has no need of the documentation, which takes tens of megabytes to
//! build for every serving thread; so it is collected only where the contract is written.

use actix_web::{dev::HttpServiceFactory, web};
use utoipa::openapi::{Components, OpenApi, Paths, RefOr, Schema};
use utoipa_actix_web::OpenApiFactory;

/// Takes handlers with their documentation.
pub struct ServiceConfig<'s> {
    config: &'s mut web::ServiceConfig,
    document: Option<&'s mut Documentation>,
}

/// The documentation of the handlers.
#[derive(Default)]
pub struct Documentation {
    paths: Paths,
    schemas: Vec<(String, RefOr<Schema>)>,
}

impl<'s> ServiceConfig<'s> {
    /// Registers routes only.
    pub fn serving(config: &'s mut web::ServiceConfig) -> Self {
        Self { config, document: None }
    }

    /// Collects the documentation of the handlers as well.
    pub fn documenting(config: &'s mut web::ServiceConfig, document: &'s mut Documentation) -> Self {
        Self { config, document: Some(document) }
    }

    pub fn configure(&mut self, feature: impl FnOnce(&mut ServiceConfig)) -> &mut Self {
        feature(self);
        self
    }

    pub fn service<F: HttpServiceFactory + OpenApiFactory + 'static>(&mut self, handler: F) -> &mut Self {
        if let Some(document) = &mut self.document {
            document.paths.merge(handler.paths());
            handler.schemas(&mut document.schemas);
        }
        self.config.service(handler);
        self
    }
}

impl Documentation {
    /// Adds everything to the document, under the base address.
    pub fn add_to(self, document: &mut OpenApi, base: &str) {
        for (path, item) in self.paths.paths {
            document.paths.paths.insert(format!("{base}{path}"), item);
        }
        document.components.get_or_insert_with(Components::new).schemas.extend(self.schemas);
    }
}
