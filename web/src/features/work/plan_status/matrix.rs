//! The matrix of one plan: employees x requirements, x those that are done several times, or x goals.

use std::ops::Range;
use std::sync::Arc;

use kyndig_contract::api_path;
use kyndig_contract::assignment::Progress;
use kyndig_contract::employee::Availability;
use kyndig_contract::page::{MAX_LIMIT, Page};
use kyndig_contract::plan::PlanKind;
use kyndig_contract::plan_status::{self as contract, PlanInUse, PlanStatusColumn, PlanStatusGroup, PlanStatusRow};
use kyndig_domain::ids::PlanId;
use kyndig_domain::standing::Status;
use leptos::prelude::*;

use super::cell;
use crate::load::{Pages, State};
use crate::nav::Query;
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::{
    Actions, Empty, ErrorBox, ExportMenu, Mark, Matrix, MatrixCell, MatrixColumn, PENNANT, PageHead, Tabs, icon,
    icon_paths, live, loaded, status_name,
};

/// How near the end of those that are here more are fetched.
const NEAR: usize = 30;

/// What stands above the employees.
type Head = Arc<(PlanInUse, Vec<PlanStatusGroup>)>;

/// The employees that are here. They are only added to.
#[derive(Clone, Copy)]
struct Rows {
    list: Pages<PlanStatusRow>,
    held: StoredValue<Vec<Arc<PlanStatusRow>>>,
    count: RwSignal<usize>,
}

#[component]
pub fn PlanStatus(id: PlanId) -> AnyView {
    let tab = Query::new("tab");
    let head = RwSignal::new(None::<Head>);
    // another than the first page was of: the plan has changed, and all of it is fetched anew
    let changed = RwSignal::new(0_u32);
    let list = Pages::new(
        move || changed.get(),
        move |_, cursor| {
            let later = cursor.is_some();
            let query = [("limit", Some(MAX_LIMIT.to_string())), ("cursor", cursor)];
            let path = with_query(api_path!("/plan-status/{id}"), &query);
            async move {
                let status: contract::PlanStatusPage = transport::get(&path).await?;
                let now = Arc::new((status.plan, status.groups));
                if later && head.try_get_untracked().flatten().is_some_and(|before| before.1 != now.1) {
                    changed.try_update(|changed| *changed += 1);
                } else {
                    head.try_set(Some(now));
                }
                Ok(Page { items: status.items, next_cursor: status.next_cursor, total: None })
            }
        },
    );
    let title = Signal::derive(move || match list.first.state.with(failed) {
        Some(true) => t::common::not_found_title().to_owned(),
        _ => head
            .with(|head| head.as_ref().map_or_else(|| t::plan_status::title().to_owned(), |head| head.0.name.clone())),
    });
    let above = Signal::derive(move || {
        let unit = head.with(|head| head.as_ref().map(|head| head.0.owner_unit.name.clone()));
        unit.map_or_else(|| t::plan_status::title().to_owned(), |unit| format!("{} · {unit}", t::plan_status::title()))
    });
    let export = Signal::derive(move || with_query(api_path!("/plan-status/{id}"), &[("view", Some(tab.text()))]));
    let actions = move || head.with(Option::is_some).then(|| view! { <ExportMenu path=export/> });
    let content = loaded(list.first, 12, move |page| {
        let Some(head) = head.get_untracked() else { return ().into_any() };
        view! { <Content head list first=page.items tab/> }.into_any()
    });
    view! {
        <PageHead title above>
            <Actions>
                <a class="ds-button" id="change-plan" data-variant="secondary" href="/plan-status">
                    {icon(icon_paths::ARROW_RIGHT_LEFT)}
                    {t::plan_status::change_plan()}
                </a>
                {live(actions)}
            </Actions>
        </PageHead>
        {content}
    }
    .into_any()
}

/// Whether it could not be fetched, and then whether because it is not there.
fn failed<T>(state: &State<T>) -> Option<bool> {
    match state {
        State::Failed(error) => Some(error.is_missing()),
        State::Loading | State::Ready(_) => None,
    }
}

