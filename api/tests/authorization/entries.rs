//! Who may call each operation, on which things, and from whom those are hidden.

use std::fmt::Display;

use kyndig_domain::ids::{RequirementId, SignatureRequestId, UnitId};
use serde_json::{Value, json};

use crate::file::{PDF, form};

use super::things::{PASSWORD, Things, Who};

#[derive(Default)]
pub struct Entry {
    /// Each of these is let in.
    pub rights: Vec<Who>,
    /// The ids in the address, in its order.
    pub ids: Vec<String>,
    /// Have the permission, and are told that there is no such thing: from the next unit, from another trust.
    pub hidden_from: Vec<Who>,
    /// Have the permission, may read the thing, and may not do this with it.
    pub forbidden_to: Vec<Who>,
    /// It is for all who have the permission.
    pub readable_by_all: bool,
    pub query: String,
    /// What differs from the documentation's example.
    pub fields: Vec<(&'static str, Value)>,
    /// A body that is no JSON, with its type.
    pub upload: Option<(String, Vec<u8>)>,
    /// Leaves the world so that others could not be tried in it, or needs it as it was.
    pub alone: bool,
    /// Where those who are let in read the version that they send along.
    pub seen: Option<String>,
}

impl Entry {
    fn at(mut self, ids: &[&dyn Display]) -> Self {
        self.ids = ids.iter().map(ToString::to_string).collect();
        self
    }

    fn hidden_from(mut self, who: &[Who]) -> Self {
        self.hidden_from = who.to_vec();
        self
    }

    fn query(mut self, query: impl Into<String>) -> Self {
        self.query = query.into();
        self
    }

    fn with(mut self, field: &'static str, value: Value) -> Self {
        self.fields.push((field, value));
        self
    }

    fn forbidden_to(mut self, who: &[Who]) -> Self {
        self.forbidden_to = who.to_vec();
        self
    }

    /// What can be done once.
    fn only(mut self, who: Who) -> Self {
        self.rights = vec![who];
        self
    }

    fn alone(mut self) -> Self {
        self.alone = true;
        self
    }

