//! FUL-15: a search in the actor's own plans, and FUL-16: archived requirements in them.

use std::collections::{BTreeSet, HashMap};

use kyndig_contract::assignment::{ArchivedRequirement, OwnRequirement, OwnRequirementQuery, OwnRequirements};
use kyndig_domain::{
    assignment::Progress,
    ids::{AssignmentId, GoalId},
    requirement,
    standing::Status,
    text,
};
use kyndig_platform::{auth::Work, http::Failure};

use super::{reading, store};

/// Lines of an answer.
const MOST: usize = 50;
/// The most recent ones, where there is no search text.
const LAST: u16 = 10;

/// In the active plans of the position the actor acts as, with deactivated requirements (PLN-8); by name, or the most
/// recently used first.
pub async fn search(work: &Work<'_>, query: &OwnRequirementQuery) -> Result<OwnRequirements, Failure> {
    let (person, position) = reading::acting(work)?;
    let words: BTreeSet<String> = query.search.as_deref().map(text::words).unwrap_or_default();
    let lines = store::own_lines(work, position).await?;
    let progress = progress(&lines);
    let last = if words.is_empty() { Some(store::used_last(work, person, LAST).await?) } else { None };
    let wanted = |line: &store::OwnLine| {
        let line = &line.line;
        let said = match &last {
            Some(last) => last.contains(&line.requirement_id),
            None => says(line, &words),
        };
        said && query.learning_method.is_none_or(|method| method == line.learning_method)
            && query.status.is_none_or(|status| status == line.status)
    };
    let mut found: Vec<store::OwnLine> = lines.into_iter().filter(wanted).collect();
    found.sort_by_cached_key(|line| {
        let recent = last.as_ref().and_then(|last| last.iter().position(|id| *id == line.line.requirement_id));
        (recent, text::sort_key(&line.line.name), line.line.requirement_id, text::sort_key(&line.plan_name))
    });
    let has_more = found.len() > MOST;
    found.truncate(MOST);
    let items = found.into_iter().map(|line| OwnRequirement {
        progress: progress.get(&(line.assignment_id, line.line.goal_id)).copied().unwrap_or_default(),
        goal: reading::goal_name(&line.line),
        deactivated: reading::deactivated(&line.line),
        assignment_id: line.assignment_id,
        plan_name: line.plan_name,
        requirement: reading::assigned(line.line),
    });
    Ok(OwnRequirements { items: items.collect(), has_more })
}

/// Whether every word begins, or occurs in, one of the names of the line.
fn says(line: &store::Line, words: &BTreeSet<String>) -> bool {
    let goal = reading::goal_name(line).unwrap_or_default();
    let said = text::fold(&format!("{} {} {goal}", requirement::number(line.number), line.name));
    words.iter().all(|word| said.contains(word.as_str()))
}

/// The progress of each goal, and of each plan without goals.
fn progress(lines: &[store::OwnLine]) -> HashMap<(AssignmentId, Option<GoalId>), Progress> {
    let mut statuses: HashMap<(AssignmentId, Option<GoalId>), Vec<Status>> = HashMap::new();
    for line in lines.iter().filter(|line| line.line.is_active()) {
        statuses.entry((line.assignment_id, line.line.goal_id)).or_default().push(line.line.status);
    }
    statuses.into_iter().map(|(place, statuses)| (place, Progress::of(&statuses))).collect()
}

/// FUL-16, REQ-13: by name, each once.
pub async fn archived(work: &Work<'_>) -> Result<Vec<ArchivedRequirement>, Failure> {
    let (person, _) = reading::acting(work)?;
    let mut found: Vec<ArchivedRequirement> = Vec::new();
    for row in store::archived(work, person).await? {
        match found.last_mut().filter(|last| last.requirement_id == row.requirement_id) {
            Some(last) if last.plan_names.last() == Some(&row.plan_name) => {}
            Some(last) => last.plan_names.push(row.plan_name),
            None => found.push(ArchivedRequirement {
                requirement_id: row.requirement_id,
                name: row.name,
                plan_names: vec![row.plan_name],
                status: row.status,
                reason: row.reason,
            }),
        }
    }
    Ok(found)
}
