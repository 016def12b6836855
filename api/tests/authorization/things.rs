//! A ward where something of everything has happened, made through the API itself as far as it goes.

use kyndig_contract::{
    category::CategorySummary, follow_up::DeadlinesSet, hr_import::ImportProfile, plan::PlanDetails,
    requirement::RequirementDetails, standing::StandingDetails, transfer::ContentImport,
};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{
        AssignmentId, CategoryId, FileId, GoalId, HrImportId, LoanId, PlanId, PlanRequirementId, RepetitionId,
        RequirementId, RoleGrantId, SectionId, SessionId, SignatureRequestId, UndoId,
    },
    role::Role,
};
use kyndig_people::{hr_import, session};
use kyndig_platform::auth::token;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::file;
use crate::support::{Client, Someone, TestApp, World, grant, someone, writing};

/// Ida's.
pub const PASSWORD: &str = "blå sykkel og regn";

/// Whoever calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Nobody,
    /// Ida, before she has chosen what to act as.
    Undecided,
    /// A nurse in the ward, whose things these are.
    Ida,
    /// Her colleague, who signs for her.
    Per,
    /// The manager of the ward.
    Mona,
    /// A nurse and the manager of the ward beside.
    Nils,
    Siri,
    /// A nurse and a manager in another trust.
    Kari,
    Ola,
    /// Trust admin of the ward's trust.
    Admin,
    /// The same role over the ward beside, and over another trust.
    AdminBeside,
    AdminAfar,
    /// The region's admin.
    Regional,
    /// System owner.
    Owner,
}

/// Of each kind one, for trying what they may not.
pub const EVERYBODY: &[Who] = &[Who::Undecided, Who::Ida, Who::Mona, Who::Ola, Who::Admin, Who::Owner];

#[derive(Clone)]
pub struct Things {
    pub world: World,
    pub admin_beside: Someone,
    pub admin_afar: Someone,
    pub regional: Someone,
    /// A plan of the ward that Ida has, and one that she has not.
    pub plan: PlanId,
    pub other_plan: PlanId,
    /// In Ida's plan: a section with nothing in it, a requirement that is only proposed, the order, a version.
    pub empty_section: SectionId,
    pub place: PlanRequirementId,
    pub active_place: PlanRequirementId,
    pub deactivated_place: PlanRequirementId,
    /// Of a central requirement whose validity plans may set.
    pub adaptable_place: PlanRequirementId,
    /// Of goal plans, with a theme and a goal.
    pub template: PlanId,
    pub theme: SectionId,
    pub goal: GoalId,
    /// In the archive.
    pub gone: RequirementId,
    pub gone_plan: PlanId,
    /// Of the ward's trust, with nothing in it.
    pub category: CategoryId,
    pub order: Value,
    pub version: String,
    /// In no plan: one published, and one with a draft besides.
    pub loose: RequirementId,
    pub draft: RequirementId,
    /// Of Ida, and not begun.
    pub loan: LoanId,
    pub assignment: AssignmentId,
    /// Of plans of one requirement each: deactivated, given by mistake, waiting for approval, approved.
    pub inactive: AssignmentId,
    pub fresh: AssignmentId,
    pub ready: AssignmentId,
    pub approved: AssignmentId,
    /// Requirements of the plan: not started, without and with signature; fulfilled; sent to Per; with a deadline;
    /// signed by Per.
    pub plain: RequirementId,
    pub signed: RequirementId,
    pub done: RequirementId,
    pub asked: RequirementId,
    pub dated: RequirementId,
    /// With a checklist and an attachment; to be done several times, and done once.
    pub listed: RequirementId,
    pub attachment: FileId,
    pub repeated: RequirementId,
    pub repetition: RepetitionId,
    /// Per's to decide, and decided by him.
    pub request: SignatureRequestId,
    pub decided: SignatureRequestId,
    pub grant: RoleGrantId,
    pub import: HrImportId,
    /// Of a content import that changes nothing.
    pub digest: String,
    pub refresh_token: String,
    /// Of `plain`, and of `asked`.
    pub file: FileId,
    pub asked_file: FileId,
    /// Deadlines that Mona set a moment ago.
    pub deadlines: UndoId,
}

