//! A section: its requirements, or its goals where it is a theme, and what can be done with it and them.

use kyndig_contract::api_path;
use kyndig_contract::path::ApiPath;
use kyndig_contract::plan::{PlanDetails, PlanRequirement, PlanSection, UpdateSection};
use kyndig_domain::ids::SectionId;
use leptos::prelude::*;

use super::drag::{self, Moves, element_id};
use super::editing::Editing;
use super::goal;
use super::order::Moved;
use super::row::{Around, fill, row};
use super::words;
use crate::form::Form;
use crate::load::Act;
use crate::nav::Query;
use crate::t;
use crate::transport;
use crate::ui::*;

/// What the head of a section shows, and what renaming it begins with.
#[derive(Clone, PartialEq)]
struct Head {
    name: String,
    may_be_not_relevant: bool,
}

pub fn section(around: Around, id: SectionId, moves: Moves, editing: Editing, ordering: Query) -> AnyView {
    let moved = Moved::Section(id);
    let head = Memo::new(move |_| {
        let head = |one: &PlanSection| Head { name: one.name.clone(), may_be_not_relevant: one.may_be_not_relevant };
        read(editing, id, head)
    });
    let themed = around.kind.has_goals();
    let rows = if themed {
        live(move || {
            let plan = editing.details.value()?;
            keep_focus();
            let theme = plan.sections.iter().find(|one| one.id == id)?;
            Some(goal::goals(&plan, theme, moves, editing, ordering))
        })
    } else {
        rows(around, id, moves, editing, ordering)
    };
    let count = Memo::new(move |_| {
        let count = |one: &PlanSection| if themed { one.goals.len() } else { in_use(one).count() };
        read(editing, id, count).unwrap_or_default()
    });
    let count = move || if themed { t::plan::goal_count(count.get()) } else { t::plan::section_count(count.get()) };
    let header = move || {
        let head = head.get()?;
        keep_focus();
        let lead = around.can_arrange.then(|| drag::handle(moves, moved, &head.name));
        let name = head.name.clone();
        let tools = around.can_arrange.then(|| tools(around, id, &head, moves, editing, ordering));
        Some(view! {
            <header>
                {lead}
                <h2>{name}</h2>
                <span class="meta">{count}</span>
                {tools}
            </header>
        })
    };
    view! {
        <section
            class="panel section"
            id=element_id(moved)
            data-section=id.to_string()
            data-edge=moves.edge(moved)
            class:held=move || moves.held.get() == Some(moved)
        >
            {live(header)}
            {rows}
        </section>
    }
    .into_any()
}

/// What is read of one section, while the plan has it.
fn read<R>(editing: Editing, id: SectionId, read: impl FnOnce(&PlanSection) -> R) -> Option<R> {
    editing.read(|plan| plan.sections.iter().find(|one| one.id == id).map(read)).flatten()
}

fn in_use(section: &PlanSection) -> impl Iterator<Item = &PlanRequirement> {
    section.requirements.iter().filter(|place| words::is_in_use(place))
}

fn rows(around: Around, id: SectionId, moves: Moves, editing: Editing, ordering: Query) -> AnyView {
    let empty = Memo::new(move |_| read(editing, id, |one| in_use(one).next().is_none()).unwrap_or(true));
    live(move || {
        if empty.get() {
            return view! { <p class="pad sub">{t::plan::section_empty()}</p> }.into_any();
        }
        let rows = kept(
            move || {
                let held = |one: &PlanSection| in_use(one).map(|place| (place.id.0, place.clone())).collect();
                read(editing, id, held).unwrap_or_default()
            },
            move |place| row(around, &place, moves, editing, ordering),
        );
        view! { <ul class="list">{rows}</ul> }.into_any()
    })
}

