//! FUL-12: what of a plan is not relevant to one who has it, as SQL. It is of the person and the plan, so it is the same on
//! both positions where one has the plan (ASG-5), and the standing itself knows nothing of it.

/// Whether the place `pr` of the plan is not relevant to the person of the assignment `a`: itself, or its section. The
/// aliases are those of `assignment` and `plan_requirement`.
pub const NOT_RELEVANT: &str = "EXISTS (SELECT 1 FROM not_relevant nr WHERE nr.person_id = a.person_id \
     AND nr.plan_id = a.plan_id AND nr.subject_id IN (pr.requirement_id, pr.section_id))";
