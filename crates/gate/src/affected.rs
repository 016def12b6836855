//! Which person x requirement pairs a change touches, expressed so that the change itself does not alter the set.

use kyndig_db::{Sql, list, sql};
use kyndig_domain::ids::{PersonId, PlanId, PositionId, RequirementId};
use uuid::Uuid;

#[derive(Clone, Debug)]
pub struct Affected {
    people: People,
    requirements: Requirements,
}

#[derive(Clone, Debug)]
enum People {
    Ids(Vec<PersonId>),
    /// Whose positions these are.
    OfPositions(Vec<PositionId>),
    /// Everyone who has the plan on any position, active or not.
    WithPlan(PlanId),
    /// Everyone who has any plan with one of the requirements, or a standing on one from a plan that has since dropped
    /// it.
    WithRequirements(Vec<RequirementId>),
    /// Each person with their own requirement.
    Pairs(Vec<(PersonId, RequirementId)>),
}

#[derive(Clone, Debug)]
enum Requirements {
    All,
    Ids(Vec<RequirementId>),
    /// All requirements of the plans, in any state.
    OfPlans(Vec<PlanId>),
}

impl Affected {
    pub fn one(person: PersonId, requirement: RequirementId) -> Self {
        Self::pairs(vec![(person, requirement)])
    }

    /// Each person with their own requirement.
    pub fn pairs(pairs: Vec<(PersonId, RequirementId)>) -> Self {
        Self { people: People::Pairs(pairs), requirements: Requirements::All }
    }

    /// Everything of these people: their positions are opened, closed or moved.
    pub fn people(people: Vec<PersonId>) -> Self {
        Self { people: People::Ids(people), requirements: Requirements::All }
    }

    /// A plan is assigned to, or removed from, these people.
    pub fn plan_of(people: Vec<PersonId>, plan: PlanId) -> Self {
        Self { people: People::Ids(people), requirements: Requirements::OfPlans(vec![plan]) }
    }

    /// Plans are assigned to, or removed from, these positions: the standings of their people across all plans are
    /// recounted.
    pub fn plans_on(positions: Vec<PositionId>, plans: Vec<PlanId>) -> Self {
        Self { people: People::OfPositions(positions), requirements: Requirements::OfPlans(plans) }
    }

    /// The whole plan, for all who have it.
    pub fn whole_plan(plan: PlanId) -> Self {
        Self { people: People::WithPlan(plan), requirements: Requirements::OfPlans(vec![plan]) }
    }

    /// These requirements are activated or deactivated in a plan, for all who have it.
    pub fn in_plan(plan: PlanId, requirements: Vec<RequirementId>) -> Self {
        Self { people: People::WithPlan(plan), requirements: Requirements::Ids(requirements) }
    }

    /// These requirements change for everyone who has, or once had, to fulfil them: a fulfilled requirement stays
    /// theirs after the plan has dropped it, and then the requirement's own validity applies.
    pub fn requirements(requirements: Vec<RequirementId>) -> Self {
        Self { people: People::WithRequirements(requirements.clone()), requirements: Requirements::Ids(requirements) }
    }

    pub(super) fn is_empty(&self) -> bool {
        let nobody = match &self.people {
            People::Ids(ids) => ids.is_empty(),
            People::OfPositions(ids) => ids.is_empty(),
            People::Pairs(pairs) => pairs.is_empty(),
            People::WithRequirements(ids) => ids.is_empty(),
            People::WithPlan(_) => false,
        };
        nobody || matches!(&self.requirements, Requirements::Ids(ids) if ids.is_empty())
    }

    /// The plans to lock before the people.
    pub(super) fn plans(&self) -> &[PlanId] {
        match (&self.people, &self.requirements) {
            (_, Requirements::OfPlans(plans)) => plans,
            (People::WithPlan(plan), _) => std::slice::from_ref(plan),
            _ => &[],
        }
    }

    /// Whether the registrations of a requirement, or how often it must be repeated, may change.
    pub(super) fn changes_standings(&self) -> bool {
        matches!(self.people, People::Pairs(_) | People::WithRequirements(_))
    }

    /// A condition on a column of a requirement, where the same requirements are touched for all the people.
    pub(super) fn holds_requirement(&self, requirement: &str) -> Sql {
        match &self.requirements {
            Requirements::All => Sql::new("TRUE"),
            Requirements::Ids(ids) => Sql::new(&format!("{requirement} IN ")).list(ids.iter().copied()),
            Requirements::OfPlans(plans) => Sql::new(&format!("{requirement} IN (")).append(&of_plans(plans)).push(")"),
        }
    }

    /// Whether the requirements are named one by one.
    pub(super) fn is_pairs(&self) -> bool {
        matches!(self.people, People::Pairs(_))
    }

    /// Whether it is everything in some plans, for named people.
    pub(super) fn is_of_plans(&self) -> bool {
        matches!(
            (&self.people, &self.requirements),
            (People::Ids(_) | People::OfPositions(_), Requirements::OfPlans(_))
        )
    }

