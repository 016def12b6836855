//! CAT-1: the tree that requirements and learning activities are filed in: who has a branch of it, what goes where,
//! and when a category can go.

use crate::{
    ids::{CategoryId, UnitId},
    requirement::RequirementKind,
    unit::UnitKind,
};

/// Where a new category goes: under another, or as a top of a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Under(CategoryId),
    Unit(UnitId),
    Speciality(String),
}

/// The one place that is named; none where there is none, or more than one.
pub fn place(parent: Option<CategoryId>, unit: Option<UnitId>, speciality: Option<&str>) -> Option<Place> {
    let speciality = speciality.map(str::trim).filter(|name| !name.is_empty());
    match (parent, unit, speciality) {
        (Some(parent), None, None) => Some(Place::Under(parent)),
        (None, Some(unit), None) => Some(Place::Unit(unit)),
        (None, None, Some(speciality)) => Some(Place::Speciality(speciality.to_owned())),
        _ => None,
    }
}

/// Trusts and the region have a branch, and nothing below them.
pub fn has_branch(kind: UnitKind) -> bool {
    matches!(kind, UnitKind::Region | UnitKind::HealthTrust)
}

/// A speciality's branch is for learning activities; a unit's takes both.
pub fn takes(of_speciality: bool, kind: RequirementKind) -> bool {
    !of_speciality || kind == RequirementKind::LearningActivity
}

/// A category moves with all that lies beneath it: not under itself, and not under any of those. `way` is where it
/// would go, with all above that.
pub fn can_move(category: CategoryId, way: &[CategoryId]) -> bool {
    !way.contains(&category)
}

/// What a category holds, drafts and what is archived included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    pub requirements: i64,
    pub subcategories: i64,
}

impl Held {
    /// Only what holds nothing can be deleted.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

impl std::fmt::Display for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "requirements: {}, subcategories: {}", self.requirements, self.subcategories)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id<T: From<uuid::Uuid>>() -> T {
        uuid::Uuid::nil().into()
    }

    #[test]
    fn a_category_has_one_place() {
        assert_eq!(place(Some(id()), None, None), Some(Place::Under(id())));
        assert_eq!(place(None, Some(id()), Some("  ")), Some(Place::Unit(id())));
        assert_eq!(place(None, None, Some(" Onkologi ")), Some(Place::Speciality("Onkologi".to_owned())));
        assert_eq!(place(None, None, Some(" ")), None);
        assert_eq!(place(Some(id()), Some(id()), None), None);
        assert_eq!(place(None, Some(id()), Some("Onkologi")), None);
    }

    #[test]
    fn who_has_a_branch() {
        let having: Vec<_> = UnitKind::ALL.iter().copied().filter(|kind| has_branch(*kind)).collect();
        assert_eq!(having, [UnitKind::Region, UnitKind::HealthTrust]);
    }

    #[test]
    fn a_speciality_files_activities_alone() {
        assert!(!takes(true, RequirementKind::Requirement) && takes(true, RequirementKind::LearningActivity));
        assert!(RequirementKind::ALL.iter().all(|kind| takes(false, *kind)));
    }

    #[test]
    fn none_goes_beneath_itself() {
        let [one, other, above] = [1, 2, 3].map(|number| CategoryId(uuid::Uuid::from_u128(number)));
        assert!(can_move(one, &[other, above]) && can_move(one, &[]));
        assert!(!can_move(one, &[one, above]) && !can_move(above, &[one, above]));
    }

    #[test]
    fn what_holds_something_is_in_use_by_it() {
        assert!(Held::default().is_empty());
        let held = Held { requirements: 3, subcategories: 0 };
        assert!(!held.is_empty() && !Held { subcategories: 1, ..Held::default() }.is_empty());
        assert_eq!(held.to_string(), "requirements: 3, subcategories: 0");
    }
}
