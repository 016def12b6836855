//! What the browser has and Leptos does not wrap: storage, focus, title, and the few functions of `js/main.js`.

use js_sys::Promise;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, prelude::*};
use web_sys::{Element, HtmlElement};

#[wasm_bindgen]
extern "C" {
    /// The texts of a language, as the text of a JSON array.
    #[wasm_bindgen(js_namespace = kyndig, js_name = texts, catch)]
    pub async fn texts(language: &str) -> Result<JsValue, JsValue>;

    /// Runs the work while no other tab does.
    #[wasm_bindgen(js_namespace = kyndig, js_name = alone)]
    pub fn alone(work: &Closure<dyn FnMut() -> Promise>) -> Promise;

    /// Shows the page's own apology, and writes the cause to the console.
    #[wasm_bindgen(js_namespace = kyndig, js_name = crashed)]
    pub fn crashed(cause: &str);

    /// Whether a point of the window lies in the lower half of an element.
    #[wasm_bindgen(js_namespace = kyndig, js_name = lowerHalf)]
    pub fn lower_half(element: &Element, y: f32) -> bool;

    /// Scrolls the page when the pointer, dragging, comes near its upper or lower edge.
    #[wasm_bindgen(js_namespace = kyndig, js_name = scrollAtEdge)]
    pub fn scroll_at_edge(y: f32);

    /// After what is drawn next, the element of this id stands where it stood in the window.
    #[wasm_bindgen(js_namespace = kyndig, js_name = keepPlace)]
    pub fn keep_place(id: &str);

    /// Says by a class whether a table is no wider than its frame, for as long as there is one.
    #[wasm_bindgen(js_namespace = kyndig, js_name = watchWidth)]
    pub fn watch_width(frame: &Element);

    /// Scrolls as little as it takes for the element of this id to be seen.
    #[wasm_bindgen(js_namespace = kyndig, js_name = intoSight)]
    pub fn into_sight(id: &str);

    /// Whether the text could be put on the clipboard.
    #[wasm_bindgen(js_namespace = kyndig, js_name = copied)]
    async fn copied_text(text: &str) -> JsValue;

    /// Sends a form, and tells how far it has come; gives status and text.
    #[wasm_bindgen(js_namespace = kyndig, js_name = send, catch)]
    pub async fn sent(
        address: &str,
        headers: &js_sys::Array,
        form: &web_sys::FormData,
        progress: &Closure<dyn FnMut(f64)>,
    ) -> Result<JsValue, JsValue>;

    /// Keeps the bytes as a file of this name, where the browser keeps what is downloaded.
    #[wasm_bindgen(js_namespace = kyndig, js_name = save)]
    pub fn save(name: &str, bytes: &web_sys::Blob);

    /// Takes the boot mark away.
    #[wasm_bindgen(js_namespace = kyndig, js_name = booted)]
    pub fn booted();
}

/// Puts a text on the clipboard; false where the browser does not let it.
pub async fn copied(text: &str) -> bool {
    copied_text(text).await.is_truthy()
}

/// Where the portal is reached.
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// A value kept in this browser; storage may be switched off, then nothing is remembered.
pub fn remembered(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Keeps a value in this browser.
pub fn remember(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        // full or forbidden storage costs a convenience, no data
        let _ = storage.set_item(key, value);
    }
}

/// The element that has the focus.
pub fn focused() -> Option<HtmlElement> {
    document().active_element().and_then(|element| element.dyn_into().ok())
}

/// Scrolls it to the middle of the window, where it is not in sight.
pub fn reveal(element: &web_sys::Element) {
    let place = element.get_bounding_client_rect();
    let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
    if place.top() < 0.0 || place.bottom() > height {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Center);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Moves the focus.
pub fn focus(element: &HtmlElement) {
    // an element that cannot take it leaves the focus where it is
    let _ = element.focus();
}

/// Moves the focus to the element of this id, once it is drawn.
pub fn focus_id(id: impl Into<String>) {
    let id = id.into();
    request_animation_frame(move || {
        if let Some(element) = by_id(&id) {
            focus(&element);
        }
    });
}

/// The element of this id.
pub fn by_id(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id).and_then(|element| element.dyn_into().ok())
}

/// Whether the phone layout is shown.
pub fn is_narrow() -> bool {
    window().match_media("(max-width: 60rem)").ok().flatten().is_some_and(|media| media.matches())
}

/// Whether this is a phone: small, and worked with a finger.
pub fn is_phone() -> bool {
    window().match_media("(max-width: 48rem) and (pointer: coarse)").ok().flatten().is_some_and(|media| media.matches())
}

/// Whether the browser believes that it has a network.
pub fn is_online() -> bool {
    window().navigator().on_line()
}

/// The element an event was sent to.
pub fn target_element(event: &web_sys::Event) -> Option<Element> {
    event.target().and_then(|target| target.dyn_into().ok())
}

/// Sixteen random bytes as a UUID.
pub fn random_id() -> String {
    let mut bytes = [0; 16];
    // every browser that runs wasm has this; zeros would only cost a retry its protection
    if let Ok(crypto) = window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
}

/// Whether the menu is a drawer.
pub fn is_drawer() -> bool {
    window().match_media("(max-width: 48rem)").ok().flatten().is_some_and(|media| media.matches())
}

/// The hour of the day where the reader is.
pub fn hour() -> u32 {
    js_sys::Date::new_0().get_hours()
}

/// Whether a dialog is open.
pub fn is_dialog_open() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}

/// Whether Escape has something else to close than a panel: a dialog, a menu, a list of suggestions, what is searched for.
pub fn is_escape_taken(event: &web_sys::Event) -> bool {
    let open = "dialog[open], [popover]:popover-open, .shell.open";
    let in_use = "[role=combobox][aria-expanded=true], input[type=search]:not(:placeholder-shown)";
    document().query_selector(open).ok().flatten().is_some()
        || target_element(event).is_some_and(|at| at.matches(in_use).unwrap_or(false))
}

/// Whether keys are for something else than the page: a field, or a dialog that is open.
pub fn is_typing() -> bool {
    let field = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=listbox]";
    focused().is_some_and(|element| element.closest(field).ok().flatten().is_some()) || is_dialog_open()
}
