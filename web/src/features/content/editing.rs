//! ★ Presence: says that one is editing, again and again, and who else is.

use std::time::Duration;

use kyndig_contract::api_path;
use kyndig_contract::editing::Editors;
use kyndig_contract::path::ApiPath;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::t;
use crate::transport;
use crate::ui::*;

/// A third of the time after which the API takes one for gone.
const AGAIN: Duration = Duration::from_secs(20);

/// For as long as it is drawn. An error says nothing: who else edits is a help, and a clash is found without it.
pub fn presence(path: ApiPath) -> AnyView {
    let path = api_path!(below path, "/editing");
    let others = RwSignal::new(Vec::<String>::new());
    let say = {
        let path = path.clone();
        move || {
            let path = path.clone();
            spawn_local(async move {
                if let Ok(now) = transport::put::<Editors>(&path, &serde_json::json!({}), None).await {
                    others.try_set(now.others.into_iter().map(|one| one.name).collect());
                }
            });
        }
    };
    say();
    let timer = set_interval_with_handle(say, AGAIN).ok();
    on_cleanup(move || {
        if let Some(timer) = timer {
            timer.clear();
        }
        spawn_local(async move {
            // whoever has closed the page counts as gone in a minute all the same
            let _ = transport::delete(&path, None).await;
        });
    });
    let shown = move || {
        others.with(|others| {
            let text = match others.as_slice() {
                [] => return None,
                [one] => t::common::editing_one(one),
                many => t::common::editing_many(many.join(", ")),
            };
            Some(view! { <Note tone=Tone::Warning>{text}</Note> })
        })
    };
    view! { <div role="status">{live(shown)}</div> }.into_any()
}
