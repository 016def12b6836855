//! The other states of a page: waiting, empty, wrong.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Column, Table, icon, icon_paths, live};
use crate::browser;
use crate::load::{Load, Pages, State};
use crate::nav;
use crate::t;
use crate::transport::AppError;

/// Grey lines in place of what is on its way.
#[component]
pub fn Skeleton(#[prop(default = 5)] rows: usize) -> AnyView {
    let lines = (0..rows).map(|_| view! { <span class="ds-skeleton"></span> }).collect_view();
    view! {
        <div class="pad skeleton" role="status">
            <span class="ds-sr-only">{t::common::loading()}</span>
            {lines}
        </div>
    }
    .into_any()
}

/// Nothing here yet, and what to do about it.
#[component]
pub fn Empty(
    #[prop(into)] title: Oco<'static, str>,
    #[prop(into, optional)] text: Option<Oco<'static, str>>,
    #[prop(optional)] children: Option<Children>,
) -> AnyView {
    view! {
        <div class="empty">
            <b>{title}</b>
            {text.map(|text| view! { <p>{text}</p> })}
            {children.map(|children| view! { <div class="row">{children()}</div> })}
        </div>
    }
    .into_any()
}

/// An error in place: what happened, what to do, and the trace for whoever is asked for help.
#[component]
pub fn ErrorBox(
    #[prop(into)] error: Signal<Option<AppError>>,
    #[prop(into, optional)] retry: Option<Callback<()>>,
    /// For what cannot be tried again because others have changed it: fetches what stands now.
    #[prop(into, optional)]
    reload: Option<Callback<()>>,
) -> AnyView {
    let view = move || {
        error.get().map(|error| {
            // what the user can mend needs nobody's help
            let trace = error.trace_id.clone().filter(|_| error.status >= 500 || !error.is_known());
            let moved_on = matches!(error.status, 404 | 409 | 412);
            let (then, text) = match reload.filter(|_| moved_on) {
                Some(reload) => (Some(reload), t::common::show_now()),
                None => (retry.filter(|_| error.is_passing() || error.is_conflict()), t::common::try_again()),
            };
            let again = then.map(|then| {
                view! {
                    <button type="button" class="ds-button" data-variant="secondary" on:click=move |_| then.run(())>
                        {text}
                    </button>
                }
            });
            view! {
                <div class="ds-alert" data-color="danger" role="alert">
                    <p>{error.text()}</p>
                    {trace.map(|trace| view! { <p class="meta trace">{t::common::trace(trace)}</p> })}
                    {again}
                </div>
            }
        })
    };
    live(view)
}

/// An error in one line, where a box is too much.
pub fn problem_line(error: &AppError) -> AnyView {
    view! { <p class="ds-validation-message" role="alert">{error.text()}</p> }.into_any()
}

/// Draws a `Load`: skeleton, error with retry, or the data.
///
/// Data that was fetched anew draws anew; a link or button with an id that had the focus has it again.
pub fn loaded<T: Clone + Send + Sync + 'static>(
    load: Load<T>,
    rows: usize,
    ready: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let view = move || match load.state.get() {
        State::Loading => view! { <Skeleton rows/> }.into_any(),
        State::Failed(error) => {
            let plain = plain_address(&error);
            view! {
                <div class="pad stack">
                    <ErrorBox error=Some(error) retry=move || load.refetch()/>
                    {plain}
                </div>
            }
            .into_any()
        }
        State::Ready(value) => {
            keep_focus();
            ready(value)
        }
    };
    live(view)
}

/// What the address asks for is not understood: an old one, or one typed. The way on is the page without it.
fn plain_address(error: &AppError) -> Option<AnyView> {
    let path = nav::path().get_untracked();
    let asks = !untrack(|| nav::query_without(&[])).is_empty();
    (error.status == 400 && asks).then(|| {
        view! {
            <div class="row">
                <a class="ds-button" data-variant="secondary" href=path>
                    {t::common::clear_filters()}
                </a>
            </div>
        }
        .into_any()
    })
}

/// Called before something is drawn anew: what had the focus and has an id will have it again.
pub fn keep_focus() {
    let Some(before) = browser::focused() else { return };
    let id = before.id();
    if id.is_empty() {
        return;
    }
    request_animation_frame(move || {
        // the element that had it may be gone, or be another row's now
        let moved = before.id() != id;
        let lost =
            browser::focused().is_none_or(|element| element.tag_name() == "BODY" || (moved && element == before));
        if let Some(element) = browser::by_id(&id).filter(|_| lost) {
            browser::focus(&element);
        }
    });
}

/// Draws a list that is fetched page by page: skeleton, error, empty, or its rows and "show more" below.
///
/// `frame` puts the rows into a list or a table; a further page adds rows and draws none anew.
pub fn paged<T: Clone + Send + Sync + 'static>(
    pages: Pages<T>,
    rows: usize,
    empty: impl Fn() -> AnyView + Send + Sync + 'static,
    frame: impl Fn(AnyView) -> AnyView + Send + Sync + 'static,
    row: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let row = Arc::new(row);
    let list = loaded(pages.first, rows, move |page| {
        if page.items.is_empty() {
            return empty();
        }
        let first = page.items.into_iter().map(|item| row(item)).collect_view();
        let row = row.clone();
        let more = chunks(
            Signal::derive(move || pages.count()),
            Arc::new(move |index| pages.more(index).into_iter().map(|item| row(item)).collect_view().into_any()),
        );
        view! {
            {frame(view! { {first} {more} }.into_any())}
            {more_button(
                Signal::derive(move || pages.has_more()),
                pages.pending,
                pages.error,
                Callback::new(move |()| pages.fetch_more()),
            )}
        }
        .into_any()
    });
    let found = Signal::derive(move || {
        pages.first.state.with(|state| match state {
            State::Ready(page) if page.items.is_empty() => Some(0),
            State::Ready(page) if page.next_cursor.is_none() => i64::try_from(page.items.len()).ok(),
            State::Ready(page) => page.total,
            State::Loading | State::Failed(_) => None,
        })
    });
    view! { {said(found)} {list} }.into_any()
}

