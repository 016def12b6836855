//! One import: how far it has come, then what it changed or would change, and the lines that could not be used.

use std::time::Duration;

use kyndig_contract::api_path;
use kyndig_contract::hr_import::{HrImportDetails, HrImportSummary, ImportChange, ImportState, RowProblem};
use kyndig_contract::permission;
use leptos::prelude::*;

use super::tried::Tried;
use super::{upload, words};
use crate::language;
use crate::load::{Act, Load, Pages};
use crate::nav::{Query, encoded};
use crate::session::use_session;
use crate::t;
use crate::transport;
use crate::ui::*;

/// How often a running import is asked after.
const PAUSE: Duration = Duration::from_millis(1500);

/// Rows that are shown at first.
const PART: usize = 25;

#[component]
pub fn Report(
    id: String,
    tried: RwSignal<Option<Tried>, LocalStorage>,
    chosen: Query,
    list: Pages<HrImportSummary>,
    #[prop(into)] close: Callback<()>,
) -> AnyView {
    let path = api_path!("/hr-imports/{}", encoded(&id));
    let details = Load::new(
        || (),
        move |()| {
            let path = path.clone();
            async move { transport::get::<HrImportDetails>(&path).await }
        },
    );
    follow(details, list);
    let said = move || {
        let summary = details.value()?.summary;
        match summary.state {
            ImportState::Running => None,
            ImportState::Finished => {
                let (changes, problems) = (language::number(summary.changes), language::number(summary.problems));
                Some(t::hr_import::said_finished(changes, problems))
            }
            ImportState::Stopped => Some(t::hr_import::stopped_title().to_owned()),
            ImportState::Failed => Some(t::hr_import::failed_title().to_owned()),
        }
    };
    view! {
        <section class="panel">
            <header>
                <h2 id="import-report" tabindex="-1">
                    {t::hr_import::report()}
                </h2>
                <button
                    type="button"
                    class="ds-button end"
                    data-variant="tertiary"
                    data-icon
                    aria-label=t::common::close()
                    on:click=move |_| close.run(())
                >
                    {icon(icon_paths::X_MARK)}
                </button>
            </header>
            <p class="ds-sr-only" role="status">
                {live(said)}
            </p>
            {loaded(details, 6, move |now| view! { <div class="pad">{body(now, tried, chosen, list)}</div> }.into_any())}
        </section>
    }
    .into_any()
}

/// Asks again after a pause, as long as it runs and the page is open.
fn follow(details: Load<HrImportDetails>, list: Pages<HrImportSummary>) {
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(handle) = waiting.try_get_value().flatten() {
            handle.clear();
        }
    };
    Effect::new(move |before: Option<bool>| {
        let running = details.value().is_some_and(|now| now.summary.state == ImportState::Running);
        if running {
            stop();
            waiting.set_value(set_timeout_with_handle(move || details.refetch(), PAUSE).ok());
        } else if before == Some(true) {
            list.refetch();
        }
        running
    });
    on_cleanup(stop);
}

fn body(
    now: HrImportDetails,
    tried: RwSignal<Option<Tried>, LocalStorage>,
    chosen: Query,
    list: Pages<HrImportSummary>,
) -> AnyView {
    let summary = now.summary.clone();
    let (tone, state) = words::state(summary.state);
    let what = if summary.dry_run { t::hr_import::dry_run() } else { t::hr_import::real() };
    let running = (summary.state == ImportState::Running).then(|| progress(&summary));
    let line = |name: &'static str, value: String| view! { <dt>{name}</dt> <dd class="num">{value}</dd> };
    let by = summary.started_by.map_or_else(|| t::hr_import::command_line().to_owned(), |by| by.name);
    let finished = summary.finished_at.map(|at| line(t::hr_import::finished_at(), language::moment(at)));
    let done = (summary.state == ImportState::Finished).then(|| (counts(&now), sample(&now), problems(&now)));
    let (counts, sample, problems) = match done {
        Some((counts, sample, problems)) => (Some(counts), Some(sample), Some(problems)),
        None if summary.state == ImportState::Stopped => (None, None, Some(self::problems(&now))),
        None => (None, None, None),
    };
    view! {
        <div class="row">
            <b>{format!("{what} · {}", words::profile(summary.profile))}</b>
            <Tag tone text=state/>
        </div>
        {running}
        {outcome(&now)}
        <dl class="kv">
            {line(t::hr_import::started_at(), language::moment(summary.started_at))}
            {finished}
            {line(t::hr_import::started_by(), by)}
            {line(t::hr_import::rows(), language::number(summary.rows))}
            {line(t::hr_import::changes(), language::number(summary.changes))}
            {line(t::hr_import::problems(), language::number(summary.problems))}
        </dl>
        <CarryOut now tried chosen list/>
        {counts}
        {problems}
        {sample}
    }
    .into_any()
}

