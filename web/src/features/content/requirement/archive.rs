//! Taking the requirement out of use: reset (REQ-8), archive (REQ-13), delete (REQ-11). Each says to how many first.

use kyndig_contract::api_path;
use kyndig_contract::permission;
use kyndig_contract::requirement::{RequirementDetails, RequirementSummary};
use leptos::prelude::*;

use crate::features::content::archive::{self, Archiving, Asked};
use crate::features::content::impact;
use crate::form::Form;
use crate::load::{Act, Load, Pages};
use crate::session::use_session;
use crate::t;
use crate::transport;
use crate::ui::*;

/// The tab.
#[component]
pub fn OutOfUse(
    now: RequirementDetails,
    details: Load<RequirementDetails>,
    list: Pages<RequirementSummary>,
    #[prop(into)] close: Callback<()>,
) -> AnyView {
    let landed = Callback::new(move |now: RequirementDetails| {
        details.set(now);
        list.refetch();
    });
    if now.archived.is_some() {
        return restore(&now, landed);
    }
    let resets = now.can_edit && use_session().may(permission::RESET_REQUIREMENTS);
    let reset = resets.then(|| view! { <Reset now=now.clone() landed/> });
    let archive = now.can_archive.then(|| view! { <ToArchive now=now.clone() landed/> });
    let delete = now.can_edit.then(|| view! { <Delete now=now.clone() list close/> });
    view! { <div class="parts">{reset} {archive} {delete}</div> }.into_any()
}

/// What a button of this tab does: the same address with the version that was seen.
fn act(
    now: &RequirementDetails,
    what: &'static str,
    landed: Callback<RequirementDetails>,
    said: &'static str,
    open: RwSignal<bool>,
) -> Act<()> {
    let (path, version) = (api_path!("/requirements/{}/{what}", now.id), now.version);
    Act::new(
        move |(), _| {
            let path = path.clone();
            async move { transport::post_version::<RequirementDetails>(&path, &serde_json::json!({}), version).await }
        },
        move |now| {
            toast(said);
            open.set(false);
            landed.run(now);
        },
    )
}

#[component]
fn Reset(now: RequirementDetails, landed: Callback<RequirementDetails>) -> AnyView {
    let open = RwSignal::new(false);
    let reset = act(&now, "reset", landed, t::requirement::was_reset(), open);
    let linked = now.published.as_ref().is_some_and(|content| !content.courses.is_empty());
    let people = now.started_by;
    let (path, version) = (api_path!("/requirements/{}/reset", now.id), now.version);
    let body = if linked {
        view! { <p>{t::requirement::reset_linked()}</p> }.into_any()
    } else if people == 0 {
        view! { <p>{t::requirement::reset_nobody()}</p> }.into_any()
    } else {
        view! {
            <p>{t::requirement::reset_text()}</p>
            <button
                type="button"
                class="ds-button"
                id="reset"
                data-variant="secondary"
                data-color="danger"
                on:click=move |_| open.set(true)
            >
                {t::requirement::reset()}
            </button>
        }
        .into_any()
    };
    view! {
        <section class="stack">
            <h3>{t::requirement::reset_title()}</h3>
            {body}
            <Confirm
                open
                title=t::requirement::reset_ask(people)
                action=t::requirement::reset_now().to_owned()
                act=reset
                dangerous=true
            >
                <p>{t::requirement::reset_confirm(people)}</p>
                {impact::asked(path.clone(), serde_json::json!({}), version)}
            </Confirm>
        </section>
    }
    .into_any()
}

#[component]
fn ToArchive(now: RequirementDetails, landed: Callback<RequirementDetails>) -> AnyView {
    let form = Form::named("archive");
    let version = now.version;
    let plans = now.used_in.len();
    let meant = (plans > 0).then(|| {
        let path = api_path!("/requirements/{}/archive", now.id);
        view! {
            <p>{t::requirement::archive_text(plans)}</p>
            {impact::asked(path, serde_json::json!({}), version)}
        }
    });
    let about = Archiving {
        path: api_path!("/requirements/{}/archive", now.id),
        version,
        title: t::requirement::archive_ask(),
        undo: t::requirement::archive_undo(),
        action: t::requirement::archive_now(),
        is_used: plans > 0,
    };
    let done = move |now| {
        toast(t::requirement::archived());
        landed.run(now);
    };
    view! {
        <section class="stack">
            <h3>{t::requirement::archive_title()}</h3>
            {meant}
            {archive::form(form, about, done)}
        </section>
    }
    .into_any()
}

fn restore(now: &RequirementDetails, landed: Callback<RequirementDetails>) -> AnyView {
    let Some(archived) = now.archived.clone() else { return ().into_any() };
    let open = RwSignal::new(false);
    let restore = act(now, "restore", landed, t::requirement::restored(), open);
    let asked =
        Asked { title: t::requirement::restore_title(), text: t::requirement::restore_text(), open, act: restore };
    archive::archived(archived, now.can_archive.then_some(asked))
}

#[component]
fn Delete(now: RequirementDetails, list: Pages<RequirementSummary>, close: Callback<()>) -> AnyView {
    let open = RwSignal::new(false);
    let (path, version) = (api_path!("/requirements/{}", now.id), now.version);
    let delete = Act::new(
        move |(), _| {
            let path = path.clone();
            async move { transport::delete(&path, Some(version)).await }
        },
        move |()| {
            toast(t::requirement::deleted());
            open.set(false);
            list.refetch();
            close.run(());
        },
    );
    let body = if now.can_delete {
        view! {
            <p>{t::requirement::delete_text()}</p>
            <button
                type="button"
                class="ds-button"
                id="delete"
                data-variant="secondary"
                data-color="danger"
                on:click=move |_| open.set(true)
            >
                {t::requirement::delete()}
            </button>
        }
        .into_any()
    } else {
        view! { <p>{t::requirement::delete_not()}</p> }.into_any()
    };
    view! {
        <section class="stack">
            <h3>{t::requirement::delete_title()}</h3>
            {body}
            <Confirm
                open
                title=t::requirement::delete_ask().to_owned()
                action=t::requirement::delete_now().to_owned()
                act=delete
                dangerous=true
            >
                <p>{t::requirement::delete_confirm()}</p>
            </Confirm>
        </section>
    }
    .into_any()
}