/// Says how many there are each time another search or filter has been answered, and nothing of the first.
pub fn said(found: Signal<Option<i64>>) -> AnyView {
    let text = RwSignal::new(String::new());
    Effect::new(move |before: Option<bool>| {
        let Some(count) = found.get() else { return before.unwrap_or(false) };
        if before == Some(true) {
            text.set(match count {
                0 => t::common::no_hits().to_owned(),
                1 => t::common::one_hit().to_owned(),
                count => t::common::hits(count),
            });
        }
        true
    });
    view! { <span class="ds-sr-only" role="status">{text}</span> }.into_any()
}

/// The first of many rows that are all here, and a button for the next: drawn at once they would be forty screens.
///
/// A further part adds rows and draws none anew.
pub fn in_parts<T: Send + Sync + 'static>(rows: Vec<T>, part: usize, draw: fn(&T) -> AnyView) -> (AnyView, AnyView) {
    let total = rows.len();
    // whoever asks for more wants to see much more
    let begin = move |index: usize| if index == 0 { 0 } else { part * (4 * index - 3) };
    let count = RwSignal::new(1_usize);
    let drawn = chunks(
        count.into(),
        Arc::new(move |index| {
            let rows = rows.get(begin(index)..begin(index + 1).min(total)).unwrap_or_default();
            rows.iter().map(draw).collect_view().into_any()
        }),
    );
    let more = move || {
        (begin(count.get()) < total).then(|| {
            view! {
                <button
                    type="button"
                    class="ds-button"
                    data-variant="secondary"
                    on:click=move |_| count.update(|count| *count += 1)
                >
                    {t::common::show_more()}
                </button>
            }
        })
    };
    (drawn, live(more))
}

/// One `For` for the lists of all types.
fn chunks(count: Signal<usize>, draw: Arc<dyn Fn(usize) -> AnyView + Send + Sync>) -> AnyView {
    view! { <For each=move || 0..count.get() key=|index| *index children=move |index| draw(index)/> }.into_any()
}

/// "Show more" under a list that is fetched page by page.
fn more_button(
    has_more: Signal<bool>,
    pending: RwSignal<bool>,
    error: RwSignal<Option<AppError>>,
    fetch: Callback<()>,
) -> AnyView {
    let button = move || {
        has_more.get().then(|| {
            view! {
                <button
                    type="button"
                    id="show-more"
                    class="ds-button"
                    data-variant="secondary"
                    aria-busy=move || pending.get().to_string()
                    on:click=move |_| fetch.run(())
                >
                    {icon(icon_paths::CHEVRON_DOWN)}
                    {t::common::show_more()}
                </button>
            }
        })
    };
    view! { <div class="more"><ErrorBox error=error retry=fetch/> {live(button)}</div> }.into_any()
}

/// A save that met somebody else's change (412): both sides, and the choice between them. Other errors as in `ErrorBox`.
#[component]
pub fn Conflict(
    error: RwSignal<Option<AppError>>,
    /// What differs: the field's name, what was typed, what stands now (from the problem's `current`).
    #[prop(into)]
    rows: Callback<serde_json::Value, Vec<(String, String, String)>>,
    /// Save what was typed over what stands now.
    #[prop(into)]
    mine: Callback<()>,
    /// Give up what was typed.
    #[prop(into)]
    theirs: Callback<()>,
) -> AnyView {
    let view = move || {
        let problem = error.get()?;
        let Some(current) = problem.current.clone().filter(|_| problem.is_conflict()) else {
            return Some(view! { <ErrorBox error=Some(problem) retry=mine/> }.into_any());
        };
        let line = |(name, mine, theirs): (String, String, String)| {
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    <td data-label=t::common::yours()>{mine}</td>
                    <td data-label=t::common::theirs()>{theirs}</td>
                </tr>
            }
        };
        let lines = rows.run(*current).into_iter().map(line).collect_view();
        Some(
            view! {
                <div class="ds-alert" data-color="warning" role="alert">
                    <b>{t::common::conflict_title()}</b>
                    <p>{t::common::conflict_text()}</p>
                    <Table
                        caption=t::common::conflict_title().to_owned()
                        columns=vec![
                            Column::new(t::common::field()),
                            Column::new(t::common::yours()),
                            Column::new(t::common::theirs()),
                        ]
                    >
                        {lines}
                    </Table>
                    <div class="row">
                        <button
                            type="button"
                            class="ds-button"
                            data-variant="secondary"
                            on:click=move |_| theirs.run(())
                        >
                            {t::common::use_theirs()}
                        </button>
                        <button type="button" class="ds-button" data-variant="tertiary" on:click=move |_| mine.run(())>
                            {t::common::use_mine()}
                        </button>
                    </div>
                </div>
            }
            .into_any(),
        )
    };
    live(view)
}