fn progress(summary: &HrImportSummary) -> AnyView {
    if summary.changes == 0 {
        return view! {
            <div class="import-progress">
                <progress aria-label=t::hr_import::reading()></progress>
                <span class="meta">{t::hr_import::reading()}</span>
            </div>
        }
        .into_any();
    }
    let text = t::hr_import::progress(language::number(summary.done), language::number(summary.changes));
    view! {
        <div class="import-progress">
            <progress
                max=summary.changes.to_string()
                prop:value=summary.done.to_string()
                aria-label=text.clone()
            ></progress>
            <span class="meta num">{text}</span>
        </div>
    }
    .into_any()
}

/// What to make of it, first.
fn outcome(now: &HrImportDetails) -> AnyView {
    match now.summary.state {
        ImportState::Finished if now.summary.changes == 0 => {
            view! { <Note tone=Tone::Success>{t::hr_import::nothing_to_do()}</Note> }.into_any()
        }
        ImportState::Finished if now.summary.dry_run => {
            view! { <Note tone=Tone::Info>{t::hr_import::good_dry()}</Note> }.into_any()
        }
        ImportState::Running | ImportState::Finished => ().into_any(),
        ImportState::Stopped => {
            let text = now.would_close.map(|would| {
                t::hr_import::stopped_text(
                    language::number(would.positions),
                    language::number(would.of_open),
                    would.limit_percent,
                )
            });
            view! { <Note tone=Tone::Warning title=t::hr_import::stopped_title()>{text}</Note> }.into_any()
        }
        ImportState::Failed => {
            let code = now.failure.clone().unwrap_or_default();
            let reason = t::problem::find(&code).unwrap_or_else(|| t::problem::internal());
            // of the others it is for whoever reads the log
            let columns = matches!(code.as_str(), "missing_columns" | "column_twice");
            let detail = now.failure_detail.clone().filter(|_| columns).map(|columns| {
                view! { <p>{t::hr_import::columns(columns)}</p> }
            });
            view! {
                <Note tone=Tone::Danger title=t::hr_import::failed_title()>
                    <p>{reason}</p>
                    {detail}
                    <p>{t::hr_import::failed_text()}</p>
                </Note>
            }
            .into_any()
        }
    }
}

/// After a good dry run: the same file again, for real.
#[component]
fn CarryOut(
    now: HrImportDetails,
    tried: RwSignal<Option<Tried>, LocalStorage>,
    chosen: Query,
    list: Pages<HrImportSummary>,
) -> AnyView {
    let summary = now.summary;
    let good = summary.dry_run && summary.state == ImportState::Finished && summary.changes > 0;
    if !good || !use_session().may(permission::RUN_IMPORTS) {
        return ().into_any();
    }
    let Some(file) = tried.get_untracked().filter(|tried| tried.id == summary.id) else {
        return view! { <p class="sub">{t::hr_import::good_dry_other()}</p> }.into_any();
    };
    let asking = RwSignal::new(false);
    let name = file.file.name();
    let act = Act::new(
        move |(), attempt| upload::send(file.profile, false, file.file.clone(), attempt),
        move |started: HrImportDetails| {
            toast(t::hr_import::started());
            asking.set(false);
            tried.set(None);
            list.refetch();
            chosen.set(Some(started.summary.id.to_string()));
        },
    );
    let changes = t::hr_import::run_text(summary.changes);
    let file_text = t::hr_import::run_text_file(name);
    view! {
        <p>{t::hr_import::good_dry_text()}</p>
        <div class="row">
            <button type="button" class="ds-button" id="carry-out" on:click=move |_| asking.set(true)>
                {t::hr_import::run()}
            </button>
        </div>
        <Confirm
            open=asking
            title=t::hr_import::run_title().to_owned()
            action=t::hr_import::run_now().to_owned()
            act
        >
            <p>{changes.clone()}</p>
            <p>{file_text.clone()}</p>
        </Confirm>
    }
    .into_any()
}

