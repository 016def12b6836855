//! The draft of a requirement (REQ-6), which saves itself: some seconds after the last keystroke, and when one leaves.
//! It never publishes. What cannot be saved as it stands stays in the form, and is said to be unsaved.

use std::collections::BTreeSet;
use std::time::Duration;

use kyndig_contract::api_path;
use kyndig_contract::difference::Named;
use kyndig_contract::path::ApiPath;
use kyndig_contract::requirement::{RequirementContent, RequirementDetails, RequirementSummary, SaveRequirementDraft};
use kyndig_contract::session::ContentKind;
use leptos::prelude::*;
use validator::Validate;

use super::difference::said;
use super::fields::{self, About, Fields};
use super::words;
use crate::features::{content::impact, people::unit::find};
use crate::form::Form;
use crate::language;
use crate::load::{Act, Load, Pages};
use crate::nav::{self, GoOn};
use crate::session::use_session;
use crate::t;
use crate::transport::{self, AppError};
use crate::ui::*;

/// Without a keystroke, before it is saved.
const PAUSE: Duration = Duration::from_secs(3);

/// The fields of a content, as on the wire, in the order of the form.
const FIELDS: &[&str] = &[
    "name",
    "description",
    "learningMethod",
    "documentationMethod",
    "needsSignature",
    "validityDays",
    "links",
    "repetitions",
    "checklist",
    "commentField",
    "allowAttachments",
    "manualExpiry",
    "prerequisites",
    "recertifyAfterAbsence",
    "mustBeDone",
    "allowAdaptation",
    "categoryId",
    "courses",
];
const OWNER: &str = "ownerUnit";

/// How a save came about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// The button: problems are shown, and the form is drawn anew.
    Button,
    /// By itself, or on leaving: the form stays as it is.
    Itself,
}