#[component]
fn Content(head: Head, list: Pages<PlanStatusRow>, first: Vec<PlanStatusRow>, tab: Query) -> AnyView {
    let (plan, groups) = &*head;
    let repeating =
        groups.iter().flat_map(|group| &group.columns).filter(|column| column.repetitions.is_some()).count();
    let all = groups.iter().map(|group| group.columns.len()).sum::<usize>();
    let count = |count: usize| i64::try_from(count).ok();
    let (first_name, goals_name) = match plan.kind {
        PlanKind::Competence => (t::plan_status::tab_requirements(), None),
        PlanKind::LearningGoals => (t::plan_status::tab_activities(), Some(t::plan_status::tab_goals())),
        PlanKind::ApprenticeGoals => (t::plan_status::tab_activities(), Some(t::plan_status::tab_competence_goals())),
    };
    let mut tabs = vec![("requirements", first_name.to_owned(), count(all))];
    if let Some(name) = goals_name {
        tabs.push(("goals", name.to_owned(), count(contract::goals(groups).count())));
    }
    tabs.push(("repetitions", t::plan_status::tab_repetitions().to_owned(), count(repeating)));
    let rows = Rows::new(list, first);
    let panel = move |tab: String| {
        let table = match tab.as_str() {
            "goals" => goals(&head, rows),
            "repetitions" => repetitions(&head, rows),
            _ => requirements(&head, rows),
        };
        view! { <div class="stack">{table}</div> }.into_any()
    };
    view! { <Tabs query=tab tabs label=t::plan_status::tabs() panel/> }.into_any()
}

impl Rows {
    fn new(list: Pages<PlanStatusRow>, first: Vec<PlanStatusRow>) -> Self {
        let held: Vec<_> = first.into_iter().map(Arc::new).collect();
        let count = RwSignal::new(held.len());
        let held = StoredValue::new(held);
        Effect::new(move |before: Option<usize>| {
            let pages = list.count();
            for page in before.unwrap_or_default()..pages {
                held.update_value(|held| held.extend(list.more(page).into_iter().map(Arc::new)));
            }
            count.set(held.with_value(Vec::len));
            pages
        });
        Self { list, held, count }
    }

    /// What is made of one; it is there, for only those that are here are drawn.
    fn with(self, at: usize, make: impl FnOnce(&PlanStatusRow) -> MatrixCell) -> MatrixCell {
        let row = self.held.with_value(|held| held.get(at).cloned());
        row.map_or_else(MatrixCell::default, |row| make(&row))
    }
}

fn requirements(head: &Head, rows: Rows) -> AnyView {
    if head.1.iter().all(|group| group.columns.is_empty()) {
        return nothing(t::plan_status::empty(), t::plan_status::empty_text());
    }
    let of = |group: &PlanStatusGroup| group.goal.clone().unwrap_or_else(|| group.name.clone());
    let columns: Vec<PlanStatusColumn> = head.1.iter().flat_map(|group| group.columns.clone()).collect();
    let heads = head.1.iter().flat_map(|group| {
        group.columns.iter().map(move |column| MatrixColumn { band: of(group), name: column.name.clone() })
    });
    let heads = heads.collect();
    let cell = move |(row, at): (usize, usize)| rows.with(row, |row| cell::requirement(row, at, &columns[at]));
    let status = |status: &Status| (view! { <Mark status=*status quiet=true/> }.into_any(), status_name(*status));
    let due =
        (view! { <i class="due" aria-hidden="true">{icon(PENNANT)}</i> }.into_any(), t::plan_status::has_deadline());
    let legend = legend(Status::ALL.iter().map(status).chain([due]));
    view! { {legend} {table(head, rows, heads, Callback::new(cell))} }.into_any()
}

fn repetitions(head: &Head, rows: Rows) -> AnyView {
    let columns = head.1.iter().flat_map(|group| &group.columns).filter(|column| column.repetitions.is_some());
    let columns: Vec<PlanStatusColumn> = columns.cloned().collect();
    if columns.is_empty() {
        return nothing(t::plan_status::no_repetitions(), t::plan_status::no_repetitions_text());
    }
    let heads = columns.iter().map(|column| MatrixColumn { band: String::new(), name: column.name.clone() }).collect();
    let cell = move |(row, at): (usize, usize)| rows.with(row, |row| cell::repetition(row, at, &columns[at]));
    table(head, rows, heads, Callback::new(cell))
}