impl Things {
    pub async fn make(app: &TestApp) -> Self {
        let world = app.world().await;
        let mona = app.sign_in(world.mona.person, world.mona.position).await;
        let ida = app.sign_in(world.ida.person, world.ida.position).await;
        let per = app.sign_in(world.per.person, world.per.position).await;
        let (admin_beside, admin_afar, regional) = app
            .system(async |work| {
                grant(work, world.per.position, Role::LearningArenaAdmin, Some(world.ward)).await;
                let beside = someone(work, "Berit Admin", world.trust_a, world.sibling, None).await;
                grant(work, beside.position, Role::TrustAdmin, Some(world.sibling)).await;
                let afar = someone(work, "Bo Admin", world.trust_b, world.trust_b, None).await;
                grant(work, afar.position, Role::TrustAdmin, Some(world.trust_b)).await;
                let regional = someone(work, "Rita Region", world.region, world.region, None).await;
                grant(work, regional.position, Role::RegionalAdmin, Some(world.region)).await;
                Ok((beside, afar, regional))
            })
            .await;

        let mut requirements = Vec::new();
        for (name, needs_signature) in [
            ("Brannvern", false),
            ("Ventilator", true),
            ("HLR", false),
            ("Blodtransfusjon", true),
            ("Stell", false),
            ("Forflytning", true),
            ("Epikrise", false),
            ("Visitt", false),
        ] {
            let method = if needs_signature { "signature" } else { "self_registration" };
            let changes =
                json!({"needsSignature": needs_signature, "documentationMethod": method, "commentField": true});
            let content = writing::but(writing::saying(name), &changes);
            requirements.push(writing::published(&mona, world.ward, content).await);
        }
        let [plain, signed, done, asked, dated, past, loose, taken_in] = requirements[..] else {
            panic!("eight requirements")
        };
        let plan = writing::active_plan(&mona, world.ward, "TAHF-Med-SP3-Ny sykepleier", &requirements[..6]).await;
        let other_plan = writing::active_plan(&mona, world.ward, "TAHF-Med-SP3-Hygiene", &requirements[..1]).await;
        for plan in [plan, other_plan] {
            let owners = json!({"documentOwnerId": world.mona.person, "documentAuthorId": world.per.person});
            let version = writing::read(&mona, plan).await.version;
            mona.put_if(&format!("/plans/{plan}/owners"), version.into(), owners).await.expect(200);
            let to = format!("/plans/{plan}/publications/{}", world.ward);
            mona.put(&to, json!({"withSubunits": true})).await.expect(200);
        }
        mona.post("/assignments", json!({"planId": plan, "positionIds": [world.ida.position]})).await.expect(201);
        let assignment = first(app, "SELECT id FROM assignment").await;

        let [inactive, fresh, ready, approved] = given(app, &world, &mona, &ida).await;
        let standing = |requirement: RequirementId| format!("/people/{}/standings/{requirement}", world.ida.person);
        let performed = json!({"performedOn": "2026-11-20"});
        let send = json!({"performedOn": "2026-11-20", "signerId": world.per.person});
        change(&ida, &standing(done), "POST", "/fulfil", performed).await;
        change(&ida, &standing(past), "POST", "/send", send.clone()).await;
        let decided: SignatureRequestId = first(app, "SELECT id FROM signature_request").await;
        change(&per, &format!("/signature-requests/{decided}"), "POST", "/sign", json!({})).await;
        change(&ida, &standing(asked), "POST", "/send", send).await;
        let request = first(app, "SELECT id FROM signature_request WHERE status = 'awaiting'").await;
        change(&mona, &standing(dated), "PUT", "/deadline", json!({"deadline": "2026-12-24"})).await;

        // What the plan holds besides, a version of it, and a loan that is to come.
        let draft = writing::published(&mona, world.ward, writing::saying("Innleggelse")).await;
        writing::redraft(&mona, draft, writing::saying("Mottak")).await;
        writing::take_in(&mona, plan, &[taken_in]).await;
        let admin = app.sign_in(world.admin.person, world.admin.position).await;
        let content = json!({"validityDays": 9999, "allowAdaptation": true});
        let body = json!({"ownerUnitId": world.trust_a, "level": "central",
            "content": writing::but(writing::saying("Brannøvelse"), &content)});
        let central: RequirementDetails = admin.post("/requirements", body).await.expect(201).read_as();
        let adaptable = writing::publish(&admin, central.id).await.id;
        let off = writing::published(&mona, world.ward, writing::saying("Gammel pumpe")).await;
        let points =
            json!([{"id": "01890a5d-ac96-774b-bcce-b302099a8059", "text": "Sjekket bårevekt", "mustBeDone": false}]);
        let listed = writing::but(writing::saying("Seng"), &json!({"checklist": points, "allowAttachments": true}));
        let listed = writing::published(&mona, world.ward, listed).await;
        let repeated = writing::but(writing::saying("Venekanyle"), &json!({"repetitions": 5}));
        let repeated = writing::published(&mona, world.ward, repeated).await;
        writing::take_in(&mona, plan, &[adaptable, off, listed, repeated]).await;
        let held = writing::activate(&mona, plan, &[adaptable, off, listed, repeated]).await;
        change(&ida, &standing(repeated), "POST", "/repetitions", json!({"performedOn": "2026-11-20"})).await;
        let attached = ida
            .request(actix_web::http::Method::POST, &format!("{}/attachments", standing(listed)))
            .insert_header(("content-type", "multipart/form-data; boundary=edge"))
            .set_payload(file::form("Bevis.pdf", "application/pdf", file::PDF));
        let attached: StandingDetails = app.send(attached).await.expect(201).read_as();
        let path = format!("/plans/{plan}/requirements/{}/deactivate", writing::place(&held, off).id);
        mona.post_if(&path, held.version.into(), json!({"reason": "Byttet"})).await.expect(200);
        let region = app.sign_in(regional.person, regional.position).await;
        let body = json!({"ownerUnitId": world.region, "name": "FKM", "kind": "learning_goals", "isTemplate": true});
        let template = region.post("/plans", body).await.expect(201).read_as::<PlanDetails>().id;
        let theme = writing::section(&region, template, "Etikk").await.sections[0].id;
        let path = format!("/plans/{template}/sections/{theme}/goals");
        let made: PlanDetails =
            region.post(&path, json!({"code": "FKM-01", "name": "Etikk"})).await.expect(201).read_as();
        let goal = made.sections[0].goals[0].id;
        let gone = writing::published(&mona, world.ward, writing::saying("Utgått")).await;
        let gone_plan = writing::plan(&mona, world.ward, "TAHF-Med-SP3-Utgått").await.id;
        for path in [format!("/requirements/{gone}"), format!("/plans/{gone_plan}")] {
            let version = admin.get(&path).await.expect(200).version();
            admin.post_if(&format!("{path}/archive"), version, json!({"reason": "Utgått"})).await.expect(200);
        }
        let details = writing::section(&mona, plan, "Til slutt").await;
        let last = details.sections.last().expect("a section").id;
        app.system(async |work| {
            let sql = Sql::new("UPDATE section SET may_be_not_relevant = TRUE WHERE id = ").bind(last);
            work.tx.execute(sql).await?;
            Ok(())
        })
        .await;
        let order = details.sections.iter().map(|section| {
            let places: Vec<_> = section.requirements.iter().map(|place| place.id).collect();
            json!({"id": section.id, "requirements": places})
        });
        let loan = json!({"unitId": world.other, "startsOn": "2026-12-01"});
        mona.post(&format!("/employees/{}/loans", world.ida.position), loan).await.expect(201);

        let category = json!({"unitId": world.trust_a, "name": "Brann"});
        let category: CategorySummary = admin.post("/categories", category).await.expect(201).read_as();

        let file = file::added(app, &mona, plain, "Rutine.pdf", file::PDF).await.file.id;
        let asked_file = file::added(app, &mona, asked, "Rutine.pdf", file::PDF).await.file.id;

        let units = "unit_id;parent_id;name;kind;short_code;org_number;cost_centre\nR;;Region;region;;;1\n";
        let import =
            hr_import::service::import(&app.state, units.as_bytes().to_vec(), ImportProfile::Units, true, 10).await;
        let import = import.expect("a dry run").summary.id;
        let (kind, body) = super::entries::content_upload(world.ward, "");
        let tried = mona.request(actix_web::http::Method::POST, "/content-imports/dry-run");
        let tried = app.send(tried.insert_header(("content-type", kind)).set_payload(body)).await.expect(200);
        let digest = tried.read_as::<ContentImport>().digest;
        let again = json!([{"personId": world.ida.person, "requirementId": dated}]);
        let set =
            mona.post("/follow-up/deadlines", json!({"standings": again, "deadline": "2026-12-26"})).await.expect(200);
        let deadlines = set.read_as::<DeadlinesSet>().undo_id.expect("what undoes it");
        Self {
            deadlines,
            digest,
            grant: first(app, "SELECT id FROM role_grant WHERE role = 'learning_arena_admin'").await,
            refresh_token: let_in(app, world.ida).await,
            plan,
            empty_section: details.sections.last().expect("a section").id,
            place: writing::place(&details, taken_in).id,
            active_place: writing::place(&details, plain).id,
            deactivated_place: writing::place(&details, off).id,
            adaptable_place: writing::place(&details, adaptable).id,
            gone,
            gone_plan,
            category: category.id,
            order: order.collect(),
            version: details.plan_version.clone(),
            loose,
            file,
            asked_file,
            draft,
            loan: first(app, "SELECT id FROM loan").await,
            admin_beside,
            admin_afar,
            regional,
            template,
            theme,
            goal,
            other_plan,
            world,
            assignment,
            inactive,
            fresh,
            ready,
            approved,
            plain,
            signed,
            done,
            asked,
            dated,
            listed,
            attachment: attached.attachments[0].file.id,
            repeated,
            repetition: first(app, "SELECT id FROM repetition").await,
            request,
            decided,
            import,
        }
    }

