//! Choose a file and try it.

use kyndig_contract::api_path;
use kyndig_contract::hr_import::{HrImportDetails, HrImportSummary, ImportProfile};
use leptos::prelude::*;
use web_sys::{File, FormData};

use super::tried::Tried;
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
    transport::upload::<HrImportDetails>(&api_path!("/hr-imports"), form, &attempt).await
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
    let file = FileChoice::new("import-file", MAX_UPLOAD, t::hr_import::file_required);
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
        if let Some(file) = file.take() {
            act.run((profile, file));
        }
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
                    <FileField
                        choice=file
                        label=t::hr_import::file()
                        description=t::hr_import::file_text()
                        accept=".csv,text/csv,text/plain"
                    />
                    <ErrorBox error=act.error/>
                    <Submit pending=act.pending text=t::hr_import::try_file().to_owned() icon_path=icon_paths::UPLOAD/>
                </form>
            </div>
        </Panel>
    }
    .into_any()
}
