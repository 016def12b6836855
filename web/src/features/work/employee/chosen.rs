//! Whom an act of the overview is for.

use crate::ui::*;
use kyndig_contract::employee::EmployeeQuery;
use kyndig_domain::ids::PositionId;
use leptos::prelude::*;

/// Who is ticked, by position, with their names.
pub type Chosen = Ticked<PositionId, String>;

/// ASG-3: all that match this, on however many pages.
pub type Everybody = RwSignal<Option<EmployeeQuery>>;
