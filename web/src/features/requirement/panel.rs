//! One requirement: its draft to edit, what is published to read beside it, and the plans that use it.

use kyndig_contract::requirement::{
    RequirementContent, RequirementDetails, RequirementSummary, SaveRequirementDraft, UsedInPlan,
};
use leptos::prelude::*;

use super::archive::OutOfUse;
use super::fields::{self, About, Fields};
use super::sharing::Sharing;
use super::versions::Versions;
use super::{read, words};
use crate::features::{impact, unit::find};
use crate::form::Form;
use crate::language;
use crate::load::{Act, Load, Pages};
use crate::nav::{Query, encoded};
use crate::t;
use crate::transport::{self, AppError};
use crate::ui::*;

/// The panel: drawn anew for each chosen id.
#[component]
pub fn Details(id: String, list: Pages<RequirementSummary>, #[prop(into)] close: Callback<()>) -> AnyView {
    let details = Load::new(
        || (),
        move |()| {
            let path = format!("/requirements/{}", encoded(&id));
            async move { transport::get::<RequirementDetails>(&path).await }
        },
    );
    let title = Signal::derive(move || match details.value() {
        Some(details) => {
            let name = details.draft.or(details.published).map(|content| content.name);
            name.unwrap_or(details.number)
        }
        None => t::common::loading().to_owned(),
    });
    let tab = Query::new("tab");
    let tabs = Signal::derive(move || {
        let details = details.value();
        let editable = details.as_ref().is_some_and(|details| details.can_edit);
        let archived = details.as_ref().is_some_and(|details| details.archived.is_some());
        let archives = details.as_ref().is_some_and(|details| details.can_archive);
        let used = details.and_then(|details| i64::try_from(details.used_in.len()).ok());
        let mut tabs = Vec::new();
        if editable {
            tabs.push(("edit", t::requirement::tab_edit().to_owned(), None));
        }
        tabs.push(("published", t::requirement::tab_published().to_owned(), None));
        tabs.push(("versions", t::requirement::tab_versions().to_owned(), None));
        tabs.push(("sharing", t::requirement::tab_sharing().to_owned(), None));
        tabs.push(("used", t::requirement::tab_used().to_owned(), used));
        if archived {
            tabs.push(("archive", t::requirement::tab_archive().to_owned(), None));
        } else if editable || archives {
            tabs.push(("archive", t::requirement::tab_out().to_owned(), None));
        }
        tabs
    });
    let panel = Callback::new(move |tab: String| {
        loaded(details, 5, move |now| match tab.as_str() {
            "edit" => view! { <Edit now details list/> }.into_any(),
            "versions" => view! { <Versions now/> }.into_any(),
            "sharing" => view! { <Sharing now details/> }.into_any(),
            "archive" => view! { <OutOfUse now details list close/> }.into_any(),
            "used" => used(now.used_in),
            _ => published(&now),
        })
    });
    let ready = Memo::new(move |_| details.value().is_some());
    let body = move || {
        if ready.get() {
            view! { <Tabs query=tab tabs label=t::requirement::tabs() panel/> }.into_any()
        } else {
            loaded(details, 6, |_| ().into_any())
        }
    };
    view! {
        <Side title close>
            {live(move || details.value().map(|now| head(&now)))}
            {live(body)}
        </Side>
    }
    .into_any()
}

/// Number, owner and how it stands.
fn head(now: &RequirementDetails) -> AnyView {
    let (tone, state) = if now.archived.is_some() {
        (Tone::Neutral, t::requirement::archived_state())
    } else {
        words::state(now.published_version > 0, now.draft.is_some())
    };
    let version = (now.published_version > 0).then(|| {
        let text = match now.published_at {
            Some(at) => t::requirement::version_at(now.published_version, language::moment(at)),
            None => t::requirement::version(now.published_version),
        };
        view! { <span class="meta">{text}</span> }
    });
    let foreign = (!now.can_edit && now.archived.is_none()).then(|| {
        let text = t::requirement::read_only(&now.owner_unit.name);
        view! { <Note tone=Tone::Info>{text}</Note> }
    });
    view! {
        <div class="row">
            <span class="meta">{format!("{} · {}", now.number, now.owner_unit.name)}</span>
            <Tag tone text=state/>
            {version}
        </div>
        {foreign}
    }
    .into_any()
}

