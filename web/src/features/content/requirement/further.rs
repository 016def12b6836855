//! The fields of a requirement that most do without (REQ-1): repetitions, checklist, prerequisites, switches, courses.

use std::collections::BTreeMap;

use kyndig_contract::requirement::{ChecklistPoint, Course, Level, Lock, RequirementContent, RequirementRef};
use kyndig_domain::ids::{PointId, RequirementId};
use leptos::prelude::*;

use super::changed::{changed, was, yes_no};
use super::pick::{Picker, Ticked};
use crate::form::{Field, Form, Rejected};
use crate::session::use_session;
use crate::t;
use crate::ui::*;

/// What opens the search for what is to be done before.
const ADD_PREREQUISITES: &str = "prerequisites-add";

/// A point of the checklist as it is typed.
#[derive(Clone, Copy)]
struct Point {
    /// Which it is, whatever becomes of its text; a new one has none.
    id: Option<PointId>,
    text: Field,
    url: Field,
    must: RwSignal<bool>,
}

#[derive(Clone, Copy)]
pub struct Further {
    form: Form,
    above: &'static str,
    repetitions: Field,
    checklist: RwSignal<Vec<Point>>,
    /// Id, name, and whether it cannot be taken on a phone (FUL-19).
    courses: RwSignal<Vec<(Field, Field, RwSignal<bool>)>>,
    prerequisites: RwSignal<Vec<RequirementRef>>,
    /// Where a problem with them is said.
    adding: Field,
    /// The requirement itself, which is no prerequisite of its own.
    own: StoredValue<Option<RequirementId>>,
    comment: RwSignal<bool>,
    expiry: RwSignal<bool>,
    attachments: RwSignal<bool>,
    recertify: RwSignal<bool>,
    must: RwSignal<bool>,
    adapt: RwSignal<bool>,
    /// Who the rows' fields live as long as: not the button that adds them, which is drawn anew.
    owner: StoredValue<Option<Owner>>,
}

impl Further {
    /// `known` gives the prerequisites their names.
    pub fn new(form: Form, above: &'static str, content: &RequirementContent, known: &[RequirementRef]) -> Self {
        let prerequisites =
            content.prerequisites.iter().filter_map(|id| known.iter().find(|one| one.id == *id)).cloned().collect();
        let further = Self {
            form,
            above,
            repetitions: form.field(
                &format!("{above}.repetitions"),
                content.repetitions.map_or(String::new(), |times| times.to_string()),
            ),
            checklist: RwSignal::new(Vec::new()),
            courses: RwSignal::new(Vec::new()),
            prerequisites: RwSignal::new(prerequisites),
            adding: form.field(&format!("{above}.prerequisites"), ""),
            own: StoredValue::new(None),
            comment: RwSignal::new(content.comment_field),
            expiry: RwSignal::new(content.manual_expiry),
            attachments: RwSignal::new(content.allow_attachments),
            recertify: RwSignal::new(content.recertify_after_absence),
            must: RwSignal::new(content.must_be_done),
            adapt: RwSignal::new(content.allow_adaptation),
            owner: StoredValue::new(Owner::current()),
        };
        further.put_checklist(&content.checklist);
        further.put_courses(&content.courses);
        further
    }

    /// What it stands in is this requirement.
    pub fn of(self, own: RequirementId) {
        self.own.set_value(Some(own));
    }

    /// Makes rows that live as long as the form.
    fn living<T>(self, rows: impl FnOnce() -> T) -> T {
        match self.owner.get_value() {
            Some(owner) => owner.with(rows),
            None => rows(),
        }
    }

    fn put_checklist(self, points: &[ChecklistPoint]) {
        let (form, above) = (self.form, self.above);
        let row = |(index, point): (usize, &ChecklistPoint)| Point {
            id: point.id,
            text: form.field(&format!("{above}.checklist[{index}].text"), point.text.clone()),
            url: form.field(&format!("{above}.checklist[{index}].url"), point.url.clone().unwrap_or_default()),
            must: RwSignal::new(point.must_be_done),
        };
        self.checklist.set(self.living(|| points.iter().enumerate().map(row).collect()));
    }

    fn checklist(self) -> Vec<ChecklistPoint> {
        let point = |point: &Point| ChecklistPoint {
            id: point.id,
            text: point.text.get().trim().to_owned(),
            url: Some(point.url.get().trim().to_owned()).filter(|url| !url.is_empty()),
            must_be_done: point.must.get_untracked(),
        };
        self.checklist.with_untracked(|points| points.iter().map(point).collect())
    }

