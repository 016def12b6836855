//! Marks as pictures: a mark that is drawn once becomes the background of all cells that show it.
//!
//! What a browser does for an element is many times what it does for a background, and there are hundreds of cells. The
//! picture is made of how the mark looks just now, so that it has the colours of the theme, in light, dark and contrast.

use leptos::prelude::*;
use leptos::tachys::renderer::Rndr;
use web_sys::{CssStyleDeclaration, Element};

/// How large a mark is, and its icon in it, in pixels; a picture is scaled to its place.
const SIZE: f64 = 24.0;

/// Makes a picture of each child of `marks`, for the children of `frame` under the name that its `data-mark` says.
pub fn draw(marks: &Element, frame: &Element) {
    let children = marks.children();
    for at in 0..children.length() {
        let Some((name, picture)) = children.item(at).and_then(|one| named(&one)) else { continue };
        let text = String::from(js_sys::encode_uri_component(&picture));
        Rndr::set_css_property(
            &Rndr::style(frame),
            &format!("--mark-{name}"),
            &format!("url(\"data:image/svg+xml,{text}\")"),
        );
    }
}

fn named(holder: &Element) -> Option<(String, String)> {
    let mark = holder.first_element_child()?;
    let looks = window().get_computed_style(&mark).ok().flatten()?;
    let icon = mark.query_selector(".icon").ok().flatten().map(|icon| icon.inner_html()).unwrap_or_default();
    Some((holder.get_attribute("data-mark")?, svg(&looks, &icon)))
}

/// The shape with its border, and the icon in the middle.
fn svg(looks: &CssStyleDeclaration, icon: &str) -> String {
    let value = |name: &str| looks.get_property_value(name).unwrap_or_default();
    let pixels = |name: &str| value(name).trim_end_matches("px").parse::<f64>().unwrap_or_default();
    let width = pixels("width");
    let scale = if width > 0.0 { SIZE / width } else { 1.0 };
    let line = pixels("border-top-width") * scale;
    let round = value("border-top-left-radius").trim_end_matches('%').parse::<f64>().unwrap_or_default() / 100.0;
    let dash = if value("border-top-style") == "dashed" { format!("{0} {0}", line * 2.0) } else { String::new() };
    let (inset, side) = (line / 2.0, SIZE - line);
    let icon_size = pixels("--icon") * scale;
    let (fill, stroke, color) = (value("background-color"), value("border-top-color"), value("color"));
    let (radius, shift, zoom) = ((SIZE * round - inset).max(0.0), (SIZE - icon_size) / 2.0, icon_size / 24.0);
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='{SIZE}' height='{SIZE}' viewBox='0 0 {SIZE} {SIZE}' \
         color='{color}'><rect x='{inset}' y='{inset}' width='{side}' height='{side}' rx='{radius}' fill='{fill}' \
         stroke='{stroke}' stroke-width='{line}' stroke-dasharray='{dash}'/>\
         <g transform='translate({shift} {shift}) scale({zoom})'>{icon}</g></svg>"
    )
}
