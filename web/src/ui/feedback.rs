//! Small things that say how it stands: the progress bar, the tag, the note.

use leptos::prelude::*;

use crate::t;

/// Designsystemet's colours by what they mean here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Neutral,
    Accent,
    Info,
    Success,
    Warning,
    Danger,
}

impl Tone {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Accent => "accent",
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
        }
    }
}

/// How much of a plan is done (green), under way or running out (yellow), and expired or rejected (red).
#[component]
pub fn Bar(done: i64, partly: i64, late: i64, total: i64) -> AnyView {
    #[expect(clippy::cast_precision_loss, reason = "counts of requirements are small")]
    let share = |count: i64| if total > 0 { count as f64 * 100.0 / total as f64 } else { 0.0 };
    let label =
        t::common::bar(format!("{:.0}", share(done)), format!("{:.0}", share(partly)), format!("{:.0}", share(late)));
    let part = |class: &'static str, count: i64| {
        (count > 0).then(|| view! { <i class=class style:width=format!("{:.2}%", share(count))></i> })
    };
    view! {
        <span class="bar" role="img" aria-label=label.clone() title=label>{part("d", done)} {part("p", partly)} {part("l", late)}</span>
    }
    .into_any()
}

#[component]
pub fn Tag(tone: Tone, #[prop(into)] text: Oco<'static, str>) -> AnyView {
    view! { <span class="ds-tag" data-color=tone.name()>{text}</span> }.into_any()
}

/// A framed remark or card, in colour.
#[component]
pub fn Note(tone: Tone, #[prop(into, optional)] title: Option<Oco<'static, str>>, children: Children) -> AnyView {
    view! { <div class="note" data-color=tone.name()>{title.map(|title| view! { <b>{title}</b> })} {children()}</div> }
        .into_any()
}