fn goals(head: &Head, rows: Rows) -> AnyView {
    let goals: Vec<(String, Range<usize>)> =
        contract::goals(&head.1).map(|(name, columns)| (name.to_owned(), columns)).collect();
    if goals.is_empty() {
        return nothing(t::plan_status::no_goals(), t::plan_status::empty_text());
    }
    let themes = head.1.iter().filter(|group| group.goal.is_some()).map(|group| group.name.clone());
    let heads = themes.zip(&goals).map(|(band, (name, _))| MatrixColumn { band, name: name.clone() }).collect();
    let cell = move |(row, at): (usize, usize)| {
        let (name, columns) = &goals[at];
        rows.with(row, |row| cell::goal(row, row.progress(columns.clone()), name))
    };
    let one = |progress: &Progress| (cell::progress_mark(*progress), cell::progress_name(*progress));
    let legend = legend(Progress::ALL.iter().map(one));
    view! { {legend} {table(head, rows, heads, Callback::new(cell))} }.into_any()
}

fn nothing(title: &'static str, text: &'static str) -> AnyView {
    view! { <section class="panel"><Empty title text/></section> }.into_any()
}

/// FUL-1: every mark, and what it means.
fn legend(marks: impl Iterator<Item = (AnyView, &'static str)>) -> AnyView {
    let lines = marks.map(|(mark, name)| view! { <li>{mark} {name}</li> }).collect_view();
    view! { <ul class="legend" aria-label=t::plan_status::legend()>{lines}</ul> }.into_any()
}

fn table(head: &Head, rows: Rows, columns: Vec<MatrixColumn>, cell: Callback<(usize, usize), MatrixCell>) -> AnyView {
    // where one was, in the address that "back" comes to
    let was = Query::new("cell");
    let from = was.get_untracked().and_then(|text| {
        let (row, column) = text.split_once('.')?;
        Some((row.parse().ok()?, column.parse().ok()?))
    });
    let total = usize::try_from(head.0.employees).unwrap_or_default();
    let list = rows.list;
    let reached = move |row: usize| {
        // asked for by what is drawn, and not to be asked for again by what it does
        if row + NEAR > untrack(move || rows.count.get()) {
            list.fetch_more();
        }
    };
    let units = rows.held.with_value(|held| held.windows(2).any(|two| two[0].unit != two[1].unit));
    let name = move |row: usize| rows.with(row, |row| person(row, units));
    let sum = move |row: usize| {
        rows.with(row, |row| {
            let percent = t::employee::percent(row.percent);
            MatrixCell {
                href: cell::plan_href(row),
                title: format!("{percent} · {}", t::plan_status::fulfilled()),
                look: "num",
                text: percent,
                ..MatrixCell::default()
            }
        })
    };
    let more = move || {
        let text = list.pending.get().then(t::plan_status::loading_more);
        view! { <p class="meta" role="status">{text}</p> }
    };
    view! {
        <Matrix
            label=t::plan_status::caption(&head.0.name)
            columns
            corner=t::plan_status::employees(total)
            last=t::plan_status::fulfilled()
            rows=rows.count
            total=Signal::derive(move || total.max(rows.count.get()))
            name
            cell
            sum
            marks=cell::marks()
            reached
            from
            opened=move |(row, column): (usize, usize)| was.set(Some(format!("{row}.{column}")))
        />
        <ErrorBox error=list.error retry=move || list.fetch_more()/>
        {live(more)}
        <p class="meta by-keys">{t::plan_status::keys()}</p>
    }
    .into_any()
}

/// The name; beneath it what tells two of one name apart.
fn person(row: &PlanStatusRow, units: bool) -> MatrixCell {
    let loan = match row.availability {
        Availability::Available => None,
        Availability::LentOut => Some(t::employee::lent_out().to_owned()),
        Availability::Borrowed => Some(t::employee::borrowed().to_owned()),
    };
    let below: Vec<String> = [loan, units.then(|| row.unit.name.clone())].into_iter().flatten().collect();
    MatrixCell {
        href: format!("/employees/{}", row.position_id),
        title: format!("{} · {} · {}", row.name, row.title, row.unit.name),
        text: row.name.clone(),
        below: below.join(" · "),
        ..MatrixCell::default()
    }
}
