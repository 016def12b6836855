//! The address: the path chooses the page (`app::page`), the query is the page's state.
//!
//! Links are plain `<a href="/plans">`; a click on one that stays in the application never reaches the server.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use leptos::{ev, prelude::*};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

use crate::browser;

/// Path and query of the page, decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    pub path: String,
    pub query: Vec<(String, String)>,
}

impl Address {
    fn of(path: &str, search: &str) -> Self {
        let query = search
            .trim_start_matches('?')
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                (decoded(name), decoded(value))
            })
            .collect();
        Self { path: path.to_owned(), query }
    }

    fn here() -> Self {
        let location = window().location();
        Self::of(&location.pathname().unwrap_or_default(), &location.search().unwrap_or_default())
    }

    fn parse(href: &str) -> Self {
        let (path, search) = href.split_once('?').unwrap_or((href, ""));
        Self::of(path, search.split('#').next().unwrap_or_default())
    }

    fn href(&self) -> String {
        let mut href = self.path.clone();
        for (at, (name, value)) in self.query.iter().enumerate() {
            href.push(if at == 0 { '?' } else { '&' });
            href.push_str(&encoded(name));
            href.push('=');
            href.push_str(&encoded(value));
        }
        href
    }

    fn value(&self, name: &str) -> Option<String> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }
}

/// The address of a page with a query; what is `None` or empty is left out.
pub fn with_query(path: &str, query: &[(&str, Option<String>)]) -> String {
    let given = query.iter().filter_map(|(name, value)| Some(((*name).to_owned(), value.clone()?)));
    Address { path: path.to_owned(), query: given.filter(|(_, value)| !value.is_empty()).collect() }.href()
}

/// Fit for a path or a query.
pub fn encoded(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

fn decoded(text: &str) -> String {
    let text = text.replace('+', " ");
    js_sys::decode_uri_component(&text).map_or(text, Into::into)
}

/// What is done once the page may be left.
pub type GoOn = Box<dyn FnOnce()>;

/// What keeps a page from being left with something unsaved.
#[derive(Clone)]
struct Guard {
    unsaved: Rc<dyn Fn() -> bool>,
    /// Saves first, and then goes on; false where it cannot be saved as it is.
    save: Option<Rc<dyn Fn(GoOn) -> bool>>,
    /// The values of the query that decide what the form is about: another one is another page.
    within: &'static [&'static str],
}

impl Guard {
    fn holds(&self) -> bool {
        (self.unsaved)()
    }

    /// Whether going there takes the form away.
    fn minds(&self, here: &Address, there: &Address) -> bool {
        here.path != there.path || self.within.iter().any(|name| here.value(name) != there.value(name))
    }
}

thread_local! {
    static ADDRESS: ArcRwSignal<Address> = ArcRwSignal::new(Address::here());
    /// Say whether the page may be left: one of every form with something to lose, by number.
    static GUARDS: RefCell<Vec<(u32, Guard)>> = const { RefCell::new(Vec::new()) };
    static NEXT_GUARD: Cell<u32> = const { Cell::new(0) };
}

fn address() -> ArcRwSignal<Address> {
    ADDRESS.with(Clone::clone)
}

/// Watches clicks on links and the browser's back and forward, for as long as the application lives.
pub fn start() {
    let click = window_event_listener(ev::click, |event| {
        if event.default_prevented()
            || event.button() != 0
            || event.meta_key()
            || event.ctrl_key()
            || event.shift_key()
            || event.alt_key()
        {
            return;
        }
        let Some(link) = browser::target_element(&event).and_then(|element| element.closest("a[href]").ok().flatten())
        else {
            return;
        };
        let href = link.get_attribute("href").unwrap_or_default();
        let ours = href.starts_with('/') && !href.starts_with("//") && !href.starts_with("/api/");
        if !ours || link.has_attribute("download") || link.has_attribute("target") {
            return;
        }
        event.prevent_default();
        // what opens beside a list may make its rows higher: the one that was pressed stays where it is
        if Address::parse(&href).path == address().get_untracked().path && !link.id().is_empty() {
            browser::keep_place(&link.id());
        }
        go(&href);
    });
    let back = window_event_listener(ev::popstate, |_| {
        let there = Address::here();
        if !may_go(&there) {
            // the browser has moved already: move back, the page stays
            push(&address().get_untracked(), false);
            return;
        }
        address().set(there);
    });
    let close = window_event_listener(ev::beforeunload, |event| {
        if is_guarded() {
            event.prevent_default();
        }
    });
    on_cleanup(move || {
        click.remove();
        back.remove();
        close.remove();
    });
}

fn push(address: &Address, replace: bool) {
    if let Ok(history) = window().history() {
        let (state, href) = (JsValue::NULL, address.href());
        // refused only for another origin's address, which ours never is
        let _ = if replace {
            history.replace_state_with_url(&state, "", Some(&href))
        } else {
            history.push_state_with_url(&state, "", Some(&href))
        };
    }
}

/// Goes to a page of the application.
pub fn go(href: &str) {
    let there = Address::parse(href);
    let here = address().get_untracked();
    if there == here {
        return;
    }
    if !may_go(&there) {
        return;
    }
    push(&there, false);
    if there.path != here.path {
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }
    address().set(there);
}

/// Goes there in place of where one is: "back" does not come here again.
pub fn replace(href: &str) {
    let there = Address::parse(href);
    push(&there, true);
    address().set(there);
}

