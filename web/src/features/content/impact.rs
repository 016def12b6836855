//! ★ What an act would mean to how many, shown before it is done: in words first, then department by department.

use kyndig_contract::api_path;
use kyndig_contract::impact::{Impact, Move, UnitImpact};
use kyndig_contract::path::ApiPath;
use kyndig_domain::standing::Status;
use leptos::prelude::*;
use serde::Serialize;

use crate::load::Load;
use crate::t;
use crate::transport;
use crate::ui::*;

/// Asks the API when it is drawn: at `path`, of what was seen as `version`.
pub fn asked<B: Serialize + Clone + 'static>(path: ApiPath, body: B, version: i32) -> AnyView {
    let impact = Load::new(
        || (),
        move |()| {
            let (path, body) = (api_path!(below path, "/impact"), body.clone());
            async move { transport::post_version::<Impact>(&path, &body, version).await }
        },
    );
    view! { <div class="impact" aria-live="polite">{loaded(impact, 2, |impact| shown(&impact))}</div> }.into_any()
}

fn shown(impact: &Impact) -> AnyView {
    if impact.people == 0 {
        return view! { <p>{t::impact::nobody()}</p> }.into_any();
    }
    let same = impact.moves.is_empty().then(|| t::impact::same(impact.people));
    let units = (impact.units.len() > 1).then(|| {
        let columns = vec![
            Column::new(t::impact::unit()),
            Column::new(t::impact::count()).amount(),
            Column::new(t::impact::changes()),
        ];
        let rows = impact.units.iter().map(row).collect_view();
        view! { <Table caption=Signal::stored(t::impact::caption().to_owned()) columns>{rows}</Table> }
    });
    // with one department alone, its name stands in the words
    let place = match impact.units.as_slice() {
        [one] => Some(view! { <span class="meta">{one.unit.name.clone()}</span> }),
        _ => None,
    };
    view! {
        <p>
            <b>{t::impact::people(impact.people)}</b>
            " "
            {same}
            " "
            {place}
        </p>
        {moves(&impact.moves)}
        {units}
    }
    .into_any()
}

fn row(one: &UnitImpact) -> AnyView {
    let changes = if one.moves.is_empty() {
        view! { <span class="meta">{t::impact::no_change()}</span> }.into_any()
    } else {
        moves(&one.moves)
    };
    view! {
        <tr>
            <th scope="row" data-label=t::impact::unit()>{one.unit.name.clone()}</th>
            <td data-label=t::impact::count() class="amount">{one.people}</td>
            <td data-label=t::impact::changes()>{changes}</td>
        </tr>
    }
    .into_any()
}

/// From which status to which, and how many; read aloud as one sentence each.
fn moves(of: &[Move]) -> AnyView {
    let side = |status: Option<Status>, without: &'static str| match status {
        Some(status) => view! {
            <Mark status quiet=true/>
            {status_name(status)}
        }
        .into_any(),
        None => view! { <span class="meta">{without}</span> }.into_any(),
    };
    let name = |status: Option<Status>, without: &'static str| status.map_or(without, status_name);
    let lines = of
        .iter()
        .map(|one| {
            let (none, gone) = (t::impact::none(), t::impact::gone());
            let said = t::impact::way(name(one.from, none), name(one.to, gone), one.people);
            view! {
                <li>
                    <span class="ds-sr-only">{said}</span>
                    <span aria-hidden="true">
                        <b>{one.people}</b>
                        {side(one.from, none)}
                        {icon(icon_paths::ARROW_RIGHT)}
                        {side(one.to, gone)}
                    </span>
                </li>
            }
        })
        .collect_view();
    (!of.is_empty()).then(|| view! { <ul class="ways">{lines}</ul> }).into_any()
}
