//! The actor: read from the database at each request, never trusted from the token. And the scope a permission gives
//! it.

use chrono::{DateTime, NaiveDate, Utc};
use kyndig_db::{Sql, Tx, list, sql};
use kyndig_domain::{
    ids::{PersonId, PlanId, PositionId, SessionId, UnitId},
    position::PositionKind,
    role::Role,
};
use sea_orm::{DbErr, FromQueryResult};

/// A role that a position has been granted, with the units above its unit, nearest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub role: Role,
    pub unit_id: Option<UnitId>,
    pub plan_id: Option<PlanId>,
}

/// The position, or the deputyship, that the actor has chosen to act as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acting {
    pub position_id: PositionId,
    pub unit_id: UnitId,
    pub trust_id: UnitId,
    pub kind: PositionKind,
    /// The manager the actor is deputy for; then `manages` and `grants` are that manager's.
    pub deputy_for: Option<PersonId>,
    /// The person whose employees the actor follows up, if there are any: named by HR, set by hand, or receiving a
    /// loan.
    pub manages: Option<PersonId>,
    /// The units where HR names that person the manager of an employee. Content of a unit is governed by this alone:
    /// neither a loan nor a manager set by hand gives write access (POS-12, LOA-1).
    pub managed_units: Vec<UnitId>,
    pub grants: Vec<Grant>,
}

/// A signed-in person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub session_id: SessionId,
    pub person_id: PersonId,
    pub name: String,
    /// Incremented whenever the person's access changes.
    pub stamp: i32,
    /// Absent until chosen.
    pub acting: Option<Acting>,
    /// For every unit in a grant and every managed unit: the units above it, itself excluded.
    pub above: Vec<(UnitId, UnitId)>,
}

/// What a permission lets an actor reach: an argument of every query on people or content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The actor themselves, where the permission covers their own data.
    pub own: Option<PersonId>,
    /// The positions this person manages.
    pub manages: Option<PersonId>,
    /// These units and everything below, as disjoint subtrees.
    pub units: Vec<UnitId>,
    /// Named plans.
    pub plans: Vec<PlanId>,
    /// No limit.
    pub everything: bool,
}

impl Scope {
    pub fn is_empty(&self) -> bool {
        self.own.is_none()
            && self.manages.is_none()
            && self.units.is_empty()
            && self.plans.is_empty()
            && !self.everything
    }

    /// A condition on a row of `position` (by its alias): whether it is within the scope. Those who follow up others
    /// see open positions only (LOA-6); a person's own positions remain visible to them.
    pub fn sees_position(&self, alias: &str) -> Sql {
        if self.everything {
            return Sql::new("TRUE");
        }
        let mut sql = Sql::new("(FALSE");
        if let Some(own) = self.own {
            sql = sql.push(&format!(" OR {alias}.person_id = ")).bind(own);
        }
        sql = sql.push(&format!(" OR ({alias}.state = 'open' AND (FALSE"));
        if let Some(manager) = self.manages {
            sql = sql.push(&format!(" OR {alias}.manager_id = ")).bind(manager);
        }
        if !self.units.is_empty() {
            sql = sql
                .push(&format!(
                    " OR EXISTS (SELECT 1 FROM org_unit_closure scope_c WHERE scope_c.descendant_id = {alias}.unit_id \
                     AND scope_c.ancestor_id IN "
                ))
                .list(self.units.iter().copied())
                .push(")");
        }
        sql.push(")))")
    }

    /// As `sees_position`, but of other people's positions only the open ones: access to a person ends with the
    /// position that gave it (LOA-6), while a person's own closed positions remain theirs.
    pub fn sees_open_position(&self, alias: &str) -> Sql {
        let others = Self { own: None, ..self.clone() }.sees_position(alias);
        let sql = Sql::new(&format!("(({alias}.state = 'open' AND ")).append(&others).push(")");
        let sql = match self.own {
            Some(own) => sql.push(&format!(" OR {alias}.person_id = ")).bind(own),
            None => sql,
        };
        sql.push(")")
    }

    /// A condition on a row of `position` (by its alias): whether it is an earlier one of a person whose present
    /// employment the scope sees (ASG-4). A manager who has a person on loan sees nothing of earlier positions.
    pub fn sees_earlier_position(&self, alias: &str) -> Sql {
        Sql::new(&format!(
            "({alias}.state = 'closed' AND EXISTS (SELECT 1 FROM position scope_now WHERE scope_now.person_id = {alias}.person_id \
             AND scope_now.kind = 'employment' AND scope_now.state = 'open' AND "
        ))
        .append(&Self { own: None, ..self.clone() }.sees_position("scope_now"))
        .push("))")
    }