    fn put_courses(self, courses: &[Course]) {
        let (form, above) = (self.form, self.above);
        let row = |(index, course): (usize, &Course)| {
            (
                form.field(&format!("{above}.courses[{index}].id"), course.id.clone()),
                form.field(&format!("{above}.courses[{index}].name"), course.name.clone()),
                RwSignal::new(course.not_on_phone),
            )
        };
        self.courses.set(self.living(|| courses.iter().enumerate().map(row).collect()));
    }

    fn courses(self) -> Vec<Course> {
        let course = |(id, name, phone): &(Field, Field, RwSignal<bool>)| Course {
            id: id.get().trim().to_owned(),
            name: name.get().trim().to_owned(),
            not_on_phone: phone.get_untracked(),
        };
        self.courses.with_untracked(|courses| courses.iter().map(course).collect())
    }

    /// Whether anything of it says more than nothing.
    pub fn is_used(self) -> bool {
        let switches = [self.comment, self.expiry, self.attachments, self.recertify, self.must, self.adapt];
        switches.iter().any(|switch| switch.get_untracked())
            || !self.repetitions.get().is_empty()
            || !self.checklist.with_untracked(Vec::is_empty)
            || !self.courses.with_untracked(Vec::is_empty)
            || !self.prerequisites.with_untracked(Vec::is_empty)
    }

    /// What is typed, into the rest of the content.
    pub fn read(self, content: RequirementContent) -> Result<RequirementContent, Rejected> {
        Ok(RequirementContent {
            repetitions: self.repetitions.parsed("number")?,
            checklist: self.checklist(),
            courses: self.courses(),
            prerequisites: self.prerequisites.with_untracked(|all| all.iter().map(|one| one.id).collect()),
            comment_field: self.comment.get_untracked(),
            manual_expiry: self.expiry.get_untracked(),
            allow_attachments: self.attachments.get_untracked(),
            recertify_after_absence: self.recertify.get_untracked(),
            must_be_done: self.must.get_untracked(),
            allow_adaptation: self.adapt.get_untracked(),
            ..content
        })
    }
}

/// All of them. What somebody having started has locked says so (REQ-7).
pub fn view(further: &Further, level: Level, locks: &[Lock], before: Option<RequirementContent>) -> AnyView {
    let further = *further;
    let form = further.form;
    let locked = |lock: Lock| locks.contains(&lock);
    let check = |checked: RwSignal<bool>, label: &'static str, description: &'static str| {
        view! { <CheckField checked label description form/> }
    };
    let expiry = if locked(Lock::ManualExpiry) {
        t::requirement::locked_manual_expiry()
    } else {
        t::requirement::manual_expiry_text()
    };
    let repetitions = if locked(Lock::Repetitions) {
        t::requirement::locked_repetitions()
    } else {
        t::requirement::repetitions_text()
    };
    let adapt = (level != Level::Local)
        .then(|| check(further.adapt, t::requirement::allow_adaptation(), t::requirement::allow_adaptation_text()));
    let was_checked = |checked: RwSignal<bool>, said: fn(&RequirementContent) -> bool| {
        before
            .as_ref()
            .map(said)
            .map(|said| live(move || (checked.get() != said).then(|| was(yes_no(said).to_owned()))))
    };
    let repeated = before.as_ref().map(|before| {
        let raw = before.repetitions.map_or(String::new(), |times| times.to_string());
        changed(further.repetitions, raw.clone(), raw)
    });
    let ticked = before.as_ref().map(|before| {
        let (points, said) = (before.checklist.clone(), names(before.checklist.iter().map(|point| &point.text)));
        live(move || {
            form.touches();
            (further.checklist() != points).then(|| was(said.clone()))
        })
    });
    let linked = before.as_ref().map(|before| {
        let (courses, said) = (before.courses.clone(), names(before.courses.iter().map(|course| &course.name)));
        live(move || {
            form.touches();
            (further.courses() != courses).then(|| was(said.clone()))
        })
    });
    let rested = before.as_ref().map(|before| {
        let said = before.prerequisites.clone();
        live(move || {
            let now: Vec<_> = further.prerequisites.with(|all| all.iter().map(|one| one.id).collect());
            (now != said).then(|| was(t::requirement::prerequisites_n(said.len())))
        })
    });
    view! {
        <NumberField
            field=further.repetitions
            label=t::requirement::repetitions()
            description=repetitions
            unit=t::requirement::times()
        />
        {repeated}
        {checklist(&further)}
        {ticked}
        {prerequisites(&further)}
        {rested}
        {check(further.comment, t::requirement::comment_field(), t::requirement::comment_field_text())}
        {was_checked(further.comment, |said| said.comment_field)}
        {check(further.attachments, t::requirement::allow_attachments(), t::requirement::allow_attachments_text())}
        {was_checked(further.attachments, |said| said.allow_attachments)}
        {check(further.expiry, t::requirement::manual_expiry(), expiry)}
        {was_checked(further.expiry, |said| said.manual_expiry)}
        {check(further.recertify, t::requirement::recertify(), t::requirement::recertify_text())}
        {was_checked(further.recertify, |said| said.recertify_after_absence)}
        {check(further.must, t::requirement::must_be_done(), t::requirement::must_be_done_text())}
        {was_checked(further.must, |said| said.must_be_done)}
        {adapt}
        {was_checked(further.adapt, |said| said.allow_adaptation)}
        {courses(&further)}
        {linked}
    }
    .into_any()
}

