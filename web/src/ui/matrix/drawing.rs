//! The elements of a matrix: made once, and written anew where they come to show something else.
//!
//! A cell is a link in a frame, and its mark a background: no element is made, none laid out anew when one scrolls. Written
//! by hand and not by a view, since the browser is asked for sixty of these pictures in a second.

use leptos::tachys::renderer::Rndr;
use web_sys::Element;

use super::pool::Pool;
use super::{MatrixCell, Place, id};

/// What is asked for what is shown.
pub struct Content<'a> {
    pub name: &'a dyn Fn(usize) -> MatrixCell,
    pub cell: &'a dyn Fn(usize, usize) -> MatrixCell,
    pub sum: &'a dyn Fn(usize) -> MatrixCell,
    pub heading: &'a dyn Fn(usize) -> String,
    /// The cell that Tab comes to.
    pub active: Place,
    /// How many rows of headings, and columns of cells, there are.
    pub headings: usize,
    pub columns: usize,
}

/// All that is drawn.
#[derive(Default)]
pub struct Drawing {
    rows: Pool,
    columns: Pool,
    lines: Vec<Line>,
    titles: Vec<Title>,
}

struct Line {
    element: Element,
    name: Cell,
    cells: Vec<Cell>,
    sum: Cell,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Name,
    Cell,
    Sum,
}

struct Cell {
    kind: Kind,
    frame: Element,
    link: Element,
    text: Option<Element>,
    below: Option<Element>,
    column: Option<usize>,
    now: MatrixCell,
}

struct Title {
    frame: Element,
    text: Element,
}

impl Drawing {
    /// Draws these rows and columns into their frames; `end` is the last heading, before which the others stand.
    ///
    /// False where all of it was drawn already.
    pub fn turn(
        &mut self,
        rows: &[usize],
        columns: &[usize],
        titles: &Element,
        body: &Element,
        of: &Content<'_>,
    ) -> bool {
        let columns = self.columns.turn(columns);
        for at in &columns {
            let column = self.columns.shown[*at];
            if *at == self.titles.len() {
                let title = Title::new();
                // before the heading of the last column
                Rndr::insert_node(titles, &title.frame, titles.last_element_child().as_deref());
                self.titles.push(title);
            }
            self.titles[*at].write(column, of);
        }
        for (line, row) in self.lines.iter_mut().zip(&self.rows.shown) {
            for at in &columns {
                line.write_cell(*at, *row, self.columns.shown[*at], of);
            }
        }
        let rows = self.rows.turn(rows);
        for at in &rows {
            let at = *at;
            let row = self.rows.shown[at];
            if at == self.lines.len() {
                let line = Line::new(of);
                Rndr::insert_node(body, &line.element, None);
                self.lines.push(line);
            }
            self.lines[at].write(row, &self.columns, of);
        }
        !(rows.is_empty() && columns.is_empty())
    }

    /// Puts them in the order in which they are read. What has the focus stays where it is, and the others come around it.
    pub fn order(&self, (row, column): Place) {
        let columns = self.columns.order();
        let rows = self.rows.order();
        let titles: Vec<&Element> = columns.iter().map(|at| &self.titles[*at].frame).collect();
        let middle = |shown: &Pool, order: &[usize], index: usize| {
            order.iter().position(|at| shown.shown[*at] + 1 == index).unwrap_or_default()
        };
        let still = middle(&self.columns, &columns, column);
        around(&titles, still);
        for line in &self.lines {
            let cells: Vec<&Element> = columns.iter().map(|at| &line.cells[*at].frame).collect();
            around(&cells, still);
        }
        let lines: Vec<&Element> = rows.iter().map(|at| &self.lines[*at].element).collect();
        around(&lines, middle(&self.rows, &rows, row));
    }
}

/// Siblings in this order, without a touch of the one that stays.
fn around(order: &[&Element], still: usize) {
    let Some(parent) = order.first().and_then(|one| one.parent_element()) else { return };
    for two in order[..=still].windows(2).rev() {
        if two[0].next_sibling().as_ref() != Some(two[1]) {
            Rndr::insert_node(&parent, two[0], Some(two[1]));
        }
    }
    for two in order[still..].windows(2) {
        let next = two[0].next_sibling();
        if next.as_ref() != Some(two[1]) {
            Rndr::insert_node(&parent, two[1], next.as_ref());
        }
    }
}

impl Line {
    fn new(of: &Content<'_>) -> Self {
        let element = made("div", "line", "row");
        let (name, sum) = (Cell::new(Kind::Name, &element, None), Cell::new(Kind::Sum, &element, None));
        Rndr::set_attribute(&name.frame, "aria-colindex", "1");
        Rndr::set_attribute(&sum.frame, "aria-colindex", &(of.columns + 2).to_string());
        Self { element, name, cells: Vec::new(), sum }
    }

