//! PLN-13: a plan as those who have it see it; and with all pending changes. Each has an address that opens for anybody
//! signed in.

use kyndig_contract::api_path;
use kyndig_contract::path::ApiPath;
use kyndig_contract::plan::{PlanPreview, PreviewRequirement, PreviewSection};
use kyndig_contract::requirement::RequirementRef;
use kyndig_domain::ids::PlanId;
use leptos::prelude::*;

use crate::browser;
use crate::features::content::file;
use crate::features::content::requirement::{read_content, read_prerequisites};
use crate::load::{Act, Load};
use crate::nav::encoded;
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::*;

/// Where it is found.
pub fn href(plan: PlanId, changes: bool) -> String {
    address(&plan.to_string(), changes)
}

fn address(plan: &str, changes: bool) -> String {
    if changes { format!("/preview/plans/{plan}/changes") } else { format!("/preview/plans/{plan}") }
}

/// These paths, cut at their slashes.
pub fn page(path: &[&str]) -> Option<AnyView> {
    let (plan, changes) = match path {
        ["preview", "plans", plan] => (*plan, false),
        ["preview", "plans", plan, "changes"] => (*plan, true),
        _ => return None,
    };
    Some(view! { <Preview plan=plan.to_owned() changes/> }.into_any())
}

#[component]
fn Preview(plan: String, changes: bool) -> AnyView {
    let base = api_path!("/plans/{}/preview", encoded(&plan));
    let path = with_query(base.clone(), &[("changes", changes.then(|| "true".to_owned()))]);
    let load = Load::new(
        || (),
        move |()| {
            let path = path.clone();
            async move { transport::get::<PlanPreview>(&path).await }
        },
    );
    let above = if changes { t::plan::preview_changes() } else { t::plan::preview() };
    let title = Signal::derive(move || load.value().map_or_else(|| t::plan::preview().to_owned(), |plan| plan.name));
    let sub = Signal::derive(move || load.value().map(|plan| plan.owner_unit.name));
    let note = if changes { t::plan::preview_changes_text() } else { t::plan::preview_text() };
    let link = address(&plan, changes);
    let one = move |changes_too: bool, text: &'static str| {
        let current = (changes_too == changes).then_some("true");
        view! {
            <a class="ds-button" data-variant="tertiary" href=address(&plan, changes_too) aria-current=current>
                {text}
            </a>
        }
    };
    view! {
        <PageHead title above=above.to_owned() sub>
            <Actions>
                <CopyLink path=link/>
            </Actions>
        </PageHead>
        <div class="filters">
            <div class="ds-toggle-group" role="group" aria-label=t::plan::preview_which()>
                {one(false, t::plan::preview_active())}
                {one(true, t::plan::preview_with_changes())}
            </div>
        </div>
        <Note tone=Tone::Info>{note}</Note>
        {loaded(load, 8, move |plan| body(&base, &plan))}
    }
    .into_any()
}

fn body(base: &ApiPath, plan: &PlanPreview) -> AnyView {
    let line = |name: &'static str, value: Option<String>| {
        value.filter(|value| !value.trim().is_empty()).map(|value| view! { <dt>{name}</dt> <dd>{value}</dd> })
    };
    let sections = plan.sections.iter().map(|one| section(base, one, &plan.prerequisites)).collect_view();
    let empty = plan
        .sections
        .is_empty()
        .then(|| view! { <Empty title=t::plan::preview_none_title() text=t::plan::preview_none_text()/> });
    let description = (!plan.description.trim().is_empty()).then(|| view! { <Prose text=plan.description.clone()/> });
    view! {
        <section class="panel">
            <div class="pad">
                {description}
                <dl class="kv">
                    {line(t::plan::time_frame(), Some(plan.time_frame.clone()))}
                    {line(t::plan::literature(), Some(plan.literature.clone()))}
                    {line(t::plan::document_owner(), plan.document_owner.as_ref().map(|one| one.name.clone()))}
                    {line(t::plan::document_author(), plan.document_author.as_ref().map(|one| one.name.clone()))}
                </dl>
            </div>
            {empty}
        </section>
        {sections}
    }
    .into_any()
}

fn section(base: &ApiPath, section: &PreviewSection, known: &[RequirementRef]) -> AnyView {
    let rows = section.requirements.iter().map(|one| requirement(base, one, known)).collect_view();
    view! {
        <Panel title=section.name.clone()>
            <div class="pad past">{rows}</div>
        </Panel>
    }
    .into_any()
}

fn requirement(base: &ApiPath, one: &PreviewRequirement, known: &[RequirementRef]) -> AnyView {
    let inactive = one.inactive.then(|| view! { <Tag tone=Tone::Warning text=t::plan::preview_inactive()/> });
    let drafted = one.drafted.then(|| view! { <Tag tone=Tone::Info text=t::plan::preview_drafted()/> });
    let tags = (one.inactive || one.drafted).then(|| view! { <p class="row">{inactive} {drafted}</p> });
    let files = file::listed(base, &one.files).map(|files| view! { <dl class="kv">{files}</dl> });
    let content = one.content.clone();
    let known = known.to_vec();
    view! {
        <Fold title=format!("{} · {}", content.name, one.number)>
            {tags}
            {read_content(&content)}
            {files}
            {read_prerequisites(&content, &known)}
        </Fold>
    }
    .into_any()
}

/// Puts the address of a page on the clipboard; where the browser does not let it, shows it to be copied by hand.
#[component]
pub fn CopyLink(#[prop(into)] path: String) -> AnyView {
    let shown = RwSignal::new(false);
    let link = StoredValue::new(format!("{}{path}", browser::origin()));
    let copy = Act::new(
        move |(), _| async move { Ok(browser::copied(&link.get_value()).await) },
        move |copied: bool| {
            if copied {
                toast(t::plan::link_copied());
            }
            shown.set(!copied);
        },
    );
    let by_hand = move || {
        shown.get().then(|| {
            view! {
                <input
                    class="ds-input"
                    readonly
                    aria-label=t::plan::link_by_hand()
                    value=link.get_value()
                />
            }
        })
    };
    view! {
        <button type="button" class="ds-button" id="copy-link" data-variant="secondary" on:click=move |_| copy.run(())>
            {icon(icon_paths::LINK)}
            {t::plan::copy_link()}
        </button>
        {live(by_hand)}
    }
    .into_any()
}
