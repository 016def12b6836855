//! REQ-9: the units whose plans can take the requirement in.

use kyndig_contract::api_path;
use kyndig_contract::requirement::{RequirementDetails, RequirementShare, ShareRequirement, ShareWithUnits};
use kyndig_domain::ids::{RequirementId, UnitId};
use leptos::prelude::*;

use crate::features::people::unit::several::{self, Units};
use crate::form::Form;
use crate::load::{Act, Load};
use crate::t;
use crate::transport;
use crate::ui::*;

/// What changes a share: which unit, and whether those below are with it.
type Change = Act<(UnitId, bool)>;

fn share(id: RequirementId, details: Load<RequirementDetails>) -> Change {
    Act::new(
        move |(unit, with_subunits): (UnitId, bool), _| {
            let version = untrack(|| details.value().map(|now| now.version));
            async move {
                let path = api_path!("/requirements/{id}/shares/{unit}");
                transport::put::<RequirementDetails>(&path, &ShareRequirement { with_subunits }, version).await
            }
        },
        move |now| {
            toast(t::requirement::shared());
            details.set(now);
        },
    )
}

/// The tab.
#[component]
pub fn Sharing(now: RequirementDetails, details: Load<RequirementDetails>) -> AnyView {
    let (id, editable) = (now.id, now.can_edit);
    let change = share(id, details);
    let rows = if now.shares.is_empty() {
        view! { <Empty title=t::requirement::shares_none_title() text=t::requirement::shares_none_text()/> }.into_any()
    } else {
        let rows = now.shares.into_iter().map(|one| row(id, one, editable, change, details)).collect_view();
        view! { <ul class="list">{rows}</ul> }.into_any()
    };
    let add = editable.then(|| view! { <Add id details/> });
    view! {
        <p class="sub">{t::requirement::shares_text()}</p>
        {rows}
        <ErrorBox error=change.error/>
        {add}
    }
    .into_any()
}

fn row(
    id: RequirementId,
    one: RequirementShare,
    editable: bool,
    change: Change,
    details: Load<RequirementDetails>,
) -> AnyView {
    let unit = one.unit.id;
    let name = one.unit.name;
    let below = one.with_subunits;
    let sub = if below { t::plan::with_subunits() } else { t::plan::without_subunits() };
    let sub = format!("{sub} · {}", t::requirement::plans_n(one.plans));
    let asking = RwSignal::new(false);
    let end = Act::new(
        move |(), _| async move {
            let version = untrack(|| details.value().map(|now| now.version));
            transport::delete(&api_path!("/requirements/{id}/shares/{unit}"), version).await
        },
        move |()| {
            toast(t::requirement::share_ended());
            asking.set(false);
            details.refetch();
        },
    );
    let tools = match (editable, one.ended) {
        (false, _) => ().into_any(),
        (true, true) => view! {
            <span class="row tools">
                <button
                    type="button"
                    class="ds-button"
                    id=format!("renew-{unit}")
                    data-variant="tertiary"
                    aria-label=t::requirement::share_renew_of(&name)
                    on:click=move |_| change.run((unit, below))
                >
                    {t::requirement::share_renew()}
                </button>
            </span>
        }
        .into_any(),
        (true, false) => {
            let text = if below { t::plan::exclude_subunits() } else { t::plan::include_subunits() };
            view! {
                <span class="row tools">
                    <button
                        type="button"
                        class="ds-button"
                        id=format!("below-{unit}")
                        data-variant="tertiary"
                        aria-label=format!("{text}, {name}")
                        on:click=move |_| change.run((unit, !below))
                    >
                        {text}
                    </button>
                    <button
                        type="button"
                        class="ds-button"
                        id=format!("end-{unit}")
                        data-variant="tertiary"
                        data-color="danger"
                        aria-label=t::requirement::share_end_of(&name)
                        on:click=move |_| asking.set(true)
                    >
                        {t::requirement::share_end()}
                    </button>
                </span>
            }
            .into_any()
        }
    };
    let title = t::requirement::share_end_title(&name);
    let shown = if one.ended {
        view! {
            <s>{name}</s>
            <span class="ds-sr-only">{t::requirement::share_is_ended()}</span>
        }
        .into_any()
    } else {
        view! { <b>{name}</b> }.into_any()
    };
    view! {
        <li class="stacked">
            <div class="t">
                {shown}
                <span>{sub}</span>
            </div>
            {tools}
            <Confirm
                open=asking
                title
                action=t::requirement::share_end().to_owned()
                act=end
                dangerous=true
            >
                <p>{t::requirement::share_end_text()}</p>
            </Confirm>
        </li>
    }
    .into_any()
}

/// With several units at once.
#[component]
fn Add(id: RequirementId, details: Load<RequirementDetails>) -> AnyView {
    let form = Form::named("share");
    let units = Units::new(form);
    let below = RwSignal::new(false);
    let act = Act::new(
        move |request: ShareWithUnits, _| {
            let version = untrack(|| details.value().map(|now| now.version)).unwrap_or_default();
            async move {
                let path = api_path!("/requirements/{id}/shares");
                transport::post_version::<RequirementDetails>(&path, &request, version).await
            }
        },
        move |now| {
            toast(t::requirement::shared());
            units.clear();
            details.set(now);
        },
    );
    form.follow(act);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(unit_ids) = units.read() {
            act.run(ShareWithUnits { unit_ids, with_subunits: below.get_untracked() });
        }
    };
    let text = Signal::derive(move || t::requirement::share_now(units.count().max(1)));
    view! {
        <form class="stack narrow" novalidate on:submit=send>
            <h3>{t::requirement::share_add()}</h3>
            {several::field(units, t::requirement::share_unit())}
            <CheckField checked=below label=t::plan::include_subunits()/>
            <ErrorBox error=form.beyond(act.error)/>
            <Submit id="share" pending=act.pending text/>
        </form>
    }
    .into_any()
}
