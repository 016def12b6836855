//! Where the groups come from: this browser, the menu, and the lists of the API in the position's own scope.

use chrono::NaiveDate;
use kyndig_contract::api_path;
use kyndig_contract::assignment::{AssignmentSummary, OwnRequirements};
use kyndig_contract::employee::EmployeeSummary;
use kyndig_contract::page::Page;
use kyndig_contract::path::ApiPath;
use kyndig_contract::permission;
use kyndig_contract::plan::PlanSummary;
use kyndig_contract::requirement::RequirementSummary;
use kyndig_domain::text;
use leptos::prelude::*;

use super::hits::{Group, Hit, Lead};
use crate::features::{pages, portal::help, work::assignment::requirement_href};
use crate::language;
use crate::load::{Load, State};
use crate::nav::encoded;
use crate::recent::{self, Recent};
use crate::session::{Session, use_session};
use crate::t;
use crate::transport::{self, AppError, with_query};
use crate::ui::icon_paths;

/// So many of a group are shown before "show all".
const SHOWN: usize = 4;

/// The lists of the API; nothing where the position has none, or nothing is asked.
#[derive(Clone, Copy)]
pub struct Sources {
    session: Session,
    own_plans: Load<Option<Page<AssignmentSummary>>>,
    own_requirements: Load<Option<OwnRequirements>>,
    employees: Load<Option<Page<EmployeeSummary>>>,
    plans: Load<Option<Page<PlanSummary>>>,
    requirements: Load<Option<Page<RequirementSummary>>>,
}

fn source<T>(
    may: bool,
    asked: RwSignal<String>,
    path: ApiPath,
    query: &'static [(&'static str, &'static str)],
) -> Load<Option<T>>
where
    T: serde::de::DeserializeOwned + Clone + Send + Sync + 'static,
{
    Load::new(
        move || asked.get(),
        move |text| {
            let path = path.clone();
            async move {
                if !may || text.is_empty() {
                    return Ok(None);
                }
                let fixed = query.iter().map(|(name, value)| (*name, Some((*value).to_owned())));
                let query: Vec<_> = std::iter::once(("search", Some(text))).chain(fixed).collect();
                transport::get(&with_query(path, &query)).await.map(Some)
            }
        },
    )
}

impl Sources {
    pub fn new(asked: RwSignal<String>) -> Self {
        const FEW: &[(&str, &str)] = &[("limit", "4")];
        let session = use_session();
        let own = session.may(permission::VIEW_OWN_ASSIGNMENTS);
        Self {
            session,
            own_plans: Load::new(
                || (),
                move |()| async move {
                    if !own {
                        return Ok(None);
                    }
                    transport::get(&api_path!("/my/assignments").with("limit", "100")).await.map(Some)
                },
            ),
            own_requirements: source(own, asked, api_path!("/my/requirements"), &[]),
            employees: source(
                session.may(permission::VIEW_EMPLOYEES),
                asked,
                api_path!("/employees"),
                &[("scope", "all"), ("limit", "4")],
            ),
            plans: source(session.may(permission::VIEW_PLANS), asked, api_path!("/plans"), FEW),
            requirements: source(session.may(permission::VIEW_REQUIREMENTS), asked, api_path!("/requirements"), FEW),
        }
    }

