//! Parts of pages, without network access. Look and custom elements are Designsystemet's.

mod clash;
mod dialog;
mod download;
mod export;
mod feedback;
mod field;
mod file_field;
mod filter;
pub mod icon_paths;
mod keyed_list;
mod list;
mod mark;
mod marked;
mod matrix;
mod menu;
mod method;
mod page;
mod prose;
mod selection;
mod states;
mod suggest;
mod table;
mod tabs;
mod toast;

pub use clash::{Clash, Differing};
pub use dialog::{Confirm, Dialog, FocusBack, focus_dialog};
pub use download::{DownloadButton, saving};
pub use export::{ExportMenu, with_columns};
pub use feedback::{Bar, Note, Tag, Tone};
pub use field::{
    CheckField, Choice, DateField, ErrorSummary, NumberField, PasswordField, SearchBox, SelectField, Submit, TextArea,
    TextField,
};
pub use file_field::{FileChoice, FileField};
pub use filter::{FilterSelect, FindBox, FindFilter, Radios, Ticks, Toggle, picked};
pub use keyed_list::kept;
pub use list::{Hint, ListRow, Panel, Side, Split};
pub use mark::{Mark, PENNANT, mark_class, status_name};
pub use marked::marked;
pub use matrix::{Matrix, MatrixCell, MatrixColumn};
pub use menu::{MenuItem, MoreMenu};
pub use method::{documentation_method_name, learning_method_name};
pub use page::{Actions, PageHead};
pub use prose::{Fold, Prose, Timeline, TimelineItem};
pub use selection::{Ticked, TickedBar, tick_all, tick_all_box, tick_box};
pub use states::{Conflict, Empty, ErrorBox, Skeleton, in_parts, keep_focus, loaded, paged, problem_line, said};
pub use suggest::{Option as SuggestOption, SuggestField};
pub use table::{Column, SortChoice, Sorting, Table};
pub use tabs::Tabs;
pub use toast::{Toasts, is_toasting, toast, toast_undo, toaster};

use leptos::prelude::*;

/// A part of a view that follows signals: `{live(move || …)}` instead of `{move || …}`.
///
/// The same to look at, and a tenth of the code: closures of all pages share one type.
pub fn live<V: IntoAny + 'static>(mut view: impl FnMut() -> V + Send + 'static) -> AnyView {
    let view: Box<dyn FnMut() -> AnyView + Send> = Box::new(move || view().into_any());
    view.into_any()
}

/// An icon beside a text; it says nothing that the text does not.
pub fn icon(path: &'static str) -> AnyView {
    view! { <svg class="icon" viewBox="0 0 24 24" fill="none" aria-hidden="true" inner_html=path></svg> }.into_any()
}