/// Their names, one after another.
fn names<'a>(all: impl Iterator<Item = &'a String>) -> String {
    all.cloned().collect::<Vec<_>>().join(", ")
}

fn remove_button(label: String, remove: impl Fn() + 'static) -> AnyView {
    view! {
        <button
            type="button"
            class="ds-button"
            data-variant="tertiary"
            data-icon
            aria-label=label
            on:click=move |_| remove()
        >
            {icon(icon_paths::TRASH)}
        </button>
    }
    .into_any()
}

fn add_button(id: &'static str, text: &'static str, add: impl Fn() + 'static) -> AnyView {
    view! {
        <button type="button" class="ds-button" id=id data-variant="tertiary" on:click=move |_| add()>
            {icon(icon_paths::PLUS)}
            {text}
        </button>
    }
    .into_any()
}

/// The points one after another; with repetitions there are none (REQ-4).
fn checklist(further: &Further) -> AnyView {
    let further = *further;
    let rows = move || {
        let points = further.checklist.get();
        let row = |(index, point): (usize, Point)| {
            let number = index + 1;
            let remove = move || {
                let mut points = further.checklist();
                points.remove(index);
                further.put_checklist(&points);
                further.form.touch();
                crate::browser::focus_id("point-add");
            };
            view! {
                <fieldset class="ds-fieldset link-fields point-fields">
                    <legend class="ds-sr-only">{t::requirement::point_n(number)}</legend>
                    <TextField field=point.text label=t::requirement::point_text() required=true/>
                    <TextField field=point.url label=t::requirement::point_url() kind="url"/>
                    {remove_button(t::requirement::point_remove(number), remove)}
                    <CheckField checked=point.must label=t::requirement::point_must() form=further.form/>
                </fieldset>
            }
        };
        points.into_iter().enumerate().map(row).collect_view()
    };
    let add = move || {
        let mut points = further.checklist();
        points.push(ChecklistPoint { id: None, text: String::new(), url: None, must_be_done: true });
        let last = points.len() - 1;
        further.put_checklist(&points);
        further.form.touch();
        further.checklist.with_untracked(|points| {
            if let Some(point) = points.get(last) {
                crate::browser::focus_id(point.text.id());
            }
        });
    };
    let button = move || {
        let repeats = !further.repetitions.value.get().trim().is_empty();
        let full = further.checklist.with(|points| points.len() >= 100);
        match (repeats, full) {
            (true, _) => view! { <p class="meta">{t::requirement::checklist_or_repetitions()}</p> }.into_any(),
            (false, true) => ().into_any(),
            (false, false) => add_button("point-add", t::requirement::point_add(), add),
        }
    };
    view! {
        <fieldset class="ds-fieldset">
            <legend class="ds-label">{t::requirement::checklist()}</legend>
            <div class="links">{live(rows)} {live(button)}</div>
        </fieldset>
    }
    .into_any()
}

