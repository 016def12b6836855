//! REP-1: a plan on paper: what stands in short, all of it, or a checklist to tick by hand.

use std::collections::HashMap;

use futures_util::future::join_all;
use kyndig_contract::api_path;
use kyndig_contract::assignment::{AssignedRequirement, AssignmentDetails, AssignmentSection};
use kyndig_contract::standing::{Repetition, StandingDetails};
use kyndig_domain::ids::{AssignmentId, PersonId, RequirementId};
use kyndig_domain::standing::Status;
use leptos::{ev, prelude::*};

use super::section::deactivated_words;
use crate::features::work::signature::reason_name;
use crate::features::work::standing::{history_of, how_it_stands, standing_name, standing_path, undecided};
use crate::language::date;
use crate::load::{Load, State};
use crate::nav::{self, Query};
use crate::session::use_session;
use crate::t;
use crate::transport::{self, AppError};
use crate::ui::{
    Actions, Choice, Dialog, Empty, Mark, PageHead, Prose, Submit, Toggle, icon, icon_paths, learning_method_name,
    live, loaded, status_name,
};

/// So many requirements are asked for at once.
const AT_ONCE: usize = 6;

/// What is put on paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Paper {
    #[default]
    Summary,
    Detailed,
    Checklist,
}

impl Paper {
    const ALL: [Self; 3] = [Self::Summary, Self::Detailed, Self::Checklist];

    const fn word(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Detailed => "detailed",
            Self::Checklist => "checklist",
        }
    }

    fn of(word: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|paper| Some(paper.word()) == word).unwrap_or_default()
    }

    fn name(self) -> &'static str {
        match self {
            Self::Summary => t::assignment::print_summary(),
            Self::Detailed => t::assignment::print_detailed(),
            Self::Checklist => t::assignment::print_checklist(),
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Summary => t::assignment::print_summary_text(),
            Self::Detailed => t::assignment::print_detailed_text(),
            Self::Checklist => t::assignment::print_checklist_text(),
        }
    }
}