fn published(now: &RequirementDetails) -> AnyView {
    match &now.published {
        Some(content) => view! {
            <h3>{content.name.clone()}</h3>
            {read::content(content)}
            {read::prerequisites(content, &now.prerequisites)}
        }
        .into_any(),
        None if now.archived.is_some() => view! {
            <Empty title=t::requirement::archived_state() text=t::requirement::archived_hidden()/>
        }
        .into_any(),
        None => view! {
            <Empty title=t::requirement::not_published_title() text=t::requirement::not_published_text()/>
        }
        .into_any(),
    }
}

fn used(plans: Vec<UsedInPlan>) -> AnyView {
    if plans.is_empty() {
        return view! { <Empty title=t::requirement::used_none_title() text=t::requirement::used_none_text()/> }
            .into_any();
    }
    let one = |plan: UsedInPlan| {
        view! {
            <ListRow
                id=format!("plan-{}", plan.plan_id)
                href=Signal::stored(format!("/manage/plans/{}", plan.plan_id))
                title=plan.plan_name
                sub=t::requirement::used_people(plan.people)
            />
        }
    };
    view! { <ul class="list">{plans.into_iter().map(one).collect_view()}</ul> }.into_any()
}

/// The form. What is typed lives in its fields; an error changes none of it.
#[component]
fn Edit(now: RequirementDetails, details: Load<RequirementDetails>, list: Pages<RequirementSummary>) -> AnyView {
    let content = now.draft.clone().or(now.published.clone()).unwrap_or_default();
    let form = Form::new();
    let fields = Fields::new(form, "content", &content, &now.prerequisites);
    let owner = form.field("ownerUnitId", "");
    let version = StoredValue::new(now.version);
    let new_owner = StoredValue::new(now.draft_owner_unit.as_ref().map(|unit| unit.id));
    let path = format!("/requirements/{}", now.id);
    let landed = move |saved: RequirementDetails| {
        form.saved();
        details.set(saved);
        list.refetch();
    };
    let at = path.clone();
    let save = Act::new(
        move |request: SaveRequirementDraft, _| {
            let path = format!("{at}/draft");
            async move { transport::put::<RequirementDetails>(&path, &request, Some(version.get_value())).await }
        },
        move |saved| {
            toast(t::requirement::saved());
            landed(saved);
        },
    );
    form.follow(save);
    form.guard(&["requirement", "tab"]);
    let send = Callback::new(move |()| {
        let Ok(content) = fields.read() else { return };
        let owner_unit_id = owner.get().parse().ok().or(new_owner.get_value());
        let request = SaveRequirementDraft { owner_unit_id, content };
        if form.check(&request) {
            save.run(request);
        }
    });
    let differing = move |current: serde_json::Value| {
        let theirs: Option<RequirementDetails> = crate::json::from_value(current).ok();
        if let Some(theirs) = &theirs {
            version.set_value(theirs.version);
        }
        let theirs = theirs.and_then(|theirs| theirs.draft.or(theirs.published));
        match (fields.read(), theirs) {
            (Ok(mine), Some(theirs)) => differences(&mine, &theirs),
            _ => Vec::new(),
        }
    };
    let about = About {
        kind: now.kind,
        level: now.level,
        published: now.published.clone().filter(|_| now.draft.is_some()),
        locks: now.locks.clone(),
        autofocus: false,
    };
    let owned_by = now.draft_owner_unit.as_ref().unwrap_or(&now.owner_unit).name.clone();
    let note = now.draft.is_some().then(|| {
        let by = now.draft_by.as_ref().map(|by| view! { <p class="meta">{t::requirement::draft_by(&by.name)}</p> });
        view! {
            <p>{t::requirement::draft_note()}</p>
            {by}
        }
    });
    let warnings = (!now.warnings.is_empty()).then(|| {
        let lines = now.warnings.iter().map(|one| view! { <li>{words::warning(*one)}</li> }).collect_view();
        view! {
            <Note tone=Tone::Warning title=t::requirement::warning_title()>
                <ul>{lines}</ul>
            </Note>
        }
    });
    view! {
        {note}
        {warnings}
        <form
            class="stack"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                send.run(());
            }
        >
            <ErrorSummary form/>
            {fields::view(&fields, about)}
            <SuggestField
                field=owner
                label=t::requirement::new_owner()
                description=Some(Oco::from(t::requirement::owned_by(owned_by)))
                search=find::editable
            />
            <Conflict error=save.error rows=differing mine=send theirs=move || details.refetch()/>
            <div class="row">
                <Submit id="save" pending=save.pending text=t::requirement::save_draft().to_owned()/>
                <Draft now path form version landed=Callback::new(landed) reload=move || details.refetch()/>
            </div>
        </form>
    }
    .into_any()
}

