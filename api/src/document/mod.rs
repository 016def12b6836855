//! The published contract: collected from the handlers, and completed here for all operations at once.

mod answers;
mod shapes;
mod walk;
mod words;

use utoipa::openapi::{OpenApi, security::SecurityRequirement, tag::TagBuilder};

/// The tags of operations, in the order of a working day.
const TAGS: &[(&str, &str)] = &[
    ("Session", "Signing in and out, and what one acts as"),
    ("Home", "What waits for the one who is signed in"),
    ("Assignments", "Plans as they are given to employees"),
    ("Standings", "One person's requirements: fulfilling, sending for signature, registering, documenting"),
    ("Signatures", "What others have sent, to be signed or rejected"),
    ("Follow-up", "How the requirements of one's employees stand, and deadlines"),
    ("Employees", "Those whom one follows up"),
    ("People", "Finding somebody: a signer, a manager"),
    ("Loans", "Employees lent to other units"),
    ("Plans", "Competence plans and goal plans: content, approval, publication, versions"),
    ("Requirements", "What plans are made of: drafts, publication, sharing, versions"),
    ("Categories", "Where requirements are filed"),
    ("Import and export", "Plans and requirements as documents"),
    ("Units", "The tree of the organisation"),
    ("Roles", "Who may do what where"),
    ("HR import", "Units, people and positions from HR"),
    ("Profile", "What is known of oneself: personalia, employments, leaders"),
    ("Settings", "What each person has chosen: language, e-mail, columns of lists"),
];

/// Completes the documentation of the handlers.
pub fn finish(document: &mut OpenApi) {
    document.tags =
        Some(TAGS.iter().map(|(name, text)| TagBuilder::new().name(*name).description(Some(*text)).build()).collect());
    document.security = Some(vec![SecurityRequirement::new::<_, _, &str>("bearer", [])]);
    if let Some(components) = &mut document.components {
        shapes::finish(components);
    }
    words::finish(document);
    answers::finish(document);
}
