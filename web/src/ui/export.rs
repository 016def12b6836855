//! REP-6: what a table shows, as a file: one button above it, with a small menu.

use kyndig_contract::path::ApiPath;
use leptos::prelude::*;

use super::{ErrorBox, icon, icon_paths, live, toast};
use crate::browser;
use crate::load::Act;
use crate::t;
use crate::transport::{self, AppError};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const CSV: &str = "text/csv";

/// All rows of a list as it is narrowed and ordered now; busy while they are on their way, an error in its place.
#[component]
pub fn ExportMenu(
    /// Where the list is asked for, without a page; columns, where they are chosen, as `columns=`.
    #[prop(into)]
    path: Signal<ApiPath>,
) -> AnyView {
    let act = Act::new(
        move |accept: &'static str, _| {
            let path = path.get_untracked();
            async move { transport::download_as(&path, accept).await }
        },
        |file: transport::Download| {
            browser::save(&file.name, &file.bytes);
            toast(t::common::exported());
        },
    );
    let pending = act.pending;
    let error: Signal<Option<AppError>> = act.error.into();
    let choice = move |id: &'static str, text: &'static str, icon_path: &'static str, accept: &'static str| {
        view! {
            <li>
                <button
                    type="button"
                    class="ds-button"
                    id=id
                    data-variant="tertiary"
                    popovertarget="list-export-menu"
                    popovertargetaction="hide"
                    on:click=move |_| act.run(accept)
                >
                    {icon(icon_path)}
                    {text}
                </button>
            </li>
        }
    };
    let busy = move || {
        if pending.get() {
            view! { <span class="spin" aria-hidden="true"></span> }.into_any()
        } else {
            icon(icon_paths::DOWNLOAD)
        }
    };
    view! {
        <div class="export">
            <button
                type="button"
                class="ds-button"
                id="list-export"
                data-variant="secondary"
                popovertarget="list-export-menu"
                aria-busy=move || pending.get().to_string()
                aria-disabled=move || pending.get().then_some("true")
            >
                {live(busy)}
                {t::common::export()}
            </button>
            <div class="ds-dropdown" id="list-export-menu" popover="auto" data-placement="bottom-end">
                <p class="sub">{t::common::export_text()}</p>
                <ul>
                    {choice("list-export-xlsx", t::common::export_xlsx(), icon_paths::FILE_EXCEL, XLSX)}
                    {choice("list-export-csv", t::common::export_csv(), icon_paths::FILE_TEXT, CSV)}
                </ul>
            </div>
            <ErrorBox error/>
        </div>
    }
    .into_any()
}

/// A path with the columns that are seen.
pub fn with_columns(path: ApiPath, columns: &[String]) -> ApiPath {
    path.with("columns", &columns.join(","))
}
