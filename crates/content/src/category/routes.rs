//! `/categories` and the branches they belong to.

use actix_web::{
    HttpResponse, delete, get, patch, post,
    web::{Json, Path},
};
use kyndig_contract::{
    category::{CategoryBranches, CategoryQuery, CategorySummary, CreateCategory, MoveCategory, RenameCategory},
    page::Page,
};
use kyndig_domain::ids::CategoryId;
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{
        Guard, IdempotencyKey, Permission,
        permissions::{ViewCategories, WriteCategories},
    },
    http::{
        BadRequest, Body, Conflict, Failure, IfMatch, NotFound, Params, PreconditionFailed, Unauthorized, Versioned,
    },
};

use super::service;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_category_branches)
        .service(list_categories)
        .service(create_category)
        .service(get_category)
        .service(rename_category)
        .service(move_category)
        .service(delete_category);
}

/// The branches of the category tree
///
/// One for each trust and for the region, and one for each speciality that has learning activities of its own.
/// `canEdit` says which are within reach.
#[utoipa::path(
    operation_id = "listCategoryBranches",
    tag = "Categories",
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewCategories::NAME))),
    responses((status = 200, body = CategoryBranches), BadRequest, Unauthorized)
)]
#[get("/category-branches")]
async fn list_category_branches(guard: Guard<ViewCategories>) -> Result<Json<CategoryBranches>, Failure> {
    guard.read(async |work| service::branches(work).await).await.map(Json)
}

/// Categories
///
/// A whole branch, in the order of the names: `parentId` makes it a tree. Or, with `search`, at most 50 that are
/// called so, in the branch that is named or in all of them. All of it on one page. Without any of the three, 422.
#[utoipa::path(
    operation_id = "listCategories",
    tag = "Categories",
    params(CategoryQuery),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewCategories::NAME))),
    responses((status = 200, body = Page<CategorySummary>), BadRequest, Unauthorized)
)]
#[get("/categories")]
async fn list_categories(
    guard: Guard<ViewCategories>,
    query: Params<CategoryQuery>,
) -> Result<Json<Page<CategorySummary>>, Failure> {
    guard.read(async |work| service::list(work, &query).await).await.map(Page::whole).map(Json)
}

/// Add a category
///
/// Under another, or at the top of a branch: name exactly one of `parentId`, `unitId` and `speciality`.
#[utoipa::path(
    operation_id = "createCategory",
    tag = "Categories",
    params(IdempotencyKey),
    request_body = CreateCategory,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WriteCategories::NAME))),
    responses((status = 201, body = CategorySummary), BadRequest, Unauthorized)
)]
#[post("/categories")]
async fn create_category(
    guard: Guard<WriteCategories>,
    key: IdempotencyKey,
    body: Body<CreateCategory>,
) -> Result<Versioned<CategorySummary>, Failure> {
    guard
        .run(async |work| {
            let id = key.once(work, &body.0, async || service::create(work, &body).await).await?;
            let now = service::get(work, id).await?;
            Ok(Versioned::created(now.version, now.body).at(&id))
        })
        .await
}

/// A category
///
/// With the way to it, and what it holds.
#[utoipa::path(
    operation_id = "getCategory",
    tag = "Categories",
    params(("id" = CategoryId, Path)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewCategories::NAME))),
    responses((status = 200, body = CategorySummary), Unauthorized, NotFound)
)]
#[get("/categories/{id}")]
async fn get_category(
    guard: Guard<ViewCategories>,
    id: Path<CategoryId>,
) -> Result<Versioned<CategorySummary>, Failure> {
    guard.read(async |work| service::get(work, *id).await).await
}

/// Rename a category
///
/// What is filed there stays there.
#[utoipa::path(
    operation_id = "renameCategory",
    tag = "Categories",
    params(("id" = CategoryId, Path), IfMatch),
    request_body = RenameCategory,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WriteCategories::NAME))),
    responses((status = 200, body = CategorySummary), BadRequest, Unauthorized, NotFound, PreconditionFailed)
)]
#[patch("/categories/{id}")]
async fn rename_category(
    guard: Guard<WriteCategories>,
    id: Path<CategoryId>,
    seen: IfMatch,
    body: Body<RenameCategory>,
) -> Result<Versioned<CategorySummary>, Failure> {
    guard.run(async |work| service::rename(work, *id, seen, &body.name).await).await
}

/// Move a category
///
/// Under another of its branch, or to the top of it, with all that lies beneath it. What is filed there stays filed.
#[utoipa::path(
    operation_id = "moveCategory",
    tag = "Categories",
    params(("id" = CategoryId, Path), IfMatch),
    request_body = MoveCategory,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WriteCategories::NAME))),
    responses((status = 200, body = CategorySummary), BadRequest, Unauthorized, NotFound, PreconditionFailed)
)]
#[post("/categories/{id}/move")]
async fn move_category(
    guard: Guard<WriteCategories>,
    id: Path<CategoryId>,
    seen: IfMatch,
    body: Body<MoveCategory>,
) -> Result<Versioned<CategorySummary>, Failure> {
    guard.run(async |work| service::relocate(work, *id, seen, body.parent_id).await).await
}

/// Delete a category
///
/// Only one that holds nothing: `category_in_use` says in `detail` how many requirements (published, drafted or
/// archived) and subcategories it holds.
#[utoipa::path(
    operation_id = "deleteCategory",
    tag = "Categories",
    params(("id" = CategoryId, Path), IfMatch),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WriteCategories::NAME))),
    responses((status = 204, description = "Gone"), Unauthorized, NotFound, Conflict, PreconditionFailed)
)]
#[delete("/categories/{id}")]
async fn delete_category(
    guard: Guard<WriteCategories>,
    id: Path<CategoryId>,
    seen: IfMatch,
) -> Result<HttpResponse, Failure> {
    guard.run(async |work| service::delete(work, *id, seen).await).await?;
    Ok(HttpResponse::NoContent().finish())
}
