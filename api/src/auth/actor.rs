//! The actor: read fresh at each request, never trusted from the token. And the scope a permission gives it.

use chrono::{DateTime, NaiveDate, Utc};
use kyndig_db::{Sql, Tx};
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

/// What one acts as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acting {
    pub position_id: PositionId,
    pub unit_id: UnitId,
    pub trust_id: UnitId,
    pub kind: PositionKind,
    /// The manager one is deputy for; then `manages` and `grants` are that manager's.
    pub deputy_for: Option<PersonId>,
    /// The person whose employees one follows, if there are any.
    pub manages: Option<PersonId>,
    /// The units those employees belong to.
    pub managed_units: Vec<UnitId>,
    pub grants: Vec<Grant>,
}

/// Somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub session_id: SessionId,
    pub person_id: PersonId,
    pub name: String,
    /// Changes whenever the person's access does.
    pub stamp: i32,
    /// Absent until chosen.
    pub acting: Option<Acting>,
    /// For every unit in a grant and every managed unit: the units above it, itself excluded.
    pub above: Vec<(UnitId, UnitId)>,
}

/// What a permission lets an actor reach: an argument of every query on people or content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Oneself, where the permission reaches one's own things.
    pub own: Option<PersonId>,
    /// The positions this person manages.
    pub manages: Option<PersonId>,
    /// These units and everything below, as disjoint subtrees.
    pub units: Vec<UnitId>,
    /// Named plans.
    pub plans: Vec<PlanId>,
    /// All there is.
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

    /// A condition on a row of `position` (by its alias): whether it is within the scope. Those who follow
    /// others up see open positions only (LOA-6); one's own are one's own for ever.
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

    /// As `sees_position`, but of other people's positions only those that are open: sight of a person ends with
    /// the position one saw them in (LOA-6), while one's own closed positions stay one's own.
    pub fn sees_open_position(&self, alias: &str) -> Sql {
        let others = Self { own: None, ..self.clone() }.sees_position(alias);
        let sql = Sql::new(&format!("(({alias}.state = 'open' AND ")).append(&others).push(")");
        let sql = match self.own {
            Some(own) => sql.push(&format!(" OR {alias}.person_id = ")).bind(own),
            None => sql,
        };
        sql.push(")")
    }

    /// A condition on a person's id (an SQL expression): whether an open position of theirs is within the scope,
    /// or it is oneself.
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

    /// As `covers_unit`, for a condition that many rows are tried by: the units are read once and not for each.
    pub fn holds_unit(&self, unit: &str) -> Sql {
        if self.everything || self.units.is_empty() {
            return self.covers_unit(unit);
        }
        Sql::new(&format!("{unit} IN (SELECT descendant_id FROM org_unit_closure WHERE ancestor_id IN "))
            .list(self.units.iter().copied())
            .push(")")
    }

    /// A condition on a unit's id (an SQL expression): whether the unit is one of the scope's or below.
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
}

#[derive(FromQueryResult)]
struct PositionRow {
    unit_id: UnitId,
    trust_id: UnitId,
    kind: PositionKind,
}

#[derive(FromQueryResult)]
struct GrantRow {
    role: Role,
    unit_id: Option<UnitId>,
    plan_id: Option<PlanId>,
}

#[derive(FromQueryResult)]
struct AboveRow {
    descendant_id: UnitId,
    ancestor_id: UnitId,
}

/// The actor of a session; none where it has ended or run out.
pub async fn load(tx: &Tx, session: SessionId, now: DateTime<Utc>, today: NaiveDate) -> Result<Option<Actor>, DbErr> {
    let found = tx
        .one::<SessionRow>(
            Sql::new(
                "SELECT s.person_id, p.name, p.stamp, s.position_id, s.deputy_for_id, s.ended_at, s.expires_at \
                 FROM session s JOIN person p ON p.id = s.person_id WHERE s.id = ",
            )
            .bind(session),
        )
        .await?;
    let Some(row) = found.filter(|row| row.ended_at.is_none() && row.expires_at > now) else { return Ok(None) };
    let acting = match row.position_id {
        Some(position) => load_acting(tx, row.person_id, position, row.deputy_for_id, today).await?,
        None => None,
    };
    let units: Vec<UnitId> = acting
        .iter()
        .flat_map(|a| a.grants.iter().filter_map(|g| g.unit_id).chain(a.managed_units.iter().copied()))
        .collect();
    let above = if units.is_empty() {
        Vec::new()
    } else {
        tx.all::<AboveRow>(
            Sql::new("SELECT descendant_id, ancestor_id FROM org_unit_closure WHERE depth > 0 AND descendant_id IN ")
                .list(units),
        )
        .await?
        .into_iter()
        .map(|row| (row.descendant_id, row.ancestor_id))
        .collect()
    };
    Ok(Some(Actor { session_id: session, person_id: row.person_id, name: row.name, stamp: row.stamp, acting, above }))
}

