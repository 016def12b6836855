//! The policy: which roles give which permission, and over what scope. A pure function of the actor, tested as a whole
//! table.

use kyndig_domain::{
    ids::{PlanId, UnitId},
    role::Role,
};

use super::actor::{Acting, Actor, Grant, Scope};

/// Who has a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Anyone at all; there is no actor, and an empty scope.
    Anyone,
    /// Any signed-in person, before choosing a position.
    SignedIn,
    /// Any signed-in person acting as something; covers their own data only.
    Own,
    /// Those who follow people up: the manager for those managed, and these roles for their units. With `own`, the
    /// actor too.
    People { own: bool, roles: &'static [Role] },
    /// Those who write or look after the content of units: the manager named by HR, for the units of those employed
    /// under them, these roles for theirs, the steward, where named, for the plans, and the system owner, where named,
    /// for all. A deputy follows people up and gets nothing by this rule.
    Content { roles: &'static [Role] },
    /// Those who read it: the same, and their deputies, who see what they do (DEP-2).
    Reading { roles: &'static [Role] },
    /// The system owner alone, and no deputy.
    SystemOwner,
}

/// The scope that a rule gives an actor; none where it is forbidden.
pub fn decide(rule: Rule, actor: &Actor) -> Option<Scope> {
    match rule {
        Rule::Anyone => return Some(Scope::default()),
        Rule::SignedIn => return Some(Scope { own: Some(actor.person_id), ..Scope::default() }),
        _ => {}
    }
    let acting = actor.acting.as_ref()?;
    let scope = match rule {
        Rule::Anyone | Rule::SignedIn | Rule::Own => Scope { own: Some(actor.person_id), ..Scope::default() },
        Rule::People { own, roles } => Scope {
            own: own.then_some(actor.person_id),
            manages: acting.manages.filter(|_| roles.contains(&Role::Manager)),
            units: units(actor, acting, roles, false),
            ..Scope::default()
        },
        Rule::Content { .. } | Rule::SystemOwner if acting.deputy_for.is_some() => Scope::default(),
        Rule::Content { roles } | Rule::Reading { roles } => Scope {
            units: units(actor, acting, roles, roles.contains(&Role::Manager)),
            plans: plans(acting, roles),
            everything: roles.contains(&Role::SystemOwner) && has(acting, Role::SystemOwner),
            ..Scope::default()
        },
        Rule::SystemOwner => Scope { everything: has(acting, Role::SystemOwner), ..Scope::default() },
    };
    Some(scope).filter(|scope| !scope.is_empty())
}

fn has(acting: &Acting, role: Role) -> bool {
    acting.grants.iter().any(|grant| grant.role == role)
}

/// PLN-15: the plans the actor is steward of.
fn plans(acting: &Acting, roles: &[Role]) -> Vec<PlanId> {
    let named = |grant: &&Grant| grant.role == Role::PlanSteward && roles.contains(&Role::PlanSteward);
    acting.grants.iter().filter(named).filter_map(|grant| grant.plan_id).collect()
}

/// The units of these roles, as disjoint subtrees: a unit below another of them adds nothing.
fn units(actor: &Actor, acting: &Acting, roles: &[Role], managed: bool) -> Vec<UnitId> {
    let mut all: Vec<UnitId> = acting
        .grants
        .iter()
        .filter(|grant| roles.contains(&grant.role))
        .filter_map(|grant| grant.unit_id)
        .chain(acting.managed_units.iter().copied().filter(|_| managed))
        .collect();
    all.sort_unstable();
    all.dedup();
    let covered = |unit: UnitId| actor.above.iter().any(|(below, above)| *below == unit && all.contains(above));
    all.iter().copied().filter(|unit| !covered(*unit)).collect()
}