    pub fn pending(self) -> bool {
        fn waits<T: Clone + Send + Sync + 'static>(load: Load<T>) -> bool {
            load.state.with(|state| matches!(state, State::Loading))
        }
        waits(self.own_plans)
            || waits(self.own_requirements)
            || waits(self.employees)
            || waits(self.plans)
            || waits(self.requirements)
    }

    /// What went wrong with one of them; what the others found is shown all the same.
    pub fn error(self) -> Option<AppError> {
        fn failed<T: Clone + Send + Sync + 'static>(load: Load<T>) -> Option<AppError> {
            load.state.with(|state| match state {
                State::Failed(error) => Some(error.clone()),
                State::Loading | State::Ready(_) => None,
            })
        }
        failed(self.own_plans)
            .or_else(|| failed(self.own_requirements))
            .or_else(|| failed(self.employees))
            .or_else(|| failed(self.plans))
            .or_else(|| failed(self.requirements))
    }

    /// What was used last and fits stands first; without anything asked it is what there is, and the pages.
    pub fn groups(self, asked: &str) -> Vec<Group> {
        let words: Vec<String> = text::words(asked).into_iter().collect();
        let groups = [
            recents(&words, self.session.today()),
            self.pages(&words),
            self.own_plans(&words),
            self.own_requirements(asked),
            self.employees(asked),
            self.plans(asked),
            self.requirements(asked),
            self.help(&words),
        ];
        groups.into_iter().flatten().collect()
    }

    fn pages(self, words: &[String]) -> Option<Group> {
        let hits = pages(self.session)
            .into_iter()
            .filter(|(item, _)| fits(item.name, words))
            .map(|(item, group)| Hit::new(item.icon, item.name, group.unwrap_or_default(), item.href));
        Group::of("pages", t::find::pages(), hits.collect())
    }

    fn help(self, words: &[String]) -> Option<Group> {
        if words.is_empty() {
            return None;
        }
        let found =
            help::topics(self.session).into_iter().filter(|topic| fits(topic.title, words) || fits(topic.text, words));
        let hits = found.map(|topic| {
            let href = topic.href();
            Hit::new(icon_paths::QUESTIONMARK_CIRCLE, topic.title, t::help::title(), href)
        });
        Group::of("help", t::help::title(), hits.take(SHOWN).collect())
    }

    fn own_plans(self, words: &[String]) -> Option<Group> {
        if words.is_empty() {
            return None;
        }
        let hits = self.own_plans.value()??.items.into_iter().filter(|plan| fits(&plan.plan_name, words)).map(|plan| {
            let per_cent = t::common::per_cent(plan.counts.percent());
            Hit::new(icon_paths::TASKLIST, plan.plan_name, per_cent, format!("/plans/{}", plan.id))
        });
        Group::of("own-plans", t::find::own_plans(), hits.take(SHOWN).collect())
    }

    fn own_requirements(self, asked: &str) -> Option<Group> {
        let found = self.own_requirements.value()??;
        let all = found.items.len();
        let hits = found.items.into_iter().take(SHOWN).map(|one| {
            let requirement = one.requirement;
            Hit {
                lead: Lead::Status(requirement.status),
                href: requirement_href(one.assignment_id, requirement.requirement_id),
                kept: Some(requirement.name.clone()),
                title: requirement.name,
                meta: format!("{} · {}", requirement.number, one.plan_name),
            }
        });
        let group = Group::of("own-requirements", t::find::own_requirements(), hits.collect());
        let further = i64::try_from(all.saturating_sub(SHOWN)).unwrap_or_default();
        let all = if found.has_more { t::find::all_of_them().to_owned() } else { t::find::all(all) };
        with_all(group, further, all, format!("/plans?search={}", encoded(asked)))
    }

    fn employees(self, asked: &str) -> Option<Group> {
        let found = self.employees.value()??;
        let hit = |one: EmployeeSummary| {
            let meta = format!("{} · {}", one.title, one.unit.name);
            Hit::new(icon_paths::PERSON_CIRCLE, one.name, meta, format!("/employees/{}", one.position_id))
        };
        paged("employees", t::find::employees(), found, hit, format!("/employees?scope=all&search={}", encoded(asked)))
    }

    fn plans(self, asked: &str) -> Option<Group> {
        let found = self.plans.value()??;
        let hit = |one: PlanSummary| {
            Hit::new(icon_paths::FOLDER, one.name, one.owner_unit.name, format!("/manage/plans/{}", one.id))
        };
        paged("plans", t::plan::title(), found, hit, format!("/manage/plans?search={}", encoded(asked)))
    }

    fn requirements(self, asked: &str) -> Option<Group> {
        let found = self.requirements.value()??;
        let hit = |one: RequirementSummary| Hit {
            kept: Some(one.name.clone()),
            ..Hit::new(
                icon_paths::CLIPBOARD_CHECKMARK,
                one.name,
                format!("{} · {}", one.number, one.owner_unit.name),
                format!("/manage/requirements?requirement={}", one.id),
            )
        };
        let all = format!("/manage/requirements?search={}", encoded(asked));
        paged("requirements", t::requirement::title(), found, hit, all)
    }
}

/// The first page of a list, with the way to all of it.
fn paged<T>(
    key: &'static str,
    name: &'static str,
    page: Page<T>,
    hit: impl Fn(T) -> Hit,
    all: String,
) -> Option<Group> {
    let shown = i64::try_from(page.items.len()).unwrap_or(i64::MAX);
    let more = page.next_cursor.is_some();
    let further = page.total.map_or(i64::from(more), |total| total.saturating_sub(shown));
    let text = page.total.map_or_else(|| t::find::all_of_them().to_owned(), t::find::all);
    let group = Group::of(key, name, page.items.into_iter().map(hit).collect());
    with_all(group, further, text, all)
}

fn with_all(group: Option<Group>, further: i64, text: String, href: String) -> Option<Group> {
    let all = (further > 0).then(|| Hit::new(icon_paths::ARROW_RIGHT, text, "", href));
    group.map(|group| Group { further, all, ..group })
}

fn recents(words: &[String], today: NaiveDate) -> Option<Group> {
    let hit = |one: Recent| {
        let when = match (today - one.on).num_days() {
            0 => t::find::today().to_owned(),
            1 => t::find::yesterday().to_owned(),
            _ => language::date(one.on),
        };
        let (path, kind) = kind(&one.href);
        Hit { kept: Some(one.title.clone()), ..Hit::new(path, one.title, format!("{kind} · {when}"), one.href) }
    };
    let found = recent::all().into_iter().filter(|one| fits(&one.title, words));
    let most = if words.is_empty() { 6 } else { SHOWN };
    let group = Group::of("recent", t::find::recent(), found.take(most).map(hit).collect());
    group.map(|group| Group { forgettable: words.is_empty(), ..group })
}

/// What kind of thing it is, by its address.
fn kind(href: &str) -> (&'static str, &'static str) {
    if href.contains("requirement=") || href.starts_with("/manage/requirements") {
        (icon_paths::CLIPBOARD_CHECKMARK, t::find::requirement())
    } else if href.starts_with("/employees") && !href.contains("/plans/") {
        (icon_paths::PERSON_CIRCLE, t::find::employee())
    } else if href.starts_with("/manage/") {
        (icon_paths::FOLDER, t::find::plan())
    } else {
        (icon_paths::TASKLIST, t::find::plan())
    }
}

/// Every word somewhere in it, as the API's own search has it.
fn fits(name: &str, words: &[String]) -> bool {
    let folded = text::fold(name);
    words.iter().all(|word| folded.contains(word.as_str()))
}
