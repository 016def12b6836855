//! The browser half of Kyndig: a single-page application that speaks the REST API and nothing else.
//!
//! `app` routes and frames, `session` knows who is signed in, `transport` alone touches the network, `ui` holds
//! parts without network access, `features/<feature>` the pages. How to build one: `docs/web.md`.

#![expect(clippy::needless_pass_by_value, reason = "the properties of a component are its own")]

pub mod app;
pub mod appearance;
pub mod browser;
pub mod chunks;
pub mod features;
pub mod form;
pub mod language;
pub mod load;
pub mod menu;
pub mod nav;
pub mod recent;
pub mod remembered;
pub mod session;
pub mod shell;
pub mod t;
pub mod transport;
pub mod ui;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// The page that `docs/web.md` shows compiles.
#[cfg(doctest)]
#[doc = include_str!("../../docs/web.md")]
pub struct HowToBuildAPage;

/// Fetches the texts, then draws the application in place of the boot mark.
pub fn start() {
    std::panic::set_hook(Box::new(|panic| browser::crashed(&panic.to_string())));
    spawn_local(async {
        if let Err(error) = language::load(language::Language::preferred()).await {
            // without texts there is nothing to say but what the page itself can
            browser::crashed(&format!("no texts: {error}"));
            return;
        }
        browser::booted();
        mount_to_body(app::App);
    });
}
