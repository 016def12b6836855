//! The editor of a plan: its head and its tabs. Every command answers the whole plan, which is put in place.

use std::collections::BTreeSet;

use kyndig_contract::api_path;
use kyndig_contract::plan::{PlanDetails, PlanKind, PlanState};
use kyndig_domain::ids::PlanId;
use leptos::prelude::*;

use super::drag::Moves;
use super::editing::{Editing, other_error};
use super::path::Way;
use super::preview::CopyLink;
use super::{about, approval, archive, content, owners, preview, publication, versions, words};
use crate::features::content::editing;
use crate::features::content::transfer::export;
use crate::language;
use crate::load::Load;
use crate::nav::{Query, encoded};
use crate::t;
use crate::transport::{self};
use crate::ui::*;

#[component]
pub fn Editor(id: String) -> AnyView {
    let details = Load::new(
        || (),
        move |()| {
            let path = api_path!("/plans/{}", encoded(&id));
            async move { transport::get::<PlanDetails>(&path).await }
        },
    );
    let editing = Editing {
        details,
        notice: RwSignal::new(None),
        left_out: RwSignal::new(BTreeSet::new()),
        open: RwSignal::new(BTreeSet::new()),
    };
    // lives as long as the editor: a move draws the content anew before it is saved
    let moves = Moves::new(editing);
    let tab = Query::new("tab");
    let title =
        Signal::derive(move || editing.read(|plan| plan.name.clone()).unwrap_or_else(|| t::plan::title().to_owned()));
    let above = Signal::derive(move || {
        let version = editing.read(|plan| plan.plan_version.clone())?;
        // nothing has been approved yet
        (version != "0.0").then(|| t::plan::above_version(version))
    });
    let sub = Signal::derive(move || editing.read(sub));
    let tabs = Memo::new(move |_| editing.read(tabs).unwrap_or_default());
    let panel = Callback::new(move |tab: String| match tab.as_str() {
        "versions" => versions::panel(editing),
        "approval" | "owners" | "publication" | "about" | "archive" => {
            loaded(details, 6, move |plan| match tab.as_str() {
                "approval" => view! { <approval::Approval plan editing/> }.into_any(),
                "owners" => view! { <owners::Owners plan editing/> }.into_any(),
                "publication" => view! { <publication::Publication plan editing/> }.into_any(),
                "archive" => view! { <archive::Archiving plan editing/> }.into_any(),
                _ => view! { <about::About plan editing/> }.into_any(),
            })
        }
        // too long to be drawn anew whenever the plan changes
        _ => content::content(moves, editing),
    });
    let ready = Memo::new(move |_| editing.read(|_| ()).is_some());
    let way = Memo::new(move |_| editing.read(Way::of).flatten());
    let way = move || way.get().map(|way| way.shown(tab));
    let body = move || {
        if ready.get() {
            view! { <Tabs query=tab tabs label=t::plan::tabs() panel/> }.into_any()
        } else {
            loaded(details, 8, |_| ().into_any())
        }
    };
    let offered = Memo::new(move |_| editing.read(Offered::by).flatten());
    let actions = move || offered.get().map(|offered| actions(&offered, approve(editing, tab)));
    let notice = move || {
        let text = editing.notice.get()?;
        let again = moves.lost().map(|wish| {
            view! {
                <p>
                    <button
                        type="button"
                        class="ds-button"
                        id="move-again"
                        data-variant="secondary"
                        on:click=move |_| moves.make(wish, None)
                    >
                        {t::plan::order_again()}
                    </button>
                </p>
            }
        });
        Some(view! {
            <Note tone=Tone::Warning>
                <p>{text}</p>
                {again}
            </Note>
        })
    };
    let foreign = move || {
        let text = editing.read(|plan| match &plan.archived {
            _ if plan.can_edit => None,
            Some(archived) => Some(t::plan::archived_note(language::moment(archived.at), &archived.by.name)),
            None => Some(t::plan::read_only(&plan.owner_unit.name)),
        });
        text.flatten().map(|text| view! { <Note tone=Tone::Info>{text}</Note> })
    };
    // drawn once, whatever is changed meanwhile
    let edited = Memo::new(move |_| editing.read(|plan| plan.can_edit.then_some(plan.id)).flatten());
    let presence = move || edited.get().map(|id| editing::presence(api_path!("/plans/{id}")));
    // REQ-15, PLN-2: why less can be done than elsewhere
    let origin = move || {
        let text = editing.read(|plan| match (&plan.template, plan.copies) {
            _ if !plan.can_edit => None,
            (Some(template), _) => Some(t::plan::from_template(&template.name)),
            (None, 0) => None,
            (None, copies) => Some(t::plan::template_in_use(copies)),
        });
        text.flatten().map(|text| view! { <Note tone=Tone::Info>{text}</Note> })
    };
    view! {
        <p>
            <a class="ds-link back" href="/manage/plans">
                {icon(icon_paths::ARROW_LEFT)}
                {t::plan::title()}
            </a>
        </p>
        <PageHead title above sub>
            {live(actions)}
        </PageHead>
        {live(presence)}
        <div role="alert">{live(notice)}</div>
        <ErrorBox error=other_error(moves.act)/>
        <p class="ds-sr-only" role="status">{moves.said}</p>
        {live(foreign)}
        {live(origin)}
        {live(way)}
        {live(body)}
    }
    .into_any()
}

