//! The head of a page: one h1, the page's title and the place its actions stand.

use leptos::prelude::*;

use super::live;
use crate::nav;

/// Names the page. `above` says where one is, `sub` the page's conclusion ("Sju krav venter på deg").
#[component]
pub fn PageHead(
    #[prop(into)] title: Signal<String>,
    /// The name of the browser's tab, where it is not the heading.
    #[prop(into, optional)]
    tab: MaybeProp<String>,
    #[prop(into, optional)] above: MaybeProp<String>,
    #[prop(into, optional)] sub: MaybeProp<String>,
    /// The same with links in it.
    #[prop(into, optional)]
    leads: ViewFn,
    #[prop(optional)] children: Option<Children>,
) -> AnyView {
    Effect::new(move |before: Option<String>| {
        let title = tab.get().unwrap_or_else(|| title.get());
        if before.as_ref() != Some(&title) {
            nav::arrived(&title);
        }
        title
    });
    view! {
        <div class="head">
            <div>
                {live(move || above.get().map(|above| view! { <p class="sub">{above}</p> }))}
                <h1 tabindex="-1">{title}</h1>
                {live(move || sub.get().map(|sub| view! { <p class="sub">{sub}</p> }))}
                {leads.run()}
            </div>
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}

/// Buttons in a row; the primary one first.
#[component]
pub fn Actions(children: Children) -> AnyView {
    view! { <div class="row actions">{children()}</div> }.into_any()
}
