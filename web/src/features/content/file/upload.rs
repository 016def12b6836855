//! Adding files: chosen or dropped, each with its progress and its own error where it stands.

use leptos::{ev, html, prelude::*};
use web_sys::FileList;

use super::place::Place;
use super::queue::{Chosen, Queue, Stage};
use super::words;
use crate::browser;
use crate::t;
use crate::ui::*;

/// What the browser offers to choose from. What is taken is told by the content, on the server.
const ACCEPT: &str = ".pdf,.docx,.xlsx,.pptx,.odt,.ods,.odp,.png,.jpg,.jpeg,.gif,.webp,.txt,.csv,.md";

/// Where files are chosen or dropped, and those on their way.
#[component]
pub fn Upload<T: Clone + Send + Sync + 'static>(
    place: Place<T>,
    /// Kept by whoever outlives the drawing of this.
    queue: Queue,
    /// Bytes and number of those that are there.
    #[prop(into)]
    held: Signal<(i64, usize)>,
) -> AnyView {
    let input = NodeRef::<html::Input>::new();
    let over = RwSignal::new(false);
    let limits = place.limits;
    let place = StoredValue::new_local(place);
    let take = move |files: Option<FileList>| {
        let Some(files) = files else { return };
        for file in (0..files.length()).filter_map(|at| files.get(at)) {
            place.with_value(|place| queue.add(place, file));
        }
    };
    let choose = move |_| {
        let Some(input) = input.get_untracked() else { return };
        take(input.files());
        // the same file may be chosen again, once it has been mended
        input.set_value("");
    };
    let dropped = move |event: ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        take(event.data_transfer().and_then(|data| data.files()));
    };
    let hover = move |event: ev::DragEvent| {
        event.prevent_default();
        over.set(true);
    };
    let rows = move || {
        let rows = queue.chosen.get().into_iter().map(|one| place.with_value(|place| row(place, queue, one)));
        rows.collect_view()
    };
    let used = move || {
        let (bytes, count) = held.get();
        t::file::used(count, limits.count, words::size(bytes), words::size(whole(limits.total)))
    };
    view! {
        <div
            class="drop"
            class:over=move || over.get()
            on:dragover=hover
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <ds-field class="ds-field">
                <label class="ds-label" for="add-files">
                    {t::file::add()}
                </label>
                <p data-field="description">{t::file::add_text(words::size(whole(limits.file)))}</p>
                <input
                    class="ds-input"
                    id="add-files"
                    type="file"
                    multiple
                    accept=ACCEPT
                    node_ref=input
                    on:change=choose
                />
            </ds-field>
            <p class="meta">{live(used)}</p>
        </div>
        <ul class="uploads" aria-label=t::file::on_their_way()>
            {live(rows)}
        </ul>
    }
    .into_any()
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// One on its way.
fn row<T: Clone + Send + Sync + 'static>(place: &Place<T>, queue: Queue, one: Chosen) -> AnyView {
    let place = StoredValue::new_local(place.clone());
    let (id, stage) = (one.id, one.stage);
    #[expect(clippy::cast_possible_truncation, reason = "the size of a file")]
    let size = words::size(one.size as i64);
    let name = one.name.clone();
    let failed = Memo::new(move |_| match stage.get() {
        Stage::Failed(error) => Some(error),
        Stage::Waiting | Stage::Going(_) => None,
    });
    let label = t::file::progress_of(&name);
    let away = t::file::dismiss_of(&name);
    let state = move || {
        let one = one.clone();
        match failed.get() {
            None => view! {
                <progress
                    aria-label=label.clone()
                    max="100"
                    prop:value=move || if let Stage::Going(part) = stage.get() { (part * 100.0).round() } else { 0.0 }
                ></progress>
            }
            .into_any(),
            Some(error) => {
                let again = (error.is_passing() || error.is_conflict()).then(|| {
                    let press = move |_| place.with_value(|place| queue.again(place, &one));
                    view! {
                        <button type="button" class="ds-button" data-variant="secondary" on:click=press>
                            {t::common::try_again()}
                        </button>
                    }
                });
                let dismiss = move |_| {
                    queue.drop_one(id);
                    browser::focus_id("add-files");
                };
                view! {
                    <p class="ds-validation-message" role="alert">
                        {error.text()}
                    </p>
                    <div class="row">
                        {again}
                        <button
                            type="button"
                            class="ds-button"
                            data-variant="tertiary"
                            aria-label=away.clone()
                            on:click=dismiss
                        >
                            {t::file::dismiss()}
                        </button>
                    </div>
                }
                .into_any()
            }
        }
    };
    view! {
        <li>
            <div class="row">
                <b>{name}</b>
                <span class="meta">{size}</span>
            </div>
            {live(state)}
        </li>
    }
    .into_any()
}
