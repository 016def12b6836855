//! What a requirement says, to read.

use kyndig_contract::requirement::RequirementContent;
use leptos::prelude::*;

use super::{fields, words};
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
    let description = (!content.description.is_empty()).then(|| view! { <Prose text=content.description.clone()/> });
    view! {
        {description}
        <dl class="kv">
            {line(t::requirement::learning_method(), learning_method_name(content.learning_method).to_owned())}
            {line(
                t::requirement::documentation_method(),
                documentation_method_name(content.documentation_method).to_owned(),
            )}
            {line(t::requirement::needs_signature(), fields::yes_no(content.needs_signature).to_owned())}
            {line(t::requirement::validity(), words::validity(content.validity_days))}
            {links}
        </dl>
    }
    .into_any()
}
