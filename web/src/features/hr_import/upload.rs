//! Choose a file and try it.

use kyndig_contract::hr_import::{HrImportDetails, HrImportSummary, ImportProfile};
use leptos::{html, prelude::*};
use web_sys::{File, FormData};

use super::list::Tried;
use super::words;
use crate::form::Form;
use crate::load::{Act, Pages};
use crate::nav::Query;
use crate::t;
use crate::transport::{self, AppError, Attempt};
use crate::ui::*;

/// Bytes that the API takes, as the field says.
const MAX_UPLOAD: f64 = 32.0 * 1024.0 * 1024.0;

/// Sends the file, to be tried or carried out.
pub async fn send(
    profile: ImportProfile,
    dry_run: bool,
    file: File,
    attempt: Attempt,
) -> Result<HrImportDetails, AppError> {
    let form = filled(profile, dry_run, &file).ok_or_else(|| AppError::invalid(Vec::new()))?;
    transport::upload::<HrImportDetails>("/hr-imports", form, &attempt).await
}

fn filled(profile: ImportProfile, dry_run: bool, file: &File) -> Option<FormData> {
    let form = FormData::new().ok()?;
    form.append_with_str("profile", profile.as_str()).ok()?;
    form.append_with_str("dryRun", if dry_run { "true" } else { "false" }).ok()?;
    form.append_with_blob_and_filename("file", file, &file.name()).ok()?;
    Some(form)
}

#[component]
pub fn Upload(tried: RwSignal<Option<Tried>, LocalStorage>, chosen: Query, list: Pages<HrImportSummary>) -> AnyView {
    let form = Form::new();
    let profile = form.field("profile", ImportProfile::People.as_str());
    let input = NodeRef::<html::Input>::new();
    let wrong = RwSignal::new(None::<&'static str>);
    let act = Act::new(
        |(profile, file): (ImportProfile, File), attempt| async move {
            let started = send(profile, true, file.clone(), attempt).await?;
            Ok(Tried { id: started.summary.id, profile, file })
        },
        move |now: Tried| {
            chosen.set(Some(now.id.to_string()));
            tried.set(Some(now));
            list.refetch();
            crate::browser::focus_id("import-report");
        },
    );
    form.follow(act);
    let press = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(profile) = profile.get().parse() else { return profile.reject("required") };
        let file = input.get_untracked().and_then(|input| input.files()).and_then(|files| files.get(0));
        let fault = match &file {
            None => Some(t::hr_import::file_required()),
            // the server would say the same, after all of it was sent
            Some(file) if file.size() > MAX_UPLOAD => Some(t::problem::payload_too_large()),
            Some(_) => None,
        };
        wrong.set(fault);
        match file.filter(|_| fault.is_none()) {
            Some(file) => act.run((profile, file)),
            None => crate::browser::focus_id("import-file"),
        }
    };
    let problem = move || {
        wrong.get().map(|text| {
            view! {
                <p class="ds-validation-message" data-field="validation">
                    {text}
                </p>
            }
        })
    };
    view! {
        <Panel title=t::hr_import::upload().to_owned()>
            <div class="pad">
                <form class="stack narrow" novalidate on:submit=press>
                    <SelectField
                        field=profile
                        label=t::hr_import::profile()
                        choices=words::profile_choices()
                        required=true
                    />
                    <ds-field class="ds-field">
                        <label class="ds-label" for="import-file">
                            {t::hr_import::file()}
                        </label>
                        <p data-field="description">{t::hr_import::file_text()}</p>
                        <input
                            class="ds-input"
                            id="import-file"
                            type="file"
                            accept=".csv,text/csv,text/plain"
                            aria-required="true"
                            node_ref=input
                            on:change=move |_| wrong.set(None)
                        />
                        {live(problem)}
                    </ds-field>
                    <ErrorBox error=act.error/>
                    <Submit pending=act.pending text=t::hr_import::try_file().to_owned() icon_path=icon_paths::UPLOAD/>
                </form>
            </div>
        </Panel>
    }
    .into_any()
}
