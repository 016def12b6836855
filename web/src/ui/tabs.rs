//! Tabs whose choice stands in the address: `?tab=versions`.

use leptos::prelude::*;

use super::live;
use crate::nav::Query;

/// All tabs share one panel. Unless each says so, the element takes it for the first one's, and for hidden while another
/// is chosen.
const PANEL: &str = "tabpanel";

/// `tabs` are (value, name, number after the name); the first is shown when the address names none.
#[component]
pub fn Tabs(
    query: Query,
    #[prop(into)] tabs: Signal<Vec<(&'static str, String, Option<i64>)>>,
    #[prop(into)] label: Oco<'static, str>,
    /// Draws the panel of the chosen tab.
    #[prop(into)]
    panel: Callback<String, AnyView>,
) -> AnyView {
    let chosen = Memo::new(move |_| {
        let wanted = query.text();
        tabs.with(|tabs| {
            let known = tabs.iter().find(|(value, ..)| *value == wanted).or(tabs.first());
            known.map(|(value, ..)| *value).unwrap_or_default().to_owned()
        })
    });
    // a number that changes must not draw the tabs anew: the elements would forget which one is chosen
    let names = Memo::new(move |_| {
        tabs.with(|tabs| tabs.iter().map(|(value, name, _)| (*value, name.clone())).collect::<Vec<_>>())
    });
    let choose = move |value: &'static str| {
        query.set(Some(value.to_owned()));
        // refused for what is unsaved: the element has marked the tab all the same
        let still = chosen.get_untracked();
        if still != value {
            request_animation_frame(move || {
                if let Some(tab) = crate::browser::by_id(&format!("tab-{still}")) {
                    // an attribute name that is well formed cannot be refused
                    let _ = tab.set_attribute("aria-selected", "true");
                }
            });
        }
    };
    let list = move || {
        names
            .get()
            .into_iter()
            .map(|(value, name)| {
                let selected = move || chosen.with(|chosen| chosen == value).to_string();
                let number = move || {
                    let number = tabs.with(|tabs| tabs.iter().find(|(of, ..)| *of == value).and_then(|tab| tab.2));
                    number.map(|number| view! { <span class="count num">{number}</span> })
                };
                view! {
                    <ds-tab
                        id=format!("tab-{value}")
                        aria-selected=selected
                        aria-controls=PANEL
                        on:click=move |_| choose(value)
                    >
                        {name}
                        {live(number)}
                    </ds-tab>
                }
            })
            .collect_view()
    };
    view! {
        <ds-tabs class="ds-tabs">
            <ds-tablist aria-label=label>{live(list)}</ds-tablist>
            <ds-tabpanel id=PANEL>{live(move || panel.run(chosen.get()))}</ds-tabpanel>
        </ds-tabs>
    }
    .into_any()
}
