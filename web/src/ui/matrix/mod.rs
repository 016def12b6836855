//! A table of thousands of cells, of which only those in sight are drawn: rows and columns come and go as one scrolls.
//!
//! It is a grid to the keyboard and to screen readers: one cell takes the focus, arrows move it, and how many rows and
//! columns there are, and which one is at, is said whatever is drawn. The cell with the focus is always drawn.

mod drawing;
mod marks;
mod pool;

use std::time::Duration;

use leptos::leptos_dom::helpers::debounce;
use leptos::{ev, html, prelude::*};

use self::drawing::{Content, Drawing, offset};
use super::live;
use crate::appearance;
use crate::browser;

/// Rows and columns that are drawn beyond what is seen: as far as one scrolls while a frame or two are late.
const ROWS_BEYOND: usize = 6;
const COLUMNS_BEYOND: usize = 4;
/// What is drawn before the frame has been measured.
const AT_FIRST: usize = 16;
/// Of what the size of a row and a column is the tenth part: sizes in the page are whole pixels.
const RULED: f64 = 10.0;

/// How long nothing must have moved until what is drawn is put in the order in which it is read.
const STILL: Duration = Duration::from_millis(250);

/// What stands in a cell: a link, and what it says to those who point at it or cannot see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatrixCell {
    pub href: String,
    /// The cell in words.
    pub title: String,
    /// Its class: which of the marks is shown, or how the text looks.
    pub look: &'static str,
    /// The class of what stands in its corner.
    pub corner: &'static str,
    pub text: String,
    /// Beneath the text.
    pub below: String,
}

/// A column, and what it belongs to with its neighbours; empty where to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatrixColumn {
    pub band: String,
    pub name: String,
}

/// Where in it: the row with the headings is 0, and the column with the names.
type Place = (usize, usize);

/// From the first to before the last.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Seen {
    rows: (usize, usize),
    columns: (usize, usize),
}

/// What the parts have in common.
#[derive(Clone, Copy)]
struct Grid {
    seen: RwSignal<Seen>,
    /// The cell that has the focus, or will have it.
    active: RwSignal<Place>,
    /// How many rows of cells are here.
    rows: Signal<usize>,
    columns: usize,
    frame: NodeRef<html::Div>,
    titles: NodeRef<html::Div>,
    body: NodeRef<html::Div>,
    ruler: NodeRef<html::I>,
    marks: NodeRef<html::Div>,
    drawing: StoredValue<Drawing, LocalStorage>,
    /// A row and a column in pixels, and how much of them is seen.
    sizes: StoredValue<Sizes>,
    /// That the next frame measures.
    asked: StoredValue<bool>,
}

#[derive(Clone, Copy, Default)]
struct Sizes {
    row: f64,
    column: f64,
    height: i32,
    width: i32,
}

