//! Signing in and choosing what to act as (ACC-1, ACC-2).

mod choose;
mod sign_in;

use leptos::prelude::*;

pub fn page(path: &[&str]) -> Option<AnyView> {
    match path {
        ["switch-position"] => Some(view! { <choose::SwitchPosition/> }.into_any()),
        _ => None,
    }
}

/// The front page for whoever is not signed in, whatever the address.
pub fn sign_in() -> AnyView {
    view! { <sign_in::SignInPage/> }.into_any()
}

/// After signing in with more than one way to act.
pub fn choose_first() -> AnyView {
    view! { <choose::ChooseFirst/> }.into_any()
}