/// The tabs that there are for a plan: value, name, and how much waits there.
fn tabs(plan: &PlanDetails) -> Vec<(&'static str, String, Option<i64>)> {
    let mut tabs = vec![("content", t::plan::tab_content().to_owned(), None)];
    if plan.can_fill() {
        let pending = i64::try_from(approval::pending(plan).len()).ok();
        tabs.push(("approval", t::plan::tab_approval().to_owned(), pending));
    }
    if !plan.is_template {
        tabs.push(("owners", t::plan::tab_owners().to_owned(), None));
        tabs.push(("publication", t::plan::tab_publication().to_owned(), None));
    }
    tabs.push(("versions", t::plan::tab_versions().to_owned(), None));
    tabs.push(("about", t::plan::tab_about().to_owned(), None));
    if plan.can_archive || plan.archived.is_some() {
        tabs.push(("archive", t::plan::tab_archive().to_owned(), None));
    }
    tabs
}

/// What can be done with a plan as a whole; the buttons stay while this stays.
#[derive(Clone, PartialEq)]
struct Offered {
    plan: PlanId,
    kind: PlanKind,
    name: String,
    /// Something waits, whoever it waits for.
    pending: bool,
    usage: bool,
}

impl Offered {
    fn by(plan: &PlanDetails) -> Option<Self> {
        if plan.archived.is_some() {
            return None;
        }
        Some(Self {
            plan: plan.id,
            kind: plan.kind,
            name: plan.name.clone(),
            pending: !approval::pending(plan).is_empty(),
            usage: plan.can_take_usage,
        })
    }
}

/// The way to what waits to be approved and can be.
fn approve(editing: Editing, tab: Query) -> AnyView {
    let count = Memo::new(move |_| {
        let choosable = |plan: &PlanDetails| approval::pending(plan).iter().filter(|one| one.choosable).count();
        editing.read(|plan| if plan.can_fill() { choosable(plan) } else { 0 }).unwrap_or_default()
    });
    live(move || {
        let count = count.get();
        (count > 0).then(|| {
            view! {
                <a class="ds-button" href=tab.href("approval")>
                    {t::plan::approve_n(count)}
                </a>
            }
        })
    })
}

fn actions(offered: &Offered, approve: AnyView) -> AnyView {
    let plan = offered.plan;
    let (active, changes) = (preview::href(plan, false), preview::href(plan, true));
    let pending = offered.pending.then(|| {
        view! {
            <a class="ds-button" id="preview-changes" data-variant="tertiary" href=changes>
                {t::plan::preview_changes()}
            </a>
        }
    });
    let usage = offered.usage.then(|| {
        let path = api_path!("/plans/{plan}/usage-report");
        let icon_path = icon_paths::FILE_EXCEL;
        view! { <DownloadButton path text=t::plan::usage_report() icon_path id="usage"/> }
    });
    let export = export::plan(plan, offered.kind, &offered.name);
    view! {
        <Actions>
            {approve}
            <a class="ds-button" id="preview" data-variant="tertiary" href=active.clone()>
                {icon(icon_paths::EYE)}
                {t::plan::preview()}
            </a>
            {pending}
            {usage}
            <CopyLink path=active/>
            {export}
        </Actions>
    }
    .into_any()
}

/// Where it is published, and how many have it.
fn sub(plan: &PlanDetails) -> String {
    if plan.is_template {
        return words::kind(plan.kind, true).to_owned();
    }
    let place = match (plan.state, plan.publications.as_slice()) {
        (PlanState::Draft, _) => t::plan::sub_draft().to_owned(),
        (PlanState::Withdrawn, _) => t::plan::sub_withdrawn().to_owned(),
        (PlanState::Published, [one]) if one.with_subunits => t::plan::sub_published_below(&one.unit.name),
        (PlanState::Published, [one]) => t::plan::sub_published(&one.unit.name),
        (PlanState::Published, many) => t::plan::sub_published_many(many.len()),
    };
    if plan.assigned == 0 { place } else { t::plan::sub_assigned(plan.assigned, place) }
}