#[component]
pub fn Matrix(
    #[prop(into)] label: String,
    columns: Vec<MatrixColumn>,
    /// Above the names, and above the last column.
    #[prop(into)]
    corner: Signal<String>,
    #[prop(into)] last: String,
    /// Rows that are here, and rows there are.
    #[prop(into)]
    rows: Signal<usize>,
    #[prop(into)] total: Signal<usize>,
    #[prop(into)] name: Callback<usize, MatrixCell>,
    #[prop(into)] cell: Callback<(usize, usize), MatrixCell>,
    /// In the last column.
    #[prop(into)]
    sum: Callback<usize, MatrixCell>,
    /// The marks that cells show, under the classes that `look` and `corner` name.
    marks: Vec<(&'static str, AnyView)>,
    /// Told of the last row that is drawn, so that more can be fetched.
    #[prop(into)]
    reached: Callback<usize>,
    /// Where one was when one went away from here.
    from: Option<Place>,
    /// Told of the cell that is opened.
    #[prop(into)]
    opened: Callback<Place>,
) -> AnyView {
    let seen = Seen { rows: (0, AT_FIRST), columns: (0, AT_FIRST) };
    let grid = Grid {
        seen: RwSignal::new(seen),
        active: RwSignal::new(from.unwrap_or((1, 1))),
        rows,
        columns: columns.len(),
        frame: NodeRef::new(),
        titles: NodeRef::new(),
        body: NodeRef::new(),
        ruler: NodeRef::new(),
        marks: NodeRef::new(),
        drawing: StoredValue::new_local(Drawing::default()),
        sizes: StoredValue::new(Sizes::default()),
        asked: StoredValue::new(false),
    };
    let resized = window_event_listener(ev::resize, move |_| grid.measure());
    on_cleanup(move || resized.remove());
    Effect::new(move |_| {
        if grid.frame.get().is_some() {
            request_animation_frame(move || {
                grid.picture();
                grid.measure();
            });
        }
    });
    appearance::on_scheme(move || grid.picture());
    Effect::new(move |_| reached.run(grid.seen.get().rows.1));
    grid.come_back(from, reached);
    let banded = columns.iter().any(|column| !column.band.is_empty());
    let headings = 1 + usize::from(banded);
    let bands = banded.then(|| bands(&columns));
    let names: Vec<String> = columns.into_iter().map(|column| column.name).collect();
    let mut settle = debounce(STILL, move |()| grid.settle());
    Effect::new(move |_| {
        let (rows, columns) = (grid.drawn_rows(), grid.drawn_columns());
        let (Some(titles), Some(body)) = (grid.titles.get(), grid.body.get()) else { return };
        let content = Content {
            name: &|row| name.run(row),
            cell: &|row, column| cell.run((row, column)),
            sum: &|row| sum.run(row),
            heading: &|column| names.get(column).cloned().unwrap_or_default(),
            active: grid.active.get_untracked(),
            headings,
            columns: grid.columns,
        };
        let turned = grid
            .drawing
            .try_update_value(|drawing| untrack(|| drawing.turn(&rows, &columns, &titles, &body, &content)));
        if turned == Some(true) {
            settle(());
        }
    });
    let width = format!("calc(var(--m-name) + {} * var(--m-column) + var(--m-sum))", grid.columns);
    let marks = marks.into_iter().map(|(name, mark)| view! { <i data-mark=name>{mark}</i> }).collect_view();
    view! {
        <div class="matrix" class:banded=banded node_ref=grid.frame on:scroll=move |_| grid.scrolled()>
            <i class="ruler" aria-hidden="true" node_ref=grid.ruler></i>
            <div class="ruler" aria-hidden="true" node_ref=grid.marks>
                {marks}
            </div>
            <div
                role="grid"
                aria-label=label
                aria-readonly="true"
                aria-rowcount=move || (total.get() + headings).to_string()
                aria-colcount=(grid.columns + 2).to_string()
                style:width=width
                on:keydown=move |event| grid.pressed(&event)
                on:focusin=move |event| grid.focused(&event)
                on:click=move |event| {
                    if let Some(place) = place_of(&event) {
                        opened.run(place);
                    }
                }
            >
                <div role="rowgroup" class="heads">
                    {bands}
                    {headings_view(grid, headings, corner, last)}
                </div>
                <div
                    role="rowgroup"
                    class="body"
                    node_ref=grid.body
                    style:height=move || format!("calc({} * var(--m-row))", rows.get())
                ></div>
            </div>
        </div>
    }
    .into_any()
}

impl Grid {
    /// The marks, as they look now.
    fn picture(self) {
        if let (Some(marks), Some(frame)) = (self.marks.get_untracked(), self.frame.get_untracked()) {
            marks::draw(&marks, &frame);
        }
    }

    /// How large everything is: asked once and not at every frame, for which the browser would have to lay it out.
    fn measure(self) {
        let (Some(frame), Some(ruler)) = (self.frame.get_untracked(), self.ruler.get_untracked()) else { return };
        // behind the headings and the names nothing is seen
        let above = self.body.get_untracked().map_or(0, |body| body.offset_top());
        let beside = browser::by_id(&id((0, 0))).map_or(0, |corner| corner.offset_width());
        self.sizes.set_value(Sizes {
            row: f64::from(ruler.offset_height()) / RULED,
            column: f64::from(ruler.offset_width()) / RULED,
            height: frame.client_height() - above,
            width: frame.client_width() - beside,
        });
        self.look();
    }

    /// Once a frame is enough.
    fn scrolled(self) {
        if self.asked.get_value() {
            return;
        }
        self.asked.set_value(true);
        request_animation_frame(move || {
            if self.asked.try_set_value(false).is_none() {
                self.look();
            }
        });
    }

    /// What is in sight.
    fn look(self) {
        let Some(frame) = self.frame.get_untracked() else { return };
        let Sizes { row, column, height, width } = self.sizes.get_value();
        // not in the page yet
        if column <= 0.0 || row <= 0.0 {
            return;
        }
        let part = |from: i32, length: i32, size: f64, beyond: usize| {
            let first = whole(f64::from(from) / size).saturating_sub(beyond);
            (first, whole(f64::from(from + length) / size) + 1 + beyond)
        };
        let rows = part(frame.scroll_top(), height, row, ROWS_BEYOND);
        let now = Seen { rows, columns: part(frame.scroll_left(), width, column, COLUMNS_BEYOND) };
        if self.seen.get_untracked() != now {
            self.seen.set(now);
        }
    }

    /// Nothing moves any more: in the order in which it is read.
    fn settle(self) {
        let active = self.active.try_get_untracked();
        if let Some(active) = active {
            self.drawing.try_with_value(|drawing| drawing.order(active));
        }
    }

    fn drawn_rows(self) -> Vec<usize> {
        let (row, _) = self.active.get();
        drawn(self.seen.get().rows, self.rows.get(), row.checked_sub(1))
    }

    fn drawn_columns(self) -> Vec<usize> {
        let (_, column) = self.active.get();
        drawn(self.seen.get().columns, self.columns, column.checked_sub(1))
    }

    /// To the cell one came from, once its row is here.
    fn come_back(self, from: Option<Place>, reached: Callback<usize>) {
        let pending = StoredValue::new(from);
        Effect::new(move |_| {
            let here = self.rows.get();
            let Some((row, column)) = pending.get_value() else { return };
            if row > here {
                reached.run(row);
                return;
            }
            pending.set_value(None);
            // after the page's heading has had it
            request_animation_frame(move || request_animation_frame(move || self.go((row, column))));
        });
    }

    /// Moves the focus to a cell.
    fn go(self, to: Place) {
        let to = (to.0.min(self.rows.get_untracked()), to.1.min(self.columns + 1));
        self.activate(to);
        // the headings are always in sight, and going to them is going to the beginning
        if let Some(frame) = self.frame.get_untracked().filter(|_| to.0 == 0) {
            frame.set_scroll_top(0);
        }
        // once it is drawn
        browser::focus_id(id(to));
    }

    /// This cell is the one that Tab comes to.
    fn activate(self, to: Place) {
        let before = self.active.get_untracked();
        for (place, index) in [(before, "-1"), (to, "0")] {
            if let Some(element) = browser::by_id(&id(place)) {
                // an attribute name that is well formed cannot be refused
                let _ = element.set_attribute("tabindex", index);
            }
        }
        if before != to {
            self.active.set(to);
        }
    }

    fn focused(self, event: &ev::FocusEvent) {
        if let Some(place) = place_of(event) {
            self.activate(place);
        }
    }

    fn pressed(self, event: &ev::KeyboardEvent) {
        if event.alt_key() || event.meta_key() || event.shift_key() {
            return;
        }
        let (last_row, last_column) = (self.rows.get_untracked(), self.columns + 1);
        let (row, column) = self.active.get_untracked();
        // one row of the page before is seen again
        let Sizes { row: size, height, .. } = self.sizes.get_value();
        let page = if size > 0.0 { whole(f64::from(height) / size).saturating_sub(1).max(1) } else { 1 };
        let to = match (event.key().as_str(), event.ctrl_key()) {
            ("ArrowRight", false) => (row, column + 1),
            ("ArrowLeft", false) => (row, column.saturating_sub(1)),
            ("ArrowDown", false) => (row + 1, column),
            ("ArrowUp", false) => (row.saturating_sub(1), column),
            ("Home", false) => (row, 0),
            ("End", false) => (row, last_column),
            ("Home", true) => (0, 0),
            ("End", true) => (last_row, last_column),
            ("PageDown", false) => (row + page, column),
            ("PageUp", false) => (row.saturating_sub(page), column),
            _ => return,
        };
        event.prevent_default();
        self.go(to);
    }
}

/// A size that is not negative, as a number of rows or columns.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place in a page, never below its beginning"
)]
fn whole(size: f64) -> usize {
    size.max(0.0) as usize
}

