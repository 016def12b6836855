//! Forms: the contract's own `validator` rules before sending, the API's field problems after, each at its field.
//! What was typed lives in the fields' signals and survives every error.

use std::collections::BTreeMap;
use std::rc::Rc;

use kyndig_contract::problem::{FieldProblem, field_problems};
use leptos::prelude::*;
use validator::Validate;

use crate::transport::{AppError, field_text};

/// The fields of one form and what is wrong with them.
#[derive(Clone, Copy)]
pub struct Form {
    /// Sets the ids of its fields apart from those of another form on the page.
    name: &'static str,
    problems: RwSignal<Vec<FieldProblem>>,
    labels: RwSignal<BTreeMap<String, String>>,
    /// Counts failed submissions, so that the summary takes the focus each time.
    failed: RwSignal<u32>,
    typed: RwSignal<bool>,
    /// Counts what was typed: who saves knows by it whether more has come since.
    touches: RwSignal<u32>,
    /// Nothing is said about problems: it is not the user who asks.
    quiet: StoredValue<bool>,
}

/// What has been typed in a dialog or a panel, for whatever closes it.
#[derive(Clone, Copy)]
pub struct Unsaved(StoredValue<Vec<Rc<dyn Fn() -> bool>>, LocalStorage>);

impl Unsaved {
    /// For the forms below.
    pub fn provide() -> Self {
        let unsaved = Self(StoredValue::new_local(Vec::new()));
        provide_context(unsaved);
        unsaved
    }

    fn watch(self, holds: impl Fn() -> bool + 'static) {
        self.0.update_value(|all| all.push(Rc::new(holds)));
    }

    /// Asks, if there is something.
    pub fn may_be_lost(self) -> bool {
        let any = self.0.try_with_value(|all| all.iter().any(|holds| holds())).unwrap_or(false);
        !any || crate::nav::confirm_loss()
    }
}

impl Default for Form {
    fn default() -> Self {
        Self::new()
    }
}

impl Form {
    pub fn new() -> Self {
        Self::named("f")
    }

    /// A further form on a page, whose fields may have paths that another form's have too.
    pub fn named(name: &'static str) -> Self {
        Self {
            name,
            problems: RwSignal::new(Vec::new()),
            labels: RwSignal::new(BTreeMap::new()),
            failed: RwSignal::new(0),
            typed: RwSignal::new(false),
            touches: RwSignal::new(0),
            quiet: StoredValue::new(false),
        }
    }

    /// A field of the request, by its path on the wire: `content.name`.
    pub fn field(self, path: &str, value: impl Into<String>) -> Field {
        Field { form: self, path: StoredValue::new(path.to_owned()), value: RwSignal::new(value.into()) }
    }

    /// Checks the request; true when it may be sent.
    pub fn check(self, request: &impl Validate) -> bool {
        match request.validate() {
            Ok(()) => {
                self.problems.set(Vec::new());
                true
            }
            Err(errors) => {
                self.show(field_problems(&errors));
                false
            }
        }
    }

    /// Says what is wrong without a rule of the contract: a date that is no date.
    pub fn reject(self, path: &str, code: &str) {
        self.show(vec![FieldProblem { field: path.to_owned(), code: code.to_owned(), limit: None }]);
    }

    /// What went wrong beyond the fields: what stands at them need not be said twice.
    pub fn beyond(self, error: RwSignal<Option<AppError>>) -> Signal<Option<AppError>> {
        let shown = move |error: &AppError| {
            let at_fields = |labels: &BTreeMap<String, String>| {
                error.fields.iter().all(|problem| labels.contains_key(&problem.field))
            };
            !error.fields.is_empty() && self.labels.with_untracked(at_fields)
        };
        Signal::derive(move || error.get().filter(|error| !shown(error)))
    }

    /// The same of several fields.
    pub fn reject_all(self, paths: &[&str], code: &str) {
        let one = |path: &&str| FieldProblem { field: (*path).to_owned(), code: code.to_owned(), limit: None };
        self.show(paths.iter().map(one).collect());
    }

    /// Puts the API's field problems at their fields. Errors without any are for the form's end.
    pub fn take(self, error: &AppError) {
        if !error.fields.is_empty() {
            self.show(error.fields.clone());
        }
    }

