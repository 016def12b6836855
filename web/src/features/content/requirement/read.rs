//! What a requirement says, to read.

use kyndig_contract::category::CategoryPath;
use kyndig_contract::requirement::{RequirementContent, RequirementRef};
use leptos::prelude::*;

use super::changed::yes_no;
use super::words;
use crate::features::content::category::find;
use crate::t;
use crate::ui::*;

/// All of it, without the name.
pub fn content(content: &RequirementContent) -> AnyView {
    let line = |name: &'static str, value: String| view! { <dt>{name}</dt> <dd>{value}</dd> };
    let links = content
        .links
        .iter()
        .map(|link| {
            view! {
                <li>
                    <a class="ds-link" href=link.url.clone() target="_blank" rel="noopener noreferrer">
                        {link.title.clone()}
                        {icon(icon_paths::EXTERNAL_LINK)}
                        <span class="ds-sr-only">{t::requirement::new_tab()}</span>
                    </a>
                    {link.internal_only.then(|| format!(" ({})", t::requirement::link_internal_only()))}
                </li>
            }
        })
        .collect_view();
    let links = (!content.links.is_empty()).then(|| {
        view! {
            <dt>{t::requirement::links()}</dt>
            <dd><ul>{links}</ul></dd>
        }
    });
    let points = content
        .checklist
        .iter()
        .map(|point| {
            let text = if point.must_be_done {
                point.text.clone()
            } else {
                format!("{} ({})", point.text, t::common::optional())
            };
            match point.url.clone() {
                Some(url) => view! {
                    <li>
                        <a class="ds-link" href=url target="_blank" rel="noopener noreferrer">
                            {text}
                            {icon(icon_paths::EXTERNAL_LINK)}
                            <span class="ds-sr-only">{t::requirement::new_tab()}</span>
                        </a>
                    </li>
                }
                .into_any(),
                None => view! { <li>{text}</li> }.into_any(),
            }
        })
        .collect_view();
    let points = (!content.checklist.is_empty()).then(|| {
        view! {
            <dt>{t::requirement::checklist()}</dt>
            <dd><ol>{points}</ol></dd>
        }
    });
    let switches = switches(content);
    let switches = (!switches.is_empty()).then(|| {
        let lines = switches.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
        view! {
            <dt>{t::requirement::further()}</dt>
            <dd><ul>{lines}</ul></dd>
        }
    });
    let description = (!content.description.is_empty()).then(|| view! { <Prose text=content.description.clone()/> });
    view! {
        {description}
        <dl class="kv">
            {line(t::requirement::learning_method(), learning_method_name(content.learning_method).to_owned())}
            {line(
                t::requirement::documentation_method(),
                documentation_method_name(content.documentation_method).to_owned(),
            )}
            {line(t::requirement::needs_signature(), yes_no(content.needs_signature).to_owned())}
            {line(t::requirement::validity(), words::validity(content.validity_days))}
            {content.repetitions.map(|times| line(t::requirement::repetitions(), t::requirement::repetitions_n(times)))}
            {points}
            {links}
            {switches}
        </dl>
    }
    .into_any()
}

/// What is switched on, and the courses.
fn switches(content: &RequirementContent) -> Vec<String> {
    let on = [
        (content.comment_field, t::requirement::comment_field()),
        (content.allow_attachments, t::requirement::allow_attachments()),
        (content.manual_expiry, t::requirement::manual_expiry()),
        (content.recertify_after_absence, t::requirement::recertify()),
        (content.must_be_done, t::requirement::must_be_done()),
        (content.allow_adaptation, t::requirement::allow_adaptation()),
    ];
    let courses = content.courses.iter().map(words::course);
    on.into_iter().filter(|(on, _)| *on).map(|(_, name)| name.to_owned()).chain(courses).collect()
}

/// CAT-1: where it is filed.
pub fn category(content: &RequirementContent, known: &[CategoryPath]) -> AnyView {
    let way = content.category_id.and_then(|id| find::way_to(id, known));
    way.map(|way| {
        view! {
            <h4>{t::requirement::category()}</h4>
            <p>{way}</p>
        }
    })
    .into_any()
}

/// REQ-5: what must be fulfilled before, by name.
pub fn prerequisites(content: &RequirementContent, known: &[RequirementRef]) -> AnyView {
    let names = content.prerequisites.iter().filter_map(|id| known.iter().find(|one| one.id == *id));
    let lines = names.map(|one| view! { <li>{format!("{} · {}", one.name, one.number)}</li> }).collect_view();
    (!content.prerequisites.is_empty())
        .then(|| {
            view! {
                <h4>{t::requirement::prerequisites()}</h4>
                <ul>{lines}</ul>
            }
        })
        .into_any()
}