/// What is in sight of so many, and the one that has the focus wherever it is.
fn drawn((first, last): (usize, usize), all: usize, focused: Option<usize>) -> Vec<usize> {
    let mut drawn: Vec<usize> = (first.min(all)..last.min(all)).collect();
    if let Some(focused) = focused.filter(|focused| *focused < all) {
        if focused < first {
            drawn.insert(0, focused);
        } else if focused >= last {
            drawn.push(focused);
        }
    }
    drawn
}

fn id((row, column): Place) -> String {
    format!("cell-{row}-{column}")
}

/// The cell that something happened in.
fn place_of(event: &web_sys::Event) -> Option<Place> {
    let cell = browser::target_element(event)?.closest("[id^=cell-]").ok().flatten()?;
    let id = cell.id();
    let (row, column) = id.strip_prefix("cell-")?.split_once('-')?;
    Some((row.parse().ok()?, column.parse().ok()?))
}

fn tabindex(grid: Grid, place: Place) -> &'static str {
    if grid.active.get_untracked() == place { "0" } else { "-1" }
}

/// What neighbours belong to, above them.
fn bands(columns: &[MatrixColumn]) -> AnyView {
    let mut bands: Vec<(&str, usize, usize)> = Vec::new();
    for (column, of) in columns.iter().enumerate() {
        match bands.last_mut() {
            Some((band, _, count)) if *band == of.band => *count += 1,
            _ => bands.push((&of.band, column, 1)),
        }
    }
    let one = |(band, first, count): (&str, usize, usize)| {
        view! {
            <div
                role="columnheader"
                class="band"
                aria-colindex=(first + 2).to_string()
                aria-colspan=count.to_string()
                style:left=offset(first)
                style:width=format!("calc({count} * var(--m-column))")
                title=band.to_owned()
            >
                <span>{band.to_owned()}</span>
            </div>
        }
    };
    let all = bands.into_iter().map(one).collect_view();
    view! {
        <div role="row" class="bands" aria-rowindex="1">
            {all}
        </div>
    }
    .into_any()
}

