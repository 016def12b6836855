//! The handler of `mail`: the letter is made at delivery, from the recipient's present data.

use kyndig_db::{Tx, sql};
use kyndig_domain::settings::Language;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{
    Message,
    deliver::{Claimed, Delivery, Handler, Outcome},
    letter, link,
};
use crate::{
    gateways::mail::{Letter, MailError},
    http::Failure,
    state::State,
};

/// Sends e-mails.
pub const MAIL: Handler = Handler { kind: "mail", deliver: |state, row| Box::pin(send(state, row)) };

async fn send(state: &State, row: &Claimed) -> Result<Delivery, Failure> {
    let sent = match write(state, row).await? {
        Ok(letter) => state.mail.send(&letter).await,
        Err(hopeless) => Err(hopeless),
    };
    let outcome = match sent {
        Ok(()) => Outcome::Sent,
        Err(error @ MailError::Hopeless(_)) => Outcome::Hopeless(error.to_string()),
        Err(error @ MailError::NotNow(_)) => Outcome::NotNow(error.to_string()),
    };
    // Text written by a person is kept no longer than it takes to deliver it (FOL-6).
    Ok(Delivery { outcome, remains: facts_alone(&row.payload)? })
}

#[derive(Debug, FromQueryResult)]
struct Recipient {
    name: String,
    email: Option<String>,
    language: Option<Language>,
}

/// The payload without text written by a person; none where it has none.
fn facts_alone(payload: &str) -> Result<Option<String>, Failure> {
    let Ok(message) = serde_json::from_str::<Message>(payload) else { return Ok(None) };
    Ok(message.without_words().as_ref().map(serde_json::to_string).transpose()?)
}

/// The letter, from the recipient's present data.
async fn write(state: &State, row: &Claimed) -> Result<Result<Letter, MailError>, Failure> {
    let message: Message = match serde_json::from_str(&row.payload) {
        Ok(message) => message,
        Err(error) => return Ok(Err(MailError::Hopeless(error.to_string()))),
    };
    let tx = state.db.read().await?;
    let recipient = sql!(
        "SELECT p.name, p.email, s.language FROM outbox o JOIN person p ON p.id = o.recipient_id \
         LEFT JOIN person_setting s ON s.person_id = p.id WHERE o.id = {id}",
        id = row.id,
    );
    let recipient: Result<Option<Recipient>, _> = tx.one(recipient).await;
    let path = link::path(&tx, &message, row.about_id).await;
    let answers = answers_to(&tx, &message, row.about_id).await;
    tx.rollback().await?;
    let (recipient, path, reply_to) = (recipient?, path?, answers?);
    let Some(Recipient { name, email: Some(address), language }) = recipient else {
        return Ok(Err(MailError::Hopeless("the recipient has no address".to_owned())));
    };
    let language = language.unwrap_or_default();
    let link = format!("{}{path}", state.config.http.public_url.trim_end_matches('/'));
    let said = match letter::say(&message, language, &link) {
        Ok(said) => said,
        Err(error) => return Ok(Err(MailError::Hopeless(format!("{error:#}")))),
    };
    Ok(Ok(Letter {
        id: row.id,
        name,
        address,
        language: language.as_str(),
        subject: said.subject,
        text: said.text,
        html: said.html,
        reply_to,
        made_at: row.made_at,
    }))
}

/// FOL-6: a reply goes to the person who wrote.
async fn answers_to(tx: &Tx, message: &Message, about: Option<Uuid>) -> Result<Option<(String, String)>, Failure> {
    let (Message::FromColleague { .. }, Some(sender)) = (message, about) else { return Ok(None) };
    let sql = sql!("SELECT name, email, NULL AS language FROM person WHERE id = {sender}", sender);
    let sender: Option<Recipient> = tx.one(sql).await?;
    Ok(sender.and_then(|one| Some((one.name, one.email?))))
}