    pub fn of(&self, who: Who) -> Someone {
        match who {
            Who::Nobody => panic!("nobody is nobody"),
            Who::Undecided | Who::Ida => self.world.ida,
            Who::Per => self.world.per,
            Who::Mona => self.world.mona,
            Who::Nils => self.world.nils,
            Who::Siri => self.world.siri,
            Who::Kari => self.world.kari,
            Who::Ola => self.world.ola,
            Who::Admin => self.world.admin,
            Who::AdminBeside => self.admin_beside,
            Who::AdminAfar => self.admin_afar,
            Who::Regional => self.regional,
            Who::Owner => self.world.owner,
        }
    }

    /// The documentation's example, with ids of this world for the made-up ones.
    pub fn with_real_ids(&self, example: &Value) -> Value {
        let mut body = example.clone();
        self.put_ids(&mut body);
        body
    }

    fn put_ids(&self, value: &mut Value) {
        let Value::Object(fields) = value else { return };
        for (name, value) in fields {
            match name.as_str() {
                "positionId" => *value = json!(self.world.per.position),
                "positionIds" => *value = json!([self.world.per.position, self.world.ida.position]),
                "unitId" | "ownerUnitId" => *value = json!(self.world.ward),
                "planId" => *value = json!(self.other_plan),
                "signerId" | "documentAuthorId" => *value = json!(self.world.per.person),
                "managerId" | "documentOwnerId" => *value = json!(self.world.mona.person),
                "requirementId" => *value = json!(self.plain),
                "requirementIds" => *value = json!([self.loose]),
                "planRequirementIds" => *value = json!([self.place]),
                _ => self.put_ids(value),
            }
        }
    }
}

