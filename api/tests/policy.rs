//! The policy as a whole table: every role x every permission, and what it reaches. The table is a file that people
//! read; the program is compared with it.

use kyndig_domain::{
    ids::{PersonId, PlanId, PositionId, SessionId, UnitId},
    position::PositionKind,
    role::{Role, ScopeKind},
    unit::Tree,
};
use kyndig_platform::auth::{
    Actor, Scope,
    actor::{Acting, Grant},
    permissions,
    policy::{self, Rule},
};
use proptest::prelude::*;
use uuid::Uuid;

/// Sorted by permission; a cell is as `shape` writes it.
const TABLE: &str = include_str!("policy_table.txt");

fn id<I: From<Uuid>>(number: u128) -> I {
    Uuid::from_u128(number).into()
}

const ME: u128 = 1;

fn acting(manages: Option<PersonId>, managed_units: Vec<UnitId>, grants: Vec<Grant>) -> Acting {
    Acting {
        position_id: id::<PositionId>(2),
        unit_id: id(3),
        trust_id: id(4),
        kind: PositionKind::Employment,
        deputy_for: None,
        manages,
        managed_units,
        grants,
    }
}

fn actor(acting: Option<Acting>, above: Vec<(UnitId, UnitId)>) -> Actor {
    Actor { session_id: id::<SessionId>(5), person_id: id(ME), name: "Ida Nilsen".to_owned(), stamp: 1, acting, above }
}

/// Somebody who has this role and no other.
fn with_role(role: Role) -> Actor {
    let kind = role.scope_kind();
    let grant = Grant {
        role,
        unit_id: matches!(kind, ScopeKind::Unit | ScopeKind::UnitAndSpeciality).then(|| id(10)),
        plan_id: (kind == ScopeKind::Plan).then(|| id::<PlanId>(11)),
    };
    actor(
        Some(match role {
            Role::Employee => acting(None, Vec::new(), Vec::new()),
            Role::Manager => acting(Some(id(ME)), vec![id(10)], Vec::new()),
            _ => acting(None, Vec::new(), vec![grant]),
        }),
        Vec::new(),
    )
}

/// `.` forbidden, `-` allowed and reaches nothing of anybody's; else what is reached: `o` one's own, `m` those one
/// manages, `u` units, `p` plans, `e` everything.
pub fn shape(scope: Option<Scope>) -> String {
    let Some(scope) = scope else { return ".".to_owned() };
    let parts = [
        (scope.own.is_some(), 'o'),
        (scope.manages.is_some(), 'm'),
        (!scope.units.is_empty(), 'u'),
        (!scope.plans.is_empty(), 'p'),
        (scope.everything, 'e'),
    ];
    let shape: String = parts.into_iter().filter(|(there, _)| *there).map(|(_, letter)| letter).collect();
    if shape.is_empty() { "-".to_owned() } else { shape }
}

/// Proves ACC-4, ACC-5, ACC-8: what each role may, and over what; nothing else. After a change run with
/// `KYNDIG_WRITE_TABLES=1` and read the difference.
#[test]
fn every_role_and_every_permission() {
    let mut columns = vec![("no_choice_yet", actor(None, Vec::new()))];
    columns.extend(Role::ALL.iter().map(|role| (role.as_str(), with_role(*role))));
    let mut permissions = permissions::ALL.to_vec();
    permissions.sort_by_key(|(name, _)| *name);
    let mut lines = vec![
        "# . forbidden, - allowed to anybody; else what is reached: o one's own, m those one manages,".to_owned(),
        "# u the units of the role (of those managed, for a manager) and all below, p the plans of the role, e everything"
            .to_owned(),
    ];
    for (index, (name, _)) in columns.iter().enumerate() {
        lines.push(format!("# {}{name}", "|  ".repeat(index)));
    }
    for (name, rule) in permissions {
        let cell = |(_, actor): &(&str, Actor)| format!("{:<3}", shape(policy::decide(rule, actor)));
        let cells: Vec<_> = columns.iter().map(cell).collect();
        lines.push(format!("  {}  {name}", cells.concat()));
    }
    let table = lines.join("\n") + "\n";
    if std::env::var_os("KYNDIG_WRITE_TABLES").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/policy_table.txt");
        std::fs::write(path, &table).expect("the table");
        return;
    }
    for (found, expected) in table.lines().zip(TABLE.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(table, TABLE);
}