fn courses(further: &Further) -> AnyView {
    let further = *further;
    // REQ-18: what is linked is read by others
    if !use_session().links_courses() {
        let named =
            further.courses().into_iter().map(|course| view! { <li>{format!("{} · {}", course.id, course.name)}</li> });
        let named: Vec<_> = named.collect();
        return (!named.is_empty())
            .then(|| {
                view! {
                    <fieldset class="ds-fieldset">
                        <legend class="ds-label">{t::requirement::courses()}</legend>
                        <p data-field="description">{t::requirement::courses_read()}</p>
                        <ul class="lines">{named}</ul>
                    </fieldset>
                }
            })
            .into_any();
    }
    let rows = move || {
        let courses = further.courses.get();
        let row = |(index, (id, name, phone)): (usize, (Field, Field, RwSignal<bool>))| {
            let number = index + 1;
            let remove = move || {
                let mut courses = further.courses();
                courses.remove(index);
                further.put_courses(&courses);
                further.form.touch();
                crate::browser::focus_id("course-add");
            };
            view! {
                <fieldset class="ds-fieldset link-fields">
                    <legend class="ds-sr-only">{t::requirement::course_n(number)}</legend>
                    <TextField field=id label=t::requirement::course_id() required=true/>
                    <TextField field=name label=t::requirement::course_name() required=true/>
                    {remove_button(t::requirement::course_remove(number), remove)}
                    <CheckField checked=phone label=t::requirement::course_not_on_phone() form=further.form/>
                </fieldset>
            }
        };
        courses.into_iter().enumerate().map(row).collect_view()
    };
    let add = move || {
        let mut courses = further.courses();
        courses.push(Course::default());
        let last = courses.len() - 1;
        further.put_courses(&courses);
        further.form.touch();
        further.courses.with_untracked(|courses| {
            if let Some((id, ..)) = courses.get(last) {
                crate::browser::focus_id(id.id());
            }
        });
    };
    let button = move || {
        (further.courses.with(Vec::len) < 20).then(|| add_button("course-add", t::requirement::course_add(), add))
    };
    view! {
        <fieldset class="ds-fieldset">
            <legend class="ds-label">{t::requirement::courses()}</legend>
            <div class="links">{live(rows)} {live(button)}</div>
        </fieldset>
    }
    .into_any()
}

/// REQ-5: what must be fulfilled before, found by name, number, category and owner.
fn prerequisites(further: &Further) -> AnyView {
    let further = *further;
    let all = further.prerequisites;
    let rows = move || {
        let row = |one: RequirementRef| {
            let remove = move || {
                all.update(|all| all.retain(|kept| kept.id != one.id));
                further.form.touch();
                crate::browser::focus_id(ADD_PREREQUISITES);
            };
            let label = t::requirement::prerequisite_remove(&one.name);
            view! {
                <li>
                    <div class="t">
                        <b>{one.name.clone()}</b>
                        <span>{one.number.clone()}</span>
                    </div>
                    {remove_button(label, remove)}
                </li>
            }
        };
        let rows = all.get().into_iter().map(row).collect_view();
        view! { <ul class="list">{rows}</ul> }
    };
    let open = RwSignal::new(false);
    let ticked = Ticked::new(BTreeMap::new());
    let toggle = move |_| {
        ticked.set(BTreeMap::new());
        open.update(|open| *open = !*open);
    };
    let add = move |_| {
        let chosen = ticked.get_untracked();
        if chosen.is_empty() {
            return;
        }
        all.update(|all| all.extend(chosen.into_values()));
        further.form.touch();
        open.set(false);
        crate::browser::focus_id(ADD_PREREQUISITES);
    };
    let there =
        move |id| further.own.get_value() == Some(id) || all.with_untracked(|all| all.iter().any(|one| one.id == id));
    let picking = move || {
        open.get().then(|| {
            let text = move || match ticked.with(BTreeMap::len) {
                0 => t::requirement::prerequisite_add().to_owned(),
                count => t::requirement::prerequisite_add_n(count),
            };
            view! {
                <div class="panel pad stack" id="prerequisites-find">
                    <Picker fixed=Vec::new() ticked there/>
                    <div class="row">
                        <button type="button" class="ds-button" id="prerequisites-take" on:click=add>
                            {text}
                        </button>
                    </div>
                </div>
            }
        })
    };
    let problem = move || {
        further.adding.problem().map(|problem| view! { <p class="ds-validation-message" role="alert">{problem}</p> })
    };
    further.adding.name(t::requirement::prerequisites());
    view! {
        <fieldset class="ds-fieldset">
            <legend class="ds-label">{t::requirement::prerequisites()}</legend>
            <p>{t::requirement::prerequisites_text()}</p>
            {live(rows)}
            <button
                type="button"
                class="ds-button"
                id=ADD_PREREQUISITES
                data-variant="tertiary"
                aria-expanded=move || open.get().to_string()
                on:click=toggle
            >
                {icon(icon_paths::PLUS)}
                {t::requirement::prerequisite_add()}
            </button>
            {live(problem)}
            {live(picking)}
        </fieldset>
    }
    .into_any()
}