    /// Whether the plan's content changes, and not only its assignments.
    pub(super) fn changes_plan(&self) -> bool {
        matches!(self.people, People::WithPlan(_))
    }

    /// Whether the requirements themselves change.
    pub(super) fn changes_requirements(&self) -> bool {
        matches!(self.people, People::WithRequirements(_))
    }

    /// Whether the set of people is independent of concurrent changes to plans and requirements.
    pub(super) fn people_are_known(&self) -> bool {
        matches!(self.people, People::Ids(_) | People::OfPositions(_) | People::Pairs(_))
    }

    /// The ids of the requirements to lock, as a query; none where the people alone determine what is touched.
    pub(super) fn requirements_sql(&self) -> Option<Sql> {
        match &self.requirements {
            Requirements::All => None,
            Requirements::Ids(ids) => Some(values(ids.iter().map(|id| [id.0]))),
            Requirements::OfPlans(plans) => Some(of_plans(plans)),
        }
    }

    /// The ids of the people, as a query.
    pub(super) fn people_sql(&self) -> Sql {
        match &self.people {
            People::Ids(ids) => values(ids.iter().map(|id| [id.0])),
            People::OfPositions(ids) => {
                sql!("SELECT person_id FROM position WHERE id IN ({id})", id = &values(ids.iter().map(|id| [id.0])))
            }
            People::Pairs(pairs) => values(pairs.iter().map(|(person, _)| [person.0])),
            People::WithPlan(plan) => sql!("SELECT person_id FROM assignment WHERE plan_id = {plan}", plan = *plan),
            People::WithRequirements(ids) => sql!(
                "SELECT person_id FROM assignment JOIN plan_requirement ON plan_requirement.plan_id = \
                 assignment.plan_id WHERE plan_requirement.requirement_id IN {ids} UNION SELECT person_id \
                 FROM standing WHERE requirement_id IN {list}",
                ids = list(ids.iter().copied()),
                list = list(ids.iter().copied()),
            ),
        }
    }

    /// A condition on two columns: whether the assignment is touched; none where only standings and contents can be.
    pub(super) fn holds_assignment(&self, person: &str, plan: &str) -> Option<Sql> {
        let of_people = || Sql::new(&format!("{person} IN (")).append(&self.people_sql()).push(")");
        match (&self.people, &self.requirements) {
            (People::Pairs(_) | People::WithRequirements(_), _) | (_, Requirements::Ids(_)) => None,
            (People::WithPlan(id), _) => Some(Sql::new(&format!("{plan} = ")).bind(*id)),
            (_, Requirements::All) => Some(of_people()),
            (_, Requirements::OfPlans(plans)) => {
                let plans = values(plans.iter().map(|id| [id.0]));
                Some(of_people().push(&format!(" AND {plan} IN (")).append(&plans).push(")"))
            }
        }
    }

    /// A condition on the plan of an assignment, where the same requirements are touched for all the people: whether
    /// the plan holds any of them, in any state.
    pub(super) fn reaches(&self, plan: &str) -> Sql {
        if matches!(self.requirements, Requirements::All) {
            return Sql::new(&format!("EXISTS (SELECT 1 FROM plan_requirement t WHERE t.plan_id = {plan})"));
        }
        Sql::new(&format!("{plan} IN (SELECT t.plan_id FROM plan_requirement t WHERE "))
            .append(&self.holds_requirement("t.requirement_id"))
            .push(")")
    }

    /// A condition on two columns: whether the pair is touched.
    pub(super) fn holds(&self, person: &str, requirement: &str) -> Sql {
        if let People::Pairs(pairs) = &self.people {
            return Sql::new(&format!("({person}, {requirement}) IN ("))
                .append(&values(pairs.iter().map(|(p, r)| [p.0, r.0])))
                .push(")");
        }
        let people = Sql::new(&format!("{person} IN (")).append(&self.people_sql()).push(")");
        match &self.requirements {
            Requirements::All => people,
            _ => people.push(" AND ").append(&self.holds_requirement(requirement)),
        }
    }
}

fn of_plans(plans: &[PlanId]) -> Sql {
    sql!(
        "SELECT requirement_id FROM plan_requirement WHERE plan_id IN ({plan_id})",
        plan_id = &values(plans.iter().map(|id| [id.0])),
    )
}

/// Up to this many are written as literals, which databases plan best; more are bound as one value.
const FEW: usize = 8;

/// A query that returns these rows.
fn values<const N: usize>(rows: impl ExactSizeIterator<Item = [Uuid; N]>) -> Sql {
    if rows.len() > FEW {
        return Sql::new("SELECT * FROM ").uuids(rows);
    }
    let mut sql = Sql::new("VALUES ");
    for (index, row) in rows.enumerate() {
        if index > 0 {
            sql = sql.push(", ");
        }
        sql = sql.list(row);
    }
    sql
}
