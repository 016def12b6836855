//! Gives a role; what else is asked for follows from the role.

use kyndig_contract::api_path;
use kyndig_contract::page::Page;
use kyndig_contract::plan::PlanSummary;
use kyndig_contract::role::{GrantRole, PositionAccess, Role, RoleGrant};
use kyndig_domain::ids::PositionId;
use kyndig_domain::role::ScopeKind;
use leptos::prelude::*;

use super::words;
use crate::features::people::unit::find;
use crate::form::Form;
use crate::load::{Act, Pages};
use crate::t;
use crate::transport::{self, AppError, with_query};
use crate::ui::*;

async fn plans(text: String) -> Result<Vec<SuggestOption>, AppError> {
    let found: Page<PlanSummary> = transport::get(&with_query(api_path!("/plans"), &[("search", Some(text))])).await?;
    let option =
        |plan: PlanSummary| SuggestOption { value: plan.id.to_string(), name: plan.name, detail: plan.owner_unit.name };
    Ok(found.items.into_iter().map(option).collect())
}

#[component]
pub fn Grant(position: PositionId, list: Pages<PositionAccess>) -> AnyView {
    let form = Form::new();
    let role = form.field("role", Role::SubjectLeadA.as_str());
    let unit = form.field("unitId", "");
    let plan = form.field("planId", "");
    let speciality = form.field("speciality", "");
    let act = Act::new(
        |request: GrantRole, attempt| async move {
            transport::create::<RoleGrant>(&api_path!("/role-grants"), &request, &attempt).await
        },
        move |_| {
            toast(t::role::given());
            form.saved();
            list.refetch();
        },
    );
    form.follow(act);
    form.guard(&["position"]);
    let kind = Memo::new(move |_| role.value.get().parse::<Role>().map_or(ScopeKind::None, Role::scope_kind));
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(role) = role.get().parse() else { return role.reject("required") };
        let kind = kind.get_untracked();
        let over_unit = matches!(kind, ScopeKind::Unit | ScopeKind::UnitAndSpeciality);
        let unit_id = unit.get().parse().ok().filter(|_| over_unit);
        let plan_id = plan.get().parse().ok().filter(|_| kind == ScopeKind::Plan);
        if over_unit && unit_id.is_none() {
            return unit.reject("required");
        }
        if kind == ScopeKind::Plan && plan_id.is_none() {
            return plan.reject("required");
        }
        let speciality_text = speciality.some().filter(|_| kind == ScopeKind::UnitAndSpeciality);
        if kind == ScopeKind::UnitAndSpeciality && speciality_text.is_none() {
            return speciality.reject("required");
        }
        let request = GrantRole { position_id: position, role, unit_id, plan_id, speciality: speciality_text };
        if form.check(&request) {
            act.run(request);
        }
    };
    let over = move || match kind.get() {
        ScopeKind::None => ().into_any(),
        ScopeKind::Unit => unit_field(unit),
        ScopeKind::Plan => {
            view! { <SuggestField field=plan label=t::role::plan() required=true search=plans/> }.into_any()
        }
        ScopeKind::UnitAndSpeciality => view! {
            {unit_field(unit)}
            <TextField field=speciality label=t::role::speciality() required=true/>
        }
        .into_any(),
    };
    view! {
        <h3>{t::role::grant()}</h3>
        <form class="stack" novalidate on:submit=send>
            <SelectField field=role label=t::role::role() choices=words::choices() required=true/>
            {live(over)}
            <ErrorBox error=act.error/>
            <Submit id="grant" pending=act.pending text=t::role::grant().to_owned()/>
        </form>
    }
    .into_any()
}

fn unit_field(unit: crate::form::Field) -> AnyView {
    view! {
        <SuggestField
            field=unit
            label=t::role::unit()
            description=Some(Oco::from(t::role::unit_text()))
            required=true
            search=find::any
        />
    }
    .into_any()
}
