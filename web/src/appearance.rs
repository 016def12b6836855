//! Light, dark, or as the system says; chosen for this browser. `js/main.js` puts it in place before anything is drawn.

use crate::browser;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, prelude::*};

const KEY: &str = "kyndig.appearance";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appearance {
    System,
    Light,
    Dark,
}

thread_local! {
    static CURRENT: ArcRwSignal<Appearance> = ArcRwSignal::new(Appearance::remembered());
}

impl Appearance {
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// Designsystemet's `data-color-scheme`.
    const fn word(self) -> &'static str {
        match self {
            Self::System => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn remembered() -> Self {
        let word = browser::remembered(KEY);
        Self::ALL.into_iter().find(|one| Some(one.word()) == word.as_deref()).unwrap_or(Self::System)
    }
}

/// Whoever reads it in a view is told of a change.
pub fn current() -> Appearance {
    CURRENT.with(Get::get)
}

/// Makes it the page's, now and next time.
pub fn choose(appearance: Appearance) {
    browser::remember(KEY, appearance.word());
    if let Some(root) = document().document_element() {
        // an attribute name that is well formed cannot be refused
        let _ = root.set_attribute("data-color-scheme", appearance.word());
    }
    CURRENT.with(|current| current.set(appearance));
}

/// Does the work whenever colours turn from light to dark, and back, for as long as who asks is there.
pub fn on_scheme(work: impl FnMut() + Clone + 'static) {
    let mut chosen = work.clone();
    Effect::new(move |before: Option<()>| {
        let _ = current();
        if before.is_some() {
            chosen();
        }
    });
    for query in ["(prefers-color-scheme: dark)", "(forced-colors: active)"] {
        let Some(media) = window().match_media(query).ok().flatten() else { continue };
        let turned = Closure::<dyn FnMut()>::new(work.clone());
        media.set_onchange(Some(turned.as_ref().unchecked_ref()));
        let held = StoredValue::new_local((media, turned));
        on_cleanup(move || {
            held.try_with_value(|(media, _)| media.set_onchange(None));
        });
    }
}