/// Asks, if something is unsaved, whether it may be lost.
pub fn may_leave() -> bool {
    may_lose(&holding())
}

/// The guards of what is unsaved now.
fn holding() -> Vec<Guard> {
    let all: Vec<Guard> = GUARDS.with_borrow(|guards| guards.iter().map(|(_, guard)| guard.clone()).collect());
    all.into_iter().filter(Guard::holds).collect()
}

/// Asks once for all of them; they are not asked about again on the way out.
fn may_lose(guards: &[Guard]) -> bool {
    let leave = guards.is_empty() || confirm_loss();
    if leave {
        GUARDS.with_borrow_mut(Vec::clear);
    }
    leave
}

/// Whether what is unsaved may be lost; a browser that cannot ask lets it.
pub fn confirm_loss() -> bool {
    window().confirm_with_message(crate::t::common::leave_unsaved()).unwrap_or(true)
}

/// Whether the page itself asks before something unsaved is left.
pub fn is_guarded() -> bool {
    !holding().is_empty()
}

fn may_go(there: &Address) -> bool {
    let here = address().get_untracked();
    let mut guards = holding();
    guards.retain(|guard| guard.minds(&here, there));
    if guards.is_empty() {
        return true;
    }
    if let [Guard { save: Some(save), .. }] = guards.as_slice() {
        let there = there.clone();
        let go_on: GoOn = Box::new(move || {
            push(&there, false);
            address().set(there);
        });
        if save(go_on) {
            return false;
        }
    }
    may_lose(&guards)
}

/// Asks before the page is left, or another value of the query is chosen that it depends on, as long as `unsaved` says
/// so and the caller is on the page.
pub fn guard(within: &'static [&'static str], unsaved: impl Fn() -> bool + 'static) {
    hold(Guard { unsaved: Rc::new(unsaved), save: None, within });
}

fn hold(guard: Guard) {
    let number = NEXT_GUARD.get();
    NEXT_GUARD.set(number.wrapping_add(1));
    GUARDS.with_borrow_mut(|guards| guards.push((number, guard)));
    on_cleanup(move || GUARDS.with_borrow_mut(|guards| guards.retain(|(known, _)| *known != number)));
}

/// As `guard`, for what saves itself: `save` begins to, and goes on to where one was going when that is done. It asks
/// only where `save` says that what is typed cannot be saved as it is.
pub fn guard_saving(
    within: &'static [&'static str],
    unsaved: impl Fn() -> bool + 'static,
    save: impl Fn(GoOn) -> bool + 'static,
) {
    hold(Guard { unsaved: Rc::new(unsaved), save: Some(Rc::new(save)), within });
}

/// The path; whoever reads it in a view is drawn anew when it changes.
pub fn path() -> Memo<String> {
    let address = address();
    Memo::new(move |_| address.with(|address| address.path.clone()))
}

/// The query of the address as text, without these values; whoever reads it is drawn anew when it changes.
pub fn query_without(names: &[&str]) -> String {
    let mut here = address().get();
    here.query.retain(|(name, _)| !names.contains(&name.as_str()));
    here.path.clear();
    here.href().trim_start_matches('?').to_owned()
}

/// A value of the query, read and written like a signal.
///
/// Writing replaces the address (`set`) or adds to the history (`push`, for what "back" should undo: a chosen row).
#[derive(Clone, Copy)]
pub struct Query {
    name: &'static str,
    value: Memo<Option<String>>,
}

impl Query {
    pub fn new(name: &'static str) -> Self {
        let address = address();
        Self { name, value: Memo::new(move |_| address.with(|address| address.value(name))) }
    }

    pub fn get(self) -> Option<String> {
        self.value.get()
    }

    /// The value, or an empty text.
    pub fn text(self) -> String {
        self.value.get().unwrap_or_default()
    }

    pub fn get_untracked(self) -> Option<String> {
        self.value.get_untracked()
    }

    /// The value as something else; what cannot be read is as if absent.
    pub fn parsed<T: std::str::FromStr>(self) -> Option<T> {
        self.value.get().and_then(|text| text.parse().ok())
    }

    pub fn set(self, value: Option<String>) {
        self.write(value, true);
    }

    pub fn push(self, value: Option<String>) {
        self.write(value, false);
    }

    fn write(self, value: Option<String>, replace: bool) {
        let mut there = address().get_untracked();
        there.query.retain(|(name, _)| name != self.name);
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            there.query.push((self.name.to_owned(), value));
        }
        if there != address().get_untracked() && may_go(&there) {
            push(&there, replace);
            address().set(there);
        }
    }

    /// The present address with this value instead: for a link.
    pub fn href(self, value: &str) -> String {
        let mut there = address().get();
        there.query.retain(|(name, _)| name != self.name);
        if !value.is_empty() {
            there.query.push((self.name.to_owned(), value.to_owned()));
        }
        there.href()
    }
}

/// Names the tab, and moves the focus to the page's heading so that a screen reader says where one is.
pub fn arrived(title: &str) {
    document().set_title(&format!("{title} · Kyndig"));
    crate::recent::visited(&address().get_untracked().path, title);
    let keep = browser::focused().is_some_and(|element| element.closest("dialog, .sheet").ok().flatten().is_some());
    if keep {
        return;
    }
    request_animation_frame(|| {
        let heading = document().query_selector("main h1").ok().flatten();
        if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
            browser::focus(&heading);
        }
    });
}
