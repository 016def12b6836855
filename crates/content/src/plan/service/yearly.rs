//! PLN-16: once a year, document owners and authors are sent an overview of their plans.

use std::collections::BTreeMap;

use kyndig_domain::ids::PersonId;
use kyndig_platform::{
    auth::Work,
    http::Failure,
    outbox::{self, Message},
};

use crate::plan::store::yearly;

/// Puts the overviews of a year into the outbox, for those who have not received theirs: run again it sends nothing.
/// Returns the number of people.
pub async fn overview(work: &Work<'_>, year: i32) -> Result<usize, Failure> {
    let mut overviews: BTreeMap<PersonId, (Vec<String>, Vec<String>)> = BTreeMap::new();
    for row in yearly::answered_for(work, year).await? {
        let (owned, authored) = overviews.entry(row.person_id).or_default();
        if row.owns { owned } else { authored }.push(row.plan);
    }
    let people = overviews.len();
    for (person, (owned, authored)) in overviews {
        let message = Message::PlansOfTheYear { year: year.to_string(), owned, authored };
        outbox::mail(work, person, None, &message).await?;
    }
    Ok(people)
}