/// No permission stands twice, and only what anybody may do is open.
#[test]
fn permissions_have_names_of_their_own() {
    let mut names: Vec<_> = permissions::ALL.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
    let open: Vec<_> =
        permissions::ALL.iter().filter(|(_, rule)| *rule == Rule::Anyone).map(|(name, _)| *name).collect();
    assert_eq!(open, ["session:open", "session:keep", "session:methods"]);
}

const LEADS: Rule = Rule::Content { roles: &[Role::Manager, Role::SubjectLeadA] };
const FOLLOWERS: Rule = Rule::People { own: true, roles: &[Role::Manager, Role::TrustAdmin] };

fn lead_of(unit: UnitId) -> Grant {
    Grant { role: Role::SubjectLeadA, unit_id: Some(unit), plan_id: None }
}

/// A unit below another of the same role adds nothing; one of another role does not count.
#[test]
fn units_are_reduced_to_disjoint_subtrees() {
    let (region, clinic, ward, other) = (id(20), id(21), id(22), id(23));
    let above = vec![(clinic, region), (ward, clinic), (ward, region), (other, region)];
    let reached = |grants: Vec<Grant>, managed: Vec<UnitId>, rule| {
        let manages = (!managed.is_empty()).then(|| id(ME));
        let scope = policy::decide(rule, &actor(Some(acting(manages, managed, grants)), above.clone()));
        scope.map(|scope| (scope.manages.is_some(), scope.units))
    };
    assert_eq!(reached(vec![lead_of(ward), lead_of(clinic)], vec![], LEADS), Some((false, vec![clinic])));
    assert_eq!(reached(vec![lead_of(ward), lead_of(other)], vec![], LEADS), Some((false, vec![ward, other])));
    assert_eq!(reached(vec![lead_of(ward), lead_of(ward)], vec![], LEADS), Some((false, vec![ward])));
    // Content reaches the units of those managed; people are reached by being managed.
    assert_eq!(reached(vec![lead_of(ward)], vec![other], LEADS), Some((false, vec![ward, other])));
    assert_eq!(reached(vec![lead_of(clinic)], vec![ward], LEADS), Some((false, vec![clinic])));
    assert_eq!(reached(vec![lead_of(ward)], vec![other], FOLLOWERS), Some((true, vec![])));
    // A wider role of another kind does not widen this one.
    let admin = Grant { role: Role::TrustAdmin, unit_id: Some(region), plan_id: None };
    assert_eq!(reached(vec![lead_of(ward), admin.clone()], vec![], LEADS), Some((false, vec![ward])));
    assert_eq!(reached(vec![lead_of(ward), admin], vec![], FOLLOWERS), Some((false, vec![region])));
    assert_eq!(reached(vec![], vec![], LEADS), None);
}

proptest! {
    /// Whatever the tree and the grants: the reduced units cover the same, and none lies below another.
    #[test]
    fn reduction_keeps_what_is_covered(
        picks in prop::collection::vec(any::<prop::sample::Index>(), 1..30),
        granted in prop::collection::vec(any::<prop::sample::Index>(), 1..8),
    ) {
        let unit = |index: usize| id::<UnitId>(100 + index as u128);
        let pairs = picks.iter().enumerate().map(|(at, pick)| (unit(at), pick.index(at + 1).checked_sub(1).map(unit)));
        let tree = Tree::new(pairs).expect("a tree");
        let above = tree.closure().into_iter().filter(|row| row.depth > 0).map(|row| (row.descendant, row.ancestor));
        let grants: Vec<UnitId> = granted.iter().map(|pick| unit(pick.index(picks.len()))).collect();
        let acting = acting(None, Vec::new(), grants.iter().copied().map(lead_of).collect());
        let scope = policy::decide(LEADS, &actor(Some(acting), above.collect())).expect("a scope");
        prop_assert_eq!(scope.units, tree.disjoint_subtrees(grants));
    }
}
