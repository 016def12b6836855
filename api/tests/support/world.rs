//! A small world for tests: a region with two trusts, wards under a clinic, a manager and nurses on each.
//!
//! ```text
//! region ─ trust_a ─ clinic ─ ward   (manager Mona, nurses Ida and Per)
//!        │                  └ sibling (manager Siri, nurse Nils)
//!        └ trust_b ─ other_clinic ─ other (manager Ola, nurse Kari)
//! ```

use chrono::NaiveDate;
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{PersonId, PositionId, RoleGrantId, UnitId},
    role::Role,
    text,
    unit::UnitKind,
};
use kyndig_platform::auth::Work;

use super::TestApp;

/// A person with one open position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Someone {
    pub person: PersonId,
    pub position: PositionId,
}

#[derive(Clone, Debug)]
pub struct World {
    pub region: UnitId,
    pub trust_a: UnitId,
    pub clinic: UnitId,
    pub ward: UnitId,
    pub sibling: UnitId,
    pub trust_b: UnitId,
    pub other_clinic: UnitId,
    pub other: UnitId,
    /// Manages the ward.
    pub mona: Someone,
    pub ida: Someone,
    pub per: Someone,
    /// Manages the sibling ward.
    pub siri: Someone,
    pub nils: Someone,
    /// Manages the ward of the other trust.
    pub ola: Someone,
    pub kari: Someone,
    /// Trust admin of trust A.
    pub admin: Someone,
    /// System owner.
    pub owner: Someone,
}

pub async fn make(app: &TestApp) -> World {
    app.system(async |work| {
        let region = unit(work, None, UnitKind::Region, "Region Eksempel", None).await;
        let trust_a = unit(work, Some(region), UnitKind::HealthTrust, "Trust A HF", Some("TAHF")).await;
        let clinic = unit(work, Some(trust_a), UnitKind::Clinic, "Medisinsk klinikk", None).await;
        let ward = unit(work, Some(clinic), UnitKind::Department, "Sengepost 3", None).await;
        let sibling = unit(work, Some(clinic), UnitKind::Department, "Sengepost 4", None).await;
        let trust_b = unit(work, Some(region), UnitKind::HealthTrust, "Trust B HF", Some("TBHF")).await;
        let other_clinic = unit(work, Some(trust_b), UnitKind::Clinic, "Kirurgisk klinikk", None).await;
        let other = unit(work, Some(other_clinic), UnitKind::Department, "Operasjon", None).await;
        let owner = someone(work, "Olga Eier", region, region, None).await;
        grant(work, owner.position, Role::SystemOwner, None).await;
        let admin = someone(work, "Ada Admin", trust_a, trust_a, None).await;
        grant(work, admin.position, Role::TrustAdmin, Some(trust_a)).await;
        let mona = someone(work, "Mona Leder", trust_a, ward, None).await;
        let siri = someone(work, "Siri Leder", trust_a, sibling, None).await;
        let ola = someone(work, "Ola Leder", trust_b, other, None).await;
        let ida = someone(work, "Ida Nilsen", trust_a, ward, Some(mona.person)).await;
        let per = someone(work, "Per Ås", trust_a, ward, Some(mona.person)).await;
        let nils = someone(work, "Nils Ødegård", trust_a, sibling, Some(siri.person)).await;
        let kari = someone(work, "Kari Moen", trust_b, other, Some(ola.person)).await;
        Ok(World {
            region,
            trust_a,
            clinic,
            ward,
            sibling,
            trust_b,
            other_clinic,
            other,
            mona,
            ida,
            per,
            siri,
            nils,
            ola,
            kari,
            admin,
            owner,
        })
    })
    .await
}

/// A unit under another, with its part of the closure.
pub async fn unit(work: &Work<'_>, parent: Option<UnitId>, kind: UnitKind, name: &str, short: Option<&str>) -> UnitId {
    let id: UnitId = work.new_id();
    let sql = Sql::new(
        "INSERT INTO org_unit (id, parent_id, kind, name, folded, sort_key, external_id, short_code, cost_centre) VALUES (",
    )
    .bind(id)
    .push(", ")
    .bind(parent)
    .push(", ")
    .bind(kind)
    .push(", ")
    .bind(name)
    .push(", ")
    .bind(text::fold(name))
    .push(", ")
    .bind(text::sort_key(name))
    .push(", ")
    .bind(id.to_string())
    .push(", ")
    .bind(short)
    .push(", ")
    .bind(id.to_string())
    .push(")");
    work.tx.execute(sql).await.expect("a unit");
    let closure = Sql::new("INSERT INTO org_unit_closure (ancestor_id, descendant_id, depth) VALUES (")
        .bind(id)
        .push(", ")
        .bind(id)
        .push(", 0)");
    work.tx.execute(closure).await.expect("itself");
    if let Some(parent) = parent {
        let above: Vec<UnitId> = work
            .tx
            .column(
                Sql::new("SELECT ancestor_id FROM org_unit_closure WHERE descendant_id = ")
                    .bind(parent)
                    .push(" ORDER BY depth"),
            )
            .await
            .expect("the units above");
        for (index, ancestor) in above.into_iter().enumerate() {
            let depth = i32::try_from(index).expect("a depth") + 1;
            let closure = Sql::new("INSERT INTO org_unit_closure (ancestor_id, descendant_id, depth) VALUES (")
                .bind(ancestor)
                .push(", ")
                .bind(id)
                .push(", ")
                .bind(depth)
                .push(")");
            work.tx.execute(closure).await.expect("an ancestor");
        }
    }
    id
}

