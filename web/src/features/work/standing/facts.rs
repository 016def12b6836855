//! What is known of a standing: status, dates, methods, where else it stands.

use kyndig_contract::api_path;
use kyndig_contract::requirement::{Course, Link};
use kyndig_contract::standing::StandingDetails;
use kyndig_domain::ids::AssignmentId;
use kyndig_domain::standing::Status;
use leptos::prelude::*;

use super::place::FACTS;
use super::words::{Remark, deadline_remark, standing_name, status_remark};
use crate::browser;
use crate::features::content::file;
use crate::language::date;
use crate::session::use_session;
use crate::t;
use crate::ui::{documentation_method_name, icon, icon_paths};

/// The status is the one in the plan that is shown: there it may be not relevant.
pub fn facts(now: &StandingDetails, status: Status, plan: AssignmentId, base: &str) -> AnyView {
    let today = use_session().today();
    let needs_signature = now.requirement.needs_signature;
    let shown = status;
    let status = status_remark(shown, now.expires_on, today)
        .unwrap_or_else(|| Remark { text: standing_name(shown, needs_signature).to_owned(), class: "" });
    let fact = |name: &'static str, value: String, class: &'static str| {
        view! {
            <dt>{name}</dt>
            <dd class=class>{value}</dd>
        }
    };
    let achieved = now.status.is_achieved();
    let performed = now.performed_on.filter(|_| achieved || now.status == Status::AwaitingSignature);
    let performed = performed.map(|day| fact(t::standing::performed(), date(day), "num"));
    // the status says it already where the date is near or passed
    let expires = now.expires_on.filter(|_| now.status.is_valid());
    let expires = expires.map(|day| fact(t::standing::valid_to(), date(day), "num"));
    let deadline = deadline_remark(shown, now.deadline, today).zip(now.deadline);
    let deadline = deadline.map(|(remark, day)| fact(t::standing::deadline(), date(day), remark.class));
    // FUL-7: where a date is given nothing else says how long
    let validity = match now.validity_days {
        _ if now.requirement.manual_expiry => t::standing::validity_given().to_owned(),
        Some(days) => t::standing::days(days),
        None => t::standing::for_ever().to_owned(),
    };
    let others: Vec<_> = now
        .plans
        .iter()
        .filter(|other| other.assignment_id != plan)
        .map(|other| {
            let href = format!("{base}/{}?requirement={}", other.assignment_id, now.requirement_id);
            view! { <a class="ds-link" href=href>{other.plan_name.clone()}</a> }
        })
        .collect();
    let others = (!others.is_empty()).then(|| {
        view! {
            <dt>{t::standing::also_in()}</dt>
            <dd class="lines">{others}</dd>
        }
    });
    view! {
        <dl class="kv" id=FACTS tabindex="-1">
            {fact(t::standing::status(), status.text, status.class)}
            {deadline}
            {performed}
            {expires}
            {fact(t::standing::validity(), validity, "")}
            {fact(
                t::standing::documentation(),
                documentation_method_name(now.requirement.documentation_method).to_owned(),
                "",
            )}
            {others}
            {courses(&now.requirement.courses)}
            {links(&now.requirement.links)}
            {file::listed(&api_path!("/people/{}/standings/{}", now.person.id, now.requirement_id), &now.files)}
        </dl>
    }
    .into_any()
}

/// Links of the requirement; they leave the application. Where one will not work, that is said before it is opened.
pub fn links(links: &[Link]) -> Option<AnyView> {
    let inside = use_session().on_internal_network();
    let one = |link: &Link| {
        let warning = match (link.internal_only, inside) {
            (false, _) | (true, Some(true)) => None,
            (true, Some(false)) => Some((t::standing::link_not_from_here(), "warns soon")),
            (true, None) => Some((t::standing::link_internal_only(), "warns")),
        };
        let warning = warning.map(|(text, class)| {
            view! {
                <span class=class>
                    {icon(icon_paths::BUILDINGS3)}
                    <span>{text}</span>
                </span>
            }
        });
        view! {
            <li>
                {warning}
                <a class="ds-link" href=link.url.clone() target="_blank" rel="noopener noreferrer">
                    {link.title.clone()}
                    {icon(icon_paths::EXTERNAL_LINK)}
                    <span class="ds-sr-only">{t::standing::new_tab()}</span>
                </a>
            </li>
        }
    };
    (!links.is_empty()).then(|| {
        view! {
            <dt>{t::standing::links()}</dt>
            <dd>
                <ul class="lines">{links.iter().map(one).collect_view()}</ul>
            </dd>
        }
        .into_any()
    })
}

/// FUL-19: the courses that fulfil it, and where they cannot be taken.
fn courses(courses: &[Course]) -> Option<AnyView> {
    let phone = browser::is_phone();
    let one = |course: &Course| {
        let text = if phone { t::standing::course_not_here() } else { t::standing::course_not_on_phone() };
        let class = if phone { "warns soon" } else { "warns" };
        let warning = course.not_on_phone.then(|| view! { <span class=class>{text}</span> });
        view! {
            <li>
                {course.name.clone()}
                {warning}
            </li>
        }
    };
    (!courses.is_empty()).then(|| {
        view! {
            <dt>{t::standing::courses()}</dt>
            <dd>
                <ul class="lines">{courses.iter().map(one).collect_view()}</ul>
            </dd>
        }
        .into_any()
    })
}