fn tools(around: Around, id: SectionId, head: &Head, moves: Moves, editing: Editing, ordering: Query) -> AnyView {
    let name = StoredValue::new(head.name.clone());
    let head = StoredValue::new(head.clone());
    let renaming = RwSignal::new(false);
    let path = api_path!("/plans/{}/sections/{id}", around.plan);
    let remove_path = path.clone();
    let remove = Act::new(
        move |(), _| {
            let path = remove_path.clone();
            async move { transport::delete(&path, None).await }
        },
        move |()| {
            toast(t::plan::section_removed());
            editing.details.refetch();
        },
    );
    let empty = Memo::new(move |_| {
        read(editing, id, |one| one.requirements.is_empty() && one.goals.is_empty()).unwrap_or_default()
    });
    let removable = move || {
        empty.get().then(|| {
            view! {
                <button
                    type="button"
                    class="ds-button"
                    id=format!("remove-{id}")
                    data-variant="tertiary"
                    data-icon
                    aria-label=t::plan::section_remove(name.get_value())
                    on:click=move |_| remove.run(())
                >
                    {icon(icon_paths::TRASH)}
                </button>
            }
        })
    };
    let arrows = move || ordering.get().is_some().then(|| drag::arrows(moves, Moved::Section(id), &name.get_value()));
    let adding = if around.kind.has_goals() {
        goal::add(around.plan, id, &name.get_value(), editing)
    } else {
        fill(around, id, None, name.get_value(), editing)
    };
    let path = StoredValue::new(path);
    view! {
        <span class="end row tools">
            {live(arrows)}
            <button
                type="button"
                class="ds-button"
                id=format!("rename-{id}")
                data-variant="tertiary"
                data-icon
                aria-label=t::plan::section_rename(name.get_value())
                on:click=move |_| renaming.set(true)
            >
                {icon(icon_paths::PENCIL)}
            </button>
            {live(removable)}
            {adding}
        </span>
        <ErrorBox error=remove.error/>
        <Dialog open=renaming title=t::plan::section_rename_title().to_owned()>
            <Rename path=path.get_value() id head=head.get_value() editing open=renaming/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Rename(path: ApiPath, id: SectionId, head: Head, editing: Editing, open: RwSignal<bool>) -> AnyView {
    let form = Form::new();
    let field = form.field("name", head.name);
    let relevant = RwSignal::new(head.may_be_not_relevant);
    let version = StoredValue::new(editing.version());
    let act = Act::new(
        move |request: UpdateSection, _| {
            let path = path.clone();
            async move { transport::patch::<PlanDetails>(&path, &request, version.get_value()).await }
        },
        move |plan| {
            toast(t::plan::section_renamed());
            open.set(false);
            editing.put(plan);
        },
    );
    form.follow(act);
    let send = Callback::new(move |()| {
        let request = UpdateSection {
            name: Some(field.get().trim().to_owned()),
            may_be_not_relevant: Some(relevant.get_untracked()),
        };
        if form.check(&request) {
            act.run(request);
        }
    });
    let differing = move |current: serde_json::Value| {
        let Ok(theirs) = serde_json::from_value::<PlanDetails>(current) else { return Vec::new() };
        version.set_value(Some(theirs.version));
        let named = theirs.sections.into_iter().find(|section| section.id == id).map(|section| section.name);
        vec![(
            t::plan::section_name().to_owned(),
            field.get(),
            named.unwrap_or_else(|| t::common::removed().to_owned()),
        )]
    };
    view! {
        <form
            class="stack"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                send.run(());
            }
        >
            <TextField field label=t::plan::section_name() required=true autofocus=true/>
            <CheckField
                checked=relevant
                label=t::plan::not_relevant_section()
                description=t::plan::not_relevant_section_text()
                form
            />
            <Conflict error=act.error rows=differing mine=send theirs=move || {
                open.set(false);
                editing.details.refetch();
            }/>
            <Submit pending=act.pending text=t::common::save().to_owned()/>
        </form>
    }
    .into_any()
}
