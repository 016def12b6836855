//! Moving with the pointer, the arrow keys or buttons. A move shows at once and is saved at once; a clash shows what
//! stands.

use kyndig_contract::plan::PlanDetails;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

use super::editing::Editing;
use super::order::{self, Moved, To, Wish};
use crate::browser;
use crate::load::Act;
use crate::t;
use crate::transport::AppError;
use crate::ui::{icon, icon_paths};

/// What the moves of a plan share.
#[derive(Clone, Copy)]
pub struct Moves {
    editing: Editing,
    pub act: Act<PlanDetails>,
    /// What the pointer holds.
    pub held: RwSignal<Option<Moved>>,
    /// What it would be put before or after.
    over: RwSignal<Option<To>>,
    /// Read aloud.
    pub said: RwSignal<String>,
    asked: StoredValue<Option<Wish>>,
}

/// The id of a row or a section's head in the page.
pub fn element_id(moved: Moved) -> String {
    match moved {
        Moved::Section(id) => format!("section-{id}"),
        Moved::Goal(id) => format!("goal-{id}"),
        Moved::Requirement(id) => format!("place-{id}"),
    }
}

fn handle_id(moved: Moved) -> String {
    format!("{}-handle", element_id(moved))
}

impl Moves {
    pub fn new(editing: Editing) -> Self {
        let act = Act::new(
            move |plan: PlanDetails, _| async move { order::save(&plan).await },
            move |saved| editing.put(saved),
        );
        editing.watch(act, t::plan::order_conflict());
        // refused otherwise: the page shows an order that was never saved
        Effect::new(move |_| {
            if act.error.get().is_some_and(|error| !error.is_conflict()) {
                editing.details.refetch();
            }
        });
        Self {
            editing,
            act,
            held: RwSignal::new(None),
            over: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            asked: StoredValue::new(None),
        }
    }

    /// The move that somebody else's change kept from being made, where it can still be made.
    pub fn lost(self) -> Option<Wish> {
        self.act.error.get().filter(AppError::is_conflict)?;
        let wish = self.asked.get_value()?;
        order::grant(&self.editing.details.value()?, wish).map(|_| wish)
    }

    fn plan(self) -> Option<PlanDetails> {
        untrack(|| self.editing.details.value())
    }

    /// Shows and saves the new order, says where the thing is now, and keeps the focus on what was pressed.
    pub fn make(self, wish: Wish, focus: Option<String>) {
        let Some(changed) = self.plan().and_then(|plan| order::grant(&plan, wish)) else { return };
        if self.act.pending.get_untracked() {
            return;
        }
        self.asked.set_value(Some(wish));
        self.said.set(place(&changed, wish.moved));
        self.editing.details.set(changed.clone());
        self.act.run(changed);
        browser::focus_id(focus.unwrap_or_else(|| handle_id(wish.moved)));
    }

    fn drop_at(self, x: f32, y: f32) {
        let held = self.held.get_untracked();
        self.let_go();
        let Some(moved) = held else { return };
        if let Some(to) = target(moved, x, y) {
            self.make(Wish { moved, to }, None);
        }
    }

    fn let_go(self) {
        self.held.set(None);
        self.over.set(None);
    }

    /// Draws the edge at which what is held would land.
    pub fn edge(self, of: Moved) -> impl Fn() -> Option<&'static str> {
        move || match self.over.get()? {
            To::Before(one) if one == of => Some("before"),
            To::After(one) if one == of => Some("after"),
            _ => None,
        }
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
        Moved::Goal(id) => order::find_goal(plan, id).map_or(String::new(), |(section, at)| {
            let section = &plan.sections[section];
            t::plan::moved(&section.goals[at].name, &section.name, at + 1)
        }),
        Moved::Requirement(id) => order::find(plan, id).map_or(String::new(), |(section, at)| {
            let section = &plan.sections[section];
            t::plan::moved(&section.requirements[at].requirement.name, &section.name, at + 1)
        }),
    }
}

/// Beside what the pointer is: the upper half of a row or section is before it, the lower after it.
fn target(moved: Moved, x: f32, y: f32) -> Option<To> {
    let wanted = match moved {
        Moved::Section(_) => "[data-section]",
        Moved::Goal(_) => "[data-goal]",
        Moved::Requirement(_) => "[data-place], [data-section]",
    };
    // what is being said may lie on top
    let under = document().elements_from_point(x, y);
    let row = under.iter().find_map(|element| element.dyn_into::<web_sys::Element>().ok()?.closest(wanted).ok()?)?;
    let named = |attribute| row.get_attribute(attribute);
    let beside = match (named("data-place"), named("data-goal"), named("data-section")) {
        (Some(id), ..) => Moved::Requirement(id.parse().ok()?),
        (_, Some(id), _) => Moved::Goal(id.parse().ok()?),
        (.., section) => Moved::Section(section?.parse().ok()?),
    };
    Some(if browser::lower_half(&row, y) { To::After(beside) } else { To::Before(beside) })
}

#[expect(clippy::cast_precision_loss, reason = "coordinates of a window are small")]
fn at(event: &ev::PointerEvent) -> (f32, f32) {
    (event.client_x() as f32, event.client_y() as f32)
}

/// The handle: drag it, or press the arrow keys on it.
pub fn handle(moves: Moves, moved: Moved, name: &str) -> AnyView {
    let id = handle_id(moved);
    let keys = move |event: ev::KeyboardEvent| {
        let to = match event.key().as_str() {
            "ArrowDown" => To::Down,
            "ArrowUp" => To::Up,
            "Escape" => return moves.let_go(),
            _ => return,
        };
        event.prevent_default();
        moves.make(Wish { moved, to }, None);
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
        if let Some(moved) = moves.held.get_untracked() {
            let (x, y) = at(&event);
            browser::scroll_at_edge(y);
            let over = target(moved, x, y);
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
    let give_up = move |_: ev::PointerEvent| moves.let_go();
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
    let button = |to: To, label: String| {
        let down = to == To::Down;
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
                on:click=move |_| moves.make(Wish { moved, to }, Some(focus.clone()))
            >
                {icon(if down { icon_paths::ARROW_DOWN } else { icon_paths::ARROW_UP })}
            </button>
        }
    };
    view! { {button(To::Up, t::plan::move_up(name))} {button(To::Down, t::plan::move_down(name))} }.into_any()
}
