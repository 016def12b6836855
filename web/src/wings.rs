//! The parts of the application that are fetched when first needed. xtask cuts the module here: what only one wing
//! uses is not in the first download. The path says which wing a page is in.

#![expect(clippy::unnecessary_wraps, reason = "the macro puts the failure to fetch into the Result")]

use std::future::Future;

use futures_util::FutureExt as _;
use leptos::{prelude::*, task::spawn_local};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::features;
use crate::t;
use crate::transport::AppError;
use crate::ui::{ErrorBox, Skeleton};

/// A part of the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wing {
    /// The first page.
    Home,
    /// What everybody does: plans, signing.
    Work,
    /// What managers do with their employees.
    Lead,
    /// What administrators do: plans, requirements, imports.
    Admin,
    /// The search over all of it; no page, but what the search's dialog holds.
    Find,
}

/// How far a wing has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arrival {
    NotAsked,
    Asked,
    Here,
    Failed,
}

thread_local! {
    static ARRIVALS: [ArcRwSignal<Arrival>; 5] = std::array::from_fn(|_| ArcRwSignal::new(Arrival::NotAsked));
}

type Page = Result<Option<AnyView>, SplitLoaderError>;

#[wasm_split(home, fallible, preload(fetch_home))]
fn home(path: String) -> Page {
    Ok(features::home_page(&parts(&path)))
}

#[wasm_split(work, fallible, preload(fetch_work))]
fn work(path: String) -> Page {
    Ok(features::work_page(&parts(&path)))
}

#[wasm_split(lead, fallible, preload(fetch_lead))]
fn lead(path: String) -> Page {
    Ok(features::lead_page(&parts(&path)))
}

#[wasm_split(admin, fallible, preload(fetch_admin))]
fn admin(path: String) -> Page {
    Ok(features::admin_page(&parts(&path)))
}

#[wasm_split(find, fallible, preload(fetch_find))]
fn find(path: String) -> Page {
    Ok(features::find_page(&parts(&path)))
}

/// A path, cut at its slashes.
pub fn parts(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
}

impl Wing {
    fn arrival(self) -> ArcRwSignal<Arrival> {
        ARRIVALS.with(|arrivals| arrivals[self as usize].clone())
    }

    fn ask(self) {
        let arrival = self.arrival();
        if matches!(arrival.get_untracked(), Arrival::NotAsked | Arrival::Failed) {
            arrival.set(Arrival::Asked);
            spawn_local(async move {
                let result = match self {
                    Self::Home => fetch_home().await,
                    Self::Work => fetch_work().await,
                    Self::Lead => fetch_lead().await,
                    Self::Admin => fetch_admin().await,
                    Self::Find => fetch_find().await,
                };
                arrival.set(if result.is_ok() { Arrival::Here } else { Arrival::Failed });
            });
        }
    }
}

/// Begins to fetch what the path needs.
pub fn ask_for(path: &str) {
    features::wing(&parts(path)).ask();
}

/// The page of the path in this wing; `None` when there is none. To be called where it may be drawn anew, once the wing is here.
pub fn page(wing: Wing, path: &str) -> Option<AnyView> {
    match wing.arrival().get() {
        Arrival::Here => {
            let path = path.to_owned();
            match wing {
                Wing::Home => now(home(path)),
                Wing::Work => now(work(path)),
                Wing::Lead => now(lead(path)),
                Wing::Admin => now(admin(path)),
                Wing::Find => now(find(path)),
            }
        }
        Arrival::Failed => Some(
            view! { <h1 tabindex="-1">{t::common::unreachable_title()}</h1> <ErrorBox error=Some(AppError::part_missing()) retry=move || wing.ask()/> }
                .into_any(),
        ),
        Arrival::NotAsked | Arrival::Asked => {
            wing.ask();
            Some(view! { <Skeleton/> }.into_any())
        }
    }
}

/// A wing that is here answers at once, so that its page belongs to the view that asked.
fn now(page: impl Future<Output = Page>) -> Option<AnyView> {
    page.now_or_never().and_then(Result::ok).flatten()
}