    /// A condition on a person's id (an SQL expression): whether an open position of theirs is within the scope, or it
    /// is the actor.
    pub fn sees_person(&self, person: &str) -> Sql {
        let mut sql = Sql::new("(FALSE");
        if let Some(own) = self.own {
            sql = sql.push(&format!(" OR {person} = ")).bind(own);
        }
        sql.push(&format!(
            " OR EXISTS (SELECT 1 FROM position scope_p WHERE scope_p.person_id = {person} AND scope_p.state = 'open' AND "
        ))
        .append(&Self { own: None, ..self.clone() }.sees_position("scope_p"))
        .push("))")
    }

    /// As `covers_unit`, for a condition tested on many rows: the units are read once and not per row.
    pub fn holds_unit(&self, unit: &str) -> Sql {
        if self.everything || self.units.is_empty() {
            return self.covers_unit(unit);
        }
        Sql::new(&format!("{unit} IN (SELECT descendant_id FROM org_unit_closure WHERE ancestor_id IN "))
            .list(self.units.iter().copied())
            .push(")")
    }

    /// A condition on a unit's id (an SQL expression): whether the unit is one of the scope's or below one.
    pub fn covers_unit(&self, unit: &str) -> Sql {
        if self.everything {
            return Sql::new("TRUE");
        }
        if self.units.is_empty() {
            return Sql::new("FALSE");
        }
        Sql::new(&format!(
            "EXISTS (SELECT 1 FROM org_unit_closure scope_c WHERE scope_c.descendant_id = {unit} AND scope_c.ancestor_id IN "
        ))
        .list(self.units.iter().copied())
        .push(")")
    }
}

#[derive(FromQueryResult)]
struct SessionRow {
    person_id: PersonId,
    name: String,
    stamp: i32,
    position_id: Option<PositionId>,
    deputy_for_id: Option<PersonId>,
    ended_at: Option<DateTime<Utc>>,
    expires_at: DateTime<Utc>,
    may_deputise: bool,
    unit_id: Option<UnitId>,
    trust_id: Option<UnitId>,
    kind: Option<PositionKind>,
}

/// A managed unit, a role, or a unit above one of these; an empty row says that there are employees to follow up.
#[derive(FromQueryResult)]
struct AccessRow {
    role: Option<Role>,
    unit_id: Option<UnitId>,
    plan_id: Option<PlanId>,
    above_id: Option<UnitId>,
}

/// The actor of a session; none where it has ended or expired. Every request begins with this, so it takes two
/// statements for any set of permissions.
pub async fn load(tx: &Tx, session: SessionId, now: DateTime<Utc>, today: NaiveDate) -> Result<Option<Actor>, DbErr> {
    let sql = sql!(
        "SELECT s.person_id, p.name, p.stamp, s.position_id, s.deputy_for_id, s.ended_at, s.expires_at, \
         o.unit_id, o.trust_id, o.kind, (s.deputy_for_id IS NULL OR EXISTS (SELECT 1 FROM deputy d \
         WHERE d.manager_id = s.deputy_for_id AND d.deputy_id = s.person_id \
         AND {deputises})) AS may_deputise FROM session s JOIN person p ON p.id = s.person_id \
         LEFT JOIN position o ON o.id = s.position_id AND o.person_id = s.person_id AND {may_act_as} \
         WHERE s.id = {session}",
        deputises = &deputises("d", today),
        may_act_as = &may_act_as("o", today),
        session,
    );
    let found = tx.one::<SessionRow>(sql).await?;
    let Some(row) = found.filter(|row| row.ended_at.is_none() && row.expires_at > now) else { return Ok(None) };
    let (acting, above) = load_acting(tx, &row).await?;
    Ok(Some(Actor { session_id: session, person_id: row.person_id, name: row.name, stamp: row.stamp, acting, above }))
}

/// A condition on a row of `position` (by its alias): whether its person may act as it today. A loan is over at
/// midnight (LOA-3), whether or not the night run has been.
pub fn may_act_as(alias: &str, today: NaiveDate) -> Sql {
    Sql::new(&format!(
        "{alias}.state = 'open' AND ({alias}.kind <> 'loan' OR {alias}.ends_on IS NULL OR {alias}.ends_on >= "
    ))
    .bind(today)
    .push(")")
}

/// A condition on a row of `deputy` (by its alias): whether it is in force today (DEP-5), and its manager is still
/// employed.
pub fn deputises(alias: &str, today: NaiveDate) -> Sql {
    Sql::new(&format!("({alias}.ends_on IS NULL OR {alias}.ends_on >= ")).bind(today).push(&format!(
        ") AND EXISTS (SELECT 1 FROM position deputised WHERE deputised.person_id = {alias}.manager_id \
         AND deputised.kind = 'employment' AND deputised.state = 'open')"
    ))
}

