//! NTF-10: the text of a message, in the reader's language, as plain text and as HTML. A text has its subject in the
//! first line, then paragraphs (`|` before text written by a person), then `->` the text of the link, then `--` the
//! footer.

use std::collections::BTreeMap;

use kyndig_domain::settings::Language;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};
use serde::Deserialize;

use super::Message;

/// A message as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub subject: String,
    pub text: String,
    pub html: String,
}

const LAYOUT: &str = include_str!("letters/layout.html");

const fn texts(language: Language) -> &'static str {
    match language {
        Language::Bokmal => include_str!("letters/nb.txt"),
        Language::Nynorsk => include_str!("letters/nn.txt"),
        Language::English => include_str!("letters/en.txt"),
    }
}

pub fn say(message: &Message, language: Language, link: &str) -> anyhow::Result<Said> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|name| if name == "layout" { AutoEscape::Html } else { AutoEscape::None });
    environment.add_template("texts", texts(language))?;
    environment.add_template("layout", LAYOUT)?;

    let said = environment.get_template("texts")?.render(facts(message)?)?;
    let (mut subject, mut paragraphs, mut action, mut footer) = ("", Vec::<String>::new(), "", "");
    for line in said.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match (line.strip_prefix("| "), line.strip_prefix("-> "), line.strip_prefix("-- ")) {
            // text written by a person is taken literally, however it begins
            (Some(words), _, _) => paragraphs.push(words.to_owned()),
            (_, Some(words), _) => action = words,
            // the first one: a message may have a footer of its own
            (_, _, Some(words)) if footer.is_empty() => footer = words,
            (_, _, Some(_)) => {}
            _ if subject.is_empty() => subject = line,
            _ => paragraphs.push(line.to_owned()),
        }
    }
    anyhow::ensure!(!paragraphs.is_empty() && !action.is_empty(), "{message:?} has no text in {language}");
    let text = format!("{}\n\n{action}: {link}\n\n-- \n{footer}\n", paragraphs.join("\n\n"));
    let (subject, action, footer) = (subject.to_owned(), action.to_owned(), footer.to_owned());
    let html = environment.get_template("layout")?.render(context! {
        language => language.as_str(), subject => subject.clone(), link => link.to_owned(), paragraphs, action, footer,
    })?;
    Ok(Said { subject, text, html })
}

/// A fact, or several of one kind.
#[derive(Deserialize)]
#[serde(untagged)]
enum Fact {
    One(String),
    Several(Vec<String>),
}

