//! FUL-10, FUL-9: what stands in the way of fulfilling, said before it is tried.

use std::collections::HashSet;

use kyndig_contract::standing::{Prerequisite, StandingDetails};
use kyndig_domain::ids::{PlanId, PointId};
use kyndig_domain::standing::checklist::{Point, is_done};
use leptos::prelude::*;

use super::place::Place;
use super::words::standing_name;
use crate::t;
use crate::ui::{Mark, icon, icon_paths, live};

/// What takes the focus where one tries all the same.
pub const BLOCKED: &str = "standing-blocked";

/// What is left before it can be fulfilled or sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Blocked {
    pub prerequisites: usize,
    pub points: usize,
}

impl Blocked {
    pub fn of(now: &StandingDetails) -> Self {
        let prerequisites = now.prerequisites.iter().filter(|one| !one.status.is_valid()).count();
        Self { prerequisites, points: points_left(now) }
    }

    pub fn is_free(self) -> bool {
        self == Self::default()
    }
}

/// As the API counts them: what is not relevant in one of the plans is left out there, and one plan is enough.
fn points_left(now: &StandingDetails) -> usize {
    let done = |plan: Option<PlanId>| {
        let points: Vec<_> =
            now.checklist.iter().map(|one| Point { id: one.id, must_be_done: one.must_be_done }).collect();
        let ticked: HashSet<PointId> = now.checklist.iter().filter(|one| one.done).map(|one| one.id).collect();
        let out = |one: &&kyndig_contract::standing::ChecklistItem| {
            one.not_relevant_in.iter().any(|place| Some(place.plan_id) == plan)
        };
        let left_out: HashSet<PointId> = now.checklist.iter().filter(out).map(|one| one.id).collect();
        is_done(&points, |id| ticked.contains(&id), |id| left_out.contains(&id))
    };
    if done(None) || now.plans.iter().any(|plan| done(Some(plan.plan_id))) {
        return 0;
    }
    let open = |one: &&kyndig_contract::standing::ChecklistItem| {
        !one.done && (one.must_be_done || one.not_relevant_in.is_empty())
    };
    now.checklist.iter().filter(open).count().max(1)
}

/// Where the button would be that would be refused.
pub fn blocked_note(blocked: Blocked) -> AnyView {
    let lines = [
        (blocked.prerequisites > 0).then(|| t::standing::blocked_by_others(blocked.prerequisites)),
        (blocked.points > 0).then(|| t::standing::blocked_by_points(blocked.points)),
    ];
    let lines = lines.into_iter().flatten().map(|line| view! { <span>{line}</span> }).collect_view();
    view! {
        <div class="blocked" id=BLOCKED tabindex="-1">
            {icon(icon_paths::PADLOCK_LOCKED)}
            <div>
                <b>{t::standing::blocked()}</b>
                {lines}
            </div>
        </div>
    }
    .into_any()
}

/// Each with how it stands, and where the person has it.
pub fn prerequisites(place: Place, base: String) -> AnyView {
    let listed = place.part(|now| now.prerequisites.clone());
    live(move || {
        let all = listed.get().filter(|all| !all.is_empty())?;
        let done = all.iter().filter(|one| one.status.is_valid()).count();
        let total = all.len();
        let rows = all.iter().map(|one| row(one, &base)).collect_view();
        Some(view! {
            <section class="piece">
                <h3 class="small">
                    {t::standing::prerequisites()}
                    <span class="meta num">{t::standing::of(done, total)}</span>
                </h3>
                <ul class="points">{rows}</ul>
            </section>
        })
    })
}

fn row(one: &Prerequisite, base: &str) -> AnyView {
    let name = one.name.clone();
    let name = match one.assignment_id {
        Some(plan) => {
            let href = format!("{base}/{plan}?requirement={}", one.requirement_id);
            view! { <a class="ds-link" id=format!("before-{}", one.requirement_id) href=href>{name}</a> }.into_any()
        }
        None => view! { <b>{name}</b> }.into_any(),
    };
    let where_not = one.assignment_id.is_none().then(|| format!(" · {}", t::standing::prerequisite_in_no_plan()));
    view! {
        <li>
            <Mark status=one.status quiet=true/>
            <div class="t">
                {name}
                <span class="meta">{standing_name(one.status, false)} {where_not}</span>
            </div>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use kyndig_contract::standing::{ChecklistItem, PointNotRelevantIn, StandingPlan};
    use kyndig_domain::standing::Status;

    use super::*;

    fn point(text: &str, must_be_done: bool, done: bool, not_relevant: &[PlanId]) -> ChecklistItem {
        let not_relevant_in =
            not_relevant.iter().map(|plan_id| PointNotRelevantIn { plan_id: *plan_id, comment: "Nei".to_owned() });
        let number = u128::from(text.as_bytes()[0]);
        ChecklistItem {
            id: serde_json::from_value(uuid(number)).unwrap(),
            text: text.to_owned(),
            url: None,
            must_be_done,
            done,
            not_relevant_in: not_relevant_in.collect(),
        }
    }

    fn standing(checklist: Vec<ChecklistItem>, plans: &[PlanId]) -> StandingDetails {
        let mut now: StandingDetails = serde_json::from_value(serde_json::json!({
            "person": {"id": uuid(1), "name": "Ida"}, "requirementId": uuid(2), "number": "KR-1",
            "requirement": {"name": "Seng", "learningMethod": "course", "documentationMethod": "self_registration"},
            "files": [], "status": Status::NotStarted, "plans": [], "history": [], "actions": [], "version": 1,
        }))
        .unwrap();
        now.checklist = checklist;
        now.plans = plans
            .iter()
            .map(|plan_id| StandingPlan {
                assignment_id: serde_json::from_value(uuid(9)).unwrap(),
                plan_id: *plan_id,
                plan_name: String::new(),
                not_relevant: None,
            })
            .collect();
        now
    }

    fn uuid(number: u128) -> serde_json::Value {
        serde_json::json!(format!("00000000-0000-0000-0000-{number:012}"))
    }

    /// Proves FUL-9: what is left is what the API would refuse for, in the plan where least is.
    #[test]
    fn what_is_left_of_a_checklist() {
        let [one, other]: [PlanId; 2] = [3, 4].map(|id| serde_json::from_value(uuid(id)).unwrap());
        let left = |points: Vec<ChecklistItem>| Blocked::of(&standing(points, &[one, other])).points;
        assert_eq!(left(vec![]), 0);
        assert_eq!(left(vec![point("a", true, false, &[]), point("b", false, true, &[])]), 1);
        assert_eq!(left(vec![point("a", true, true, &[]), point("b", false, false, &[one])]), 0);
        assert_eq!(left(vec![point("a", true, false, &[one]), point("b", true, true, &[])]), 1);
        // each is left out in another plan: none of the plans is through
        assert_eq!(left(vec![point("a", false, false, &[one]), point("b", false, false, &[other])]), 1);
    }
}
