//! Lists whose rows stay when what they are drawn from comes anew: a change of one row draws one row.

use std::{collections::HashMap, sync::Arc};

use leptos::prelude::*;
use uuid::Uuid;

use super::states::keep_focus;

/// A row in the order of the list. Another number is another row, which is drawn anew.
type Row = (Uuid, u32, Arc<dyn Fn() -> AnyView + Send + Sync>);

/// `rows` follows signals and names each row by an id; `draw` is called where what it shows is not what it showed.
pub fn kept<T: Clone + PartialEq + Send + Sync + 'static>(
    rows: impl Fn() -> Vec<(Uuid, T)> + Send + Sync + 'static,
    draw: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let shown = StoredValue::new(HashMap::<Uuid, (u32, T)>::new());
    let draw = Arc::new(draw);
    each(Box::new(move || {
        keep_focus();
        let rows = rows();
        let numbered = shown.try_update_value(|shown| {
            let mut before = std::mem::take(shown);
            let number = |(id, row): (Uuid, T)| {
                let number = match before.remove(&id) {
                    Some((number, same)) if same == row => number,
                    Some((number, _)) => number.wrapping_add(1),
                    None => 0,
                };
                shown.insert(id, (number, row.clone()));
                let draw = draw.clone();
                (id, number, Arc::new(move || draw(row.clone())) as Arc<dyn Fn() -> AnyView + Send + Sync>)
            };
            rows.into_iter().map(number).collect()
        });
        numbered.unwrap_or_default()
    }))
}

/// One `For` for the lists of all types.
fn each(rows: Box<dyn Fn() -> Vec<Row> + Send + Sync>) -> AnyView {
    view! { <For each=rows key=|(id, number, _)| (*id, *number) children=|(_, _, draw)| draw()/> }.into_any()
}
