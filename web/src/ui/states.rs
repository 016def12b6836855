//! The other states of a page: waiting, empty, wrong.

use leptos::prelude::*;

use super::{icon, icon_paths};
use crate::browser;
use crate::load::{Load, Pages, State};
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
) -> AnyView {
    let view = move || {
        error.get().map(|error| {
            // what the user can mend needs nobody's help
            let trace = error.trace_id.clone().filter(|_| error.status >= 500 || !error.is_known());
            let again = retry.filter(|_| error.is_passing() || error.status == 412).map(|retry| {
                view! {
                    <button type="button" class="ds-button" data-variant="secondary" on:click=move |_| retry.run(())>
                        {t::common::try_again()}
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
    view! { {view} }.into_any()
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
    let view = move || {
        let focused = browser::focused().map(|element| element.id()).filter(|id| !id.is_empty());
        match load.state.get() {
            State::Loading => view! { <Skeleton rows/> }.into_any(),
            State::Failed(error) => {
                view! { <div class="pad"><ErrorBox error=Some(error) retry=move || load.refetch()/></div> }.into_any()
            }
            State::Ready(value) => {
                if let Some(id) = focused {
                    request_animation_frame(move || {
                        let lost = browser::focused().is_none_or(|element| element.tag_name() == "BODY");
                        if let Some(element) = browser::by_id(&id).filter(|_| lost) {
                            browser::focus(&element);
                        }
                    });
                }
                ready(value)
            }
        }
    };
    view! { {view} }.into_any()
}

/// "Show more" under a list that is fetched page by page.
#[component]
pub fn MoreButton<T: Clone + Send + Sync + 'static>(pages: Pages<T>) -> AnyView {
    let button = move || {
        pages.has_more().then(|| {
            view! {
                <button
                    type="button"
                    class="ds-button"
                    data-variant="secondary"
                    aria-busy=move || pages.pending.get().to_string()
                    on:click=move |_| pages.fetch_more()
                >
                    {icon(icon_paths::CHEVRON_DOWN)}
                    {t::common::show_more()}
                </button>
            }
        })
    };
    view! { <div class="more"><ErrorBox error=pages.error retry=move || pages.fetch_more()/> {button}</div> }.into_any()
}
