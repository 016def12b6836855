//! ★ What differs between two publications of a requirement, or between one and the draft.

use kyndig_contract::api_path;
use kyndig_contract::difference::{Change, ContentDifference, Named, PointDifference, RequirementDifference};
use kyndig_contract::requirement::{ChecklistPoint, RequirementContent, RequirementDetails};
use leptos::prelude::*;

use super::changed::yes_no;
use super::words;
use crate::features::content::difference::{Between, choose, lines, marked, pieces};
use crate::load::Load;
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::*;

const DRAFT: &str = "draft";

/// Above the versions: closed until it is asked for.
pub fn compare(now: &RequirementDetails) -> AnyView {
    let between = Between::here();
    let (id, last, drafted) = (now.id, now.published_version, now.draft.is_some());
    if last == 0 || (last == 1 && !drafted) {
        return ().into_any();
    }
    let shown = move || {
        let Some((from, to)) = between.get() else {
            // what one wants to know: what the draft, or else the last publication, has changed
            let (from, to) = if drafted { (last, DRAFT.to_owned()) } else { (last - 1, last.to_string()) };
            let open = move |_| between.set(&from.to_string(), &to);
            return view! {
                <p>
                    <button type="button" class="ds-button" id="compare" data-variant="secondary" on:click=open>
                        {t::difference::compare()}
                    </button>
                </p>
            }
            .into_any();
        };
        let versions: Vec<Choice> =
            (1..=last).rev().map(|n| Choice::new(n.to_string(), t::requirement::version(n))).collect();
        let draft = drafted.then(|| Choice::new(DRAFT, t::requirement::draft()));
        let targets = draft.into_iter().chain(versions.clone()).collect();
        let to_version = (to != DRAFT).then(|| to.clone());
        let path = with_query(api_path!("/requirements/{id}/difference"), &[("from", Some(from)), ("to", to_version)]);
        let found = Load::new(
            || (),
            move |()| {
                let path = path.clone();
                async move { transport::get::<RequirementDifference>(&path).await }
            },
        );
        view! {
            <section class="stack difference">
                <h3>{t::difference::title()}</h3>
                {choose(between, versions, targets)}
                {loaded(found, 4, |found| whole(&found))}
                <p>
                    <button
                        type="button"
                        class="ds-button"
                        data-variant="tertiary"
                        on:click=move |_| {
                            between.close();
                            crate::browser::focus_id("compare");
                        }
                    >
                        {t::common::close()}
                    </button>
                </p>
            </section>
        }
        .into_any()
    };
    live(shown)
}

fn whole(found: &RequirementDifference) -> AnyView {
    let owner = found.new_owner.as_ref().map(|unit| {
        view! {
            <dl class="kv">
                <dt>{t::requirement::new_owner()}</dt>
                <dd>{marked(kyndig_contract::difference::Change::Added, unit.name.clone())}</dd>
            </dl>
        }
    });
    if found.content.changed.is_empty() && owner.is_none() {
        return view! { <p>{t::difference::nothing()}</p> }.into_any();
    }
    view! {
        {content(&found.content, &found.named)}
        {owner}
    }
    .into_any()
}

/// Each field that says something else.
pub fn content(of: &ContentDifference, named: &Named) -> AnyView {
    let one = |field: &String| {
        let shown = match field.as_str() {
            "name" => pieces(&of.name),
            "description" => pieces(&of.description),
            "checklist" => points(&of.checklist),
            other => lines(&said(other, &of.before, named), &said(other, &of.after, named)),
        };
        view! {
            <dt>{words::field(field)}</dt>
            <dd>{shown}</dd>
        }
    };
    let rows = of.changed.iter().map(one).collect_view();
    view! { <dl class="kv">{rows}</dl> }.into_any()
}

/// FUL-9: a point is followed through an edit of its text, and what else was changed about it stands after.
fn points(all: &[PointDifference]) -> AnyView {
    let row = |one: &PointDifference| {
        let beside = |point: &Option<ChecklistPoint>| -> Vec<String> {
            let Some(point) = point else { return Vec::new() };
            let optional = (!point.must_be_done).then(|| t::common::optional().to_owned());
            optional.into_iter().chain(point.url.clone()).collect()
        };
        let (was, is) = (beside(&one.before), beside(&one.after));
        let gone = was.iter().filter(|line| !is.contains(line)).map(|line| (Change::Removed, line));
        let stands = is.iter().map(|line| (if was.contains(line) { Change::Same } else { Change::Added }, line));
        let beside = gone
            .chain(stands)
            .map(|(change, line)| view! { " " <small>{marked(change, line.clone())}</small> })
            .collect_view();
        let moved = one.moved.then(|| view! { " " <small>{t::difference::moved()}</small> });
        view! { <li>{pieces(&one.text)} {beside} {moved}</li> }
    };
    view! { <ul class="pieces">{all.iter().map(row).collect_view()}</ul> }.into_any()
}

/// What a content says in a field, named as on the wire, in lines to read.
pub fn said(field: &str, content: &RequirementContent, named: &Named) -> Vec<String> {
    let yes = |yes: bool| vec![yes_no(yes).to_owned()];
    match field {
        "description" => vec![content.description.clone()],
        "learningMethod" => vec![learning_method_name(content.learning_method).to_owned()],
        "documentationMethod" => vec![documentation_method_name(content.documentation_method).to_owned()],
        "needsSignature" => yes(content.needs_signature),
        "validityDays" => vec![words::validity(content.validity_days)],
        "links" => content.links.iter().map(words::link).collect(),
        "repetitions" => content.repetitions.into_iter().map(t::requirement::repetitions_n).collect(),
        "checklist" => content
            .checklist
            .iter()
            .map(|point| {
                let optional = (!point.must_be_done).then(|| format!(" ({})", t::common::optional()));
                let url = point.url.as_ref().map(|url| format!(" {url}"));
                format!("{}{}{}", point.text, optional.unwrap_or_default(), url.unwrap_or_default())
            })
            .collect(),
        "commentField" => yes(content.comment_field),
        "manualExpiry" => yes(content.manual_expiry),
        "allowAttachments" => yes(content.allow_attachments),
        "prerequisites" => content
            .prerequisites
            .iter()
            .map(|id| {
                let known = named.requirements.iter().find(|one| one.id == *id);
                known.map_or_else(|| id.to_string(), |one| format!("{} · {}", one.name, one.number))
            })
            .collect(),
        "recertifyAfterAbsence" => yes(content.recertify_after_absence),
        "mustBeDone" => yes(content.must_be_done),
        "allowAdaptation" => yes(content.allow_adaptation),
        "categoryId" => content
            .category_id
            .iter()
            .map(|id| {
                let known = named.categories.iter().find(|one| one.id == *id);
                known.map_or_else(|| id.to_string(), |one| one.name.clone())
            })
            .collect(),
        "courses" => content.courses.iter().map(words::course).collect(),
        _ => vec![content.name.clone()],
    }
}
