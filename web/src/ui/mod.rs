//! Parts of pages, without network access. Look and custom elements are Designsystemet's.

mod dialog;
mod feedback;
mod field;
pub mod icon_paths;
mod list;
mod mark;
mod method;
mod page;
mod prose;
mod states;
mod suggest;
mod table;
mod tabs;
mod toast;

pub use dialog::{Confirm, Dialog};
pub use feedback::{Bar, Note, Tag, Tone};
pub use field::{
    CheckField, Choice, DateField, ErrorSummary, NumberField, PasswordField, SearchBox, SelectField, Submit, TextArea,
    TextField,
};
pub use list::{Hint, ListRow, Panel, Side, Split};
pub use mark::{Mark, status_name};
pub use method::{documentation_method_name, learning_method_name};
pub use page::{Actions, PageHead};
pub use prose::{Fold, Prose, Timeline, TimelineItem};
pub use states::{Empty, ErrorBox, MoreButton, Skeleton, loaded, problem_line};
pub use suggest::{Option as SuggestOption, SuggestField};
pub use table::{Column, Sorting, Table};
pub use tabs::Tabs;
pub use toast::{Toasts, toast, toast_undo};

use leptos::prelude::*;

/// An icon beside a text; it says nothing that the text does not.
pub fn icon(path: &'static str) -> AnyView {
    view! { <svg class="icon" viewBox="0 0 24 24" fill="none" aria-hidden="true" inner_html=path></svg> }.into_any()
}
