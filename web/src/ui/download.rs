//! A button that takes something out as a file.

use kyndig_contract::path::ApiPath;
use leptos::prelude::*;

use super::{ErrorBox, icon, live};
use crate::browser;
use crate::load::Act;
use crate::transport::{self, AppError};

/// Fetches what is at the path and keeps it under the name that it comes with.
pub fn saving(path: ApiPath) -> Act<()> {
    Act::new(
        move |(), _| {
            let path = path.clone();
            async move { transport::download(&path).await }
        },
        |file: transport::Download| browser::save(&file.name, &file.bytes),
    )
}

/// Saves what is at the path; busy meanwhile.
#[component]
pub fn DownloadButton(
    #[prop(into)] path: ApiPath,
    #[prop(into)] text: String,
    icon_path: &'static str,
    id: &'static str,
    #[prop(default = "tertiary")] variant: &'static str,
) -> AnyView {
    let act = saving(path);
    let pending = act.pending;
    let error: Signal<Option<AppError>> = act.error.into();
    view! {
        <button
            type="button"
            class="ds-button"
            id=id
            data-variant=variant
            aria-busy=move || pending.get().to_string()
            aria-disabled=move || pending.get().then_some("true")
            on:click=move |_| act.run(())
        >
            {live(move || {
                if pending.get() {
                    view! { <span class="spin" aria-hidden="true"></span> }.into_any()
                } else {
                    icon(icon_path)
                }
            })}
            {text}
        </button>
        <ErrorBox error/>
    }
    .into_any()
}