/// A condition on a row of `position` (by its alias): whether its person may act as it today. A loan is over at
/// midnight (LOA-3), whether or not the night run has been there.
pub fn may_act_as(alias: &str, today: NaiveDate) -> Sql {
    Sql::new(&format!(
        "{alias}.state = 'open' AND ({alias}.kind <> 'loan' OR {alias}.ends_on IS NULL OR {alias}.ends_on >= "
    ))
    .bind(today)
    .push(")")
}

/// A condition on a row of `deputy` (by its alias): whether it holds today (DEP-5), and its manager is still
/// employed here.
pub fn deputises(alias: &str, today: NaiveDate) -> Sql {
    Sql::new(&format!("({alias}.ends_on IS NULL OR {alias}.ends_on >= ")).bind(today).push(&format!(
        ") AND EXISTS (SELECT 1 FROM position deputised WHERE deputised.person_id = {alias}.manager_id \
         AND deputised.kind = 'employment' AND deputised.state = 'open')"
    ))
}

/// Nothing, where the position is not open any more or the deputyship is over: choose again.
async fn load_acting(
    tx: &Tx,
    person: PersonId,
    position: PositionId,
    deputy_for: Option<PersonId>,
    today: NaiveDate,
) -> Result<Option<Acting>, DbErr> {
    let found = tx
        .one::<PositionRow>(
            Sql::new("SELECT p.unit_id, p.trust_id, p.kind FROM position p WHERE p.id = ")
                .bind(position)
                .push(" AND p.person_id = ")
                .bind(person)
                .push(" AND ")
                .append(&may_act_as("p", today)),
        )
        .await?;
    let Some(row) = found else { return Ok(None) };
    if let Some(manager) = deputy_for {
        let holds = Sql::new("SELECT 1 FROM deputy d WHERE d.manager_id = ")
            .bind(manager)
            .push(" AND d.deputy_id = ")
            .bind(person)
            .push(" AND ")
            .append(&deputises("d", today));
        if !tx.exists(holds).await? {
            return Ok(None);
        }
    }
    // One manages as the employment, never as a position on loan. A deputy has what the manager has.
    let leader = match (deputy_for, row.kind) {
        (Some(manager), _) => Some(manager),
        (None, PositionKind::Employment) => Some(person),
        (None, PositionKind::Loan) => None,
    };
    let managed_units = match leader {
        Some(leader) => {
            tx.column::<UnitId>(
                Sql::new("SELECT DISTINCT unit_id FROM position WHERE state = 'open' AND manager_id = ").bind(leader),
            )
            .await?
        }
        None => Vec::new(),
    };
    let grants = Sql::new(
        "SELECT g.role, g.unit_id, g.plan_id FROM role_grant g JOIN position p ON p.id = g.position_id WHERE ",
    );
    let grants = match deputy_for {
        Some(manager) => grants.push("p.state = 'open' AND p.person_id = ").bind(manager),
        None => grants.push("g.position_id = ").bind(position),
    };
    let grants = tx.all::<GrantRow>(grants).await?;
    Ok(Some(Acting {
        position_id: position,
        unit_id: row.unit_id,
        trust_id: row.trust_id,
        kind: row.kind,
        deputy_for,
        manages: leader.filter(|_| !managed_units.is_empty()),
        managed_units,
        grants: grants.into_iter().map(|g| Grant { role: g.role, unit_id: g.unit_id, plan_id: g.plan_id }).collect(),
    }))
}

/// Says that these people's access has changed, and that of their deputies, who have the same: a request of theirs
/// under way is refused at its end.
pub async fn access_changed(tx: &Tx, people: &[PersonId]) -> Result<(), DbErr> {
    for chunk in lock_with_deputies(tx, people).await?.chunks(500) {
        let sql = Sql::new("UPDATE person SET stamp = stamp + 1 WHERE id IN ").list(chunk.iter().copied());
        tx.execute(sql).await?;
    }
    Ok(())
}

/// Locks these people and their deputies, in the order of ids, and gives all of them.
pub async fn lock_with_deputies(tx: &Tx, people: &[PersonId]) -> Result<Vec<PersonId>, DbErr> {
    let mut all = people.to_vec();
    for chunk in people.chunks(500) {
        let deputies = Sql::new("SELECT deputy_id FROM deputy WHERE manager_id IN ").list(chunk.iter().copied());
        all.extend(tx.column::<PersonId>(deputies).await?);
    }
    all.sort_unstable();
    all.dedup();
    tx.lock("person", &all).await?;
    Ok(all)
}
