//! The query of "Administer plans" (PLN-14) and of the archive (PLN-11). For every order and filter, what selects the
//! rows of a page is in the index of that order.

use chrono::{DateTime, Utc};
use kyndig_contract::plan::{Access, OwnerScope, PlanQuery, PlanSort};
use kyndig_db::{Sql, sql};
use kyndig_domain::{
    ids::{PersonId, PlanId, UnitId},
    plan::{PlanKind, PlanStatus},
    requirement::Level,
};
use kyndig_platform::{
    auth::{Work, content_policy},
    http::Failure,
    listing::{self, Described, First, Order, like, searched},
};
use sea_orm::FromQueryResult;

/// Where a page ended.
pub type Key = listing::Key<PlanSort>;

#[derive(Debug, FromQueryResult)]
pub struct Row {
    pub id: PlanId,
    sort_key: String,
    owner_key: String,
    creator_key: String,
    description_key: String,
    archiver_key: Option<String>,
    branch: i32,
    pub kind: PlanKind,
    pub level: Level,
    pub is_template: bool,
    pub name: String,
    pub description: String,
    pub unit_id: UnitId,
    pub unit_name: String,
    pub status: PlanStatus,
    pub creator_id: PersonId,
    pub creator_name: String,
    pub can_edit: bool,
    pub archived_at: Option<DateTime<Utc>>,
    pub archiver_id: Option<PersonId>,
    pub archiver_name: Option<String>,
    pub archive_reason: Option<String>,
}

impl Row {
    pub fn key(&self, query: &PlanQuery) -> Key {
        let sort = query.sort.unwrap_or_default();
        let first = match sort {
            PlanSort::Name => First::Nothing,
            PlanSort::Kind => First::Text(self.kind.to_string()),
            PlanSort::Description => First::Text(self.description_key.clone()),
            PlanSort::Owner => First::Text(self.owner_key.clone()),
            PlanSort::Status => First::Text(self.status.to_string()),
            PlanSort::CreatedBy => First::Text(self.creator_key.clone()),
            PlanSort::Access => First::Branch(usize::try_from(self.branch).unwrap_or_default()),
            PlanSort::ArchivedBy => First::Text(self.archiver_key.clone().unwrap_or_default()),
            PlanSort::ArchivedAt => First::At(self.archived_at.unwrap_or_default()),
        };
        let descending = query.descending == Some(true);
        Key { sort, descending, first, name: self.sort_key.clone(), id: self.id.0 }
    }
}

/// Whether this is the key before the name in this order.
pub fn first(sort: PlanSort) -> fn(&First) -> bool {
    match sort {
        PlanSort::Name => |first| matches!(first, First::Nothing),
        PlanSort::Access => |first| matches!(first, First::Branch(0 | 1)),
        PlanSort::ArchivedAt => |first| matches!(first, First::At(_)),
        _ => |first| matches!(first, First::Text(_)),
    }
}

/// One row more than the limit: it says that there is another page.
pub async fn page(work: &Work<'_>, query: &PlanQuery, after: Option<&Key>, limit: u16) -> Result<Vec<Row>, Failure> {
    let described = listing::described(work, "plan", query.description.as_deref()).await?;
    Ok(work.tx.all(sql(work, query, described.as_ref(), after, limit)).await?)
}

/// Also for the test that examines the query plans.
pub fn sql(work: &Work<'_>, query: &PlanQuery, described: Option<&Described>, after: Option<&Key>, limit: u16) -> Sql {
    let sort = query.sort.unwrap_or_default();
    let descending = query.descending == Some(true);
    let first = match sort {
        PlanSort::Name | PlanSort::Access => None,
        PlanSort::Kind => Some("pl.kind"),
        PlanSort::Description => Some("pl.description_key"),
        PlanSort::Owner => Some("pl.owner_key"),
        PlanSort::Status => Some("pl.status"),
        PlanSort::CreatedBy => Some("pl.creator_key"),
        PlanSort::ArchivedBy => Some("ap.sort_key"),
        PlanSort::ArchivedAt => Some("pl.archived_at"),
    };
    let order = Order { alias: "pl", first, descending };
    let chosen = chosen(work, query, described);
    let branches = if sort == PlanSort::Access {
        let edited = content_policy::edits_among_plans(work, "pl");
        let mut both = vec![chosen.clone().push(" AND ").append(&edited), chosen.push(" AND NOT ").append(&edited)];
        if descending {
            both.reverse();
        }
        both
    } else {
        vec![chosen]
    };
    let limit = i64::from(limit) + 1;
    // PLN-11: an archived plan's description is for those who look after the archive.
    let says = if query.archived == Some(true) {
        sql!(
            "CASE WHEN {archives} THEN substr(pl.description, 1, 200) ELSE '' END",
            archives = &content_policy::archives(work, "pl.owner_unit_id"),
        )
    } else {
        Sql::new("substr(pl.description, 1, 200)")
    };
    sql!(
        "SELECT pl.id, pl.sort_key, pl.owner_key, pl.creator_key, pl.description_key, ap.sort_key AS \
             archiver_key, found.branch, pl.kind, pl.level, pl.is_template, pl.name, {says} AS description, u.id \
             AS unit_id, u.name AS unit_name, pl.status, m.id AS creator_id, m.name AS creator_name, \
             pl.archived_at, ap.id AS archiver_id, ap.name AS archiver_name, pl.archive_reason, {edits_plan} AS \
             can_edit FROM ({page}{rest}{limit}",
        says = &says,
        edits_plan = &content_policy::edits_plan(work, "pl"),
        page = &order.page(branches, after, limit),
        rest = Sql::new(&format!(
            ") found JOIN plan pl ON pl.id = found.id JOIN org_unit u ON u.id = pl.owner_unit_id \
         JOIN person m ON m.id = pl.created_by LEFT JOIN person ap ON ap.id = pl.archived_by \
         ORDER BY found.branch, {} LIMIT ",
            order.by()
        )),
        limit,
    )
}

