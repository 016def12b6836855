//! `/follow-up`.

use actix_web::{
    HttpResponse, get, post,
    web::{Json, Path},
};
use kyndig_contract::{
    follow_up::{
        DeadlinesSet, FollowUpHistory, FollowUpHistoryQuery, FollowUpQuery, FollowedRequirement, FollowedStanding,
        FollowedStandingQuery, SetDeadlines as SetDeadlinesBody, WriteToEmployees as WriteBody, WrittenToEmployees,
    },
    page::{Page, PageQuery},
};
use kyndig_domain::ids::UndoId;
use kyndig_platform::http::ServiceConfig;
use kyndig_platform::{
    auth::{
        Guard, IdempotencyKey, Permission,
        permissions::{SetDeadlines, ViewFollowUp, WriteToEmployees},
    },
    http::{
        BadRequest, Body, Conflict, Failure, NotFound, Params, RequestedFormat, Unauthorized,
        export::{CSV, SheetFile, XLSX},
    },
};

use super::{history::Lines, reading::Standings, service, sheet};

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(follow_up_requirements)
        .service(follow_up_standings)
        .service(get_follow_up_history)
        .service(set_deadlines)
        .service(undo_deadlines)
        .service(write_to_employees);
}

/// Requirements, over all who have them
///
/// Each requirement in an active plan of anybody you follow up: how many have it, how many of them have fulfilled it, how
/// the others stand, whose deadline is near (30 days) or has passed, and the plans it is in. It shows the present: what is
/// signed now is counted now.
#[utoipa::path(
    operation_id = "followUpRequirements",
    tag = "Follow-up",
    params(FollowUpQuery, PageQuery, sheet::RequirementColumns),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewFollowUp::NAME))),
    responses(
        (status = 200, content((Page<FollowedRequirement> = "application/json"), (SheetFile = XLSX), (String = CSV))),
        BadRequest,
        Unauthorized,
    )
)]
#[get("/follow-up/requirements")]
async fn follow_up_requirements(
    guard: Guard<ViewFollowUp>,
    asked: RequestedFormat,
    query: Params<FollowUpQuery>,
    page: Params<PageQuery>,
) -> Result<HttpResponse, Failure> {
    guard
        .list(asked, &sheet::REQUIREMENTS, &page, async move |work, page| {
            service::requirements(work, &query, page).await
        })
        .await
}

/// Requirements, person by person
///
/// A row a person and requirement, once however many plans or positions have it. What is not relevant in any plan is left
/// out.
#[utoipa::path(
    operation_id = "followUpStandings",
    tag = "Follow-up",
    params(FollowedStandingQuery, PageQuery, sheet::StandingColumns),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewFollowUp::NAME))),
    responses(
        (status = 200, content((Page<FollowedStanding> = "application/json"), (SheetFile = XLSX), (String = CSV))),
        BadRequest,
        Unauthorized,
    )
)]
#[get("/follow-up/standings")]
async fn follow_up_standings(
    guard: Guard<ViewFollowUp>,
    asked: RequestedFormat,
    query: Params<FollowedStandingQuery>,
    page: Params<PageQuery>,
) -> Result<HttpResponse, Failure> {
    if asked.is_page() {
        return guard.page(async |work| service::standings(work, &query, &page).await).await;
    }
    guard.read_out(asked, &sheet::STANDINGS, |_| Standings::new(query.0)).await
}

/// How it stands, and how each night left it
///
/// All requirements that anybody you follow up has in an active plan, by how they stand. `now` is the present, as the other
/// lists show it. The days are what the night run left, as it stood when each of them began: what happens today is in them
/// tomorrow, and a day that is over never changes. What is kept is kept of units and of managers: all of those in the units
/// that you have a role on, or in the `unit` you name; all of your own employees with `scope=mine`, or where you have no such
/// role. As a file, the present comes first and then the days from the last to the first.
#[utoipa::path(
    operation_id = "getFollowUpHistory",
    tag = "Follow-up",
    params(FollowUpHistoryQuery, sheet::DayColumns),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(ViewFollowUp::NAME))),
    responses(
        (status = 200, content((FollowUpHistory = "application/json"), (SheetFile = XLSX), (String = CSV))),
        BadRequest,
        Unauthorized,
        NotFound,
    )
)]
#[get("/follow-up/history")]
async fn get_follow_up_history(
    guard: Guard<ViewFollowUp>,
    asked: RequestedFormat,
    query: Params<FollowUpHistoryQuery>,
) -> Result<HttpResponse, Failure> {
    if asked.is_page() {
        return guard.page(async |work| service::history(work, &query).await).await;
    }
    guard.read_out(asked, &sheet::DAYS, |_| Lines::new(query.0)).await
}

/// Set or remove deadlines
///
/// Of up to 5,000 that are named, or of requirements for all whom you follow up (20,000 at the most). A new deadline
/// replaces the one there is; without one it is removed. Your own are skipped, and those that you may not see. It can be
/// undone for ten seconds (`undoDeadlines`); a dry run says how many people and requirements it is about.
#[utoipa::path(
    operation_id = "setDeadlines",
    tag = "Follow-up",
    request_body = SetDeadlinesBody,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(SetDeadlines::NAME))),
    responses((status = 200, body = DeadlinesSet), BadRequest, Unauthorized, Conflict)
)]
#[post("/follow-up/deadlines")]
async fn set_deadlines(
    guard: Guard<SetDeadlines>,
    body: Body<SetDeadlinesBody>,
) -> Result<Json<DeadlinesSet>, Failure> {
    guard.run(async |work| service::set_deadlines(work, &body).await).await.map(Json)
}

/// Undo deadlines
///
/// What `setDeadlines` did within the last ten seconds, by you: each has the deadline it had before, but for those that have
/// been given another since.
#[utoipa::path(
    operation_id = "undoDeadlines",
    tag = "Follow-up",
    params(("id" = UndoId, Path, description = "As `setDeadlines` gave it")),
    security(("bearer" = [])),
    extensions(("x-permission" = json!(SetDeadlines::NAME))),
    responses((status = 200, body = DeadlinesSet), Unauthorized, NotFound, Conflict)
)]
#[post("/follow-up/deadlines/{id}/undo")]
async fn undo_deadlines(guard: Guard<SetDeadlines>, id: Path<UndoId>) -> Result<Json<DeadlinesSet>, Failure> {
    guard.run(async |work| service::undo_deadlines(work, *id).await).await.map(Json)
}

/// Write to employees
///
/// An e-mail to each of them, which they answer to you. You get one with the text and the names. All must be people you
/// follow up; those without an address are named in the answer.
#[utoipa::path(
    operation_id = "writeToEmployees",
    tag = "Follow-up",
    params(IdempotencyKey),
    request_body = WriteBody,
    security(("bearer" = [])),
    extensions(("x-permission" = json!(WriteToEmployees::NAME))),
    responses((status = 200, body = WrittenToEmployees), BadRequest, Unauthorized, NotFound)
)]
#[post("/employees/messages")]
async fn write_to_employees(
    guard: Guard<WriteToEmployees>,
    key: IdempotencyKey,
    body: Body<WriteBody>,
) -> Result<Json<WrittenToEmployees>, Failure> {
    guard.run(async |work| key.once(work, &body.0, async || service::write(work, &body).await).await).await.map(Json)
}