    /// Takes the fields' problems out of an act's error, each time it fails; and tells the dialog or panel around it what
    /// has been typed and not been sent.
    pub fn follow<I: 'static>(self, act: crate::load::Act<I>) {
        Effect::new(move |_| {
            if let Some(error) = act.error.get() {
                self.take(&error);
            }
        });
        let sent = StoredValue::new(0);
        Effect::new(move |before: Option<u32>| {
            if act.pending.get() {
                return self.touches.get_untracked();
            }
            if let Some(before) = before.filter(|_| act.error.with_untracked(Option::is_none)) {
                sent.set_value(before);
            }
            0
        });
        if let Some(unsaved) = use_context::<Unsaved>() {
            let touches = self.touches;
            let since = move || touches.try_get_untracked() != sent.try_get_value();
            unsaved.watch(move || self.is_touched() && since());
        }
    }

    fn show(self, problems: Vec<FieldProblem>) {
        if self.quiet.get_value() {
            return;
        }
        let first = problems.first().map(|problem| self.id(&problem.field));
        self.problems.set(problems);
        self.failed.update(|failed| *failed += 1);
        // a summary takes the focus by itself; without one, the first field at fault is the place to be
        request_animation_frame(move || {
            let summary = document().query_selector("ds-error-summary").ok().flatten().is_some();
            if let Some(field) = first.filter(|_| !summary).and_then(|id| crate::browser::by_id(&id)) {
                crate::browser::focus(&field);
            }
        });
    }

    /// Something was typed since the form was drawn or last saved.
    pub fn is_touched(self) -> bool {
        self.typed.try_get_untracked().unwrap_or(false)
    }

    pub fn touch(self) {
        self.typed.set(true);
        self.touches.update(|touches| *touches = touches.wrapping_add(1));
    }

    /// How often something was typed; read like a signal.
    pub fn touches(self) -> u32 {
        self.touches.get()
    }

    /// Reads or checks what is typed without a word about what is wrong with it.
    pub fn quietly<R>(self, read: impl FnOnce() -> R) -> R {
        self.quiet.set_value(true);
        let found = read();
        self.quiet.set_value(false);
        found
    }

    /// What was typed until then is what is saved; true where nothing has been typed since.
    pub fn saved_until(self, touches: u32) -> bool {
        let nothing_since = self.touches.get_untracked() == touches;
        if nothing_since {
            self.saved();
        }
        nothing_since
    }

    /// What is typed is now what is saved.
    pub fn saved(self) {
        self.typed.set(false);
        self.problems.set(Vec::new());
    }

    /// Asks before the page is left with something unsaved; so too before one of these values of the query changes.
    pub fn guard(self, within: &'static [&'static str]) {
        crate::nav::guard(within, move || self.is_touched());
    }

    pub(crate) fn problem_of(self, path: &str) -> Option<String> {
        self.problems.with(|problems| problems.iter().find(|problem| problem.field == path).map(field_text))
    }

    pub(crate) fn name(self, path: &str, label: &str) {
        self.labels.update_untracked(|labels| {
            labels.insert(path.to_owned(), label.to_owned());
        });
    }

    fn id(self, path: &str) -> String {
        let mut id = format!("{}-", self.name);
        id.extend(path.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }));
        id
    }

    pub(crate) fn failed(self) -> u32 {
        self.failed.get()
    }

    /// For the summary: field id (if the field is shown), label, text.
    pub(crate) fn summary(self) -> Vec<(Option<String>, String, String)> {
        self.problems.with(|problems| {
            self.labels.with_untracked(|labels| {
                problems
                    .iter()
                    .map(|problem| match labels.get(&problem.field) {
                        Some(label) => (Some(self.id(&problem.field)), label.clone(), field_text(problem)),
                        None => (None, problem.field.clone(), field_text(problem)),
                    })
                    .collect()
            })
        })
    }
}

/// What is typed cannot be read; the field says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rejected;

/// One field: its value as typed, and where its problem is found.
#[derive(Clone, Copy)]
pub struct Field {
    form: Form,
    path: StoredValue<String>,
    pub value: RwSignal<String>,
}

impl Field {
    pub fn get(self) -> String {
        self.value.get_untracked()
    }

    /// Nothing for an empty field.
    pub fn some(self) -> Option<String> {
        Some(self.get().trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// What is typed, as something else; an empty field is `None`, what cannot be read an error at the field.
    pub fn parsed<T: std::str::FromStr>(self, code: &str) -> Result<Option<T>, Rejected> {
        let Some(text) = self.some() else { return Ok(None) };
        text.parse().map(Some).map_err(|_| {
            self.reject(code);
            Rejected
        })
    }

    pub fn set(self, value: impl Into<String>) {
        self.value.set(value.into());
    }

    /// Typed by the user: its problem is no longer about what stands there.
    pub fn typed(self, value: String) {
        self.value.set(value);
        self.retyped();
    }

    /// Somebody types, and is not through: what was said of it is taken away now, and not when the button below is
    /// being pressed, which would move from under the pointer.
    pub fn retyped(self) {
        self.form.touch();
        let path = self.path.get_value();
        let wrong = self.form.problems.with_untracked(|problems| problems.iter().any(|problem| problem.field == path));
        if wrong {
            self.form.problems.update(|problems| problems.retain(|problem| problem.field != path));
        }
    }

    pub fn reject(self, code: &str) {
        self.form.reject(&self.path.get_value(), code);
    }

    pub fn problem(self) -> Option<String> {
        self.form.problem_of(&self.path.get_value())
    }

    pub fn id(self) -> String {
        self.form.id(&self.path.get_value())
    }

    pub(crate) fn name(self, label: &str) {
        self.form.name(&self.path.get_value(), label);
    }
}