/// The ids of the requested plans, up to the `WHERE`.
fn chosen(work: &Work<'_>, query: &PlanQuery, described: Option<&Described>) -> Sql {
    let sql = if query.archived == Some(true) {
        // Archived plans are visible to those whose units own them.
        sql!(
            "SELECT pl.id FROM plan pl LEFT JOIN person ap ON ap.id = pl.archived_by \
                 WHERE pl.archived_at IS NOT NULL AND {holds_unit}",
            holds_unit = &work.scope.holds_unit("pl.owner_unit_id"),
        )
        .when(described, |sql, _| sql.push(" AND ").append(&content_policy::archives(work, "pl.owner_unit_id")))
    } else {
        Sql::new("SELECT pl.id FROM plan pl WHERE pl.archived_at IS NULL")
    };
    let sql = sql
        .when(searched(query.search.as_deref()), |sql, search| like(sql.push(" AND "), "pl.folded", &search))
        .when(described, |sql, described| described.narrow(sql, "plan", "pl"))
        .when(query.owner, |sql, owner| below(sql, &[owner]))
        .when(searched(query.owner_name.as_deref()), |sql, search| {
            like(sql.push(" AND pl.owner_unit_id IN (SELECT id FROM org_unit WHERE "), "folded", &search).push(")")
        })
        .when(query.person, |sql, person| {
            sql.push(" AND (pl.document_owner_id = ")
                .bind(person)
                .push(" OR pl.document_author_id = ")
                .bind(person)
                .push(")")
        })
        .when(query.kind.as_ref(), |sql, kinds| sql.push(" AND pl.kind IN ").list(kinds.0.iter().copied()))
        .when(query.template, |sql, template| {
            sql.push(if template { " AND pl.is_template" } else { " AND NOT pl.is_template" })
        })
        .when(query.status.as_ref(), |sql, status| sql.push(" AND pl.status IN ").list(status.0.iter().copied()))
        .when(query.access, |sql, access| {
            let not = if access == Access::Edit { "" } else { "NOT " };
            sql.push(&format!(" AND {not}")).append(&content_policy::edits_among_plans(work, "pl"))
        })
        .when(query.owner_scope, |sql, scope| scoped(work, sql, scope));
    // Each word begins a word of the name.
    searched(query.created_by.as_deref()).unwrap_or_default().split_whitespace().fold(sql, |sql, word| {
        sql.push(" AND pl.created_by IN (SELECT person_id FROM person_word WHERE word >= ")
            .bind(word)
            .push(" AND word < ")
            .bind(format!("{word}{}", char::MAX))
            .push(")")
    })
}

fn below(sql: Sql, units: &[UnitId]) -> Sql {
    sql.push(" AND pl.owner_unit_id IN (SELECT descendant_id FROM org_unit_closure WHERE ancestor_id IN ")
        .list(units.iter().copied())
        .push(")")
}

fn scoped(work: &Work<'_>, sql: Sql, scope: OwnerScope) -> Sql {
    let acting = work.actor.and_then(|actor| actor.acting.as_ref());
    match (scope, acting) {
        (OwnerScope::Region, _) | (OwnerScope::OwnUnit | OwnerScope::OwnTrust, None) => sql,
        (OwnerScope::Central, _) => sql.push(" AND pl.level <> 'local'"),
        (OwnerScope::OwnTrust, Some(acting)) => below(sql, &[acting.trust_id]),
        (OwnerScope::OwnUnit, Some(acting)) => {
            let units: Vec<_> = acting.managed_units.iter().copied().chain([acting.unit_id]).collect();
            below(sql, &units)
        }
    }
}
