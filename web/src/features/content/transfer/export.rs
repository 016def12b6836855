//! Out: a plan, its goals, or what a unit owns, as a file.

use kyndig_contract::api_path;
use kyndig_contract::path::ApiPath;
use kyndig_contract::plan::PlanKind;
use kyndig_domain::ids::PlanId;
use leptos::prelude::*;

use crate::browser;
use crate::features::people::unit::find;
use crate::form::Form;
use crate::load::Act;
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::*;

/// Fetches a document and saves it under a name made of this one.
fn fetching(path: ApiPath, name: String, done: impl Fn() + Clone + 'static) -> Act<()> {
    let path = StoredValue::new(path);
    Act::new(
        move |(), _| async move { transport::download(&path.get_value()).await },
        move |file: transport::Download| {
            browser::save(&file_name(&name), &file.bytes);
            toast(t::transfer::exported());
            done();
        },
    )
}

/// Letters and digits as they are, and nothing that a file's name cannot have.
fn file_name(name: &str) -> String {
    let letters = name.trim().chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' });
    let mut safe: String = letters.take(100).collect();
    while safe.contains("--") {
        safe = safe.replace("--", "-");
    }
    format!("{}.json", safe.trim_matches('-'))
}

/// A plan as a file: at once, or, of a goal plan, as which kind of file.
pub fn plan(id: PlanId, kind: PlanKind, name: &str) -> AnyView {
    let open = RwSignal::new(false);
    let whole = fetching(api_path!("/plans/{id}/export"), name.to_owned(), move || open.set(false));
    if kind == PlanKind::Competence {
        return view! {
            <button
                type="button"
                class="ds-button"
                id="export"
                data-variant="tertiary"
                aria-busy=move || whole.pending.get().to_string()
                on:click=move |_| whole.run(())
            >
                {icon(icon_paths::DOWNLOAD)}
                {t::transfer::export()}
            </button>
            <ErrorBox error=whole.error/>
        }
        .into_any();
    }
    let package = fetching(api_path!("/plans/{id}/case"), format!("{name} CASE"), move || open.set(false));
    view! {
        <button type="button" class="ds-button" id="export" data-variant="tertiary" on:click=move |_| open.set(true)>
            {icon(icon_paths::DOWNLOAD)}
            {t::transfer::export()}
        </button>
        <Dialog open title=t::transfer::export_title().to_owned()>
            <div class="stack">
                <div>
                    <Submit id="export-plan" pending=whole.pending text=t::transfer::export_plan().to_owned() press=move || whole.run(())/>
                    <p class="sub">{t::transfer::export_plan_text()}</p>
                </div>
                <div>
                    <Submit id="export-case" pending=package.pending text=t::transfer::export_case().to_owned() press=move || package.run(())/>
                    <p class="sub">{t::transfer::export_case_text()}</p>
                </div>
                <ErrorBox error=whole.error/>
                <ErrorBox error=package.error/>
            </div>
        </Dialog>
    }
    .into_any()
}

/// What a unit owns, as a file.
pub fn catalogue() -> AnyView {
    let open = RwSignal::new(false);
    view! {
        <button type="button" class="ds-button" id="export" data-variant="tertiary" on:click=move |_| open.set(true)>
            {icon(icon_paths::DOWNLOAD)}
            {t::transfer::export()}
        </button>
        <Dialog open title=t::transfer::catalogue_title().to_owned()>
            <Catalogue open/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Catalogue(open: RwSignal<bool>) -> AnyView {
    let form = Form::new();
    let unit = form.field("owner", "");
    let chosen = RwSignal::new(String::new());
    let act = Act::new(
        move |owner: String, _| async move {
            transport::download(&with_query(api_path!("/requirements/export"), &[("owner", Some(owner))])).await
        },
        move |file: transport::Download| {
            browser::save(&file_name(&chosen.get_untracked()), &file.bytes);
            toast(t::transfer::exported());
            open.set(false);
        },
    );
    form.follow(act);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if unit.get().is_empty() {
            return unit.reject("required");
        }
        act.run(unit.get());
    };
    view! {
        <form class="stack" novalidate on:submit=send>
            <p>{t::transfer::catalogue_text()}</p>
            <SuggestField
                field=unit
                label=t::transfer::unit()
                required=true
                search=find::any
                chosen=Callback::new(move |option: Option<SuggestOption>| chosen.set(option.map(|option| option.name).unwrap_or_default()))
            />
            <ErrorBox error=act.error/>
            <Submit pending=act.pending text=t::transfer::export_now().to_owned() icon_path=icon_paths::DOWNLOAD/>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_name_is_a_file_name() {
        assert_eq!(file_name("SIHF-Med: Ny/sykepleier «A» "), "SIHF-Med-Ny-sykepleier-A.json");
    }
}
