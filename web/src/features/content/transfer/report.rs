//! What a file would change, entry by entry; then what it has changed.

use kyndig_contract::transfer::{ContentImport, ContentImportEntry, ContentImportNote, ImportChange, ImportSubject};
use leptos::prelude::*;

use super::sending::{self, Tried};
use super::words;
use crate::language;
use crate::load::Act;
use crate::nav::Query;
use crate::t;
use crate::ui::*;

/// Rows that are shown at first.
const PART: usize = 50;

#[component]
pub fn Report(now: Tried, tried: RwSignal<Option<Tried>, LocalStorage>) -> AnyView {
    let report = &now.report;
    let format = report.format.map_or_else(String::new, |format| words::format(format).to_owned());
    let line =
        |name: &'static str, value: String| (!value.is_empty()).then(|| view! { <dt>{name}</dt> <dd>{value}</dd> });
    let counts = if report.faults.is_empty() { Some(counts(report)) } else { None };
    view! {
        <section class="panel">
            <header>
                <h2 id="import-report" tabindex="-1">
                    {if report.carried_out { t::transfer::done_title() } else { t::transfer::report() }}
                </h2>
            </header>
            <div class="pad stack">
                {outcome(&now)}
                <dl class="kv">
                    {line(t::transfer::format(), format)}
                    {line(t::transfer::name(), report.title.clone())}
                    {line(t::transfer::owner(), report.owner_unit.name.clone())}
                    {counts}
                </dl>
                <CarryOut now=now.clone() tried/>
                {told(t::transfer::faults(), &report.faults)}
                {entries(report)}
                {told(t::transfer::notes(), &report.notes)}
            </div>
        </section>
    }
    .into_any()
}

fn counts(report: &ContentImport) -> AnyView {
    report
        .counts
        .iter()
        .map(|one| {
            view! {
                <dt>{words::change(one.change).1}</dt>
                <dd class="num">{language::number(one.count)}</dd>
            }
        })
        .collect_view()
        .into_any()
}

/// What to make of it, first.
fn outcome(now: &Tried) -> AnyView {
    let report = &now.report;
    if report.carried_out {
        let link = match &report.plan {
            Some(plan) => Some((format!("/manage/plans/{}", plan.id), t::transfer::open_plan(&plan.name))),
            None => Some(("/manage/requirements".to_owned(), t::transfer::open_requirements().to_owned())),
        };
        let link = link.map(|(href, text)| {
            view! {
                <p>
                    <a class="ds-link" id="imported" href=href>
                        {text}
                    </a>
                </p>
            }
        });
        return view! { <Note tone=Tone::Success title=t::transfer::done()>{link}</Note> }.into_any();
    }
    if !report.faults.is_empty() {
        return view! {
            <Note tone=Tone::Danger title=t::transfer::faulty()>
                <p>{t::transfer::faulty_text()}</p>
            </Note>
        }
        .into_any();
    }
    let moved = now
        .moved
        .then(|| view! { <Note tone=Tone::Warning title=t::transfer::moved()>{t::transfer::moved_text()}</Note> });
    let refused = report.count(ImportChange::Refuse);
    let left_out = (refused > 0).then(|| view! { <Note tone=Tone::Warning>{t::transfer::left_out(refused)}</Note> });
    let said = if report.can_be_carried_out() { t::transfer::good() } else { t::transfer::nothing_to_do() };
    let tone = if report.can_be_carried_out() { Tone::Info } else { Tone::Success };
    view! {
        {moved}
        <Note tone>{said}</Note>
        {left_out}
    }
    .into_any()
}

/// The same file again, bound to what was shown.
#[component]
fn CarryOut(now: Tried, tried: RwSignal<Option<Tried>, LocalStorage>) -> AnyView {
    if now.report.carried_out || !now.report.can_be_carried_out() {
        return ().into_any();
    }
    let asking = RwSignal::new(false);
    let changes = now.report.count(ImportChange::Create) + now.report.count(ImportChange::Update);
    let text = t::transfer::run_text(changes, &now.report.owner_unit.name);
    let (sent, after) = (StoredValue::new_local(now.clone()), StoredValue::new_local(now));
    let act = Act::new(
        move |(), attempt| async move {
            let Tried { asked, report, .. } = sent.get_value();
            sending::send(&asked, Some(&report.digest), &attempt).await
        },
        move |report: ContentImport| {
            asking.set(false);
            toast(t::transfer::done());
            tried.set(Some(Tried { report, moved: false, ..after.get_value() }));
            crate::browser::focus_id("import-report");
        },
    );
    // somebody changed something meanwhile: what would change now is shown, to be read again
    Effect::new(move |_| {
        let Some(error) = act.error.get().filter(crate::transport::AppError::is_conflict) else { return };
        let current = error.current.and_then(|current| serde_json::from_value::<ContentImport>(*current).ok());
        let Some(report) = current else { return };
        asking.set(false);
        tried.set(Some(Tried { report, moved: true, ..after.get_value() }));
        crate::browser::focus_id("import-report");
    });
    let working = move || act.pending.get().then(|| view! { <progress aria-label=t::transfer::running()></progress> });
    view! {
        <div class="row">
            <button type="button" class="ds-button" id="carry-out" on:click=move |_| asking.set(true)>
                {t::transfer::run()}
            </button>
        </div>
        <Confirm open=asking title=t::transfer::run_title().to_owned() action=t::transfer::run_now().to_owned() act>
            <p>{text.clone()}</p>
            {live(working)}
        </Confirm>
    }
    .into_any()
}

