//! The fields of what a requirement says (REQ-1), for its draft, for a new one, and for a new one in a plan.

use kyndig_contract::category::{CategoryPath, CategoryRef};
use kyndig_contract::requirement::{
    DocumentationMethod, LearningMethod, Level, Link, Lock, RequirementContent, RequirementKind, RequirementRef,
};
use kyndig_domain::ids::{CategoryId, RequirementId};
use leptos::prelude::*;

use super::changed::{changed, was, yes_no};
use super::further::{self, Further};
use super::words;
use crate::features::content::category::find;
use crate::form::{Field, Form, Rejected};
use crate::session::use_session;
use crate::t;
use crate::ui::*;

/// The fields, filled with some content.
#[derive(Clone, Copy)]
pub struct Fields {
    form: Form,
    above: &'static str,
    pub name: Field,
    pub description: Field,
    pub learning: Field,
    pub documentation: Field,
    pub signature: RwSignal<bool>,
    pub days: Field,
    pub category: Field,
    /// What the categories are called that are, were or may be chosen.
    filed: RwSignal<Vec<CategoryPath>>,
    /// Title, address, and whether it works on the internal network alone (FUL-19).
    links: RwSignal<Vec<(Field, Field, RwSignal<bool>)>>,
    /// Who the links' fields live as long as: not the button that adds them, which is drawn anew.
    owner: StoredValue<Option<Owner>>,
    further: Further,
}

impl Fields {
    /// `above` is where the content stands in the request: `content`, `new`; `known` gives the prerequisites their names.
    pub fn new(form: Form, above: &'static str, content: &RequirementContent, known: &[RequirementRef]) -> Self {
        let path = |name: &str| format!("{above}.{name}");
        let fields = Self {
            form,
            above,
            name: form.field(&path("name"), content.name.clone()),
            description: form.field(&path("description"), content.description.clone()),
            learning: form.field(&path("learningMethod"), content.learning_method.as_str()),
            documentation: form.field(&path("documentationMethod"), content.documentation_method.as_str()),
            signature: RwSignal::new(content.needs_signature),
            days: form
                .field(&path("validityDays"), content.validity_days.map_or(String::new(), |days| days.to_string())),
            category: form.field(&path("categoryId"), content.category_id.map_or(String::new(), |id| id.to_string())),
            filed: RwSignal::new(Vec::new()),
            links: RwSignal::new(Vec::new()),
            owner: StoredValue::new(Owner::current()),
            further: Further::new(form, above, content, known),
        };
        fields.put_links(&content.links);
        fields
    }

    /// What stands here is this requirement.
    #[must_use]
    pub fn of(self, own: RequirementId) -> Self {
        self.further.of(own);
        self
    }

    /// What categories are called that the content may name.
    #[must_use]
    pub fn filed(self, known: &[CategoryPath]) -> Self {
        self.filed.update(|all| all.extend_from_slice(known));
        self
    }

    /// They, each called by the way to it.
    pub fn categories(self) -> Vec<CategoryRef> {
        let called = |one: &CategoryPath| CategoryRef { id: one.id, name: find::way(&one.path) };
        self.filed.with_untracked(|known| known.iter().map(called).collect())
    }

    fn way(self, id: Option<CategoryId>) -> String {
        id.and_then(|id| self.filed.with(|known| find::way_to(id, known))).unwrap_or_default()
    }

    /// The links' fields, each at its place on the wire.
    fn put_links(self, links: &[Link]) {
        let (form, above) = (self.form, self.above);
        let field =
            |index: usize, name: &str, value: &str| form.field(&format!("{above}.links[{index}].{name}"), value);
        let rows = || {
            links
                .iter()
                .enumerate()
                .map(|(index, link)| {
                    let internal = RwSignal::new(link.internal_only);
                    (field(index, "title", &link.title), field(index, "url", &link.url), internal)
                })
                .collect()
        };
        let rows = self.owner.with_value(|owner| owner.as_ref().map_or_else(rows, |owner| owner.with(rows)));
        self.links.set(rows);
    }