/// The button of a plan's page, and the question that it opens.
#[component]
pub fn PrintButton(path: String) -> AnyView {
    let open = RwSignal::new(false);
    let path = StoredValue::new(path);
    view! {
        <button
            type="button"
            class="ds-button"
            id="print"
            data-variant="secondary"
            aria-haspopup="dialog"
            on:click=move |_| open.set(true)
        >
            {icon(icon_paths::PRINTER_SMALL)}
            {t::assignment::print()}
        </button>
        <Dialog open title=t::assignment::print_title().to_owned()>
            <Choose path=path.get_value()/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Choose(path: String) -> AnyView {
    let chosen = RwSignal::new(Paper::Summary);
    let one = move |paper: Paper| {
        let id = format!("paper-{}", paper.word());
        let of = id.clone();
        view! {
            <label class="choice" for=of>
                <input
                    class="ds-input"
                    type="radio"
                    name="paper"
                    id=id
                    prop:checked=move || chosen.get() == paper
                    on:change=move |_| chosen.set(paper)
                />
                <span>
                    <b>{paper.name()}</b>
                    <small>{paper.text()}</small>
                </span>
            </label>
        }
    };
    let send = move |event: ev::SubmitEvent| {
        event.prevent_default();
        nav::go(&format!("{path}?form={}", chosen.get_untracked().word()));
    };
    let never = Signal::derive(|| false);
    view! {
        <form class="stack" on:submit=send>
            <fieldset class="ds-fieldset choose">
                <legend class="ds-sr-only">{t::assignment::print_title()}</legend>
                {Paper::ALL.into_iter().map(one).collect_view()}
            </fieldset>
            <Submit id="print-show" pending=never text=t::assignment::print_show().to_owned()/>
        </form>
    }
    .into_any()
}

type All = HashMap<RequirementId, StandingDetails>;

/// The page to print; what stands around it is left off the paper.
#[component]
pub fn Print(
    id: AssignmentId,
    /// Where the plans are.
    #[prop(into)]
    base: String,
) -> AnyView {
    let form = Query::new("form");
    let paper = Memo::new(move |_| Paper::of(form.get().as_deref()));
    let plan = Load::new(
        || (),
        move |()| async move { transport::get::<AssignmentDetails>(&api_path!("/assignments/{id}")).await },
    );
    let title = Signal::derive(move || {
        plan.state.with(|state| match state {
            State::Ready(plan) => plan.summary.plan_name.clone(),
            State::Loading | State::Failed(_) => t::assignment::print().to_owned(),
        })
    });
    let above = Signal::derive(move || {
        plan.state.with(|state| match state {
            State::Ready(plan) => format!("{} · {}", plan.person.name, plan.summary.owner_unit.name),
            State::Loading | State::Failed(_) => String::new(),
        })
    });
    let choices = Paper::ALL.into_iter().map(|paper| Choice::new(paper.word(), paper.name())).collect();
    // the address that names none is the first
    Effect::new(move |_| {
        if form.get().is_none() {
            form.set(Some(Paper::Summary.word().to_owned()));
        }
    });
    let ready = RwSignal::new(false);
    let press = move |_| {
        // a browser that cannot print says so itself
        let _ = window().print();
    };
    let sheets = move |plan: AssignmentDetails| {
        if plan.summary.archived {
            let (title, text) = (t::assignment::plan_archived(), t::assignment::plan_archived_text());
            return view! { <section class="panel"><Empty title text/></section> }.into_any();
        }
        let plan = StoredValue::new(plan);
        live(move || view! { <Sheet plan=plan.get_value() paper=paper.get() ready/> })
    };
    view! {
        <p class="actions">
            <a class="ds-link back" href=format!("{base}/{id}")>
                {icon(icon_paths::ARROW_LEFT)}
                {t::assignment::back_to_plan()}
            </a>
        </p>
        <PageHead title above>
            <Actions>
                <button
                    type="button"
                    class="ds-button"
                    id="print-now"
                    aria-disabled=move || (!ready.get()).then_some("true")
                    on:click=press
                >
                    {icon(icon_paths::PRINTER_SMALL)}
                    {t::assignment::print()}
                </button>
            </Actions>
        </PageHead>
        <div class="filters actions"><Toggle query=form label=t::assignment::print_title() choices/></div>
        <article class="sheet-of-paper">{loaded(plan, 12, sheets)}</article>
    }
    .into_any()
}

#[component]
fn Sheet(plan: AssignmentDetails, paper: Paper, ready: RwSignal<bool>) -> AnyView {
    let today = use_session().today();
    let counts = plan.summary.counts;
    let facts = view! {
        <p class="printed">
            {t::assignment::progress(counts.total(), counts.valid())} " · "
            {t::assignment::printed_on(date(today))}
        </p>
    };
    if paper == Paper::Summary {
        ready.set(true);
        let sections = filled(&plan).map(summary).collect_view();
        return view! { {facts} {sections} {taken_out(&plan)} }.into_any();
    }
    ready.set(false);
    let (person, assignment) = (plan.person_id, plan.summary.id);
    let ids: Vec<RequirementId> =
        plan.sections.iter().flat_map(|section| &section.requirements).map(|line| line.requirement_id).collect();
    let standings = Load::new(
        || (),
        move |()| {
            let ids = ids.clone();
            async move { all(person, ids).await }
        },
    );
    Effect::new(move |_| {
        if standings.state.with(|state| matches!(state, State::Ready(_))) {
            ready.set(true);
        }
    });
    let body = move |all: All| {
        let one = |section: &AssignmentSection| {
            let lines = section.requirements.iter();
            let lines = lines.filter_map(|line| Some((line, all.get(&line.requirement_id)?)));
            let lines = if paper == Paper::Detailed {
                lines.map(|(line, now)| detailed(line, now, assignment)).collect_view().into_any()
            } else {
                by_hand(heading(section), &lines.collect::<Vec<_>>())
            };
            view! { <section class="paper-part"><h2>{heading(section)}</h2> {lines}</section> }
        };
        let sections = filled(&plan).map(one).collect_view();
        let out = (paper == Paper::Detailed).then(|| taken_out(&plan));
        view! { {sections} {out} }.into_any()
    };
    view! { {facts} {loaded(standings, 12, body)} }.into_any()
}

fn filled(plan: &AssignmentDetails) -> impl Iterator<Item = &AssignmentSection> {
    plan.sections.iter().filter(|section| !section.requirements.is_empty())
}

fn heading(section: &AssignmentSection) -> String {
    match &section.goal {
        Some(goal) => format!("{} · {goal}", section.name),
        None => section.name.clone(),
    }
}

/// Each of them, some at a time.
async fn all(person: PersonId, mut ids: Vec<RequirementId>) -> Result<All, AppError> {
    ids.sort_unstable();
    ids.dedup();
    let mut found = All::new();
    for some in ids.chunks(AT_ONCE) {
        let one = |id: &RequirementId| {
            let path = standing_path(person, *id);
            async move { transport::get::<StandingDetails>(&path).await }
        };
        for now in join_all(some.iter().map(one)).await {
            let now = now?;
            found.insert(now.requirement_id, now);
        }
    }
    Ok(found)
}

fn summary(section: &AssignmentSection) -> AnyView {
    table(heading(section), section.requirements.iter().map(|line| (line, None)))
}

/// PLN-8: what has been taken out of the plan, with who did it, when and why.
fn taken_out(plan: &AssignmentDetails) -> Option<AnyView> {
    let lines = plan.deactivated.iter().map(|one| (&one.requirement, Some(deactivated_words(&one.deactivated))));
    (!plan.deactivated.is_empty()).then(|| table(t::assignment::deactivated_requirements().to_owned(), lines))
}

/// Requirements in short, each with a remark where there is one.
fn table<'a>(heading: String, lines: impl Iterator<Item = (&'a AssignedRequirement, Option<String>)>) -> AnyView {
    let row = |(line, remark): (&AssignedRequirement, Option<String>)| {
        let day = |day: Option<chrono::NaiveDate>| day.map(date).unwrap_or_default();
        let times =
            line.repetitions.map(|times| t::assignment::times(times.counted.min(times.required), times.required));
        view! {
            <tr>
                <td class="num">{line.number.clone()}</td>
                <th scope="row">
                    {line.name.clone()}
                    {times.map(|times| view! { <small>{times}</small> })}
                    {remark.map(|remark| view! { <small>{remark}</small> })}
                </th>
                <td>
                    <span class="lead">
                        <Mark status=line.status quiet=true/>
                        {standing_name(line.status, line.needs_signature)}
                    </span>
                </td>
                <td class="num">{day(line.fulfilled_on)}</td>
                <td class="num">{day(line.expires_on)}</td>
                <td class="num">{day(line.deadline)}</td>
            </tr>
        }
    };
    let columns = [
        t::assignment::column_number(),
        t::assignment::column_requirement(),
        t::standing::status(),
        t::standing::performed(),
        t::standing::valid_to(),
        t::standing::deadline(),
    ];
    let columns = columns.into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect_view();
    view! {
        <section class="paper-part">
            <h2>{heading.clone()}</h2>
            <div class="paper-table" tabindex="0" role="region" aria-label=heading>
                <table>
                    <thead>
                        <tr>{columns}</tr>
                    </thead>
                    <tbody>{lines.map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// Everything about one, as its panel says it.
fn detailed(line: &AssignedRequirement, now: &StandingDetails, plan: AssignmentId) -> AnyView {
    let fact = |name: &'static str, value: Option<String>| {
        value.filter(|value| !value.is_empty()).map(|value| view! { <dt>{name}</dt> <dd>{value}</dd> })
    };
    let description = now.requirement.description.clone();
    let description = (!description.trim().is_empty()).then(|| view! { <Prose text=description/> });
    let here = now.plans.iter().find(|one| one.assignment_id == plan);
    let out = here.and_then(|one| one.not_relevant.as_ref()).map(|why| why.comment.clone());
    let point = |one: &kyndig_contract::standing::ChecklistItem| {
        let left_out = one.not_relevant_in.iter().find(|place| here.is_some_and(|here| here.plan_id == place.plan_id));
        let why = left_out.map(|place| format!(" ({}: {})", t::common::status_not_relevant(), place.comment));
        view! { <li>{paper_box(one.done)} {one.text.clone()} {why}</li> }
    };
    let points = (!now.checklist.is_empty())
        .then(|| view! { <ul class="paper-points">{now.checklist.iter().map(point).collect_view()}</ul> });
    // what awaits or was rejected is told from what counts in words (FUL-8, REP-1)
    let time = |one: &Repetition| {
        let reason = one.request.as_ref().and_then(|request| request.rejection_reason);
        let reason = reason.map(|reason| format!(" ({})", reason_name(reason)));
        view! { <li class="num">{date(one.performed_on)} " · " {how_it_stands(one)} {reason}</li> }
    };
    let times = now.repetitions.as_ref().map(|there| {
        view! {
            <h4>{t::standing::repetitions()} " " {t::standing::of(there.counted.min(there.required), there.required)}</h4>
            <ul class="paper-times">{there.items.iter().map(time).collect_view()}</ul>
        }
    });
    let files = now.attachments.iter().map(|one| {
        if one.description.is_empty() {
            one.file.name.clone()
        } else {
            format!("{} ({})", one.file.name, one.description)
        }
    });
    let files = files.collect::<Vec<_>>().join(", ");
    let happened = (!now.history.is_empty()).then(|| {
        view! {
            <h4>{t::standing::history()}</h4>
            {history_of(&now.history, &now.person)}
        }
    });
    view! {
        <section class="paper-one">
            <h3>
                <Mark status=line.status quiet=true/>
                {line.name.clone()}
                <small class="num">{line.number.clone()}</small>
            </h3>
            {description}
            <dl class="kv">
                {fact(t::standing::status(), Some(standing_name(line.status, line.needs_signature).to_owned()))}
                {fact(t::standing::why_not(), out)}
                {fact(t::assignment::filter_method(), Some(learning_method_name(line.learning_method).to_owned()))}
                {fact(t::standing::performed(), line.fulfilled_on.map(date))}
                {fact(t::standing::valid_to(), line.expires_on.map(date))}
                {fact(t::standing::deadline(), line.deadline.map(date))}
                {fact(t::standing::comment(), Some(now.comment.clone()))}
                {fact(t::standing::attachments(), Some(files))}
            </dl>
            {points}
            {times}
            {happened}
        </section>
    }
    .into_any()
}

/// Boxes and lines for whoever ticks and signs with a pen.
fn by_hand(name: String, lines: &[(&AssignedRequirement, &StandingDetails)]) -> AnyView {
    let row = |(line, now): &(&AssignedRequirement, &StandingDetails)| {
        let done = line.status.is_valid() || line.status == Status::NotRelevant;
        let said = match line.status {
            Status::NotRelevant | Status::AwaitingSignature | Status::Rejected => status_name(line.status).to_owned(),
            _ => line.fulfilled_on.filter(|_| done).map(date).unwrap_or_default(),
        };
        let points = now.checklist.iter();
        let points = points.map(|one| view! { <li>{paper_box(one.done || done)} {one.text.clone()}</li> });
        let points =
            (!now.checklist.is_empty()).then(|| view! { <ul class="paper-points">{points.collect_view()}</ul> });
        let times = line.repetitions.map(|times| {
            // more boxes than that are no help
            let boxes = (0..times.required.min(40)).map(|at| paper_box(at < times.counted)).collect_view();
            view! { <p class="paper-boxes">{boxes} {open_times(now)}</p> }
        });
        view! {
            <tr>
                <td>{paper_box(done)}</td>
                <th scope="row">
                    {line.name.clone()}
                    {points}
                    {times}
                </th>
                <td class="num by-hand">{said}</td>
                <td class="by-hand"></td>
            </tr>
        }
    };
    view! {
        <div class="paper-table" tabindex="0" role="region" aria-label=name>
            <table>
                <thead>
                    <tr>
                        <th scope="col"><span class="ds-sr-only">{t::standing::status()}</span></th>
                        <th scope="col">{t::assignment::column_requirement()}</th>
                        <th scope="col">{t::assignment::column_date()}</th>
                        <th scope="col">{t::assignment::column_signature()}</th>
                    </tr>
                </thead>
                <tbody>{lines.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// FUL-8: the times that do not count yet, in words.
fn open_times(now: &StandingDetails) -> Option<String> {
    let (awaiting, rejected) = undecided(now.repetitions.as_ref()?);
    let said = [
        (awaiting > 0).then(|| t::assignment::times_awaiting(awaiting)),
        (rejected > 0).then(|| t::assignment::times_rejected(rejected)),
    ];
    let said: Vec<_> = said.into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join(", "))
}

fn paper_box(done: bool) -> AnyView {
    let said = if done { t::assignment::box_done() } else { t::assignment::box_open() };
    view! {
        <span class="paper-box" class:ticked=done role="img" aria-label=said>
            {done.then(|| icon(icon_paths::CHECKMARK))}
        </span>
    }
    .into_any()
}
