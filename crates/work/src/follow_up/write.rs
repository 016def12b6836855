//! FOL-6: an e-mail from the actor to several employees they follow up. It is sent through the outbox; the text is
//! deleted there once sent, and the sender gets a copy with the names.

use std::collections::HashSet;

use kyndig_contract::{
    follow_up::{WriteToEmployees, WrittenToEmployees},
    person::PersonRef,
};
use kyndig_db::Sql;
use kyndig_domain::ids::{PersonId, PositionId};
use kyndig_platform::{
    audit,
    auth::Work,
    http::{Code, Failure},
    outbox::{self, Message},
};
use sea_orm::FromQueryResult;

#[derive(FromQueryResult)]
struct Recipient {
    id: PersonId,
    name: String,
    reachable: bool,
}

/// All named employees must be visible to the actor: a partial list would be sent to the wrong people.
pub async fn write(work: &Work<'_>, body: &WriteToEmployees) -> Result<WrittenToEmployees, Failure> {
    let asked: HashSet<PositionId> = body.position_ids.iter().copied().collect();
    let sql = Sql::new(
        "SELECT person.id, person.name, (person.email IS NOT NULL AND person.email <> '') AS reachable \
         FROM position p JOIN person ON person.id = p.person_id WHERE p.state = 'open' AND p.id IN ",
    )
    .ids(asked.iter().map(|id| id.0))
    .push(" AND ")
    .append(&work.scope.sees_position("p"))
    .push(" ORDER BY p.sort_key, p.id");
    let mut found: Vec<Recipient> = work.tx.all(sql).await?;
    if found.len() != asked.len() {
        return Err(Failure::field(Code::NotFound, "positionIds"));
    }
    let mut known = HashSet::new();
    found.retain(|one| known.insert(one.id));
    let (reached, without): (Vec<Recipient>, Vec<Recipient>) = found.into_iter().partition(|one| one.reachable);
    let actor = work.person()?;
    let lines: Vec<String> =
        body.text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    let subject = body.subject.trim().to_owned();
    let sender = actor.name.clone();
    let message = Message::FromColleague { sender, subject: subject.clone(), lines: lines.clone() };
    let mails: Vec<_> = reached.iter().map(|one| (one.id, Some(actor.person_id.0), message.clone())).collect();
    outbox::mail_all(work, &mails).await?;
    if !reached.is_empty() {
        let recipients = reached.iter().map(|one| one.name.clone()).collect();
        let copy = Message::SentToColleagues { subject, lines, recipients };
        outbox::mail(work, actor.person_id, None, &copy).await?;
    }
    let subjects: Vec<_> = reached.iter().map(|one| (one.id.0, one.id)).collect();
    audit::log_all(work, "person", &subjects).await?;
    Ok(WrittenToEmployees {
        sent: i64::try_from(reached.len()).unwrap_or(i64::MAX),
        without_address: without.into_iter().map(|one| PersonRef { id: one.id, name: one.name }).collect(),
    })
}
