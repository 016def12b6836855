//! The positions, by search and role, and the chosen one's roles in the panel.

use kyndig_contract::api_path;
use kyndig_contract::page::Page;
use kyndig_contract::path::ApiPath;
use kyndig_contract::permission;
use kyndig_contract::role::{PositionAccess, RoleGrant};
use kyndig_domain::position::PositionState;
use leptos::prelude::*;

use super::grant::Grant;
use super::words;
use crate::features::people::unit::find as find_unit;
use crate::form::Form;
use crate::language;
use crate::load::{Act, Pages};
use crate::nav::Query;
use crate::session::use_session;
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::*;

#[component]
pub fn Roles() -> AnyView {
    let may_grant = use_session().may(permission::GRANT_ROLES);
    let search = Query::new("search");
    let role = Query::new("role");
    let chosen = Query::new("position");
    let (unit, unit_name, state) = (Query::new("unit"), Query::new("unitName"), Query::new("state"));
    let asked = move || {
        let query = [
            ("search", Some(search.text())),
            ("role", Some(role.text())),
            ("unit", Some(unit.text())),
            ("state", Some(state.text())),
        ];
        with_query(api_path!("/positions"), &query)
    };
    let list = Pages::new(asked, |path: ApiPath, cursor| async move {
        transport::get::<Page<PositionAccess>>(&with_query(path, &[("cursor", cursor)])).await
    });
    let export = Signal::derive(asked);
    let rows = paged(
        list,
        8,
        || view! { <Empty title=t::role::none_title() text=t::role::none_text()/> }.into_any(),
        |rows| view! { <ul class="list">{rows}</ul> }.into_any(),
        move |one: PositionAccess| row(one, chosen),
    );
    let found = Memo::new(move |_| chosen.get().and_then(|id| find(list, &id)));
    let hint = if may_grant { t::role::choose_text() } else { t::role::choose_read() };
    let panel = move || match found.get() {
        Some(one) => details(one, chosen, list),
        None => view! { <Hint title=t::role::choose() text=hint/> }.into_any(),
    };
    let states = vec![
        Choice::new(PositionState::Open.as_str(), t::role::state_open()),
        Choice::new(PositionState::Closed.as_str(), t::role::state_closed()),
        Choice::new(PositionState::Pending.as_str(), t::role::state_pending()),
    ];
    let form = Form::named("filter");
    let field = form.field("unit", unit.get_untracked().unwrap_or_default());
    let choose = move |option: Option<SuggestOption>| {
        let (id, named) = option.map(|option| (option.value, option.name)).unzip();
        unit.set(id);
        unit_name.set(named);
    };
    let read_only = (!may_grant).then(|| t::role::read_only().to_owned());
    view! {
        <PageHead title=t::role::title().to_owned() sub=Signal::stored(read_only)/>
        <div class="filters">
            <SearchBox query=search label=t::role::search()/>
            <FilterSelect query=role label=t::role::role() any=t::role::any_role() choices=words::choices()/>
            <FilterSelect query=state label=t::role::state() any=t::role::any_state() choices=states/>
            <SuggestField
                field
                label=t::role::in_unit()
                filter=true
                name=unit_name.get_untracked().unwrap_or_default()
                search=find_unit::any
                chosen=Callback::new(choose)
            />
            <ExportMenu path=export/>
        </div>
        <Split>
            <section class="panel">{rows}</section>
            {live(panel)}
        </Split>
    }
    .into_any()
}

/// The chosen one among the rows that are here.
fn find(list: Pages<PositionAccess>, id: &str) -> Option<PositionAccess> {
    let mut all = list.first.value().map(|page| page.items).unwrap_or_default();
    for index in 0..list.count() {
        all.extend(list.more(index));
    }
    all.into_iter().find(|one| one.position_id.to_string() == id)
}