    fn links(self) -> Vec<Link> {
        let link = |(title, url, internal): &(Field, Field, RwSignal<bool>)| Link {
            title: title.get().trim().to_owned(),
            url: url.get().trim().to_owned(),
            internal_only: internal.get_untracked(),
        };
        self.links.with_untracked(|links| links.iter().map(link).collect())
    }

    /// What is typed; an error stands at its field.
    pub fn read(self) -> Result<RequirementContent, Rejected> {
        let validity_days = self.days.parsed("number")?;
        let method = |field: Field| field.get();
        let Ok(learning_method) = method(self.learning).parse() else {
            self.learning.reject("required");
            return Err(Rejected);
        };
        let Ok(documentation_method) = method(self.documentation).parse() else {
            self.documentation.reject("required");
            return Err(Rejected);
        };
        self.further.read(RequirementContent {
            name: self.name.get().trim().to_owned(),
            description: self.description.get(),
            learning_method,
            documentation_method,
            needs_signature: self.signature.get_untracked(),
            validity_days,
            links: self.links(),
            category_id: self.category.get().parse().ok(),
            ..RequirementContent::default()
        })
    }
}

/// What the fields are drawn for.
#[derive(Clone, Default)]
pub struct About {
    pub kind: RequirementKind,
    pub level: Level,
    /// REQ-6: what is different from it is said at each field.
    pub published: Option<RequirementContent>,
    /// REQ-7
    pub locks: Vec<Lock>,
    /// The cursor is put into the name.
    pub autofocus: bool,
}

/// All of them.
pub fn view(fields: &Fields, about: About) -> AnyView {
    let fields = *fields;
    let About { kind, level, published, locks, autofocus } = about;
    let learning = LearningMethod::ALL
        .iter()
        .map(|method| Choice::new(method.as_str(), learning_method_name(*method)))
        .collect::<Vec<_>>();
    let documentation = DocumentationMethod::ALL
        .iter()
        .filter(|method| method.is_for(kind))
        // REQ-18: for trust admins to choose, and for others to leave as it is
        .filter(|method| {
            **method != DocumentationMethod::CoursePortalConfirmation
                || use_session().links_courses()
                || fields.documentation.value.get_untracked() == method.as_str()
        })
        .map(|method| Choice::new(method.as_str(), documentation_method_name(*method)))
        .collect::<Vec<_>>();
    let published = published.as_ref();
    let name = published.map(|now| changed(fields.name, now.name.clone(), now.name.clone()));
    let description =
        published.map(|now| changed(fields.description, now.description.clone(), brief(&now.description)));
    let method = published.map(|now| {
        let shown = learning_method_name(now.learning_method).to_owned();
        changed(fields.learning, now.learning_method.as_str().to_owned(), shown)
    });
    let documented = published.map(|now| {
        let shown = documentation_method_name(now.documentation_method).to_owned();
        changed(fields.documentation, now.documentation_method.as_str().to_owned(), shown)
    });
    let days = published.map(|now| {
        let raw = now.validity_days.map_or(String::new(), |days| days.to_string());
        changed(fields.days, raw, words::validity(now.validity_days))
    });
    let category = published.map(|now| {
        let raw = now.category_id.map_or(String::new(), |id| id.to_string());
        changed(fields.category, raw, fields.way(now.category_id))
    });
    let signature = published.map(|now| {
        let before = now.needs_signature;
        live(move || (fields.signature.get() != before).then(|| was(yes_no(before).to_owned())))
    });
    let linked = published.map(|now| {
        let before = now.links.clone();
        let names = before.iter().map(|link| link.title.clone()).collect::<Vec<_>>().join(", ");
        live(move || {
            fields.form.touches();
            (fields.links() != before).then(|| was(names.clone()))
        })
    });
    let before = published.cloned();
    view! {
        <div><TextField field=fields.name label=t::requirement::name() required=true autofocus=autofocus/> {name}</div>
        <div>
            <TextArea field=fields.description label=t::requirement::description() rows=4 max=10_000/>
            {description}
        </div>
        <div>
            <SelectField
                field=fields.learning
                label=t::requirement::learning_method()
                choices=learning
                required=true
            />
            {method}
        </div>
        <div>
            <SelectField
                field=fields.documentation
                label=t::requirement::documentation_method()
                choices=documentation
                required=true
            />
            {documented}
        </div>
        <div>
            <CheckField
                checked=fields.signature
                label=t::requirement::needs_signature()
                description=if locks.contains(&Lock::NeedsSignature) {
                    t::requirement::locked_signature()
                } else {
                    t::requirement::needs_signature_text()
                }
                form=fields.form
            />
            {signature}
        </div>
        <div>
            <NumberField
                field=fields.days
                label=t::requirement::validity()
                description=t::requirement::validity_text()
                unit=t::requirement::days()
            />
            {days}
        </div>
        <div>{filed(&fields, kind)} {category}</div>
        {links(&fields)}
        {linked}
        <Fold title=t::requirement::further() open=fields.further.is_used()>
            <div class="stack">{further::view(&fields.further, level, &locks, before)}</div>
        </Fold>
    }
    .into_any()
}