/// With the units above its units. None, where the position is no longer open or the deputyship is over: the person has
/// to choose again.
async fn load_acting(tx: &Tx, row: &SessionRow) -> Result<(Option<Acting>, Vec<(UnitId, UnitId)>), DbErr> {
    let nothing = Ok((None, Vec::new()));
    let Some(position_id) = row.position_id.filter(|_| row.may_deputise) else { return nothing };
    let Some(((unit_id, trust_id), kind)) = row.unit_id.zip(row.trust_id).zip(row.kind) else { return nothing };
    // Managing follows from the employment, never from a position on loan. A deputy has the manager's access.
    let leader = match (row.deputy_for_id, kind) {
        (Some(manager), _) => Some(manager),
        (None, PositionKind::Employment) => Some(row.person_id),
        (None, PositionKind::Loan) => None,
    };
    let granted = Sql::new(
        "granted AS (SELECT g.role, g.unit_id, g.plan_id FROM role_grant g JOIN position p ON p.id = g.position_id WHERE ",
    );
    let granted = match row.deputy_for_id {
        Some(manager) => granted.push("p.state = 'open' AND p.person_id = ").bind(manager),
        None => granted.push("g.position_id = ").bind(position_id),
    };
    let units = "SELECT unit_id FROM led UNION SELECT unit_id FROM granted";
    // PostgreSQL expects hundreds of units and would read the whole tree; an array is looked up by index.
    let units = if tx.is_postgres() { format!("= ANY (ARRAY({units}))") } else { format!("IN ({units})") };
    let sql = sql!(
        "WITH led AS (SELECT DISTINCT unit_id FROM position WHERE state = 'open' AND kind = 'employment' \
         AND hr_manager_id = {leader}), {granted}{rest}{leader})",
        leader,
        granted = &granted,
        rest = Sql::new(&format!(
            ") SELECT CAST(NULL AS text) AS role, unit_id, CAST(NULL AS uuid) AS plan_id, CAST(NULL AS uuid) AS above_id \
         FROM led UNION ALL SELECT role, unit_id, plan_id, CAST(NULL AS uuid) FROM granted \
         UNION ALL SELECT CAST(NULL AS text), descendant_id, CAST(NULL AS uuid), ancestor_id FROM org_unit_closure \
         WHERE depth > 0 AND descendant_id {units} UNION ALL SELECT CAST(NULL AS text), CAST(NULL AS uuid), \
         CAST(NULL AS uuid), CAST(NULL AS uuid) WHERE EXISTS (SELECT 1 FROM position WHERE state = 'open' AND manager_id = "
        )),
    );
    let (mut follows, mut managed_units, mut grants, mut above) = (false, Vec::new(), Vec::new(), Vec::new());
    for access in tx.all::<AccessRow>(sql).await? {
        match access {
            AccessRow { role: Some(role), unit_id, plan_id, .. } => grants.push(Grant { role, unit_id, plan_id }),
            AccessRow { unit_id: Some(unit), above_id: Some(over), .. } => above.push((unit, over)),
            AccessRow { unit_id: Some(unit), .. } => managed_units.push(unit),
            AccessRow { .. } => follows = true,
        }
    }
    let acting = Acting {
        position_id,
        unit_id,
        trust_id,
        kind,
        deputy_for: row.deputy_for_id,
        manages: leader.filter(|_| follows),
        managed_units,
        grants,
    };
    Ok((Some(acting), above))
}

/// Records that the access of these people, and of their deputies, who have the same access, has changed: a request of
/// theirs in progress is refused at its end.
pub async fn access_changed(tx: &Tx, people: &[PersonId]) -> Result<(), DbErr> {
    for chunk in lock_with_deputies(tx, people).await?.chunks(500) {
        let sql = sql!("UPDATE person SET stamp = stamp + 1 WHERE id IN {chunk}", chunk = list(chunk.iter().copied()));
        tx.execute(sql).await?;
    }
    Ok(())
}

/// Locks these people and their deputies, in id order, and returns all of them.
pub async fn lock_with_deputies(tx: &Tx, people: &[PersonId]) -> Result<Vec<PersonId>, DbErr> {
    let mut all = people.to_vec();
    for chunk in people.chunks(500) {
        let deputies =
            sql!("SELECT deputy_id FROM deputy WHERE manager_id IN {chunk}", chunk = list(chunk.iter().copied()));
        all.extend(tx.column::<PersonId>(deputies).await?);
    }
    all.sort_unstable();
    all.dedup();
    tx.lock("person", &all).await?;
    Ok(all)
}
