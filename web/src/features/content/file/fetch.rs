//! Files to read: each with what it is and how large, fetched with the token and saved under its name.

use kyndig_contract::api_path;
use kyndig_contract::file::FileSummary;
use kyndig_contract::path::ApiPath;
use leptos::prelude::*;

use super::words;
use crate::t;
use crate::ui::{ErrorBox, icon, icon_paths, saving};

/// A line of a list of facts; nothing where there are none. `base` is the address of what they are on.
pub fn listed(base: &ApiPath, files: &[FileSummary]) -> Option<AnyView> {
    let rows = files.iter().map(|file| view! { <li>{row(base, file)}</li> }).collect_view();
    (!files.is_empty()).then(|| {
        view! {
            <dt>{t::file::files()}</dt>
            <dd>
                <ul class="lines files">{rows}</ul>
            </dd>
        }
        .into_any()
    })
}

/// The button that fetches one, and what went wrong, beneath it.
pub fn row(base: &ApiPath, file: &FileSummary) -> AnyView {
    fetched(api_path!(below base, "/files/{}", file.id), file)
}

/// The same of one that is found at this address.
pub fn fetched(path: ApiPath, file: &FileSummary) -> AnyView {
    let name = file.name.clone();
    let fetch = saving(path);
    let about = words::about(file);
    let busy = move || fetch.pending.get().then_some("true");
    view! {
        <button
            type="button"
            class="ds-button file"
            id=format!("file-{}", file.id)
            data-variant="tertiary"
            aria-busy=busy
            on:click=move |_| fetch.run(())
        >
            {icon(icon_paths::DOWNLOAD)}
            <span class="ds-sr-only">{t::file::fetch()}</span>
            <span class="what">
                <span>{name}</span>
                <span class="meta">{about}</span>
            </span>
        </button>
        <ErrorBox error=fetch.error retry=move || fetch.run(())/>
    }
    .into_any()
}