    fn write(&mut self, row: usize, columns: &Pool, of: &Content<'_>) {
        Rndr::set_attribute(&self.element, "aria-rowindex", &(row + 1 + of.headings).to_string());
        style(&self.element, "transform", &format!("translateY(calc({row} * var(--m-row)))"));
        self.name.write((row + 1, 0), (of.name)(row), of.active);
        for (at, column) in columns.shown.iter().enumerate() {
            self.write_cell(at, row, *column, of);
        }
        self.sum.write((row + 1, of.columns + 1), (of.sum)(row), of.active);
    }

    fn write_cell(&mut self, at: usize, row: usize, column: usize, of: &Content<'_>) {
        if at == self.cells.len() {
            self.cells.push(Cell::new(Kind::Cell, &self.element, Some(&self.sum.frame)));
        }
        self.cells[at].place(column);
        self.cells[at].write((row + 1, column + 1), (of.cell)(row, column), of.active);
    }
}

impl Kind {
    fn class(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Cell => "cell",
            Self::Sum => "sum",
        }
    }

    fn role(self) -> &'static str {
        match self {
            Self::Name => "rowheader",
            Self::Cell | Self::Sum => "gridcell",
        }
    }
}

impl Cell {
    fn new(kind: Kind, line: &Element, before: Option<&Element>) -> Self {
        let (frame, link) = (made("div", kind.class(), kind.role()), Rndr::create_element("a", None));
        Rndr::insert_node(&frame, &link, None);
        Rndr::insert_node(line, &frame, before.map(|before| &**before));
        Self { kind, frame, link, text: None, below: None, column: None, now: MatrixCell::default() }
    }

    fn place(&mut self, column: usize) {
        if self.column != Some(column) {
            self.column = Some(column);
            Rndr::set_attribute(&self.frame, "aria-colindex", &(column + 2).to_string());
            style(&self.frame, "margin-inline-start", &offset(column));
        }
    }

    /// Only what is another than it was.
    fn write(&mut self, place: Place, new: MatrixCell, active: Place) {
        self.link.set_id(&id(place));
        let index = if place == active { "0" } else { "-1" };
        // the grid too says which one Tab comes to
        if self.link.get_attribute("tabindex").as_deref() != Some(index) {
            Rndr::set_attribute(&self.link, "tabindex", index);
        }
        let before = &self.now;
        if before.href != new.href {
            Rndr::set_attribute(&self.link, "href", &new.href);
        }
        if before.title != new.title {
            Rndr::set_attribute(&self.link, "title", &new.title);
        }
        if before.look != new.look {
            self.frame.set_class_name(&format!("{} {}", self.kind.class(), new.look));
        }
        if before.corner != new.corner {
            self.link.set_class_name(new.corner);
        }
        if before.text != new.text {
            let text = self.text.get_or_insert_with(|| inside(&self.link, "b", ""));
            // a cell's title says it all
            if self.kind == Kind::Cell {
                Rndr::set_attribute(text, "aria-hidden", "true");
            }
            text.set_text_content(Some(&new.text));
        }
        if before.below != new.below {
            let below = self.below.get_or_insert_with(|| inside(&self.link, "span", "meta"));
            below.set_text_content(Some(&new.below));
        }
        self.now = new;
    }
}

impl Title {
    fn new() -> Self {
        let frame = made("div", "over", "columnheader");
        let text = inside(&frame, "span", "");
        Self { frame, text }
    }

    fn write(&self, column: usize, of: &Content<'_>) {
        let (name, place) = ((of.heading)(column), (0, column + 1));
        self.frame.set_id(&id(place));
        Rndr::set_attribute(&self.frame, "tabindex", if place == of.active { "0" } else { "-1" });
        Rndr::set_attribute(&self.frame, "aria-colindex", &(column + 2).to_string());
        Rndr::set_attribute(&self.frame, "title", &name);
        style(&self.frame, "left", &offset(column));
        self.text.set_text_content(Some(&name));
    }
}

/// Where a column begins.
pub fn offset(column: usize) -> String {
    format!("calc(var(--m-name) + {column} * var(--m-column))")
}

fn made(tag: &str, class: &str, role: &str) -> Element {
    let element = Rndr::create_element(tag, None);
    element.set_class_name(class);
    Rndr::set_attribute(&element, "role", role);
    element
}

fn inside(parent: &Element, tag: &str, class: &str) -> Element {
    let element = Rndr::create_element(tag, None);
    element.set_class_name(class);
    Rndr::insert_node(parent, &element, None);
    element
}

fn style(element: &Element, name: &str, value: &str) {
    Rndr::set_css_property(&Rndr::style(element), name, value);
}