/// The row of headings: of the names and of the last column; the others come between them as they are drawn.
fn headings_view(grid: Grid, headings: usize, corner: Signal<String>, last: String) -> AnyView {
    let end = grid.columns + 1;
    view! {
        <div role="row" class="titles" aria-rowindex=headings.to_string() node_ref=grid.titles>
            <div role="columnheader" class="name" id=id((0, 0)) tabindex=tabindex(grid, (0, 0)) aria-colindex="1">
                {live(move || corner.get())}
            </div>
            <div
                role="columnheader"
                class="sum"
                id=id((0, end))
                tabindex=tabindex(grid, (0, end))
                aria-colindex=(end + 1).to_string()
            >
                {last}
            </div>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_is_drawn_and_what_has_the_focus() {
        assert_eq!(drawn((2, 5), 9, None), [2, 3, 4]);
        assert_eq!(drawn((2, 5), 4, Some(3)), [2, 3]);
        assert_eq!(drawn((2, 5), 9, Some(0)), [0, 2, 3, 4]);
        assert_eq!(drawn((2, 5), 9, Some(8)), [2, 3, 4, 8]);
        assert_eq!(drawn((2, 5), 9, Some(9)), [2, 3, 4]);
        assert!(drawn((2, 5), 0, Some(0)).is_empty());
    }
}
