//! PLN-14: how one wants a list to open. The address is the list's state; one that says nothing opens as it was saved.

use kyndig_contract::api_path;
use kyndig_contract::list::{ListName, SavedView};
use leptos::prelude::*;

use crate::load::{Act, Load, State};
use crate::nav;
use crate::t;
use crate::transport;
use crate::ui::*;

/// What is no part of how a list looks: which of its rows is open.
const APART: &[&str] = &["plan", "requirement", "from"];

/// One's own view of a list.
#[derive(Clone, Copy)]
pub struct View {
    list: ListName,
    path: &'static str,
    saved: Load<SavedView>,
}

/// Draws the list once it is known how it opens.
pub fn viewed(list: ListName, path: &'static str, page: fn(View) -> AnyView) -> AnyView {
    let saved =
        Load::new(|| (), move |()| async move { transport::get::<SavedView>(&api_path!("/my/views/{list}")).await });
    let view = View { list, path, saved };
    let plain = Memo::new(|_| nav::query_without(&[]).is_empty());
    let ready = RwSignal::new(!plain.get_untracked());
    Effect::new(move |_| {
        let query = match saved.state.get() {
            State::Loading => return,
            // a list without a view of one's own is better than none
            State::Failed(_) => None,
            State::Ready(saved) => saved.query.filter(|query| !query.is_empty()),
        };
        if let Some(query) = query.filter(|_| plain.get() && nav::path().get_untracked() == path) {
            nav::replace(&format!("{path}?{query}"));
        }
        ready.set(true);
    });
    let ready = Memo::new(move |_| ready.get());
    live(move || if ready.get() { page(view) } else { view! { <Skeleton rows=6/> }.into_any() })
}

/// The two buttons below the filters: keep all of it, or be rid of it.
#[component]
pub fn SaveView(
    view: View,
    /// The query of the address that shows all there is.
    everything: &'static str,
) -> AnyView {
    let View { list, path, saved } = view;
    let save = Act::new(
        move |(), _| async move {
            let view = SavedView { query: Some(nav::query_without(APART)) };
            transport::put::<SavedView>(&api_path!("/my/views/{list}"), &view, None).await
        },
        move |view| {
            saved.set(view);
            toast(t::common::view_saved());
        },
    );
    let reset = Act::new(
        move |(), _| async move { transport::delete(&api_path!("/my/views/{list}"), None).await },
        move |()| {
            saved.set(SavedView::default());
            nav::replace(&format!("{path}?{everything}"));
            toast(t::common::view_is_reset());
        },
    );
    view! {
        <ErrorBox error=save.error/>
        <ErrorBox error=reset.error/>
        <div class="row">
            <Submit id="view-save" pending=save.pending text=t::common::view_save().to_owned() press=move || save.run(())/>
            <button
                type="button"
                class="ds-button"
                id="view-reset"
                data-variant="secondary"
                on:click=move |_| reset.run(())
            >
                {t::common::view_reset()}
            </button>
        </div>
    }
    .into_any()
}

/// The button that opens the filters, which says how many are on; on a phone, where a table has no head, its sheet may
/// sort as well.
#[component]
pub fn FilterButton(open: RwSignal<bool>, #[prop(into)] on: Signal<usize>, #[prop(optional)] sorts: bool) -> AnyView {
    let count = move || {
        let on = on.get();
        (on > 0).then(|| {
            view! {
                <span class="count num" aria-hidden="true">{on}</span>
                <span class="ds-sr-only">{t::common::filters_on(on)}</span>
            }
        })
    };
    view! {
        <button type="button" class="ds-button" id="filter" data-variant="secondary" on:click=move |_| open.set(true)>
            {icon(icon_paths::FILTER)}
            {filter_name(sorts)}
            {live(count)}
        </button>
    }
    .into_any()
}

fn filter_name(sorts: bool) -> AnyView {
    if !sorts {
        return t::common::filter().into_any();
    }
    view! {
        <span class="deskonly">{t::common::filter()}</span>
        <span class="phone">{t::common::filter_and_sort()}</span>
    }
    .into_any()
}

/// What the button opens, under the button's name: all filters of the list, those above it too, which a phone has no
/// room for.
#[component]
pub fn FilterPanel(open: RwSignal<bool>, #[prop(optional)] sorts: bool, children: ChildrenFn) -> AnyView {
    let title = Signal::derive(move || {
        let narrow = open.get() && crate::browser::is_narrow();
        if sorts && narrow { t::common::filter_and_sort() } else { t::common::filter() }.to_owned()
    });
    let children = StoredValue::new(children);
    view! {
        <Dialog open title side=true>
            <div class="stack">{children.with_value(|children| children())}</div>
        </Dialog>
    }
    .into_any()
}

/// How many of these values the address names.
pub fn filters_on(names: &'static [&'static str]) -> Signal<usize> {
    let queries: Vec<nav::Query> = names.iter().map(|name| nav::Query::new(name)).collect();
    Signal::derive(move || queries.iter().filter(|query| query.get().is_some()).count())
}

/// A word with `-` before it, as in the address, cut into what the API asks for.
pub fn sorted(sort: &str) -> (Option<String>, Option<String>) {
    match sort.strip_prefix('-') {
        Some(word) => (Some(word.to_owned()), Some("true".to_owned())),
        None => (Some(sort.to_owned()), None),
    }
}