    fn seen(mut self, path: String) -> Self {
        self.seen = Some(path);
        self
    }
}

fn by(rights: &[Who]) -> Entry {
    Entry { rights: rights.to_vec(), ..Entry::default() }
}

/// Things of somebody in the ward, for whoever follows people up there.
fn followed(ids: &[&dyn Display]) -> Entry {
    by(&[Who::Mona, Who::Admin]).at(ids).hidden_from(&[Who::Siri, Who::Ola])
}

/// What one does with a requirement of one's own; so may whoever follows one up (FUL-13), and no colleague.
fn own_standing(t: &Things, requirement: RequirementId) -> Entry {
    of_standing(&[&t.world.ida.person, &requirement]).seen(standing(t, requirement))
}

fn of_standing(ids: &[&dyn Display]) -> Entry {
    by(&[Who::Ida]).at(ids).hidden_from(&[Who::Per, Who::Siri, Who::Kari, Who::Ola])
}

/// Several at once: those that are not within reach are skipped, and nothing is said of them.
fn standings(t: &Things) -> Entry {
    Entry { readable_by_all: true, ..by(&[Who::Ida, Who::Mona, Who::Admin]).at(&[&t.world.ida.person]) }
}

fn standing(t: &Things, requirement: RequirementId) -> String {
    format!("/people/{}/standings/{requirement}", t.world.ida.person)
}

/// A request for a signature: the signer's.
fn to_sign(request: SignatureRequestId) -> Entry {
    let entry = by(&[Who::Per]).at(&[&request]).hidden_from(&[Who::Nils, Who::Kari, Who::Mona]);
    entry.seen(format!("/signature-requests/{request}"))
}

/// ACC-6: read by all who write content anywhere.
fn content(ids: &[&dyn Display]) -> Entry {
    Entry { readable_by_all: true, ..by(&[Who::Mona, Who::Siri, Who::Ola, Who::Admin]).at(ids) }
}

/// ACC-6: changed by those who write in the unit that owns it.
fn edited(rights: &[Who], ids: &[&dyn Display]) -> Entry {
    by(rights).at(ids).forbidden_to(&[Who::Siri, Who::Ola])
}

fn plan(t: &Things, more: &[&dyn Display]) -> Entry {
    let ids: Vec<&dyn Display> = std::iter::once(&t.plan as &dyn Display).chain(more.iter().copied()).collect();
    edited(&[Who::Mona], &ids).seen(format!("/plans/{}", t.plan))
}

/// REQ-15: the region's.
fn template(t: &Things, more: &[&dyn Display]) -> Entry {
    let ids: Vec<&dyn Display> = std::iter::once(&t.template as &dyn Display).chain(more.iter().copied()).collect();
    let entry = by(&[Who::Regional]).at(&ids).forbidden_to(&[Who::Mona, Who::Admin]);
    entry.seen(format!("/plans/{}", t.template))
}

fn requirement(id: RequirementId) -> Entry {
    edited(&[Who::Mona], &[&id]).seen(format!("/requirements/{id}"))
}

/// REQ-13, PLN-11: taken out of use by those who look after the archive of the unit that owns it.
fn archived(id: &dyn Display, kind: &str) -> Entry {
    let entry = by(&[Who::Admin]).at(&[id]).forbidden_to(&[Who::AdminBeside, Who::AdminAfar]);
    entry.seen(format!("/{kind}/{id}")).alone()
}

/// CAT-1: changed by those who administer the trust whose branch it stands in.
fn category(t: &Things) -> Entry {
    let entry = by(&[Who::Admin]).at(&[&t.category]).forbidden_to(&[Who::AdminBeside, Who::AdminAfar]);
    entry.seen(format!("/categories/{}", t.category))
}

fn upload() -> (String, Vec<u8>) {
    let parts = [("profile", "units"), ("dryRun", "true")];
    let mut body = String::new();
    for (name, value) in &parts {
        body.push_str("--b\r\ncontent-disposition: form-data; name=\"");
        body.push_str(name);
        body.push_str("\"\r\n\r\n");
        body.push_str(value);
        body.push_str("\r\n");
    }
    body.push_str(
        "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"units.csv\"\r\ncontent-type: text/csv\r\n\r\n\
         unit_id;parent_id;name;kind;short_code;org_number;cost_centre\r\nR;;Region;region;;;1\r\n\r\n--b--\r\n",
    );
    ("multipart/form-data; boundary=b".to_owned(), body.into_bytes())
}

fn file() -> (String, Vec<u8>) {
    ("multipart/form-data; boundary=edge".to_owned(), form("Ny.pdf", "application/pdf", PDF))
}

/// A small catalogue for the ward.
pub fn content_upload(unit: UnitId, digest: &str) -> (String, Vec<u8>) {
    let file = json!({"format": "kyndig_catalogue", "version": 1, "requirements": []});
    let mut body = String::new();
    for (name, value) in [("ownerUnitId", unit.to_string()), ("digest", digest.to_owned())] {
        body.push_str("--b\r\ncontent-disposition: form-data; name=\"");
        body.push_str(name);
        body.push_str("\"\r\n\r\n");
        body.push_str(&value);
        body.push_str("\r\n");
    }
    body.push_str("--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"katalog.json\"\r\n\r\n");
    body.push_str(&file.to_string());
    body.push_str("\r\n--b--\r\n");
    ("multipart/form-data; boundary=b".to_owned(), body.into_bytes())
}

type Make = fn(&Things) -> Entry;

/// Every operation there is.
pub const ENTRIES: &[(&str, Make)] = &[
    // The way in
    ("listSignInMethods", |_| by(&[Who::Nobody])),
    ("refreshSession", |t| by(&[Who::Nobody]).with("refreshToken", json!(t.refresh_token))),
    ("signIn", |_| by(&[Who::Nobody]).with("password", json!(PASSWORD))),
    // The session
    ("getSession", |_| by(&[Who::Ida, Who::Undecided])),
    ("signOut", |_| by(&[Who::Ida])),
    ("chooseActing", |t| by(&[Who::Undecided]).with("positionId", json!(t.world.ida.position))),
    // Finding
    ("findPeople", |_| by(&[Who::Ida]).query("?search=per")),
    ("listUnits", |_| by(&[Who::Ida])),
    // One's own
    ("getHome", |_| by(&[Who::Ida])),
    ("getProfile", |_| by(&[Who::Ida])),
    ("listTasks", |_| by(&[Who::Ida])),
    ("getSettings", |_| by(&[Who::Ida])),
    ("changeSettings", |_| by(&[Who::Ida])),
    // each their own, under the same address
    ("getView", |_| Entry { readable_by_all: true, ..by(&[Who::Ida]).at(&[&"plans"]) }),
    ("saveView", |_| Entry { readable_by_all: true, ..by(&[Who::Ida]).at(&[&"plans"]) }),
    ("resetView", |_| Entry { readable_by_all: true, ..by(&[Who::Ida]).at(&[&"requirements"]) }),
    ("listOwnAssignments", |_| by(&[Who::Ida])),
    ("searchOwnRequirements", |_| by(&[Who::Ida])),
    ("listOwnArchivedRequirements", |_| by(&[Who::Ida])),
    ("saveStandingDraft", |t| own_standing(t, t.plain)),
    ("fulfilRequirement", |t| own_standing(t, t.plain)),
    ("sendToSigner", |t| own_standing(t, t.signed)),
    ("recallRequest", |t| own_standing(t, t.asked).alone()),
    ("registerRepetitions", |t| own_standing(t, t.repeated)),
    ("removeRepetition", |t| {
        of_standing(&[&t.world.ida.person, &t.repeated, &t.repetition]).seen(standing(t, t.repeated)).alone()
    }),
    ("tickPoints", |t| own_standing(t, t.listed)),
    ("addAttachment", |t| Entry { upload: Some(file()), ..own_standing(t, t.listed) }),
    ("getAttachment", |t| {
        let entry = by(&[Who::Ida, Who::Mona, Who::Admin]).at(&[&t.world.ida.person, &t.listed, &t.attachment]);
        entry.hidden_from(&[Who::Per, Who::Siri, Who::Ola])
    }),
    ("describeAttachment", |t| {
        of_standing(&[&t.world.ida.person, &t.listed, &t.attachment]).seen(standing(t, t.listed))
    }),
    ("removeAttachment", |t| {
        of_standing(&[&t.world.ida.person, &t.listed, &t.attachment]).seen(standing(t, t.listed)).alone()
    }),
    ("markNotRelevant", |t| of_standing(&[&t.assignment, &t.plain])),
    ("markRelevant", |t| of_standing(&[&t.assignment, &t.plain])),
    ("markSectionNotRelevant", |t| of_standing(&[&t.assignment, &t.empty_section])),
    ("markSectionRelevant", |t| of_standing(&[&t.assignment, &t.empty_section])),
    ("markChecklistPoint", |t| of_standing(&[&t.assignment, &t.listed])),
    ("fulfilRequirements", standings),
    ("sendToSignerMany", standings),
    ("recallRequests", standings),
    ("withdrawFulfilments", standings),
    ("undoStandings", standings),
    // Following up
    ("listAssignments", |t| followed(&[&t.world.ida.position])),
    ("getAssignment", |t| followed(&[&t.assignment])),
    ("assignPlan", |_| by(&[Who::Mona, Who::Admin])),
    ("assignToMatching", |_| Entry { readable_by_all: true, ..by(&[Who::Mona, Who::Admin]) }),
    ("changeAssignments", |_| Entry { readable_by_all: true, ..by(&[Who::Mona, Who::Admin]) }),
    ("getAssignmentTable", |t| {
        let query = format!("?positions={}&plans={}", t.world.ida.position, t.plan);
        Entry { readable_by_all: true, ..by(&[Who::Mona, Who::Admin]) }.query(query)
    }),
    ("listWaitingAssignments", |_| by(&[Who::Mona, Who::Admin])),
    ("deactivateAssignment", |t| followed(&[&t.assignment]).only(Who::Mona).alone()),
    ("reactivateAssignment", |t| {
        by(&[Who::Ida]).at(&[&t.inactive]).hidden_from(&[Who::Per, Who::Siri, Who::Ola]).alone()
    }),
    ("deleteAssignment", |t| followed(&[&t.fresh]).only(Who::Mona).alone()),
    ("approveAssignment", |t| followed(&[&t.ready]).only(Who::Mona).alone()),
    ("withdrawApproval", |t| followed(&[&t.approved]).only(Who::Mona).alone()),
    ("getStanding", |t| {
        let entry = by(&[Who::Ida, Who::Mona, Who::Admin]).at(&[&t.world.ida.person, &t.plain]);
        entry.hidden_from(&[Who::Per, Who::Siri, Who::Ola])
    }),
    ("getStandingFile", |t| {
        let entry = by(&[Who::Ida, Who::Mona, Who::Admin]).at(&[&t.world.ida.person, &t.plain, &t.file]);
        entry.hidden_from(&[Who::Per, Who::Siri, Who::Ola])
    }),
    ("setDeadline", |t| followed(&[&t.world.ida.person, &t.signed]).seen(standing(t, t.signed))),
    ("removeDeadline", |t| followed(&[&t.world.ida.person, &t.dated]).seen(standing(t, t.dated))),
    ("followUpRequirements", |_| by(&[Who::Mona, Who::Admin])),
    ("followUpStandings", |_| by(&[Who::Mona, Who::Admin])),
    ("getFollowUpHistory", |_| by(&[Who::Mona, Who::Admin])),
    ("setDeadlines", |t| {
        let named = json!([{"personId": t.world.ida.person, "requirementId": t.signed}]);
        Entry { readable_by_all: true, ..by(&[Who::Mona, Who::Admin]) }
            .with("requirementIds", json!([]))
            .with("standings", named)
    }),
    ("undoDeadlines", |t| by(&[Who::Mona]).at(&[&t.deadlines]).hidden_from(&[Who::Admin, Who::Siri, Who::Ola]).alone()),
    ("writeToEmployees", |t| by(&[Who::Mona, Who::Admin]).with("positionIds", json!([t.world.ida.position]))),
    ("listEmployees", |_| by(&[Who::Mona, Who::Admin])),
    ("listPlansInUse", |_| by(&[Who::Mona, Who::Admin])),
    ("getPlanStatus", |t| followed(&[&t.plan])),
    ("getEmployee", |t| followed(&[&t.world.ida.position])),
    // Of Nils: a manager who names another sees the employee no longer.
    ("setManager", |t| {
        let entry = by(&[Who::Admin, Who::Siri]).at(&[&t.world.nils.position]);
        let entry =
            entry.seen(format!("/employees/{}", t.world.nils.position)).with("managerId", json!(t.world.siri.person));
        entry.hidden_from(&[Who::Mona, Who::Ola, Who::AdminAfar])
    }),
    // Loans
    ("listLoans", |t| followed(&[&t.world.ida.position])),
    ("lendEmployee", |t| followed(&[&t.world.ida.position]).with("unitId", json!(t.world.sibling))),
    ("changeLoan", |t| Entry {
        rights: vec![Who::Mona],
        ..followed(&[&t.loan]).with("unitId", json!(t.world.sibling))
    }),
    ("deleteLoan", |t| Entry { rights: vec![Who::Mona], ..followed(&[&t.loan]).alone() }),
    ("getReceivingManager", |t| Entry { readable_by_all: true, ..by(&[Who::Mona]).at(&[&t.world.other]) }),
    // Requirements
    ("listRequirements", |_| by(&[Who::Mona, Who::Ola])),
    ("createRequirement", |_| by(&[Who::Mona])),
    ("getRequirement", |t| content(&[&t.plain])),
    ("saveRequirementDraft", |t| requirement(t.draft)),
    ("deleteRequirementDraft", |t| requirement(t.draft).alone()),
    ("foreseePublication", |t| requirement(t.draft)),
    ("publishRequirement", |t| requirement(t.draft)),
    ("shareRequirement", |t| {
        let path = format!("/requirements/{}", t.draft);
        edited(&[Who::Mona], &[&t.draft, &t.world.sibling]).seen(path)
    }),
    ("shareRequirementWithUnits", |t| requirement(t.draft).with("unitIds", json!([t.world.sibling]))),
    ("endRequirementShare", |t| {
        let path = format!("/requirements/{}", t.draft);
        edited(&[Who::Mona], &[&t.draft, &t.world.ward]).seen(path).alone()
    }),
    ("foreseeReset", |t| requirement(t.done)),
    ("foreseeRequirementArchive", |t| Entry { alone: false, ..archived(&t.loose, "requirements") }),
    ("addRequirementFile", |t| Entry { upload: Some(file()), ..requirement(t.plain) }),
    ("getRequirementFile", |t| content(&[&t.plain, &t.file])),
    ("removeRequirementFile", |t| {
        edited(&[Who::Mona], &[&t.plain, &t.file]).seen(format!("/requirements/{}", t.plain)).alone()
    }),
    ("listRequirementVersions", |t| content(&[&t.plain])),
    ("getRequirementVersion", |t| content(&[&t.plain, &1])),
    ("getRequirementDifference", |t| content(&[&t.plain]).query("?from=1&to=1")),
    ("listRequirementEditors", |t| content(&[&t.plain])),
    ("editRequirement", |t| requirement(t.draft)),
    ("leaveRequirement", |t| requirement(t.draft)),
    ("resetRequirement", |t| requirement(t.done).alone()),
    ("archiveRequirement", |t| archived(&t.loose, "requirements")),
    ("restoreRequirement", |t| archived(&t.gone, "requirements")),
    ("deleteRequirement", |t| requirement(t.loose).alone()),
    // Categories
    ("listCategoryBranches", |_| by(&[Who::Mona, Who::Owner])),
    ("listCategories", |_| by(&[Who::Mona, Who::Owner]).query("?search=brann")),
    ("createCategory", |t| by(&[Who::Admin]).with("unitId", json!(t.world.trust_a))),
    ("getCategory", |t| content(&[&t.category])),
    ("renameCategory", category),
    ("moveCategory", |t| category(t).with("parentId", Value::Null)),
    ("deleteCategory", |t| category(t).alone()),
    // Plans
    ("listPlans", |_| by(&[Who::Mona, Who::Ola])),
    ("listAssignablePlans", |_| by(&[Who::Mona, Who::Admin])),
    ("createPlan", |_| by(&[Who::Mona])),
    ("getPlan", |t| content(&[&t.plan])),
    ("previewPlan", |t| Entry { readable_by_all: true, ..by(&[Who::Undecided, Who::Ida, Who::Kari]).at(&[&t.plan]) }),
    ("getPlanUsage", |t| by(&[Who::Admin]).at(&[&t.plan]).forbidden_to(&[Who::AdminBeside, Who::AdminAfar])),
    ("getPreviewFile", |t| {
        let entry = by(&[Who::Undecided, Who::Ida, Who::Kari]).at(&[&t.plan, &t.file]);
        Entry { readable_by_all: true, ..entry }
    }),
    ("updatePlan", |t| plan(t, &[])),
    ("addSection", |t| plan(t, &[])),
    ("updateSection", |t| plan(t, &[&t.empty_section])),
    ("removeSection", |t| plan(t, &[&t.empty_section]).alone()),
    ("reorderPlan", |t| plan(t, &[]).with("sections", t.order.clone()).alone()),
    ("addGoal", |t| template(t, &[&t.theme])),
    ("updateGoal", |t| template(t, &[&t.goal])),
    ("removeGoal", |t| template(t, &[&t.goal]).alone()),
    ("addRequirements", |t| plan(t, &[&t.empty_section])),
    ("removeRequirement", |t| plan(t, &[&t.place]).alone()),
    ("deactivateRequirement", |t| plan(t, &[&t.active_place]).alone()),
    ("reactivateRequirement", |t| plan(t, &[&t.deactivated_place]).with("sectionId", json!(t.empty_section)).alone()),
    ("adaptValidity", |t| plan(t, &[&t.adaptable_place])),
    ("removeAdaptation", |t| plan(t, &[&t.adaptable_place])),
    ("archivePlan", |t| archived(&t.plan, "plans").alone()),
    ("restorePlan", |t| archived(&t.gone_plan, "plans")),
    ("foreseePlanArchive", |t| Entry { alone: false, ..archived(&t.plan, "plans") }),
    ("foreseeActivation", |t| plan(t, &[])),
    ("activateRequirements", |t| plan(t, &[])),
    ("nameOwners", |t| plan(t, &[])),
    ("publishPlan", |t| plan(t, &[&t.world.ward])),
    ("publishPlanToUnits", |t| plan(t, &[]).with("unitIds", json!([t.world.ward]))),
    ("withdrawPlan", |t| plan(t, &[&t.world.ward])),
    ("listPlanVersions", |t| content(&[&t.plan])),
    ("getPlanVersion", |t| content(&[&t.plan, &t.version])),
    ("listPlanEditors", |t| content(&[&t.plan])),
    ("editPlan", |t| plan(t, &[])),
    ("leavePlan", |t| plan(t, &[])),
    ("getPlanDifference", |t| content(&[&t.plan]).query("?from=1.0&to=1.0")),
    // Import and export
    ("exportPlan", |t| content(&[&t.plan])),
    ("exportCase", |t| content(&[&t.template])),
    ("exportRequirements", |t| {
        by(&[Who::Mona, Who::Siri, Who::Ola, Who::Admin]).query(format!("?owner={}", t.world.ward))
    }),
    ("tryContentImport", |t| Entry { upload: Some(content_upload(t.world.ward, "")), ..by(&[Who::Mona, Who::Admin]) }),
    ("importContent", |t| Entry {
        upload: Some(content_upload(t.world.ward, &t.digest)),
        ..by(&[Who::Mona, Who::Admin])
    }),
    // Signing
    ("listSignatureRequests", |_| by(&[Who::Per])),
    ("getSignatureRequest", |t| to_sign(t.request)),
    ("getSignatureRequestFile", |t| {
        by(&[Who::Per]).at(&[&t.request, &t.asked_file]).hidden_from(&[Who::Nils, Who::Kari, Who::Mona])
    }),
    // those that are not one's own to sign are left out, and nothing is said of them
    ("signMany", |_| by(&[Who::Per])),
    ("rejectMany", |_| by(&[Who::Per])),
    ("cancelMany", |_| by(&[Who::Per])),
    ("sign", |t| to_sign(t.request)),
    ("rejectSignature", |t| to_sign(t.request).alone()),
    ("cancelDecision", |t| to_sign(t.decided)),
    // Administration
    ("listHrImports", |_| by(&[Who::Owner])),
    ("getHrImport", |t| by(&[Who::Owner]).at(&[&t.import])),
    ("startHrImport", |_| Entry { upload: Some(upload()), ..by(&[Who::Owner]) }),
    ("listPositions", |_| by(&[Who::Admin, Who::Owner])),
    ("listRoleGrants", |_| by(&[Who::Admin, Who::Owner])),
    ("grantRole", |_| by(&[Who::Owner])),
    ("revokeRole", |t| by(&[Who::Owner]).at(&[&t.grant])),
];
