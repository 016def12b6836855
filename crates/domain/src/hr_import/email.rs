//! The personal data of a people file against what there is. An e-mail address belongs to one person, since
//! one signs in with it: who has it and keeps it stands first, then the order of the file.

use std::collections::{HashMap, HashSet};

use super::{
    change::Change,
    current::{Current, CurrentPerson, PersonFacts},
    problem::{ProblemCode, RowProblem},
    row::PersonRow,
};

struct Wish<'a> {
    row: &'a PersonRow,
    current: Option<&'a CurrentPerson>,
    facts: PersonFacts,
}

/// The changes of people: those in the file and known, or about to have a position.
pub(super) fn people<'a>(
    current: &'a Current,
    rows: impl Iterator<Item = &'a PersonRow>,
    problems: &mut Vec<RowProblem>,
) -> Vec<Change> {
    let now: HashMap<&str, &CurrentPerson> =
        current.people.iter().map(|person| (person.key.as_str(), person)).collect();
    let mut wishes: Vec<Wish<'_>> = Vec::new();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for row in rows {
        let person = row.position.person.as_str();
        if let Some(first) = seen.get(person).map(|at| &wishes[*at]) {
            if !same_person(first.row, row) {
                problems.push(RowProblem::new(row.line, ProblemCode::PersonDiffers).value(person).used());
            }
            continue;
        }
        let current = now.get(person).copied();
        let kept =
            |field: fn(&PersonFacts) -> &Option<String>| current.and_then(|person| field(&person.facts).as_ref());
        let facts = PersonFacts {
            given_name: row.given_name.clone(),
            family_name: row.family_name.clone(),
            email: row.email.or_kept(kept(|facts| &facts.email)),
            phone: row.phone.or_kept(kept(|facts| &facts.phone)),
            hpr_number: row.hpr_number.or_kept(kept(|facts| &facts.hpr_number)),
        };
        seen.insert(person, wishes.len());
        wishes.push(Wish { row, current, facts });
    }
    settle_emails(current, &mut wishes, &seen, problems);

    let mut changes = released(&wishes);
    for Wish { row, current, facts } in wishes {
        let (line, key) = (row.line, row.position.person.clone());
        match current {
            None => changes.push(Change::PersonCreated { line, key, facts }),
            Some(person) if person.facts != facts => {
                changes.push(Change::PersonUpdated { line, key, before: person.facts.clone(), after: facts });
            }
            Some(_) => {}
        }
    }
    changes
}

fn same_person(one: &PersonRow, two: &PersonRow) -> bool {
    let facts = |row: &'_ PersonRow| {
        (row.given_name.clone(), row.family_name.clone(), row.email.clone(), row.phone.clone(), row.hpr_number.clone())
    };
    facts(one) == facts(two)
}

/// Who wishes for an address that another has keeps the one they had; that can take it from somebody else
/// who wished for it, so it is looked at again until nobody is refused.
fn settle_emails(
    current: &Current,
    wishes: &mut [Wish<'_>],
    seen: &HashMap<&str, usize>,
    problems: &mut Vec<RowProblem>,
) {
    let others = current.people.iter().filter(|person| !seen.contains_key(person.key.as_str()));
    let outside: HashSet<&str> = others.filter_map(|person| person.facts.email.as_deref()).collect();
    let mut refused: HashSet<usize> = HashSet::new();
    loop {
        let mut owners: HashSet<&str> = outside.clone();
        let keeps = |wish: &Wish<'_>| wish.current.is_some_and(|person| person.facts.email == wish.facts.email);
        owners.extend(wishes.iter().filter(|wish| keeps(wish)).filter_map(|wish| wish.facts.email.as_deref()));
        let changing = wishes.iter().enumerate().filter(|(_, wish)| !keeps(wish));
        let again: Vec<usize> = changing
            .filter_map(|(at, wish)| wish.facts.email.as_deref().map(|email| (at, email)))
            .filter(|(_, email)| !owners.insert(email))
            .map(|(at, _)| at)
            .collect();
        if again.is_empty() {
            return;
        }
        for at in again {
            let wish = &mut wishes[at];
            let email = wish.facts.email.take().unwrap_or_default();
            if refused.insert(at) {
                problems.push(RowProblem::new(wish.row.line, ProblemCode::EmailTaken).value(&email).used());
            }
            wish.facts.email = wish.current.and_then(|person| person.facts.email.clone());
        }
    }
}

/// Addresses that go from one person to another are taken away first.
fn released(wishes: &[Wish<'_>]) -> Vec<Change> {
    let wished: HashMap<&str, &str> = wishes
        .iter()
        .filter_map(|w| w.facts.email.as_deref().map(|email| (email, w.row.position.person.as_str())))
        .collect();
    wishes
        .iter()
        .filter_map(|wish| {
            let person = wish.current?;
            let email = person.facts.email.as_ref()?;
            let goes = wished.get(email.as_str()).is_some_and(|other| *other != person.key);
            goes.then(|| Change::EmailReleased {
                line: wish.row.line,
                key: person.key.clone(),
                name: person.facts.name(),
                email: email.clone(),
            })
        })
        .collect()
}
