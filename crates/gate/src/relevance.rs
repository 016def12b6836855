//! FUL-12: what of a plan is not relevant to a person who has it, as SQL. It belongs to the person and the plan, so it
//! is the same on both positions where the person has the plan (ASG-5), and the standing itself does not record it.

/// Whether the place `pr` of the plan, or its section, is not relevant to the person of the assignment `a`. The aliases
/// are those of `assignment` and `plan_requirement`.
pub const NOT_RELEVANT: &str = "EXISTS (SELECT 1 FROM not_relevant nr WHERE nr.person_id = a.person_id \
     AND nr.plan_id = a.plan_id AND nr.subject_id IN (pr.requirement_id, pr.section_id))";
