//! FUL-11: what documents it: added, described, fetched and removed before it is fulfilled.

use kyndig_contract::api_path;
use kyndig_contract::path::ApiPath;
use kyndig_contract::standing::{Attachment, DescribeAttachment, StandingAction, StandingDetails};
use kyndig_domain::file::OF_STANDING;
use leptos::{ev, prelude::*};

use super::place::Place;
use crate::browser;
use crate::features::content::file::{self, Queue, Upload};
use crate::form::Form;
use crate::language;
use crate::load::Act;
use crate::t;
use crate::transport;
use crate::ui::{Confirm, ErrorBox, Submit, TextField, icon, icon_paths, live, toast};

/// The list, and where one adds to it while that is possible.
pub fn attachments(place: Place) -> AnyView {
    let there = place.part(|now| now.attachments.clone());
    let may = place.may(StandingAction::Attach);
    let shown = Memo::new(move |_| may.get() || there.with(|all| all.as_ref().is_some_and(|all| !all.is_empty())));
    let queue = Queue::default();
    let current = RwSignal::new(None::<StandingDetails>);
    // the panel and the files on their way tell each other what stands; the later version counts
    Effect::new(move |_| {
        let Some(now) = place.details.value() else { return };
        let known = current.with_untracked(|known| known.as_ref().map(|known| known.version));
        if known.is_none_or(|known| known < now.version) {
            current.set(Some(now));
        }
    });
    Effect::new(move |_| {
        let Some(now) = current.get() else { return };
        if now.version > place.version() {
            place.set(now);
        }
    });
    let held = Signal::derive(move || {
        there.with(|all| {
            let all = all.as_deref().unwrap_or_default();
            (all.iter().map(|one| one.file.size).sum(), all.len())
        })
    });
    let rows = move || {
        let all = there.get().unwrap_or_default();
        let may = may.get();
        (!all.is_empty()).then(|| {
            let rows = all.into_iter().map(|one| row(place, one, may)).collect_view();
            view! { <ul class="points files" id="attachments" tabindex="-1">{rows}</ul> }
        })
    };
    let add = move || {
        may.get().then(|| {
            let files = file::Place {
                path: api_path!(below place.path(), "/attachments"),
                limits: OF_STANDING,
                current,
                version_of: |now: &StandingDetails| now.version,
                reader: |value| serde_json::from_value(value).ok(),
            };
            view! { <Upload place=files queue held/> }
        })
    };
    live(move || {
        shown.get().then(|| {
            view! {
                <section class="piece">
                    <h3 class="small">{t::standing::attachments()}</h3>
                    {live(rows)}
                    {live(add)}
                </section>
            }
        })
    })
}

fn row(place: Place, one: Attachment, may: bool) -> AnyView {
    let id = one.file.id;
    let base = api_path!(below place.path(), "/attachments/{id}");
    let describing = RwSignal::new(false);
    let asking = RwSignal::new(false);
    let name = one.file.name.clone();
    let said = one.description.clone();
    let told = said.clone();
    let told = move || {
        let told = told.clone();
        (!describing.get() && !told.is_empty()).then(|| view! { <span>{told}</span> })
    };
    let path = base.clone();
    let form = move || {
        describing.get().then(|| {
            view! { <Describe place path=path.clone() id=id.to_string() now=said.clone() open=describing/> }
        })
    };
    let path = base.clone();
    let remove = Act::new(
        move |(), _| {
            let path = path.clone();
            async move { place.anyway(async |version| transport::remove(&path, version).await).await }
        },
        move |now: StandingDetails| {
            asking.set(false);
            toast(t::file::removed());
            place.set(now);
            browser::focus_id("add-files");
        },
    );
    let tools = may.then(|| {
        view! {
            <button
                type="button"
                class="ds-button"
                id=format!("describe-{id}")
                data-variant="tertiary"
                data-icon
                aria-label=t::standing::describe_of(&name)
                title=t::standing::describe()
                aria-expanded=move || describing.get().to_string()
                on:click=move |_| describing.update(|open| *open = !*open)
            >
                {icon(icon_paths::PENCIL)}
            </button>
            <button
                type="button"
                class="ds-button"
                id=format!("remove-{id}")
                data-variant="tertiary"
                data-icon
                aria-label=t::file::remove_of(&name)
                title=t::file::remove_of(&name)
                on:click=move |_| asking.set(true)
            >
                {icon(icon_paths::TRASH)}
            </button>
            <Confirm
                open=asking
                title=t::file::remove_title(&name)
                action=t::file::remove_now().to_owned()
                act=remove
                dangerous=true
            >
                <p>{t::standing::remove_attachment_text()}</p>
            </Confirm>
        }
    });
    let added = t::file::added_by(language::moment(one.added_at), &one.added_by.name);
    view! {
        <li>
            <div class="t">
                {file::fetched(base, &one.file)}
                {live(told)}
                <span class="meta">{added}</span>
                {live(form)}
            </div>
            {tools}
        </li>
    }
    .into_any()
}

#[component]
fn Describe(place: Place, path: ApiPath, id: String, now: String, open: RwSignal<bool>) -> AnyView {
    let form = Form::named("describe");
    place.watch(form);
    let description = form.field("description", now);
    let back = format!("describe-{id}");
    let act = Act::new(
        move |request: DescribeAttachment, _| {
            let path = path.clone();
            async move { place.anyway(async |version| transport::put(&path, &request, Some(version)).await).await }
        },
        move |now: StandingDetails| {
            form.saved();
            open.set(false);
            toast(t::standing::said_described());
            place.set(now);
            browser::focus_id(back.clone());
        },
    );
    form.follow(act);
    let send = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let request = DescribeAttachment { description: description.get() };
        if form.check(&request) {
            act.run(request);
        }
    };
    view! {
        <form class="stack" novalidate on:submit=send>
            <TextField field=description label=t::standing::description_of_file()/>
            <ErrorBox error=form.beyond(act.error)/>
            <Submit id="describe-save" pending=act.pending text=t::common::save().to_owned()/>
        </form>
    }
    .into_any()
}