/// What differs between what is typed and what stands.
fn differences(mine: &RequirementContent, theirs: &RequirementContent) -> Vec<(String, String, String)> {
    let links = |content: &RequirementContent| {
        content.links.iter().map(|link| format!("{} {}", link.title, link.url)).collect::<Vec<_>>().join("\n")
    };
    let shown = |content: &RequirementContent| {
        [
            (t::requirement::name(), content.name.clone()),
            (t::requirement::description(), content.description.clone()),
            (t::requirement::learning_method(), learning_method_name(content.learning_method).to_owned()),
            (
                t::requirement::documentation_method(),
                documentation_method_name(content.documentation_method).to_owned(),
            ),
            (t::requirement::needs_signature(), fields::yes_no(content.needs_signature).to_owned()),
            (t::requirement::validity(), words::validity(content.validity_days)),
            (t::requirement::links(), links(content)),
            (t::requirement::further(), read::further(content).join("\n")),
        ]
    };
    shown(mine)
        .into_iter()
        .zip(shown(theirs))
        .filter(|((_, mine), (_, theirs))| mine != theirs)
        .map(|((name, mine), (_, theirs))| (name.to_owned(), mine, theirs))
        .collect()
}

/// What is done with a saved draft: publish it, or throw it away. Both ask once.
#[component]
fn Draft(
    now: RequirementDetails,
    path: String,
    form: Form,
    version: StoredValue<i32>,
    landed: Callback<RequirementDetails>,
    #[prop(into)] reload: Callback<()>,
) -> AnyView {
    if now.draft.is_none() {
        return ().into_any();
    }
    let publishing = RwSignal::new(false);
    let deleting = RwSignal::new(false);
    let unsaved = RwSignal::new(false);
    let (publish_path, delete_path) = (format!("{path}/publish"), format!("{path}/draft"));
    let publish = Act::new(
        move |(), _| {
            let path = publish_path.clone();
            async move {
                let empty = serde_json::json!({});
                transport::post_version::<RequirementDetails>(&path, &empty, version.get_value()).await
            }
        },
        move |saved| {
            toast(t::requirement::published());
            publishing.set(false);
            landed.run(saved);
        },
    );
    let delete = Act::new(
        move |(), _| {
            let path = delete_path.clone();
            async move { transport::delete(&path, Some(version.get_value())).await }
        },
        move |()| {
            toast(t::requirement::draft_deleted());
            deleting.set(false);
            form.saved();
            reload.run(());
        },
    );
    // a clash: what stands now is shown behind the question
    let clash = move |error: Option<AppError>| {
        if error.is_some_and(|error| error.is_conflict()) {
            reload.run(());
        }
    };
    Effect::new(move |_| clash(publish.error.get()));
    Effect::new(move |_| clash(delete.error.get()));
    let plans = now.used_in.len();
    let text = match plans {
        0 => t::requirement::publish_text_unused().to_owned(),
        plans => t::requirement::publish_text(plans),
    };
    let foreseen = format!("{path}/publish");
    let ask = move |_| {
        let touched = form.is_touched();
        unsaved.set(touched);
        publishing.set(!touched);
    };
    let throw_away = now.published.is_some().then(|| {
        view! {
            <button
                type="button"
                class="ds-button"
                id="delete-draft"
                data-variant="tertiary"
                data-color="danger"
                on:click=move |_| deleting.set(true)
            >
                {t::requirement::delete_draft()}
            </button>
        }
    });
    view! {
        <button type="button" class="ds-button" id="publish" data-variant="secondary" on:click=ask>
            {t::requirement::publish()}
        </button>
        {throw_away}
        {live(move || {
            unsaved
                .get()
                .then(|| {
                    view! {
                        <p class="ds-validation-message" role="alert">
                            {t::requirement::unsaved_first()}
                        </p>
                    }
                })
        })}
        <Confirm
            open=publishing
            title=t::requirement::publish_title().to_owned()
            action=t::requirement::publish_now().to_owned()
            act=publish
        >
            <p>{text.clone()}</p>
            {(plans > 0).then(|| impact::asked(foreseen.clone(), serde_json::json!({}), version.get_value()))}
        </Confirm>
        <Confirm
            open=deleting
            title=t::requirement::delete_draft_title().to_owned()
            action=t::requirement::delete_draft_now().to_owned()
            act=delete
            dangerous=true
        >
            <p>{t::requirement::delete_draft_text()}</p>
        </Confirm>
    }
    .into_any()
}