fn counts(now: &HrImportDetails) -> AnyView {
    if now.counts.is_empty() {
        return ().into_any();
    }
    let lines = now
        .counts
        .iter()
        .map(|one| view! { <dt>{words::kind(&one.kind)}</dt> <dd class="num">{language::number(one.count)}</dd> })
        .collect_view();
    view! {
        <h3>{t::hr_import::counts()}</h3>
        <dl class="kv">{lines}</dl>
    }
    .into_any()
}

fn sample(now: &HrImportDetails) -> AnyView {
    if now.sample.is_empty() {
        return ().into_any();
    }
    let part = i64::try_from(now.sample.len()).is_ok_and(|shown| shown < now.summary.changes);
    let part = part.then(|| view! { <p class="meta">{t::hr_import::sample_part(now.sample.len())}</p> });
    let (rows, more) = in_parts(now.sample.clone(), PART, change);
    view! {
        <h3>{t::hr_import::sample()}</h3>
        {part}
        <Table
            caption=t::hr_import::sample().to_owned()
            columns=vec![
                Column::new(t::hr_import::line()).amount(),
                Column::new(t::hr_import::kind()),
                Column::new(t::hr_import::subject()),
                Column::new(t::hr_import::change()),
            ]
        >
            {rows}
        </Table>
        {more}
    }
    .into_any()
}

fn change(one: &ImportChange) -> AnyView {
    let fields = one
        .fields
        .iter()
        .map(|field| {
            let name = words::field(&field.field);
            let or_empty =
                |text: &str| if text.is_empty() { t::hr_import::empty().to_owned() } else { text.to_owned() };
            let text = if field.before.is_empty() {
                t::hr_import::only_after(name, or_empty(&field.after))
            } else {
                t::hr_import::before_after(name, &field.before, or_empty(&field.after))
            };
            view! { <div>{text}</div> }
        })
        .collect_view();
    let line = one.line.map_or(String::new(), language::number);
    view! {
        <tr>
            <td data-label=t::hr_import::line() class="amount">{line}</td>
            <td data-label=t::hr_import::kind()>{words::kind(&one.kind)}</td>
            <th scope="row" data-label=t::hr_import::subject()>{one.subject.clone()}</th>
            <td data-label=t::hr_import::change()>
                <div>{fields}</div>
            </td>
        </tr>
    }
    .into_any()
}

fn problems(now: &HrImportDetails) -> AnyView {
    if now.row_problems.is_empty() {
        return view! {
            <h3>{t::hr_import::problems()}</h3>
            <p class="meta">{t::hr_import::no_problems()}</p>
        }
        .into_any();
    }
    let part = i64::try_from(now.row_problems.len()).is_ok_and(|shown| shown < now.summary.problems);
    let part = part.then(|| view! { <p class="meta">{t::hr_import::sample_part(now.row_problems.len())}</p> });
    let (rows, more) = in_parts(now.row_problems.clone(), PART, problem);
    view! {
        <h3>{t::hr_import::problems()}</h3>
        {part}
        <Table
            caption=t::hr_import::problems().to_owned()
            columns=vec![
                Column::new(t::hr_import::line()).amount(),
                Column::new(t::hr_import::reason()),
                Column::new(t::hr_import::column()),
                Column::new(t::hr_import::value()),
                Column::new(t::hr_import::used()),
            ]
        >
            {rows}
        </Table>
        {more}
    }
    .into_any()
}

fn problem(one: &RowProblem) -> AnyView {
    let line = one.line.map_or_else(|| t::hr_import::no_line().to_owned(), language::number);
    let used = if one.used { t::hr_import::used_yes() } else { t::hr_import::used_no() };
    view! {
        <tr>
            <td data-label=t::hr_import::line() class="amount">{line}</td>
            <th scope="row" data-label=t::hr_import::reason()>{words::problem(&one.code)}</th>
            <td data-label=t::hr_import::column()>{one.column.clone()}</td>
            <td data-label=t::hr_import::value()>{one.value.clone()}</td>
            <td data-label=t::hr_import::used()>{used}</td>
        </tr>
    }
    .into_any()
}