/// The form. What is typed lives in its fields; an error changes none of it.
#[component]
pub fn Edit(now: RequirementDetails, details: Load<RequirementDetails>, list: Pages<RequirementSummary>) -> AnyView {
    let content = now.draft.clone().or(now.published.clone()).unwrap_or_default();
    let form = Form::new();
    let fields = Fields::new(form, "content", &content, &now.prerequisites).of(now.id).filed(&now.categories);
    let owner = form.field("ownerUnitId", "");
    // what both began with, when somebody else comes in between
    let began = StoredValue::new(content);
    let sent = StoredValue::new(RequirementContent::default());
    let current = RwSignal::new(now.clone());
    let version = StoredValue::new(now.version);
    let path = api_path!("/requirements/{}", now.id);
    let landed = move |saved: RequirementDetails| {
        form.saved();
        details.set(saved);
        list.refetch();
    };
    // of the save under way: what asked for it, what was typed until then, what comes after
    let by = StoredValue::new(By::Button);
    let until = StoredValue::new(0);
    let then = StoredValue::new_local(None::<GoOn>);
    let unfit = RwSignal::new(false);
    let at = path.clone();
    let save = Act::new(
        move |request: SaveRequirementDraft, _| {
            let path = api_path!(below at, "/draft");
            until.set_value(untrack(|| form.touches()));
            sent.set_value(request.content.clone());
            async move { transport::put::<RequirementDetails>(&path, &request, Some(version.get_value())).await }
        },
        move |saved: RequirementDetails| {
            version.set_value(saved.version);
            began.set_value(sent.get_value());
            if by.get_value() == By::Button {
                toast(t::requirement::saved());
                landed(saved);
                return;
            }
            let all = form.saved_until(until.get_value());
            current.set(saved);
            if let Some(go_on) = then.try_update_value(Option::take).flatten().filter(|_| all) {
                list.refetch();
                go_on();
            }
        },
    );
    Effect::new(move |_| {
        let Some(error) = save.error.get() else { return };
        then.set_value(None);
        if by.get_value() == By::Button {
            form.take(&error);
        }
        unfit.set(!error.fields.is_empty());
    });
    let new_owner = move || {
        owner.get().parse().ok().or(current.with_untracked(|now| now.draft_owner_unit.as_ref().map(|unit| unit.id)))
    };
    let request = move || {
        let content = fields.read().ok()?;
        Some(SaveRequirementDraft { owner_unit_id: new_owner(), content })
    };
    let send = Callback::new(move |()| {
        let Some(request) = request() else { return };
        // while it saves itself, that is what was asked for
        if form.check(&request) && !save.pending.get_untracked() {
            by.set_value(By::Button);
            save.run(request);
        }
    });
    // as the button would, where that would say nothing is wrong
    let save_itself = move || {
        let clash = save.error.with_untracked(|error| error.as_ref().is_some_and(AppError::is_conflict));
        let Some(request) = form.quietly(request).filter(|request| !clash && request.validate().is_ok()) else {
            return false;
        };
        if save.pending.get_untracked() {
            return false;
        }
        by.set_value(By::Itself);
        save.run(request);
        true
    };
    let save_and = Callback::new(move |go_on: GoOn| {
        then.set_value(Some(go_on));
        let begun = save_itself();
        if !begun {
            then.set_value(None);
        }
        begun
    });
    nav::guard_saving(&["requirement", "tab"], move || form.is_touched(), move |go_on| save_and.run(go_on));
    Effect::new(move |waiting: Option<Option<TimeoutHandle>>| {
        if let Some(waiting) = waiting.flatten() {
            waiting.clear();
        }
        let idle = !save.pending.get();
        let touches = form.touches();
        // what could not be saved is tried again when more is typed, or when asked to
        let hopeless = save.error.with_untracked(Option::is_some) && until.get_value() == touches;
        (touches > 0 && idle && !hopeless).then(|| {
            let due = move || {
                if form.is_touched() {
                    unfit.try_set(!save_itself());
                }
            };
            set_timeout_with_handle(due, PAUSE).ok()
        })?
    });
    let last_saved = now.draft_at;
    let state = move || {
        form.touches();
        let typed = form.is_touched();
        let text = match current.with(|now| now.draft_at) {
            _ if save.pending.get() => t::requirement::saving().to_owned(),
            _ if typed && unfit.get() => t::requirement::unsaved_unfit().to_owned(),
            _ if typed => t::requirement::unsaved().to_owned(),
            // saved here and now, and not some time before
            Some(at) if Some(at) != last_saved => t::requirement::saved_at(language::time(at)),
            _ => return None,
        };
        Some(view! { <span class="meta" id="save-state">{text}</span> })
    };
    let named = move |theirs: &RequirementDetails| Named {
        requirements: current
            .with_untracked(|now| now.prerequisites.iter().chain(&theirs.prerequisites).cloned().collect()),
        categories: fields.filed(&theirs.categories).categories(),
    };
    let stands = StoredValue::new(None::<RequirementDetails>);
    let differing = move |found: serde_json::Value| {
        let Ok(theirs) = serde_json::from_value::<RequirementDetails>(found) else { return Vec::new() };
        let Ok(mine) = form.quietly(|| fields.read()) else { return Vec::new() };
        let said_by_them = theirs.draft.clone().or(theirs.published.clone()).unwrap_or_default();
        let named = named(&theirs);
        let told = |content: &RequirementContent, field: &str| said(field, content, &named).join("\n");
        let mut rows: Vec<Differing> = FIELDS
            .iter()
            .filter_map(|field| {
                let base = began.with_value(|base| told(base, field));
                Differing::of(field, words::field(field), &base, told(&mine, field), told(&said_by_them, field))
            })
            .collect();
        let own = owner.some().map(|_| t::requirement::owner_chosen().to_owned());
        let (before, after) = (current.with_untracked(owned_by), owned_by(&theirs));
        rows.extend(Differing::of(OWNER, words::field(OWNER), &before, own.unwrap_or(before.clone()), after));
        stands.set_value(Some(theirs));
        rows
    };
    let merge = move |taken: BTreeSet<&'static str>| {
        let (Ok(mine), Some(theirs)) = (fields.read(), stands.get_value()) else { return };
        version.set_value(theirs.version);
        let theirs_say = theirs.draft.clone().or(theirs.published.clone()).unwrap_or_default();
        let owner_unit_id =
            if taken.contains(OWNER) { theirs.draft_owner_unit.as_ref().map(|unit| unit.id) } else { new_owner() };
        let Some(content) = taking(&mine, &theirs_say, &taken) else { return };
        by.set_value(By::Button);
        save.run(SaveRequirementDraft { owner_unit_id, content });
    };
    let writes = ContentKind::of_requirement(now.kind, now.level).unwrap_or(ContentKind::Requirement);
    let written = use_session().writes(writes);
    let about = About {
        kind: now.kind,
        level: now.level,
        published: now.published.clone(),
        locks: now.locks.clone(),
        autofocus: false,
    };
    let has_draft = Memo::new(move |_| current.with(|now| now.draft.is_some()));
    // what comes while one is typing stands below, so that nothing moves away under one's hands
    let note = now.draft.is_some().then(|| {
        let by = now.draft_by.as_ref().map(|by| view! { <p class="meta">{t::requirement::draft_by(&by.name)}</p> });
        view! {
            <p>{t::requirement::draft_note()}</p>
            {by}
        }
    });
    let warnings = move || {
        let list = |title: &'static str, lines: Vec<String>| {
            let lines: Vec<_> = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect();
            (!lines.is_empty()).then(|| {
                view! {
                    <Note tone=Tone::Warning title>
                        <ul>{lines}</ul>
                    </Note>
                }
            })
        };
        let (unfit, away) = current.with(|now| {
            // REQ-5: by name
            let away = now.prerequisites.iter().filter(|one| now.prerequisites_out_of_reach.contains(&one.id));
            let unfit = now.warnings.iter().map(|one| words::warning(*one).to_owned());
            (unfit.collect::<Vec<_>>(), away.map(|one| format!("{} · {}", one.name, one.number)).collect::<Vec<_>>())
        });
        let unfit = list(t::requirement::warning_title(), unfit);
        let away = list(t::requirement::warning_out_of_reach(), away);
        view! { {unfit} {away} }
    };
    let draft = move || {
        let (path, now) = (path.clone(), current.get_untracked());
        has_draft.get().then(|| view! { <Draft now path form version save_and landed=Callback::new(landed) reload=move || details.refetch()/> })
    };
    view! {
        {note}
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
                description=Some(Oco::from(t::requirement::owned_by(owned_by(&now))))
                search=move |text| find::owner_of(writes, written, text)
            />
            {live(warnings)}
            <Clash error=save.error rows=differing save=merge retry=send/>
            <div class="row">
                <Submit id="save" pending=save.pending text=t::requirement::save_draft().to_owned()/>
                {live(draft)}
                <span role="status">{live(state)}</span>
            </div>
        </form>
    }
    .into_any()
}

