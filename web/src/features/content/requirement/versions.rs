//! REQ-17: every publication, each to read in full.

use kyndig_contract::api_path;
use kyndig_contract::page::Page;
use kyndig_contract::path::ApiPath;
use kyndig_contract::requirement::{RequirementDetails, RequirementVersionDetails, RequirementVersionSummary};
use leptos::prelude::*;

use super::{difference, files, read, words};
use crate::language;
use crate::load::{Load, Pages};
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::*;

/// The tab. A version unfolds where it stands.
#[component]
pub fn Versions(now: RequirementDetails) -> AnyView {
    let id = now.id;
    let compare = difference::compare(&now);
    let list = Pages::new(
        move || now.published_version,
        move |_, cursor| async move {
            let path = with_query(api_path!("/requirements/{id}/versions"), &[("cursor", cursor)]);
            transport::get::<Page<RequirementVersionSummary>>(&path).await
        },
    );
    let rows = paged(
        list,
        3,
        || {
            view! {
                <Empty title=t::requirement::not_published_title() text=t::requirement::not_published_text()/>
            }
            .into_any()
        },
        |rows| view! { <div class="stack">{rows}</div> }.into_any(),
        move |one: RequirementVersionSummary| {
            let title = format!("{} · {}", t::requirement::version(one.version), language::moment(one.published_at));
            let names: Vec<_> = one.changed.iter().map(|field| words::field(field)).collect();
            let changed =
                (!names.is_empty()).then(|| view! { <p>{t::requirement::version_changed(names.join(", "))}</p> });
            view! {
                <Fold title>
                    <p class="meta">{t::requirement::version_by(&one.published_by.name)}</p>
                    {changed}
                    <Whole base=api_path!("/requirements/{id}") version=one.version/>
                </Fold>
            }
            .into_any()
        },
    );
    view! {
        {compare}
        {rows}
    }
    .into_any()
}

/// Fetched when it is asked for.
#[component]
fn Whole(base: ApiPath, version: i32) -> AnyView {
    let asked = RwSignal::new(false);
    let path = api_path!(below base, "/versions/{version}");
    let shown = move || {
        if asked.get() {
            let path = path.clone();
            let details = Load::new(
                || (),
                move |()| {
                    let path = path.clone();
                    async move { transport::get::<RequirementVersionDetails>(&path).await }
                },
            );
            let base = base.clone();
            loaded(details, 5, move |now| {
                view! {
                    <h3>{now.content.name.clone()}</h3>
                    {read::content(&now.content)}
                    {files::of_version(&base, &now.files)}
                }
                .into_any()
            })
        } else {
            view! {
                <button type="button" class="ds-button" data-variant="tertiary" on:click=move |_| asked.set(true)>
                    {t::requirement::version_read()}
                </button>
            }
            .into_any()
        }
    };
    live(shown)
}