fn entries(report: &ContentImport) -> AnyView {
    if report.entries.is_empty() {
        return ().into_any();
    }
    let (change, subject) = (Query::new("change"), Query::new("subject"));
    let all = StoredValue::new(report.entries.clone());
    let there = |wanted: ImportSubject| report.entries.iter().any(|entry| entry.subject == wanted);
    let subjects: Vec<Choice> = ImportSubject::ALL
        .iter()
        .filter(|subject| there(**subject))
        .map(|subject| Choice::new(subject.as_str(), words::subject(*subject)))
        .collect();
    let changes: Vec<Choice> =
        ImportChange::ALL.iter().map(|change| Choice::new(change.as_str(), words::change(*change).1)).collect();
    let rows = move || {
        let (change, subject) = (change.text(), subject.text());
        let wanted = |entry: &&ContentImportEntry| {
            (change.is_empty() || entry.change.as_str() == change)
                && (subject.is_empty() || entry.subject.as_str() == subject)
        };
        let shown: Vec<_> = all.with_value(|all| all.iter().filter(wanted).cloned().collect());
        if shown.is_empty() {
            return view! { <Empty title=t::transfer::none_of_these()/> }.into_any();
        }
        let (rows, more) = in_parts(shown, PART, entry);
        let columns = vec![
            Column::new(t::transfer::change()),
            Column::new(t::transfer::what()),
            Column::new(t::transfer::name()),
            Column::new(t::transfer::place()),
        ];
        view! {
            <Table caption=t::transfer::entries().to_owned() columns>
                {rows}
            </Table>
            {more}
        }
        .into_any()
    };
    view! {
        <h3>{t::transfer::entries()}</h3>
        <div class="filters">
            <FilterSelect query=change label=t::transfer::change() any=t::transfer::any_change() choices=changes/>
            <FilterSelect query=subject label=t::transfer::what() any=t::transfer::any_subject() choices=subjects/>
        </div>
        <div>{live(rows)}</div>
    }
    .into_any()
}

fn entry(one: &ContentImportEntry) -> AnyView {
    let (tone, change) = words::change(one.change);
    let name = if one.code.is_empty() { one.name.clone() } else { format!("{} {}", one.code, one.name) };
    let within = (!one.within.is_empty()).then(|| view! { <div class="meta">{t::transfer::within(&one.within)}</div> });
    let fields: Vec<_> = one.fields.iter().map(|field| words::field(field)).collect();
    let fields =
        (!fields.is_empty()).then(|| view! { <div class="meta">{t::transfer::fields(fields.join(", "))}</div> });
    let reason = one.reason.map(|reason| {
        let detail = one.detail.as_ref().map(|detail| words::detail(detail));
        let text = words::refusal(reason);
        let text = detail.map_or_else(|| text.to_owned(), |detail| format!("{text} ({detail})"));
        view! { <div class="meta">{text}</div> }
    });
    view! {
        <tr>
            <td data-label=t::transfer::change()><Tag tone text=change/></td>
            <td data-label=t::transfer::what()>{words::subject(one.subject)}</td>
            <th scope="row" data-label=t::transfer::name()>
                <div>{name} {within} {fields} {reason}</div>
            </th>
            <td data-label=t::transfer::place() class="meta">{words::place(one.line, one.path.as_deref())}</td>
        </tr>
    }
    .into_any()
}

/// What is told of the file: where, what, and about which value.
fn told(title: &'static str, notes: &[ContentImportNote]) -> AnyView {
    if notes.is_empty() {
        return ().into_any();
    }
    let (rows, more) = in_parts(notes.to_vec(), PART, note);
    let columns =
        vec![Column::new(t::transfer::note()), Column::new(t::transfer::value()), Column::new(t::transfer::place())];
    view! {
        <h3>{title}</h3>
        <Table caption=title.to_owned() columns>
            {rows}
        </Table>
        {more}
    }
    .into_any()
}

fn note(one: &ContentImportNote) -> AnyView {
    let many = (one.count > 1).then(|| view! { <span class="meta">{t::transfer::times(one.count)}</span> });
    view! {
        <tr>
            <th scope="row" data-label=t::transfer::note()>{words::note(&one.code)} {many}</th>
            <td data-label=t::transfer::value()><span class="clamp">{one.value.clone()}</span></td>
            <td data-label=t::transfer::place() class="meta">{words::place(one.line, one.path.as_deref())}</td>
        </tr>
    }
    .into_any()
}
