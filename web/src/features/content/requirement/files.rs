//! REQ-1, REQ-6: the requirement's files, added and removed at once, apart from the draft.

use kyndig_contract::api_path;
use kyndig_contract::file::{FileDetails, OF_REQUIREMENT};
use kyndig_contract::path::ApiPath;
use kyndig_contract::requirement::RequirementDetails;
use kyndig_domain::ids::RequirementId;
use leptos::prelude::*;

use crate::features::content::file::{self, Place, Queue, Upload};
use crate::language;
use crate::load::{Act, Load};
use crate::t;
use crate::transport::{self, AppError};
use crate::ui::*;

/// What stands, with what has been added and removed here, and what is on its way; it outlives the tab.
#[derive(Clone, Copy)]
pub struct Held {
    current: RwSignal<Option<RequirementDetails>>,
    queue: Queue,
}

impl Held {
    pub fn new(details: Load<RequirementDetails>) -> Self {
        let held = Self { current: RwSignal::new(None), queue: Queue::default() };
        // what is fetched may have been on its way while a file was added
        Effect::new(move |_| {
            let Some(now) = details.value() else { return };
            let older =
                held.current.with_untracked(|known| known.as_ref().is_some_and(|known| known.version > now.version));
            if !older {
                held.current.set(Some(now));
            }
        });
        held
    }

    /// How many there are.
    pub fn count(self) -> Option<i64> {
        self.current.with(|now| now.as_ref().and_then(|now| i64::try_from(now.files.len()).ok()))
    }

    /// Shows the others what has become of it.
    pub fn hand_over(self, details: Load<RequirementDetails>) {
        if let Some(now) = self.current.get_untracked() {
            details.set(now);
        }
    }
}

/// The tab.
#[component]
pub fn Files(held: Held) -> AnyView {
    // drawn once for each of these, whatever files come and go
    let stands = Memo::new(move |_| {
        let editable = |now: &RequirementDetails| now.can_edit && now.archived.is_none();
        held.current.with(|now| now.as_ref().map(|now| (now.id, editable(now), now.published_version > 0)))
    });
    live(move || match stands.get() {
        None => view! { <Skeleton/> }.into_any(),
        Some((_, _, false)) => view! {
            <Note tone=Tone::Info title=t::file::locked_title()>
                <span>{t::file::locked_text()}</span>
            </Note>
        }
        .into_any(),
        Some((id, editable, true)) => shown(held, id, editable),
    })
}

fn shown(Held { current, queue }: Held, id: RequirementId, editable: bool) -> AnyView {
    let files = Memo::new(move |_| current.with(|now| now.as_ref().map(|now| now.files.clone()).unwrap_or_default()));
    let rows = move || {
        let files = files.get();
        if files.is_empty() {
            let text = if editable { t::file::none_text_editor() } else { t::file::none_text() };
            return view! { <Empty title=t::file::none_title() text/> }.into_any();
        }
        let rows = files.into_iter().map(|one| row(current, id, one, editable)).collect_view();
        view! { <ul class="list files">{rows}</ul> }.into_any()
    };
    let used = Signal::derive(move || files.with(|files| (files.iter().map(|one| one.file.size).sum(), files.len())));
    let add = editable.then(|| {
        let place = Place {
            path: api_path!("/requirements/{id}/files"),
            limits: OF_REQUIREMENT,
            current,
            version_of: |now: &RequirementDetails| now.version,
            reader: |value| serde_json::from_value(value).ok(),
        };
        view! { <Upload place queue held=used/> }
    });
    view! {
        {editable.then(|| view! { <p class="sub">{t::file::at_once()}</p> })}
        {live(rows)}
        {add}
    }
    .into_any()
}

fn row(current: RwSignal<Option<RequirementDetails>>, id: RequirementId, one: FileDetails, editable: bool) -> AnyView {
    let base = api_path!("/requirements/{id}");
    let file_id = one.file.id;
    let name = one.file.name.clone();
    let asking = RwSignal::new(false);
    let remove = Act::new(
        move |(), _| async move {
            let version = current.with_untracked(|now| now.as_ref().map(|now| now.version)).unwrap_or_default();
            transport::remove::<RequirementDetails>(&api_path!("/requirements/{id}/files/{file_id}"), version).await
        },
        move |now| {
            asking.set(false);
            toast(t::file::removed());
            current.set(Some(now));
        },
    );
    // a clash: what stands now is shown behind the question, and asked about anew
    Effect::new(move |_| {
        let clash = remove.error.get().filter(AppError::is_conflict).and_then(|error| error.current);
        if let Some(now) = clash.and_then(|now| serde_json::from_value(*now).ok()) {
            current.set(Some(now));
        }
    });
    let tools = editable.then(|| {
        view! {
            <button
                type="button"
                class="ds-button"
                id=format!("remove-{file_id}")
                data-variant="tertiary"
                data-color="danger"
                data-icon="true"
                aria-label=t::file::remove_of(&name)
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
                <p>{t::file::remove_text()}</p>
            </Confirm>
        }
    });
    let added = t::file::added_by(language::moment(one.added_at), &one.added_by.name);
    view! {
        <li>
            <div class="t">
                {file::row(&base, &one.file)}
                <span>{added}</span>
            </div>
            {tools}
        </li>
    }
    .into_any()
}

/// Those of a version, to read.
pub fn of_version(base: &ApiPath, files: &[FileDetails]) -> Option<AnyView> {
    let one = |one: &FileDetails| {
        let removed =
            one.removed_at.map(|at| view! { <p class="meta">{t::file::removed_at(language::moment(at))}</p> });
        view! { <li>{file::row(base, &one.file)} {removed}</li> }
    };
    (!files.is_empty()).then(|| {
        view! {
            <h4>{t::file::files()}</h4>
            <ul class="lines files">{files.iter().map(one).collect_view()}</ul>
        }
        .into_any()
    })
}