/// A change with the version that stands, as whoever has looked at it makes it.
async fn change(client: &Client<'_>, path: &str, method: &str, act: &str, body: Value) {
    let version = client.get(path).await.expect(200).version();
    let path = format!("{path}{act}");
    match method {
        "PUT" => client.put_if(&path, version, body).await.expect(200),
        _ => client.post_if(&path, version, body).await.expect(200),
    };
}

async fn first<T: sea_orm::TryGetable>(app: &TestApp, sql: &str) -> T {
    let tx = app.state.db.read().await.expect("a transaction");
    tx.value(Sql::new(sql)).await.expect("an answer").expect("a row")
}

/// Ida's password, and a refresh token of hers.
async fn let_in(app: &TestApp, ida: Someone) -> String {
    // Hashing takes its time; once is enough for all worlds.
    static HASH: OnceCell<String> = OnceCell::const_new();
    let make = async || app.state.passwords.hash(PASSWORD.to_owned()).await.expect("a hash");
    let hash = HASH.get_or_init(make).await;
    app.system(async |work| session::service::set_password(work, ida.person, hash).await).await;
    let id: SessionId = app.sign_in(ida.person, ida.position).await.session();
    let refresh = token::random_secret();
    app.system(async |work| {
        let sql = Sql::new("INSERT INTO refresh_token (token_hash, session_id, issued_at, expires_at) SELECT ")
            .push(if work.tx.is_postgres() { "CAST(" } else { "(" })
            .bind(token::hash(&refresh))
            .push(if work.tx.is_postgres() { " AS text)" } else { ")" })
            .push(", id, started_at, expires_at FROM session WHERE id = ")
            .bind(id);
        Ok(work.tx.execute(sql).await?)
    })
    .await;
    refresh
}