/// A person with an open position that began a year ago.
pub async fn someone(work: &Work<'_>, name: &str, trust: UnitId, unit: UnitId, manager: Option<PersonId>) -> Someone {
    let person: PersonId = work.new_id();
    let (given, family) = name.split_once(' ').expect("two names");
    let sql = Sql::new(
        "INSERT INTO person (id, external_id, given_name, family_name, name, folded, sort_key, email, created_at) VALUES (",
    )
    .bind(person)
    .push(", ")
    .bind(person.to_string())
    .push(", ")
    .bind(given)
    .push(", ")
    .bind(family)
    .push(", ")
    .bind(name)
    .push(", ")
    .bind(text::fold(name))
    .push(", ")
    .bind(text::sort_key(&format!("{family} {given}")))
    .push(", ")
    .bind(format!("{}@example.org", text::fold(name).replace(' ', ".")))
    .push(", ")
    .bind(work.now)
    .push(")");
    work.tx.execute(sql).await.expect("a person");
    for word in text::fold(name).split_whitespace() {
        let sql = Sql::new("INSERT INTO person_word (word, person_id) VALUES (")
            .bind(word)
            .push(", ")
            .bind(person)
            .push(") ON CONFLICT DO NOTHING");
        work.tx.execute(sql).await.expect("a word");
    }
    let position = position(work, person, trust, unit, manager).await;
    Someone { person, position }
}

/// An open position of a person.
pub async fn position(
    work: &Work<'_>,
    person: PersonId,
    trust: UnitId,
    unit: UnitId,
    manager: Option<PersonId>,
) -> PositionId {
    let id: PositionId = work.new_id();
    let started: NaiveDate = "2025-11-21".parse().expect("a date");
    let sql = Sql::new(
        "INSERT INTO position (id, person_id, kind, trust_id, cost_centre, unit_id, title, sort_key, starts_on, state, \
         opened_on, hr_manager_id, manager_id) SELECT ",
    )
    .push("CAST(")
    .bind(id)
    .push(if work.tx.is_postgres() { " AS uuid), p.id, 'employment', " } else { " AS blob), p.id, 'employment', " })
    .push("t.id, u.external_id, u.id, 'Sykepleier', p.sort_key, ")
    .push(if work.tx.is_postgres() { "CAST(" } else { "(" })
    .bind(started)
    .push(if work.tx.is_postgres() { " AS date), 'open', CAST(" } else { "), 'open', (" })
    .bind(started)
    .push(if work.tx.is_postgres() { " AS date), m.id, m.id" } else { "), m.id, m.id" })
    .push(" FROM person p JOIN org_unit u ON u.id = ")
    .bind(unit)
    .push(" JOIN org_unit t ON t.id = ")
    .bind(trust)
    .push(" LEFT JOIN person m ON m.id = ")
    .bind(manager)
    .push(" WHERE p.id = ")
    .bind(person);
    work.tx.execute(sql).await.expect("a position");
    let members = Sql::new(
        "INSERT INTO unit_member (unit_id, sort_key, position_id) SELECT c.ancestor_id, p.sort_key, p.id FROM position p \
         JOIN org_unit_closure c ON c.descendant_id = p.unit_id WHERE p.id = ",
    )
    .bind(id);
    work.tx.execute(members).await.expect("its place in the units");
    id
}

/// Gives a position a role.
pub async fn grant(work: &Work<'_>, position: PositionId, role: Role, unit: Option<UnitId>) {
    let sql = Sql::new("INSERT INTO role_grant (id, position_id, role, unit_id, granted_at) VALUES (")
        .bind(work.new_id::<RoleGrantId>())
        .push(", ")
        .bind(position)
        .push(", ")
        .bind(role)
        .push(", ")
        .bind(unit)
        .push(", ")
        .bind(work.now)
        .push(")");
    work.tx.execute(sql).await.expect("a grant");
}
