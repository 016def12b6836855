//! What is done with a category: adding, renaming, deleting, each in a dialog.

use kyndig_contract::api_path;
use kyndig_contract::category::{
    CategoryBranch, CategoryBranches, CategorySummary, CreateCategory, MoveCategory, RenameCategory,
};
use leptos::prelude::*;

use super::find::way;
use super::speciality::key_of_speciality;
use crate::form::Form;
use crate::load::{Act, Load};
use crate::nav::Query;
use crate::t;
use crate::transport;
use crate::ui::*;

/// What the dialog is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doing {
    /// A new one at the top of the branch.
    Top,
    Under(CategorySummary),
    /// The first one of a branch that is not there yet.
    Speciality,
    Rename(CategorySummary),
    Move(CategorySummary),
    Delete(CategorySummary),
}

type List = Load<Vec<CategorySummary>>;

#[component]
pub fn Change(
    doing: RwSignal<Option<Doing>>,
    branch: CategoryBranch,
    list: List,
    branches: Load<CategoryBranches>,
    chosen: Query,
) -> AnyView {
    let open = RwSignal::new(false);
    // closed by the dialog itself, it is about nothing any more
    Effect::new(move |_| open.set(doing.with(Option::is_some)));
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now {
            doing.set(None);
        }
        now
    });
    let title = Signal::derive(move || match doing.get() {
        Some(Doing::Top) | None => t::category::new().to_owned(),
        Some(Doing::Under(parent)) => t::category::add_under(parent.name),
        Some(Doing::Speciality) => t::category::new_speciality().to_owned(),
        Some(Doing::Rename(one)) => t::category::rename_one(one.name),
        Some(Doing::Move(one)) => t::category::move_one(one.name),
        Some(Doing::Delete(one)) => t::category::delete_title(one.name),
    });
    let body = move || match doing.get_untracked() {
        Some(Doing::Rename(one)) => view! { <Rename one list doing/> }.into_any(),
        Some(Doing::Move(one)) => view! { <Move one list doing/> }.into_any(),
        Some(Doing::Delete(one)) => view! { <Delete one list branches doing/> }.into_any(),
        Some(what) => view! { <Add what branch=branch.clone() list branches doing chosen/> }.into_any(),
        None => ().into_any(),
    };
    view! { <Dialog open title>{body()}</Dialog> }.into_any()
}

/// A new one, of which only the name is asked; and the speciality, where it begins a branch.
#[component]
fn Add(
    what: Doing,
    branch: CategoryBranch,
    list: List,
    branches: Load<CategoryBranches>,
    doing: RwSignal<Option<Doing>>,
    chosen: Query,
) -> AnyView {
    let form = Form::new();
    let name = form.field("name", "");
    let speciality = form.field("speciality", "");
    let begins = what == Doing::Speciality;
    let act = Act::new(
        |request: CreateCategory, attempt| async move {
            transport::create::<CategorySummary>(&api_path!("/categories"), &request, &attempt).await
        },
        move |added: CategorySummary| {
            toast(t::category::added());
            doing.set(None);
            branches.refetch();
            if begins {
                chosen.push(added.path.first().map(|name| key_of_speciality(name)));
            } else {
                list.refetch();
            }
        },
    );
    form.follow(act);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let mut request =
            CreateCategory { parent_id: None, unit_id: None, speciality: None, name: name.get().trim().to_owned() };
        match &what {
            Doing::Under(parent) => request.parent_id = Some(parent.id),
            Doing::Speciality => {
                let Some(named) = speciality.some() else { return speciality.reject("required") };
                request.speciality = Some(named);
            }
            _ => {
                request.unit_id = branch.unit.as_ref().map(|unit| unit.id);
                request.speciality.clone_from(&branch.speciality);
            }
        }
        if form.check(&request) {
            act.run(request);
        }
    };
    let first = begins.then(|| {
        view! {
            <TextField
                field=speciality
                label=t::category::speciality()
                description=t::category::speciality_text()
                required=true
                autofocus=true
            />
        }
    });
    view! {
        <form class="stack" novalidate on:submit=send>
            <ErrorSummary form/>
            {first}
            <TextField field=name label=t::category::name() required=true autofocus=!begins/>
            <ErrorBox error=act.error/>
            <Submit id="add-category" pending=act.pending text=t::category::add().to_owned()/>
        </form>
    }
    .into_any()
}