/// The owner it has, or gets with the draft.
fn owned_by(now: &RequirementDetails) -> String {
    now.draft_owner_unit.as_ref().unwrap_or(&now.owner_unit).name.clone()
}

/// Mine, but these fields as they have them.
fn taking(
    mine: &RequirementContent,
    theirs: &RequirementContent,
    taken: &BTreeSet<&'static str>,
) -> Option<RequirementContent> {
    let (mut merged, theirs) = (serde_json::to_value(mine).ok()?, serde_json::to_value(theirs).ok()?);
    let fields = merged.as_object_mut()?;
    for field in taken {
        match theirs.get(field) {
            Some(value) => fields.insert((*field).to_owned(), value.clone()),
            None => fields.remove(*field),
        };
    }
    serde_json::from_value(merged).ok()
}

/// What is done with a saved draft: publish it, or throw it away. Both ask once.
#[component]
fn Draft(
    now: RequirementDetails,
    path: ApiPath,
    form: Form,
    version: StoredValue<i32>,
    save_and: Callback<GoOn, bool>,
    landed: Callback<RequirementDetails>,
    #[prop(into)] reload: Callback<()>,
) -> AnyView {
    let publishing = RwSignal::new(false);
    let deleting = RwSignal::new(false);
    let unsaved = RwSignal::new(false);
    let (publish_path, delete_path) = (api_path!(below path, "/publish"), api_path!(below path, "/draft"));
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
    let foreseen = api_path!(below path, "/publish");
    let ask = move |_| {
        if form.is_touched() {
            unsaved.set(!save_and.run(Box::new(move || publishing.set(true))));
        } else {
            publishing.set(true);
        }
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
