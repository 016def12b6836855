//! A list and a panel: choose on the left, act on the right; on a phone the panel is a sheet from below.

use leptos::{ev, prelude::*};

use super::{icon, icon_paths};
use crate::form::Unsaved;
use crate::{browser, nav, t};

/// A framed part of a page, with a heading.
#[component]
pub fn Panel(
    #[prop(into)] title: Signal<String>,
    /// To the right of the heading.
    #[prop(into, optional)]
    aside: ViewFn,
    children: Children,
) -> AnyView {
    view! {
        <section class="panel">
            <header><h2>{title}</h2> <span class="end row">{aside.run()}</span></header>
            {children()}
        </section>
    }
    .into_any()
}

/// A row of a list. With `href` all of it is clickable; `chosen` is the one whose panel is open.
#[component]
pub fn ListRow(
    /// Unique on the page: names the row's link, so that the focus finds back to it.
    #[prop(into)]
    id: String,
    #[prop(into, optional)] href: Option<Signal<String>>,
    #[prop(into, optional)] chosen: Signal<bool>,
    /// A mark or a checkbox.
    #[prop(into, optional)]
    lead: ViewFn,
    #[prop(into)] title: Signal<String>,
    #[prop(into, optional)] sub: Signal<String>,
    /// To the right: a date, a tag, a button.
    #[prop(optional)]
    children: Option<Children>,
) -> AnyView {
    let title = match href {
        Some(href) => {
            let current = move || chosen.get().then_some("true");
            view! { <a id=id.clone() href=move || href.get() aria-current=current>{title}</a> }.into_any()
        }
        None => view! { <b>{title}</b> }.into_any(),
    };
    view! {
        <li class:chosen=move || chosen.get() data-clickdelegatefor=href.map(|_| id)>
            {lead.run()} <div class="t">{title} <span>{sub}</span></div>
            {children.map(|children| children())}
        </li>
    }
    .into_any()
}

/// List on the left, panel on the right. `wide` gives the panel more room.
#[component]
pub fn Split(#[prop(optional)] wide: bool, children: Children) -> AnyView {
    view! { <div class="split" class:inbox=wide>{children()}</div> }.into_any()
}

/// What stands in a `Split` while nothing is chosen: the place of the panel, so that choosing moves nothing. Not on a
/// phone, where the panel is a sheet.
#[component]
pub fn Hint(#[prop(into)] title: Oco<'static, str>, #[prop(into)] text: Oco<'static, str>) -> AnyView {
    view! { <aside class="panel hint"><div class="empty"><b>{title}</b> <p>{text}</p></div></aside> }.into_any()
}

/// The link of the row whose panel is open.
const CHOSEN: &str = ".list a[aria-current=true], tr.chosen a";

/// The panel of a `Split`. Draw it while something is chosen; `close` is to unchoose it.
#[component]
pub fn Side(
    #[prop(into)] title: Signal<String>,
    #[prop(into, optional)] lead: ViewFn,
    #[prop(into)] close: Callback<()>,
    /// Leave the focus in the list, where one works through it by keys; on a phone it moves all the same.
    #[prop(optional)]
    keep_focus: bool,
    children: Children,
) -> AnyView {
    let opener = StoredValue::new_local(browser::focused());
    let unsaved = Unsaved::provide();
    let heading = NodeRef::<leptos::html::H2>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get()
            && (browser::is_narrow() || !keep_focus)
            // at the first drawing of the page the focus belongs to its heading
            && opener.with_value(|opener| opener.as_ref().is_some_and(|opener| opener.tag_name() != "BODY"))
        {
            browser::focus(&heading);
        } else {
            // opened by the address: the row it is about is brought into sight once the list stands
            request_animation_frame(|| {
                if let Some(row) = document().query_selector(CHOSEN).ok().flatten() {
                    browser::reveal(&row);
                }
            });
        }
    });
    let shut = move || {
        // what guards the page asks by itself
        if !nav::is_guarded() && !unsaved.may_be_lost() {
            return;
        }
        // the chosen row, if one is: a click beside its link gives the link no focus
        let row = document().query_selector(CHOSEN).ok().flatten();
        let row = row.map(|row| row.id()).filter(|id| !id.is_empty());
        if let Some(id) = &row {
            browser::keep_place(id);
        }
        close.run(());
        let opener = opener.with_value(Clone::clone);
        let id = row.or_else(|| opener.as_ref().map(|opener| opener.id()).filter(|id| !id.is_empty()));
        match (id, opener) {
            // the list may have been drawn anew since
            (Some(id), _) => browser::focus_id(id),
            (None, Some(opener)) => browser::focus(&opener),
            (None, None) => {}
        }
    };
    // wherever the focus is, unless something in front of the panel is what Escape closes
    let escape = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" && !event.default_prevented() && !browser::is_escape_taken(&event) {
            event.prevent_default();
            shut();
        }
    });
    on_cleanup(move || escape.remove());
    view! {
        <aside class="panel sheet" aria-label=move || title.get()>
            <header>
                {lead.run()} <h2 tabindex="-1" node_ref=heading>{title}</h2>
                <button
                    type="button"
                    class="ds-button end"
                    data-variant="tertiary"
                    data-icon
                    aria-label=t::common::close()
                    on:click=move |_| shut()
                >
                    {icon(icon_paths::X_MARK)}
                </button>
            </header>
            <div class="pad">{children()}</div>
        </aside>
    }
    .into_any()
}
