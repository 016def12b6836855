//! REP-6: role assignments, and the positions with their access, as files.

use kyndig_contract::role::{PositionAccess, RoleGrant};
use kyndig_platform::{
    clock::wall,
    http::export::{self, Column, Table},
    translations::Translations,
};
use kyndig_sheet::Cell;

export::columns! {
    GrantColumns of GRANTS;
    PositionColumns of POSITIONS;
}

pub static GRANTS: Table<RoleGrant> = Table {
    title: "role.granted",
    columns: &[
        Column::new("person", "employee.name", 30, |grant, _| Cell::from(&grant.person.name)),
        Column::new("role", "role.role", 26, |grant, words| role(grant, words).into()),
        Column::new("unit", "role.unit", 32, |grant, _| grant.unit.as_ref().map(|unit| &unit.name).into()),
        Column::new("plan", "role.plan", 48, |grant, _| grant.plan_name.as_ref().into()),
        Column::new("speciality", "role.speciality", 24, |grant, _| grant.speciality.as_ref().into()),
        Column::new("granted_on", "role.granted_on", 18, |grant, _| wall(grant.granted_at).into()),
        Column::new("granted_by", "role.granted_by_whom", 30, |grant, _| {
            grant.granted_by.as_ref().map(|by| &by.name).into()
        }),
    ],
};

pub static POSITIONS: Table<PositionAccess> = Table {
    title: "role.title",
    columns: &[
        Column::new("person", "employee.name", 30, |one, _| Cell::from(&one.person.name)),
        Column::new("title", "employee.position", 28, |one, _| Cell::from(&one.title)),
        Column::new("unit", "role.unit", 32, |one, _| Cell::from(&one.unit.name)),
        Column::new("trust", "role.trust", 32, |one, _| Cell::from(&one.trust_name)),
        Column::new("email", "role.email", 32, |one, _| one.email.as_ref().into()),
        Column::new("phone", "role.phone", 16, |one, _| one.phone.as_ref().into()),
        Column::new("starts_on", "employee.starts_on", 12, |one, _| one.starts_on.into()),
        Column::new("ends_on", "employee.ends_on", 12, |one, _| one.ends_on.into()),
        Column::new("last_sign_in", "role.last_sign_in", 18, |one, _| one.last_sign_in.map(wall).into()),
        Column::new("roles", "role.granted", 48, |one, words| roles(one, words).into()),
    ],
};

fn role(grant: &RoleGrant, words: &Translations) -> String {
    words.of_kind("role.name_", grant.role.as_str())
}

/// Each with its scope.
fn roles(one: &PositionAccess, words: &Translations) -> String {
    let named = one.grants.iter().map(|grant| {
        let over = grant.unit.as_ref().map(|unit| &unit.name).or(grant.plan_name.as_ref());
        match over {
            Some(over) => format!("{} ({over})", role(grant, words)),
            None => role(grant, words),
        }
    });
    named.collect::<Vec<_>>().join("\n")
}