/// The message's fields, each on one line: names come from users, and a line break in one would add lines.
fn facts(message: &Message) -> anyhow::Result<Value> {
    let fields: BTreeMap<String, Fact> = serde_json::from_value(serde_json::to_value(message)?)?;
    let on_one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(Value::from_pairs(fields.into_iter().map(|(name, fact)| {
        let value = match fact {
            Fact::One(text) => Value::from(on_one_line(&text)),
            Fact::Several(texts) => texts.iter().map(|text| on_one_line(text)).collect::<Value>(),
        };
        (name, value)
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every() -> Vec<Message> {
        let (employee, signer) = ("Ida <Nilsen>".to_owned(), "Kari & Co".to_owned());
        let requirement = "HLR\n-> Klikk her".to_owned();
        let plan = "Ny sykepleier".to_owned();
        vec![
            Message::SignatureRequested { employee: employee.clone(), requirement: requirement.clone() },
            Message::SignaturesRequested {
                employee: employee.clone(),
                requirements: vec![requirement.clone(), "Håndhygiene".to_owned()],
            },
            Message::SignatureRecalled { employee, requirement: requirement.clone() },
            Message::RequirementArchived { requirement: requirement.clone(), reason: "Byttet\n-> Klikk".to_owned() },
            Message::SignatureGiven { signer: signer.clone(), requirement: requirement.clone() },
            Message::SignatureRejected { signer: signer.clone(), requirement: requirement.clone() },
            Message::SignaturesGiven {
                signer: signer.clone(),
                requirements: vec![requirement.clone(), "Håndhygiene".to_owned()],
            },
            Message::SignaturesRejected {
                signer: signer.clone(),
                requirements: vec![requirement.clone(), "Håndhygiene × 3".to_owned()],
            },
            Message::SignaturesWaiting {
                count: "11".to_owned(),
                waiting: vec![format!("{signer}: {requirement}")],
                more: "1".to_owned(),
            },
            Message::FromColleague {
                sender: "Mona <Dahl>".to_owned(),
                subject: "Brannvern".to_owned(),
                lines: vec!["-> Ikke et lenke".to_owned(), "-- Ikke slutten <b>".to_owned()],
            },
            Message::SentToColleagues {
                subject: "Brannvern".to_owned(),
                lines: vec!["Husk kurset.".to_owned()],
                recipients: vec!["Ida <Nilsen>".to_owned(), "Kari & Co".to_owned()],
            },
            Message::NamedDocumentOwner { plan: plan.clone() },
            Message::NamedDocumentAuthor { plan: plan.clone() },
            Message::StewardNoMore { plans: vec![plan.clone()] },
            Message::StewardLeft { steward: "Per <Ås>".to_owned(), plans: vec![plan.clone()] },
            Message::PlansOfTheYear { year: "2027".to_owned(), owned: vec![plan.clone()], authored: vec![plan] },
        ]
    }

    /// Proves NTF-10: every message has its words in every language, as text and as HTML.
    #[test]
    fn every_message_in_every_language() {
        let mut subjects = std::collections::BTreeSet::new();
        for message in every() {
            for language in Language::ALL.iter().copied() {
                let said = say(&message, language, "https://kyndig.example/signing/1").expect("words");
                assert!(said.text.contains(": https://kyndig.example/signing/1\n"), "{}", said.text);
                assert!(
                    said.html.contains("href=\"https:&#x2f;&#x2f;kyndig.example&#x2f;signing&#x2f;1\""),
                    "{}",
                    said.html
                );
                assert!(said.html.contains(&format!("<html lang=\"{language}\">")));
                assert!(!said.html.contains("<Nilsen>") && !said.html.contains("Kari & Co"), "{}", said.html);
                assert!(!said.subject.contains('\n') && !said.text.contains("\n-> "), "{}", said.text);
                assert!(said.text.ends_with(".\n"), "{}", said.text);
                subjects.insert((language, said.subject));
            }
        }
        assert_eq!(subjects.len(), every().len() * Language::ALL.len());
    }

    /// Proves NTF-10: a list is a line per item, regardless of the characters in its names, and an empty part is left
    /// out.
    #[test]
    fn plans_as_they_are_read() {
        let plans = ["SIHF-Med\n-> Klikk", "SIHF-Kir"].map(ToOwned::to_owned);
        let message = Message::PlansOfTheYear { year: "2027".to_owned(), owned: plans.to_vec(), authored: Vec::new() };
        let said = say(&message, Language::Bokmal, "https://kyndig.example/manage/plans").expect("words");
        assert!(said.text.contains("\n\n• SIHF-Med -> Klikk\n\n• SIHF-Kir\n\n"), "{}", said.text);
        assert!(said.text.contains("dokumenteier") && !said.text.contains("dokumentansvarlig for"), "{}", said.text);
    }

    /// Proves NTF-10: one that was signed is named in the subject, several are counted.
    #[test]
    fn one_and_several_signed() {
        let given = |names: &[&str]| Message::SignaturesGiven {
            signer: "Kari Moen".to_owned(),
            requirements: names.iter().map(ToString::to_string).collect(),
        };
        let subject = |names: &[&str]| {
            say(&given(names), Language::Bokmal, "https://kyndig.example/plans").expect("words").subject
        };
        assert_eq!(subject(&["Venekanyle"]), "Kari Moen har signert «Venekanyle»");
        assert_eq!(subject(&["Brann", "HLR"]), "Kari Moen har signert 2 krav");
        let waiting = |count: &str, more: &str| {
            let message = Message::SignaturesWaiting {
                count: count.to_owned(),
                waiting: vec!["Ida Nilsen: HLR".to_owned()],
                more: more.to_owned(),
            };
            say(&message, Language::Bokmal, "https://kyndig.example/signing").expect("words")
        };
        assert_eq!(waiting("1", "").subject, "Ett krav har ventet på signaturen din i mer enn 14 dager");
        let many = waiting("12", "11");
        assert_eq!(many.subject, "12 krav har ventet på signaturen din i mer enn 14 dager");
        assert!(many.text.contains("• Ida Nilsen: HLR\n\nOg 11 til."), "{}", many.text);
    }

    #[test]
    fn a_request_as_it_is_read() {
        let message =
            Message::SignatureRequested { employee: "Ida Nilsen".to_owned(), requirement: "Ventilator".to_owned() };
        let said = say(&message, Language::Bokmal, "https://kyndig.example/signing/1").expect("words");
        assert_eq!(said.subject, "Ida Nilsen ber deg signere «Ventilator»");
        assert_eq!(
            said.text,
            "Ida Nilsen har sendt deg «Ventilator» til signering.\n\n\
             I Kyndig ser du hva som er gjort, og signerer eller avviser.\n\n\
             Åpne forespørselen: https://kyndig.example/signing/1\n\n\
             -- \nDu får denne e-posten fordi den gjelder deg i Kyndig. Den kan ikke besvares.\n"
        );
    }

    /// Of PLN-15: what the manual has the two mails say.
    #[test]
    fn a_steward_who_left() {
        let plans = vec!["SPHF – Kursveiledning".to_owned()];
        let said =
            |message: &Message| say(message, Language::Bokmal, "https://kyndig.example/manage/plans").expect("words");
        let steward = said(&Message::StewardNoMore { plans: plans.clone() });
        assert_eq!(steward.subject, "Du er ikke lenger kompetanseplanansvarlig");
        for part in ["• SPHF – Kursveiledning", "byttet stilling", "fortsette i rollen", "systemansvarlig"] {
            assert!(steward.text.contains(part), "{part}: {}", steward.text);
        }
        let owner = said(&Message::StewardLeft { steward: "Per Ås".to_owned(), plans });
        assert_eq!(owner.subject, "Per Ås er ikke lenger kompetanseplanansvarlig");
        for part in ["dokumenteier", "• SPHF – Kursveiledning", "sluttet eller byttet stilling", "systemansvarlig"]
        {
            assert!(owner.text.contains(part), "{part}: {}", owner.text);
        }
    }
}
