//! What the platform is told of the features: which react to facts, in which order, and what delivers the outbox.

use kyndig_platform::{facts::Reactions, outbox};

/// The reactions of features to facts of others, in this order: the one that closes loans with their positions comes
/// before those to closed positions.
pub const REACTIONS: Reactions = &[
    |work, facts| Box::pin(kyndig_content::requirement::service::react(work, facts)),
    |work, facts| Box::pin(kyndig_content::plan::service::react(work, facts)),
    |work, facts| Box::pin(kyndig_people::loan::service::react(work, facts)),
    |work, facts| Box::pin(kyndig_people::role::service::react(work, facts)),
    |work, facts| Box::pin(kyndig_work::assignment::service::react(work, facts)),
    |work, facts| Box::pin(kyndig_work::request::service::react(work, facts)),
    |work, facts| Box::pin(kyndig_work::standing::service::react(work, facts)),
    |work, facts| Box::pin(kyndig_people::session::service::react(work, facts)),
];

/// What delivers the rows of the outbox, one handler a kind.
pub const HANDLERS: &[outbox::Handler] = &[outbox::MAIL];
