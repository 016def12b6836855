//! Moving with the pointer, the arrow keys or buttons. A move shows at once and is saved at once; a clash shows what
//! stands.

use kyndig_contract::plan::PlanDetails;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

use super::editor::Editing;
use super::order::{self, Moved};
use crate::browser;
use crate::load::Act;
use crate::t;
use crate::transport;
use crate::ui::{icon, icon_paths};

/// What the moves of a plan share.
#[derive(Clone, Copy)]
pub struct Moves {
    editing: Editing,
    pub act: Act<PlanDetails>,
    /// What the pointer holds.
    pub held: RwSignal<Option<Moved>>,
    /// The id of the element that it would be put before or into.
    pub over: RwSignal<Option<String>>,
    /// Read aloud.
    pub said: RwSignal<String>,
}

/// The id of a row or a section's head in the page.
pub fn element_id(moved: Moved) -> String {
    match moved {
        Moved::Section(id) => format!("section-{id}"),
        Moved::Requirement(id) => format!("place-{id}"),
    }
}

impl Moves {
    pub fn new(editing: Editing) -> Self {
        let act = Act::new(
            move |plan: PlanDetails, _| {
                let path = format!("/plans/{}/order", plan.id);
                let version = plan.version;
                async move { transport::put::<PlanDetails>(&path, &order::order(&plan), Some(version)).await }
            },
            move |saved| editing.put(saved),
        );
        editing.watch(act, t::plan::order_conflict());
        // refused otherwise: the page shows an order that was never saved
        Effect::new(move |_| {
            if act.error.get().is_some_and(|error| !error.is_conflict()) {
                editing.details.refetch();
            }
        });
        Self { editing, act, held: RwSignal::new(None), over: RwSignal::new(None), said: RwSignal::new(String::new()) }
    }

    fn plan(self) -> Option<PlanDetails> {
        untrack(|| self.editing.details.value())
    }

    /// Shows and saves the new order, says where the thing is now, and keeps the focus on what was pressed.
    fn save(self, changed: Option<PlanDetails>, moved: Moved, focus: String) {
        let Some(changed) = changed else { return };
        if self.act.pending.get_untracked() {
            return;
        }
        self.said.set(place(&changed, moved));
        self.editing.details.set(changed.clone());
        self.act.run(changed);
        browser::focus_id(focus);
    }

    pub fn step(self, moved: Moved, down: bool, focus: String) {
        let changed = self.plan().and_then(|plan| order::step(&plan, moved, down));
        self.save(changed, moved, focus);
    }

    fn drop_at(self, x: f32, y: f32) {
        let held = self.held.get_untracked();
        self.held.set(None);
        self.over.set(None);
        let (Some(moved), Some(target), Some(plan)) = (held, target(x, y), self.plan()) else { return };
        let changed = match (moved, target) {
            (Moved::Requirement(id), Moved::Requirement(before)) => order::find(&plan, before)
                .and_then(|(section, _)| order::put(&plan, id, plan.sections[section].id, Some(before))),
            (Moved::Requirement(id), Moved::Section(section)) => order::put(&plan, id, section, None),
            (Moved::Section(id), Moved::Section(before)) => order::put_section(&plan, id, Some(before)),
            (Moved::Section(_), Moved::Requirement(_)) => None,
        };
        self.save(changed, moved, format!("{}-handle", element_id(moved)));
    }
}

/// Where a thing stands, in words.
fn place(plan: &PlanDetails, moved: Moved) -> String {
    match moved {
        Moved::Section(id) => plan
            .sections
            .iter()
            .position(|section| section.id == id)
            .map_or(String::new(), |at| t::plan::moved_section(&plan.sections[at].name, at + 1)),
        Moved::Requirement(id) => order::find(plan, id).map_or(String::new(), |(section, at)| {
            let section = &plan.sections[section];
            t::plan::moved(&section.requirements[at].requirement.name, &section.name, at + 1)
        }),
    }
}

/// What lies under the pointer.
fn target(x: f32, y: f32) -> Option<Moved> {
    let under = document().element_from_point(x, y)?;
    let row = under.closest("[data-place], [data-section]").ok().flatten()?;
    if let Some(id) = row.get_attribute("data-place") {
        return id.parse().ok().map(Moved::Requirement);
    }
    row.get_attribute("data-section").and_then(|id| id.parse().ok()).map(Moved::Section)
}

#[expect(clippy::cast_precision_loss, reason = "coordinates of a window are small")]
fn at(event: &ev::PointerEvent) -> (f32, f32) {
    (event.client_x() as f32, event.client_y() as f32)
}

/// The handle: drag it, or press the arrow keys on it.
pub fn handle(moves: Moves, moved: Moved, name: &str) -> AnyView {
    let id = format!("{}-handle", element_id(moved));
    let focus = id.clone();
    let keys = move |event: ev::KeyboardEvent| {
        let down = match event.key().as_str() {
            "ArrowDown" => true,
            "ArrowUp" => false,
            _ => return,
        };
        event.prevent_default();
        moves.step(moved, down, focus.clone());
    };
    let hold = move |event: ev::PointerEvent| {
        if event.button() != 0 {
            return;
        }
        if let Some(element) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) {
            // without the capture one only has to keep nearer to the list
            let _ = element.set_pointer_capture(event.pointer_id());
        }
        moves.held.set(Some(moved));
    };
    let follow = move |event: ev::PointerEvent| {
        if moves.held.get_untracked().is_some() {
            let (x, y) = at(&event);
            let over = target(x, y).map(element_id);
            if over != moves.over.get_untracked() {
                moves.over.set(over);
            }
        }
    };
    let drop = move |event: ev::PointerEvent| {
        if moves.held.get_untracked().is_some() {
            let (x, y) = at(&event);
            moves.drop_at(x, y);
        }
    };
    let give_up = move |_: ev::PointerEvent| {
        moves.held.set(None);
        moves.over.set(None);
    };
    view! {
        <button
            type="button"
            class="handle"
            id=id
            aria-label=t::plan::drag(name)
            aria-describedby="order-help"
            on:keydown=keys
            on:pointerdown=hold
            on:pointermove=follow
            on:pointerup=drop
            on:pointercancel=give_up
        >
            {icon(icon_paths::DRAG_VERTICAL)}
        </button>
    }
    .into_any()
}

/// Up and down as buttons, for those who neither drag nor type.
pub fn arrows(moves: Moves, moved: Moved, name: &str) -> AnyView {
    let button = |down: bool, label: String| {
        let id = format!("{}-{}", element_id(moved), if down { "down" } else { "up" });
        let focus = id.clone();
        view! {
            <button
                type="button"
                class="ds-button"
                id=id
                data-variant="tertiary"
                data-icon
                aria-label=label
                on:click=move |_| moves.step(moved, down, focus.clone())
            >
                {icon(if down { icon_paths::ARROW_DOWN } else { icon_paths::ARROW_UP })}
            </button>
        }
    };
    view! { {button(false, t::plan::move_up(name))} {button(true, t::plan::move_down(name))} }.into_any()
}