fn row(one: PositionAccess, chosen: Query) -> AnyView {
    let id = one.position_id.to_string();
    let (mine, wanted) = (id.clone(), id.clone());
    let roles = one.grants.len();
    let inactive = state(one.state).map(|text| view! { <Tag tone=Tone::Neutral text/> });
    let tag = (roles > 0).then(|| view! { <Tag tone=Tone::Info text=t::role::roles(roles)/> });
    view! {
        <ListRow
            id=format!("position-{id}")
            href=Signal::derive(move || chosen.href(&wanted))
            chosen=Signal::derive(move || chosen.get().as_ref() == Some(&mine))
            title=one.person.name
            sub=format!("{} · {}", one.title, one.unit.name)
        >
            {inactive}
            {tag}
        </ListRow>
    }
    .into_any()
}

/// What is told of a position that nobody acts as.
fn state(state: PositionState) -> Option<&'static str> {
    match state {
        PositionState::Open => None,
        PositionState::Closed => Some(t::role::state_closed()),
        PositionState::Pending => Some(t::role::state_pending()),
    }
}

fn details(one: PositionAccess, chosen: Query, list: Pages<PositionAccess>) -> AnyView {
    let may_grant = use_session().may(permission::GRANT_ROLES);
    let line = |name: &'static str, value: String| view! { <dt>{name}</dt> <dd>{value}</dd> };
    let last = one.last_sign_in.map_or_else(|| t::role::never().to_owned(), language::moment);
    let name = one.person.name.clone();
    let grants = if one.grants.is_empty() {
        view! { <p class="meta">{t::role::granted_none()}</p> }.into_any()
    } else {
        let rows = one.grants.into_iter().map(|grant| granted(grant, may_grant, list)).collect_view();
        view! { <ul class="list framed">{rows}</ul> }.into_any()
    };
    let position = one.position_id;
    let stands = state(one.state).map(|text| line(t::role::state(), text.to_owned()));
    let grant = (may_grant && one.state != PositionState::Closed).then(|| view! { <Grant position list/> });
    view! {
        <Side title=name close=move || chosen.set(None)>
            <dl class="kv">
                {line(t::employee::position(), format!("{} · {}", one.title, one.unit.name))}
                {line(t::role::trust(), one.trust_name)}
                {stands}
                {one.email.map(|email| line(t::role::email(), email))}
                {one.phone.map(|phone| line(t::role::phone(), phone))}
                {line(t::role::last_sign_in(), last)}
            </dl>
            <h3>{t::role::granted()}</h3>
            {grants}
            {grant}
        </Side>
    }
    .into_any()
}

/// A role, what it holds for, and taking it away; asked once.
fn granted(grant: RoleGrant, may_grant: bool, list: Pages<PositionAccess>) -> AnyView {
    let role = words::name(grant.role);
    let over = grant.unit.map(|unit| unit.name).or(grant.plan_name);
    let over = match (over, grant.speciality) {
        (Some(over), Some(speciality)) => format!("{over} · {speciality}"),
        (Some(over), None) => over,
        (None, _) => t::role::everywhere().to_owned(),
    };
    let at = language::moment(grant.granted_at);
    let by = match grant.granted_by {
        Some(by) => t::role::granted_by(at, by.name),
        None => t::role::granted_system(at),
    };
    let asking = RwSignal::new(false);
    let path = api_path!("/role-grants/{}", grant.id);
    let act = Act::new(
        move |(), _| {
            let path = path.clone();
            async move { transport::delete(&path, None).await }
        },
        move |()| {
            toast(t::role::revoked());
            asking.set(false);
            list.refetch();
        },
    );
    let text = t::role::revoke_text(&grant.person.name);
    let revoke = may_grant.then(|| {
        view! {
            <button
                type="button"
                class="ds-button"
                id=format!("revoke-{}", grant.id)
                data-variant="tertiary"
                data-color="danger"
                aria-label=t::role::revoke_role(role)
                on:click=move |_| asking.set(true)
            >
                {t::role::revoke()}
            </button>
        }
    });
    view! {
        <li>
            <div class="t">
                <b>{role}</b>
                <span>{format!("{over} · {by}")}</span>
            </div>
            {revoke}
            <Confirm
                open=asking
                title=t::role::revoke_title(role)
                action=t::role::revoke_now().to_owned()
                act
                dangerous=true
            >
                <p>{text.clone()}</p>
            </Confirm>
        </li>
    }
    .into_any()
}