/// Four more plans of Ida's, in four states.
async fn given(app: &TestApp, world: &World, mona: &Client<'_>, ida: &Client<'_>) -> [AssignmentId; 4] {
    let mut all = Vec::new();
    for name in ["Deaktivert", "Feil", "Klar", "Godkjent"] {
        let requirement = writing::published(mona, world.ward, writing::saying(name)).await;
        let plan = writing::active_plan(mona, world.ward, &format!("TAHF-Med-SP3-{name}"), &[requirement]).await;
        let owners = json!({"documentOwnerId": world.mona.person, "documentAuthorId": world.per.person});
        let version = writing::read(mona, plan).await.version;
        mona.put_if(&format!("/plans/{plan}/owners"), version.into(), owners).await.expect(200);
        let to = format!("/plans/{plan}/publications/{}", world.ward);
        mona.put(&to, json!({"withSubunits": true})).await.expect(200);
        app.system(async |work| {
            let sql = Sql::new("UPDATE plan SET completion = 'manager_approval' WHERE id = ").bind(plan);
            work.tx.execute(sql).await?;
            Ok(())
        })
        .await;
        let body = json!({"planId": plan, "positionIds": [world.ida.position]});
        let answer = mona.post("/assignments", body).await.expect(201).json();
        let id: AssignmentId = serde_json::from_value(answer["assigned"][0]["assignmentId"].clone()).expect("an id");
        if matches!(name, "Klar" | "Godkjent") {
            let path = format!("/people/{}/standings/{requirement}/fulfil", world.ida.person);
            ida.post(&path, json!({"performedOn": "2026-11-20"})).await.expect(200);
        }
        all.push(id);
    }
    mona.post(&format!("/assignments/{}/deactivate", all[0]), Value::Null).await.expect(200);
    mona.post(&format!("/assignments/{}/approve", all[3]), Value::Null).await.expect(200);
    all.try_into().expect("four")
}
