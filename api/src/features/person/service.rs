//! Finding people by the words of their names.

use kyndig_domain::ids::PersonId;

use super::store;
use crate::{auth::Work, http::Failure};

/// The words by which these people are found, written anew from their names.
pub async fn index_words(work: &Work<'_>, people: &[PersonId]) -> Result<(), Failure> {
    for chunk in people.chunks(500) {
        store::index_words(work, chunk).await?;
    }
    Ok(())
}