#[component]
fn Rename(one: CategorySummary, list: List, doing: RwSignal<Option<Doing>>) -> AnyView {
    let form = Form::new();
    let name = form.field("name", one.name.clone());
    let version = StoredValue::new(one.version);
    let path = api_path!("/categories/{}", one.id);
    let act = Act::new(
        move |request: RenameCategory, _| {
            let path = path.clone();
            async move { transport::patch::<CategorySummary>(&path, &request, Some(version.get_value())).await }
        },
        move |_| {
            toast(t::category::renamed());
            doing.set(None);
            list.refetch();
        },
    );
    form.follow(act);
    let send = Callback::new(move |()| {
        let request = RenameCategory { name: name.get().trim().to_owned() };
        if form.check(&request) {
            act.run(request);
        }
    });
    let differing = move |current: serde_json::Value| {
        let Ok(theirs) = serde_json::from_value::<CategorySummary>(current) else { return Vec::new() };
        version.set_value(theirs.version);
        vec![(t::category::name().to_owned(), name.get(), theirs.name)]
    };
    let give_up = move || {
        doing.set(None);
        list.refetch();
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
            <ErrorSummary form/>
            <TextField field=name label=t::category::name() required=true autofocus=true/>
            <Conflict error=act.error rows=differing mine=send theirs=give_up/>
            <Submit id="rename-category" pending=act.pending text=t::common::save().to_owned()/>
        </form>
    }
    .into_any()
}

/// To another place of the branch; what lies beneath goes with it, and is no place to go to.
#[component]
fn Move(one: CategorySummary, list: List, doing: RwSignal<Option<Doing>>) -> AnyView {
    let form = Form::new();
    let parent = form.field("parentId", one.parent_id.map(|id| id.to_string()).unwrap_or_default());
    let all = untrack(|| list.value()).unwrap_or_default();
    let places = all.iter().filter(|place| !lies_beneath(&all, place, &one));
    let mut places: Vec<_> = places.map(|place| (way(place.path.get(1..).unwrap_or_default()), place.id)).collect();
    places.sort_by_cached_key(|(way, _)| way.to_lowercase());
    let choices: Vec<_> = places.into_iter().map(|(way, id)| Choice::new(id.to_string(), way)).collect();
    let (path, version) = (api_path!("/categories/{}/move", one.id), one.version);
    let act = Act::new(
        move |request: MoveCategory, _| {
            let path = path.clone();
            async move { transport::post_version::<CategorySummary>(&path, &request, version).await }
        },
        move |_| {
            toast(t::category::moved());
            doing.set(None);
            list.refetch();
        },
    );
    form.follow(act);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        act.run(MoveCategory { parent_id: parent.get().parse().ok() });
    };
    let reload = move || {
        doing.set(None);
        list.refetch();
    };
    view! {
        <form class="stack" novalidate on:submit=send>
            <SelectField
                field=parent
                label=t::category::move_to()
                description=t::category::move_text()
                choices
                none=t::category::move_top()
                required=true
            />
            <ErrorBox error=form.beyond(act.error) reload/>
            <Submit id="move-category" pending=act.pending text=t::category::move_now().to_owned()/>
        </form>
    }
    .into_any()
}

/// Whether a place is this one, or lies beneath it.
fn lies_beneath(all: &[CategorySummary], place: &CategorySummary, one: &CategorySummary) -> bool {
    let up = |place: &&CategorySummary| all.iter().find(|above| Some(above.id) == place.parent_id);
    std::iter::successors(Some(place), up).any(|above| above.id == one.id)
}

/// Asked once; what is in use says by what instead.
#[component]
fn Delete(
    one: CategorySummary,
    list: List,
    branches: Load<CategoryBranches>,
    doing: RwSignal<Option<Doing>>,
) -> AnyView {
    let in_use = [
        (one.requirements > 0).then(|| t::category::requirements(one.requirements)),
        (one.subcategories > 0).then(|| t::category::subcategories(one.subcategories)),
    ];
    let in_use: Vec<_> = in_use.into_iter().flatten().collect();
    let close = move || {
        view! {
            <button type="button" class="ds-button" data-variant="tertiary" on:click=move |_| doing.set(None)>
                {t::common::cancel()}
            </button>
        }
    };
    if !in_use.is_empty() {
        let lines = in_use.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
        return view! {
            <div class="stack">
                <p>{t::category::in_use()}</p>
                <ul>{lines}</ul>
                <p>{t::category::in_use_text()}</p>
                <div class="row">{close()}</div>
            </div>
        }
        .into_any();
    }
    let (path, version) = (api_path!("/categories/{}", one.id), one.version);
    let act = Act::new(
        move |(), _| {
            let path = path.clone();
            async move { transport::delete(&path, Some(version)).await }
        },
        move |()| {
            toast(t::category::deleted());
            doing.set(None);
            branches.refetch();
            list.refetch();
        },
    );
    let reload = move || {
        doing.set(None);
        list.refetch();
    };
    view! {
        <div class="stack">
            <p>{t::category::delete_text()}</p>
            <ErrorBox error=act.error reload/>
            <div class="row">
                <Submit
                    id="delete-category"
                    pending=act.pending
                    text=t::category::delete_now().to_owned()
                    color="danger"
                    press=move || act.run(())
                />
                {close()}
            </div>
        </div>
    }
    .into_any()
}
