//! One requirement: its draft to edit, what is published to read beside it, and the plans that use it.

use kyndig_contract::api_path;
use kyndig_contract::requirement::{RequirementDetails, RequirementSummary, UsedInPlan};
use leptos::prelude::*;

use super::archive::OutOfUse;
use super::edit::Edit;
use super::files::{Files, Held};
use super::sharing::Sharing;
use super::versions::Versions;
use super::{read, words};
use crate::features::content::editing;
use crate::language;
use crate::load::{Load, Pages};
use crate::nav::{Query, encoded};
use crate::t;
use crate::transport;
use crate::ui::*;

/// The panel: drawn anew for each chosen id.
#[component]
pub fn Details(id: String, list: Pages<RequirementSummary>, #[prop(into)] close: Callback<()>) -> AnyView {
    let details = Load::new(
        || (),
        move |()| {
            let path = api_path!("/requirements/{}", encoded(&id));
            async move { transport::get::<RequirementDetails>(&path).await }
        },
    );
    let title = Signal::derive(move || match details.value() {
        Some(details) => {
            let name = details.draft.or(details.published).map(|content| content.name);
            name.unwrap_or(details.number)
        }
        None => t::common::loading().to_owned(),
    });
    let tab = Query::new("tab");
    let held = Held::new(details);
    let tabs = Signal::derive(move || {
        let details = details.value();
        let editable = details.as_ref().is_some_and(|details| details.can_edit);
        let archived = details.as_ref().is_some_and(|details| details.archived.is_some());
        let archives = details.as_ref().is_some_and(|details| details.can_archive);
        let there = held.count().filter(|there| *there > 0);
        let used = details.and_then(|details| i64::try_from(details.used_in.len()).ok());
        let mut tabs = Vec::new();
        if editable {
            tabs.push(("edit", t::requirement::tab_edit().to_owned(), None));
        }
        tabs.push(("published", t::requirement::tab_published().to_owned(), None));
        tabs.push(("files", t::file::files().to_owned(), there));
        tabs.push(("versions", t::requirement::tab_versions().to_owned(), None));
        tabs.push(("sharing", t::requirement::tab_sharing().to_owned(), None));
        tabs.push(("used", t::requirement::tab_used().to_owned(), used));
        if archived {
            tabs.push(("archive", t::requirement::tab_archive().to_owned(), None));
        } else if editable || archives {
            tabs.push(("archive", t::requirement::tab_out().to_owned(), None));
        }
        tabs
    });
    let panel = Callback::new(move |tab: String| {
        // what is still on its way is not drawn away
        if tab == "files" {
            return view! { <Files held/> }.into_any();
        }
        loaded(details, 5, move |now| match tab.as_str() {
            "edit" => view! { <Edit now details list/> }.into_any(),
            "versions" => view! { <Versions now/> }.into_any(),
            "sharing" => view! { <Sharing now details/> }.into_any(),
            "archive" => view! { <OutOfUse now details list close/> }.into_any(),
            "used" => used(now.used_in),
            _ => published(&now),
        })
    });
    let ready = Memo::new(move |_| details.value().is_some());
    let body = move || {
        if ready.get() {
            view! { <Tabs query=tab tabs label=t::requirement::tabs() panel/> }.into_any()
        } else {
            loaded(details, 6, |_| ().into_any())
        }
    };
    // the draft saves itself without drawing anything anew: what stands is fetched when one turns to something else
    let writes = |tab: Option<&str>| matches!(tab, None | Some("edit"));
    Effect::new(move |before: Option<Option<String>>| {
        let now = tab.get();
        // of what one only reads nothing has been saved, and what was opened on it stays
        let edits = untrack(|| details.value().is_some_and(|details| details.can_edit));
        if edits && before.is_some_and(|before| writes(before.as_deref()) && !writes(now.as_deref())) {
            details.refetch();
            list.refetch();
        }
        now
    });
    // and so do files: what they have come to is shown when one turns to something else
    Effect::new(move |before: Option<bool>| {
        let there = tab.get().as_deref() == Some("files");
        if before == Some(true) && !there {
            held.hand_over(details);
        }
        there
    });
    // drawn once, whatever is saved meanwhile
    let edited = Memo::new(move |_| {
        let now = details.value().filter(|now| now.can_edit)?;
        writes(tab.get().as_deref()).then_some(now.id)
    });
    let presence = move || edited.get().map(|id| editing::presence(api_path!("/requirements/{id}")));
    view! {
        <Side title close>
            {live(move || details.value().map(|now| head(&now)))}
            {live(presence)}
            {live(body)}
        </Side>
    }
    .into_any()
}

/// Number, owner and how it stands.
fn head(now: &RequirementDetails) -> AnyView {
    let (tone, state) = if now.archived.is_some() {
        (Tone::Neutral, t::requirement::archived_state())
    } else {
        words::state(now.published_version > 0, now.draft.is_some())
    };
    let version = (now.published_version > 0).then(|| {
        let text = match now.published_at {
            Some(at) => t::requirement::version_at(now.published_version, language::moment(at)),
            None => t::requirement::version(now.published_version),
        };
        view! { <span class="meta">{text}</span> }
    });
    let foreign = (!now.can_edit && now.archived.is_none()).then(|| {
        let text = t::requirement::read_only(&now.owner_unit.name);
        view! { <Note tone=Tone::Info>{text}</Note> }
    });
    view! {
        <div class="row">
            <span class="meta">{format!("{} · {}", now.number, now.owner_unit.name)}</span>
            <Tag tone text=state/>
            {version}
        </div>
        {foreign}
    }
    .into_any()
}

fn published(now: &RequirementDetails) -> AnyView {
    match &now.published {
        Some(content) => view! {
            <h3>{content.name.clone()}</h3>
            {read::content(content)}
            {read::category(content, &now.categories)}
            {read::prerequisites(content, &now.prerequisites)}
        }
        .into_any(),
        None if now.archived.is_some() => view! {
            <Empty title=t::requirement::archived_state() text=t::requirement::archived_hidden()/>
        }
        .into_any(),
        None => view! {
            <Empty title=t::requirement::not_published_title() text=t::requirement::not_published_text()/>
        }
        .into_any(),
    }
}

fn used(plans: Vec<UsedInPlan>) -> AnyView {
    if plans.is_empty() {
        return view! { <Empty title=t::requirement::used_none_title() text=t::requirement::used_none_text()/> }
            .into_any();
    }
    let one = |plan: UsedInPlan| {
        view! {
            <ListRow
                id=format!("plan-{}", plan.plan_id)
                href=Signal::stored(format!("/manage/plans/{}", plan.plan_id))
                title=plan.plan_name
                sub=t::requirement::used_people(plan.people)
            />
        }
    };
    view! { <ul class="list">{plans.into_iter().map(one).collect_view()}</ul> }.into_any()
}