/// CAT-1: where it is filed, found by name; the way to it tells two of one name apart.
fn filed(fields: &Fields, kind: RequirementKind) -> AnyView {
    let fields = *fields;
    let field = fields.category;
    let name = field.get().parse().ok().and_then(|id| fields.filed.with_untracked(|known| find::name_of(id, known)));
    let name = name.unwrap_or_default();
    let way = move || {
        let way = fields.way(field.value.get().parse().ok());
        (!way.is_empty()).then(|| view! { <p class="sub">{way}</p> })
    };
    let (label, description) = (t::requirement::category(), Some(Oco::from(t::requirement::category_text())));
    let chosen = Callback::new(move |option: Option<SuggestOption>| {
        if let Some((id, option)) = option.and_then(|option| Some((option.value.parse().ok()?, option))) {
            let _ = fields.filed(&[CategoryPath { id, path: vec![option.detail, option.name] }]);
        }
    });
    let field = match kind {
        RequirementKind::Requirement => {
            view! { <SuggestField field label description name chosen search=find::of_requirements/> }.into_any()
        }
        RequirementKind::LearningActivity => {
            view! { <SuggestField field label description name chosen search=find::of_activities/> }.into_any()
        }
    };
    view! {
        {field}
        {live(way)}
    }
    .into_any()
}

fn brief(text: &str) -> String {
    let mut short: String = text.chars().take(120).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// The links, one after another, each with its title and address.
fn links(fields: &Fields) -> AnyView {
    let fields = *fields;
    let rows = move || {
        fields
            .links
            .get()
            .into_iter()
            .enumerate()
            .map(|(index, (title, url, internal))| {
                let number = index + 1;
                let remove = move |_| {
                    let mut links = fields.links();
                    links.remove(index);
                    fields.put_links(&links);
                    fields.form.touch();
                    crate::browser::focus_id("link-add");
                };
                view! {
                    <fieldset class="ds-fieldset link-fields">
                        <legend class="ds-sr-only">{t::requirement::link_n(number)}</legend>
                        <TextField field=title label=t::requirement::link_title() required=true/>
                        <TextField field=url label=t::requirement::link_url() required=true kind="url"/>
                        <button
                            type="button"
                            class="ds-button"
                            data-variant="tertiary"
                            data-icon
                            aria-label=t::requirement::link_remove(number)
                            on:click=remove
                        >
                            {icon(icon_paths::TRASH)}
                        </button>
                        <CheckField checked=internal label=t::requirement::link_internal_only() form=fields.form/>
                    </fieldset>
                }
            })
            .collect_view()
    };
    let add = move |_| {
        let mut links = fields.links();
        links.push(Link::default());
        let last = links.len() - 1;
        fields.put_links(&links);
        fields.form.touch();
        fields.links.with_untracked(|links| {
            if let Some((title, ..)) = links.get(last) {
                crate::browser::focus_id(title.id());
            }
        });
    };
    let full = move || fields.links.with(|links| links.len() >= 20);
    let button = move || {
        (!full()).then(|| {
            view! {
                <button type="button" class="ds-button" id="link-add" data-variant="tertiary" on:click=add>
                    {icon(icon_paths::LINK)}
                    {t::requirement::link_add()}
                </button>
            }
        })
    };
    view! { <div class="links">{live(rows)} {live(button)}</div> }.into_any()
}
