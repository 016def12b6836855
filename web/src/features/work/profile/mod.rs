//! POS-13: My profile, what HR knows of oneself.

use kyndig_contract::api_path;
use kyndig_contract::employee::Availability;
use kyndig_contract::profile::Profile;
use leptos::prelude::*;

use crate::language::date;
use crate::load::Load;
use crate::session::use_session;
use crate::shell::acting_line;
use crate::t;
use crate::transport;
use crate::ui::{PageHead, Panel, Tag, Tone, loaded};

pub fn page(path: &[&str]) -> Option<AnyView> {
    match path {
        ["profile"] => Some(view! { <MyProfile/> }.into_any()),
        _ => None,
    }
}

#[component]
fn MyProfile() -> AnyView {
    let profile = Load::new(|| (), |()| async { transport::get::<Profile>(&api_path!("/my/profile")).await });
    let session = use_session();
    let name = session.details().map(|details| details.name).unwrap_or_default();
    let sub = session.acting().map(|acting| format!("{name} · {}", acting_line(&acting)));
    view! {
        <PageHead title=t::profile::title().to_owned() sub=sub.unwrap_or(name)/>
        <section class="narrow">
            <Panel title=t::profile::personalia().to_owned()>
                {loaded(profile, 8, |profile| view! { <Facts profile/> }.into_any())}
            </Panel>
        </section>
    }
    .into_any()
}

#[component]
fn Facts(profile: Profile) -> AnyView {
    let line = |name: &'static str, value: Option<String>| {
        value.filter(|value| !value.is_empty()).map(|value| view! { <dt>{name}</dt> <dd>{value}</dd> })
    };
    let temporary = (profile.availability == Availability::Borrowed)
        .then(|| view! { " " <Tag tone=Tone::Success text=t::session::loan()/> });
    let lent = (profile.availability == Availability::LentOut)
        .then(|| view! { " " <Tag tone=Tone::Warning text=t::employee::lent_out()/> });
    let manager = profile.manager.map_or_else(
        || view! { <span class="meta">{t::profile::no_manager()}</span> }.into_any(),
        |manager| {
            let origin = if profile.manager_set_by_hand { t::profile::by_hand() } else { t::profile::from_hr() };
            view! { {manager.name} " " <Tag tone=Tone::Neutral text=origin/> }.into_any()
        },
    );
    view! {
        <div class="pad">
            <dl class="kv">
                {line(t::settings::name(), Some(profile.name))}
                {line(t::employee::email(), profile.email)}
                {line(t::employee::phone(), profile.phone)}
                {line(t::employee::hpr_number(), profile.hpr_number)}
                <dt>{t::employee::position()}</dt>
                <dd>{profile.title} {temporary} {lent}</dd>
                {line(t::employee::unit(), Some(profile.unit.name))}
                {line(t::employee::trust(), Some(profile.trust_name))}
                {line(t::employee::cost_centre(), Some(profile.cost_centre))}
                {line(t::employee::starts_on(), Some(date(profile.starts_on)))}
                {line(t::employee::ends_on(), profile.ends_on.map(date))}
                <dt>{t::employee::manager()}</dt>
                <dd>{manager}</dd>
            </dl>
        </div>
        <p class="pad foot-note">{t::profile::from_hr_text()}</p>
    }
    .into_any()
}
