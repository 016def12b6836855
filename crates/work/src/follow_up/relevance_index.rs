//! The requirements of positions by their active plans, for thousands of them at once: the same rule as `relevance` in
//! SQL, computed from the contents of the plans, which are few and read once, and from each person's own standings and
//! marks. It is used for the rows of a region's file; the pages of a list query the database.

use std::collections::HashMap;

use kyndig_db::{RowTextReader, RowTextWriter, Sql, Tx};
use kyndig_domain::{
    ids::{PlanId, RequirementId},
    standing::Status,
};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::DbErr;
use uuid::Uuid;

/// The index of a known requirement.
pub type Index = u32;

#[derive(Clone, Copy, Debug)]
struct Place {
    requirement: Index,
    section: Uuid,
}

/// The active contents of the plans read so far.
#[derive(Debug, Default)]
pub struct Plans {
    /// By requirement.
    contents: HashMap<PlanId, Vec<Place>>,
    known: HashMap<RequirementId, Index>,
    requirements: Vec<RequirementId>,
}

impl Plans {
    /// Reads those of these plans that have not been read yet; in at most one statement.
    pub async fn meet(&mut self, work: &Work<'_>, plans: impl Iterator<Item = PlanId>) -> Result<(), Failure> {
        let before = self.contents.len();
        let mut new = Vec::new();
        for plan in plans {
            self.contents.entry(plan).or_insert_with(|| {
                new.push(plan.0);
                Vec::new()
            });
        }
        if self.contents.len() == before {
            return Ok(());
        }
        let from = Sql::new("plan_requirement pr WHERE pr.state = 'active' AND pr.plan_id IN ").ids(new);
        let packing = RowTextWriter::new(work.tx).id("pr.plan_id").id("pr.requirement_id").id("pr.section_id");
        let packed = work.tx.row_text(packing, &from).await?;
        let mut rows = RowTextReader::new(&packed);
        while rows.more() {
            let (plan, requirement, section) = (rows.id()?, rows.id()?, rows.id()?);
            let requirement = self.index(requirement)?;
            self.contents.entry(plan).or_default().push(Place { requirement, section });
        }
        for places in self.contents.values_mut() {
            places.sort_unstable_by_key(|place| place.requirement);
        }
        Ok(())
    }

    fn index(&mut self, requirement: RequirementId) -> Result<Index, DbErr> {
        if let Some(index) = self.known.get(&requirement) {
            return Ok(*index);
        }
        let index = Index::try_from(self.requirements.len()).map_err(|error| DbErr::Custom(error.to_string()))?;
        self.requirements.push(requirement);
        self.known.insert(requirement, index);
        Ok(index)
    }

    /// All of them, by their index.
    pub fn requirements(&self) -> &[RequirementId] {
        &self.requirements
    }

    /// None where no plan read so far has it.
    pub fn find(&self, requirement: RequirementId) -> Option<Index> {
        self.known.get(&requirement).copied()
    }

    fn of(&self, plan: PlanId, requirement: Index) -> &[Place] {
        let places = self.contents.get(&plan).map(Vec::as_slice).unwrap_or_default();
        let begin = places.partition_point(|place| place.requirement < requirement);
        let count = places[begin..].iter().take_while(|place| place.requirement == requirement).count();
        &places[begin..begin + count]
    }

    /// Whether one of the plans asks for the requirement, and it is relevant there.
    pub fn ask(&self, plans: &[PlanId], marks: &Marks, requirement: Index) -> bool {
        plans.iter().any(|plan| {
            self.of(*plan, requirement).iter().any(|place| {
                let id = self.requirements.get(requirement as usize).map(|id| id.0);
                !marks
                    .0
                    .iter()
                    .any(|(in_plan, subject)| in_plan == plan && (*subject == place.section || Some(*subject) == id))
            })
        })
    }
}

/// FUL-12: what is not relevant to a person, in which plan: requirements and sections.
#[derive(Debug, Default)]
pub struct Marks(Vec<(PlanId, Uuid)>);

impl Marks {
    /// Those of the person of this column.
    pub fn pack(tx: &Tx, packing: RowTextWriter, person: &str) -> RowTextWriter {
        let from = Sql::new(&format!("not_relevant nr WHERE nr.person_id = {person}"));
        packing.list(RowTextWriter::new(tx).id("nr.plan_id").id("nr.subject_id"), &from)
    }

    pub fn unpack(&mut self, mut packed: RowTextReader<'_>) -> Result<(), DbErr> {
        self.0.clear();
        while packed.more() {
            self.0.push((packed.id()?, packed.id()?));
        }
        Ok(())
    }
}

/// The active plans of the position of this column.
pub fn pack_plans(tx: &Tx, packing: RowTextWriter, position: &str) -> RowTextWriter {
    let from = Sql::new(&format!("assignment a WHERE a.position_id = {position} AND a.active"));
    packing.list(RowTextWriter::new(tx).id("a.plan_id"), &from)
}

pub fn unpack_plans(mut packed: RowTextReader<'_>, plans: &mut Vec<PlanId>) -> Result<(), DbErr> {
    plans.clear();
    while packed.more() {
        plans.push(packed.id()?);
    }
    Ok(())
}

pub fn status(word: &str) -> Result<Status, DbErr> {
    word.parse().map_err(|_| DbErr::Type(format!("a status {word:?}")))
}
