//! What is read by nobody any more, or by nobody else yet: REQ-13, PLN-11, REQ-16.

use actix_web::http::{Method, header};
use kyndig_contract::{
    assignment::ArchivedRequirement,
    page::Page,
    plan::{PlanDetails, PlanVersionDetails},
    requirement::{RequirementDetails, RequirementSummary},
    signature::{RequestStatus, SignatureRequestDetails, SignatureRequestSummary},
    standing::StandingDetails,
};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{PlanId, RequirementId},
    role::Role,
    standing::Status,
};
use rstest::rstest;
use serde_json::{Value, json};

use crate::file::{PDF, added, form};
use crate::support::{
    Answer, Client, On, Someone, TestApp, World, grant, someone,
    writing::{active_plan, but, drafted, plan, publish, published, read, redraft, saying, section, share, take_in},
};

/// Stands in all that is hidden, and in nothing else.
const SECRET: &str = "hemmelig";

/// No answer to any of these tells the secret; gives the statuses.
async fn silent(who: &str, client: &Client<'_>, paths: &[String]) -> Vec<u16> {
    let mut statuses = Vec::new();
    for path in paths {
        let answer = client.get(path).await;
        let told = String::from_utf8_lossy(&answer.body).to_lowercase();
        assert!(!told.contains(SECRET), "{who} reads {path}: {told}");
        assert!(answer.body != PDF, "{who} fetches {path}");
        assert!(!answer.status.is_server_error(), "{who}: {path}: {told}");
        statuses.push(answer.status.as_u16());
    }
    statuses
}

async fn act(client: &Client<'_>, path: &str, what: &str, body: Value) -> Answer {
    let version = client.get(path).await.expect(200).version();
    client.post_if(&format!("{path}/{what}"), version, body).await
}

/// Two publications of a requirement that says something secret, with a file, in a plan of the ward that Ida has.
struct Scene {
    app: TestApp,
    world: World,
    id: RequirementId,
    plan: PlanId,
    file: String,
}

impl Scene {
    async fn make(on: On) -> Option<Self> {
        let app = TestApp::start(on).await?;
        let world = app.world().await;
        let mona = app.sign_in(world.mona.person, world.mona.position).await;
        let admin = app.sign_in(world.admin.person, world.admin.position).await;
        let category = json!({"unitId": world.trust_a, "name": "Hemmelig hylle"});
        let category = admin.post("/categories", category).await.expect(201).json()["id"].clone();
        let says = |text: &str| {
            let more = json!({"needsSignature": true, "documentationMethod": "signature", "allowAttachments": true,
                "description": text, "commentField": true, "validityDays": 365, "categoryId": category,
                "links": [{"title": "Hemmelig lenke", "url": "https://example.org/hemmelig"}]});
            but(saying("Gammel pumpe"), &more)
        };
        let id = published(&mona, world.ward, says("Hemmelig en")).await;
        let file = added(&app, &mona, id, "hemmelig.pdf", PDF).await.file.id.to_string();
        let plan = active_plan(&mona, world.ward, "TAHF-Med-SP3-Plan", &[id]).await;
        redraft(&mona, id, says("Hemmelig to")).await;
        publish(&mona, id).await;
        let owners = json!({"documentOwnerId": world.mona.person, "documentAuthorId": world.mona.person});
        let version = read(&mona, plan).await.version;
        mona.put_if(&format!("/plans/{plan}/owners"), version.into(), owners).await.expect(200);
        mona.post("/assignments", json!({"planId": plan, "positionIds": [world.ida.position]})).await.expect(201);
        Some(Self { app, world, id, plan, file })
    }

    async fn client(&self, who: Someone) -> Client<'_> {
        self.app.sign_in(who.person, who.position).await
    }

    fn standing(&self) -> String {
        format!("/people/{}/standings/{}", self.world.ida.person, self.id)
    }

    async fn sends(&self, to: Someone, comment: &str) -> StandingDetails {
        let ida = self.client(self.world.ida).await;
        let body = json!({"performedOn": "2026-11-20", "signerId": to.person, "comment": comment});
        ida.post(&format!("{}/send", self.standing()), body).await.expect(200).read_as()
    }

    async fn attaches(&self, name: &str) -> String {
        let ida = self.client(self.world.ida).await;
        let request = ida
            .request(Method::POST, &format!("{}/attachments", self.standing()))
            .insert_header((header::CONTENT_TYPE, "multipart/form-data; boundary=edge"))
            .set_payload(form(name, "application/pdf", PDF));
        let now: StandingDetails = self.app.send(request).await.expect(201).read_as();
        now.attachments.iter().find(|one| one.file.name == name).expect("the file").file.id.to_string()
    }
}

/// Proves REQ-13: once archived, nobody but those who look after the archive reads what it said: not the employee, who
/// sees name, plan and last standing, not the manager, the signer, another trust, by any way.
#[rstest]
#[actix_web::test]
async fn an_archived_requirement(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let Scene { world, id, plan, file, .. } = &scene;
    let attached = scene.attaches("hemmelig vedlegg.pdf").await;
    let request = scene.sends(world.per, "Hemmelig kommentar").await.request.expect("a request").id;
    // Deactivated before, it is kept as it was then.
    let mona = scene.client(world.mona).await;
    mona.post("/assignments", json!({"planId": plan, "positionIds": [world.per.position]})).await.expect(201);
    let of = async |who: Someone| -> String {
        let tx = scene.app.state.db.read().await.expect("a transaction");
        let sql = Sql::new("SELECT id FROM assignment WHERE person_id = ").bind(who.person);
        tx.value::<kyndig_domain::ids::AssignmentId>(sql).await.expect("an answer").expect("one").to_string()
    };
    let (of_ida, of_per) = (of(world.ida).await, of(world.per).await);
    mona.post(&format!("/assignments/{of_per}/deactivate"), json!({})).await.expect(200);
    let admin = scene.client(world.admin).await;
    let path = format!("/requirements/{id}");
    act(&admin, &path, "archive", json!({"reason": "Byttet ut"})).await.expect(200);

    let standing = scene.standing();
    let (requirement, held) = (path.clone(), format!("/plans/{plan}"));
    let versions: Page<Value> = mona.get(&format!("{held}/versions")).await.expect(200).read_as();
    let (first, last) = (versions.items.last().expect("the first"), &versions.items[0]);
    let (first, last) = (first["version"].as_str().expect("a version"), last["version"].as_str().expect("a version"));
    let everything = [
        (standing.clone(), 404),
        (format!("{standing}/files/{file}"), 404),
        (format!("{standing}/attachments/{attached}"), 404),
        (format!("/assignments/{of_ida}"), 200),
        (format!("/assignments/{of_per}"), 200),
        ("/my/requirements?search=gammel".to_owned(), 200),
        ("/my/archived-requirements".to_owned(), 200),
        ("/my/assignments".to_owned(), 200),
        ("/home".to_owned(), 200),
        ("/tasks".to_owned(), 200),
        (requirement.clone(), 200),
        (format!("{requirement}/versions"), 404),
        (format!("{requirement}/versions/1"), 404),
        (format!("{requirement}/difference?from=1&to=2"), 404),
        (format!("{requirement}/files/{file}"), 404),
        ("/requirements?archived=true".to_owned(), 200),
        ("/requirements?search=gammel".to_owned(), 200),
        (format!("/requirements/export?owner={}", world.ward), 200),
        (held.clone(), 200),
        (format!("{held}/versions/{first}"), 200),
        (format!("{held}/difference?from={first}&to={last}"), 200),
        (format!("{held}/preview"), 200),
        (format!("{held}/preview?changes=true"), 200),
        (format!("{held}/preview/files/{file}"), 404),
        (format!("{held}/export"), 200),
        (format!("/plan-status/{plan}"), 200),
        ("/follow-up/requirements".to_owned(), 200),
        ("/follow-up/standings".to_owned(), 200),
        (format!("/signature-requests/{request}"), 200),
        (format!("/signature-requests/{request}/files/{file}"), 404),
        (format!("/signature-requests/{request}/files/{attached}"), 404),
        ("/signature-requests".to_owned(), 200),
        ("/signature-requests?status=withdrawn".to_owned(), 200),
    ];
    let paths: Vec<String> = everything.iter().map(|(path, _)| path.clone()).collect();
    for (name, who) in [
        ("Ida", world.ida),
        ("Per", world.per),
        ("Mona", world.mona),
        ("Siri", world.siri),
        ("Ola", world.ola),
        ("Kari", world.kari),
    ] {
        let statuses = silent(name, &scene.client(who).await, &paths).await;
        // Refused as such, or else as said: what an administrator is told is not told.
        for ((path, expected), status) in everything.iter().zip(statuses) {
            assert!([403, 404, *expected].contains(&status), "{name}: {path}: {status}");
        }
    }
    // By the manager all of these are answered, and as said.
    let by_mona = silent("Mona", &mona, &paths[..28]).await;
    assert_eq!(by_mona, everything[..28].iter().map(|(_, status)| *status).collect::<Vec<_>>());
    let found: Page<RequirementSummary> =
        mona.get("/requirements?archived=true&description=hemmelig").await.expect(200).read_as();
    assert_eq!(found.items, [], "not by what it said");
    // Nor in a list: neither how it is learnt and documented, nor whether it is signed, nor for how long it holds.
    let said = ["learningMethod", "documentationMethod", "needsSignature", "validityDays", "category"];
    for (client, told) in [(&mona, 0), (&admin, said.len())] {
        let list = client.get("/requirements?archived=true").await.expect(200).json();
        let whole = client.get(&held).await.expect(200).json();
        for one in [&list["items"][0], &whole["sections"][0]["requirements"][0]["requirement"]] {
            assert_eq!(one["name"], "Gammel pumpe");
            assert_eq!(said.iter().filter(|field| one.get(**field).is_some()).count(), told, "{one}");
        }
    }
    mona.get("/requirements?archived=true&sort=category").await.expect_problem(422, "validation_failed");
    for (client, found) in [(&mona, 0), (&admin, 1)] {
        let list = client.get("/requirements?archived=true&categoryName=hylle").await.expect(200).json();
        assert_eq!(list["items"].as_array().map(Vec::len), Some(found));
    }
    let shown: RequirementDetails = mona.get(&requirement).await.expect(200).read_as();
    assert_eq!((shown.published, shown.prerequisites.len(), shown.files.len()), (None, 0, 0));

    // The employee: name, plan, last standing; and why what was sent will not be signed.
    let ida = scene.client(world.ida).await;
    let left: Page<ArchivedRequirement> = ida.get("/my/archived-requirements").await.expect(200).read_as();
    let left = left.items;
    assert_eq!(left.len(), 1);
    assert_eq!(
        (left[0].name.as_str(), left[0].plan_names.as_slice()),
        ("Gammel pumpe", ["TAHF-Med-SP3-Plan".to_owned()].as_slice())
    );
    assert_eq!((left[0].status, left[0].reason.as_deref()), (Status::AwaitingSignature, Some("Byttet ut")));

    // Those who look after the archive read it all.
    let whole: RequirementDetails = admin.get(&requirement).await.expect(200).read_as();
    assert_eq!(whole.published.expect("what it says").description, "Hemmelig to");
    admin.get(&format!("{requirement}/versions/1")).await.expect(200);
    let past: PlanVersionDetails = admin.get(&format!("{held}/versions/{first}")).await.expect(200).read_as();
    assert!(past.sections[0].requirements[0].content.is_some());
    let past: PlanVersionDetails = mona.get(&format!("{held}/versions/{first}")).await.expect(200).read_as();
    let place = &past.sections[0].requirements[0];
    assert_eq!((place.name.as_str(), place.content.is_none()), ("Gammel pumpe", true));
}

/// Proves REQ-13: what waits for a signature leaves the signer's list, with a reason that both are told; it cannot be
/// signed; and comes back with the requirement.
#[rstest]
#[actix_web::test]
async fn a_request_on_what_is_archived(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let world = &scene.world;
    let request = scene.sends(world.per, "Så du det?").await.request.expect("a request").id;
    let (per, admin, ida) =
        (scene.client(world.per).await, scene.client(world.admin).await, scene.client(world.ida).await);
    let path = format!("/requirements/{}", scene.id);
    // What would come of it, seen before: nothing has.
    let version = admin.get(&path).await.expect(200).version();
    admin.post_if(&format!("{path}/archive/impact"), version, json!(null)).await.expect(200);
    let queue = async |status: &str| -> Vec<SignatureRequestSummary> {
        let path = format!("/signature-requests?status={status}");
        per.get(&path).await.expect(200).read_as::<Page<SignatureRequestSummary>>().items
    };
    assert_eq!(queue("awaiting").await.len(), 1);
    act(&admin, &path, "archive", json!({"reason": "Byttet ut"})).await.expect(200);

    assert_eq!(queue("awaiting").await, []);
    assert_eq!(per.get("/tasks").await.expect(200).json()["signatures"], 0);
    let gone = queue("withdrawn").await;
    assert_eq!((gone.len(), gone[0].archived_because.as_deref()), (1, Some("Byttet ut")));
    let at = format!("/signature-requests/{request}");
    let outline: SignatureRequestDetails = per.get(&at).await.expect(200).read_as();
    assert_eq!(outline.summary.status, RequestStatus::Withdrawn);
    assert_eq!(outline.summary.archived_because.as_deref(), Some("Byttet ut"));
    assert_eq!((outline.requirement, outline.comment.as_str(), outline.history.len()), (None, "", 0));
    for (verb, body) in
        [("sign", json!({})), ("reject", json!({"reason": "other", "comment": "Nei"})), ("cancel", json!({}))]
    {
        let refused = per.post_if(&format!("{at}/{verb}"), outline.version.into(), body).await;
        refused.expect_problem(409, "already_decided");
    }
    let many = per.post("/signature-requests/sign", json!({"ids": [request]})).await.expect(200).json();
    assert_eq!(many["skipped"][0]["code"], "already_decided");
    ida.post(&format!("{}/recall", scene.standing()), json!(null)).await.expect_problem(404, "not_found");

    // Both are told, once each, and why.
    let told = |who: Someone| {
        format!(
            "outbox WHERE payload LIKE '%requirement_archived%Byttet ut%' AND recipient_id = {}",
            if scene.app.is_postgres() { format!("'{}'", who.person) } else { format!("x'{}'", who.person.0.simple()) }
        )
    };
    for who in [world.per, world.ida] {
        assert_eq!(scene.app.count(&told(who)).await, 1);
    }
    assert_eq!(scene.app.count("outbox WHERE payload LIKE '%requirement_archived%'").await, 2);

    act(&admin, &path, "restore", json!(null)).await.expect(200);
    assert_eq!(queue("awaiting").await.len(), 1);
    let back: SignatureRequestDetails = per.get(&at).await.expect(200).read_as();
    per.post_if(&format!("{at}/sign"), back.version.into(), json!({})).await.expect(200);
    let standing: StandingDetails = ida.get(&scene.standing()).await.expect(200).read_as();
    assert_eq!(standing.status, Status::Fulfilled);
    scene.app.assert_counters().await;
    // Decided before it is archived again, the signer keeps the outline of that too.
    act(&admin, &path, "archive", json!({"reason": "Igjen"})).await.expect(200);
    let outline: SignatureRequestDetails = per.get(&at).await.expect(200).read_as();
    assert_eq!((outline.summary.status, outline.requirement), (RequestStatus::Signed, None));
}

/// Proves SIG-1, SIG-2: a signer who rejected sees what there was then, and nothing of what another is sent: no
/// attachment, no comment, no standing.
#[rstest]
#[actix_web::test]
async fn what_is_sent_to_another(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let world = &scene.world;
    let early = scene.attaches("tidlig.pdf").await;
    let request = scene.sends(world.per, "Til deg").await.request.expect("a request").id;
    let (per, nils) = (scene.client(world.per).await, scene.client(world.nils).await);
    let at = format!("/signature-requests/{request}");
    let reject = json!({"reason": "not_observed", "comment": "Jeg var ikke der"});
    let details = async |client: &Client<'_>, path: &str| -> SignatureRequestDetails {
        client.get(path).await.expect(200).read_as()
    };
    let version = details(&per, &at).await.version;
    scene.app.clock.advance(chrono::TimeDelta::minutes(1));
    per.post_if(&format!("{at}/reject"), version.into(), reject).await.expect(200);

    // Added after the rejection: meant for whoever is asked next.
    scene.app.clock.advance(chrono::TimeDelta::minutes(1));
    let late = scene.attaches("hemmelig.pdf").await;
    let seen = details(&per, &at).await;
    let names: Vec<_> = seen.attachments.iter().map(|one| one.file.name.as_str()).collect();
    assert_eq!((names, seen.standing), (vec!["tidlig.pdf"], Some(Status::Rejected)));
    per.get(&format!("{at}/files/{late}")).await.expect_problem(404, "not_found");
    per.get(&format!("{at}/files/{early}")).await.expect(200);

    scene.app.clock.advance(chrono::TimeDelta::minutes(1));
    let next = scene.sends(world.nils, "Hemmelig til Nils").await.request.expect("a request").id;
    let there = format!("/signature-requests/{next}");
    let by_nils = details(&nils, &there).await;
    assert_eq!((by_nils.attachments.len(), by_nils.comment.as_str()), (2, "Hemmelig til Nils"));
    per.get(&there).await.expect_problem(404, "not_found");
    scene.app.clock.advance(chrono::TimeDelta::minutes(1));
    nils.post_if(&format!("{there}/sign"), by_nils.version.into(), json!({"comment": "Hemmelig ros"}))
        .await
        .expect(200);

    let files = [early, late].map(|file| format!("{at}/files/{file}"));
    let paths = [at.clone(), "/signature-requests?status=rejected".to_owned(), files[0].clone(), files[1].clone()];
    // The requirement itself has a secret that every signer reads; this is about what was sent.
    let seen = details(&per, &at).await;
    assert_eq!((seen.attachments.len(), seen.standing, seen.comment.as_str()), (0, None, "Til deg"));
    assert!(seen.history.iter().all(|event| !event.comment.to_lowercase().contains(SECRET)), "{:?}", seen.history);
    assert!(seen.history.iter().any(|event| event.comment == "Jeg var ikke der"));
    for path in &paths[2..] {
        per.get(path).await.expect_problem(404, "not_found");
    }
}

/// Proves PLN-11, REQ-13: of an archived plan nobody but those who look after the archive reads more than that it was.
#[rstest]
#[actix_web::test]
async fn an_archived_plan(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let Scene { world, plan, file, .. } = &scene;
    let (mona, admin) = (scene.client(world.mona).await, scene.client(world.admin).await);
    section(&mona, *plan, "Hemmelig del").await;
    let held = format!("/plans/{plan}");
    let says =
        json!({"description": "Hemmelig beskrivelse", "timeFrame": "Hemmelig tid", "literature": "Hemmelig bok"});
    let version = read(&mona, *plan).await.version;
    mona.patch_if(&held, version.into(), says).await.expect(200);
    let versions: Page<Value> = mona.get(&format!("{held}/versions")).await.expect(200).read_as();
    let (first, last) =
        (versions.items.last().expect("the first")["version"].clone(), versions.items[0]["version"].clone());
    let (first, last) = (first.as_str().expect("a version"), last.as_str().expect("a version"));
    let assignment = {
        let tx = scene.app.state.db.read().await.expect("a transaction");
        tx.value::<kyndig_domain::ids::AssignmentId>(Sql::new("SELECT id FROM assignment"))
            .await
            .expect("one")
            .expect("one")
    };
    act(&admin, &held, "archive", json!({"reason": "Utgått"})).await.expect(200);
    let everything = [
        (held.clone(), 200),
        (format!("{held}/versions"), 404),
        (format!("{held}/versions/{first}"), 404),
        (format!("{held}/difference?from={first}&to={last}"), 404),
        (format!("{held}/preview"), 404),
        (format!("{held}/preview?changes=true"), 404),
        (format!("{held}/preview/files/{file}"), 404),
        (format!("{held}/export"), 409),
        (format!("{held}/case"), 409),
        ("/plans?archived=true".to_owned(), 200),
        ("/plans?archived=true&description=hemmelig".to_owned(), 200),
        (format!("/assignments/{assignment}"), 200),
        ("/my/assignments".to_owned(), 200),
        ("/my/requirements?search=gammel".to_owned(), 200),
    ];
    let paths: Vec<String> = everything.iter().map(|(path, _)| path.clone()).collect();
    for (name, who) in [("Ida", world.ida), ("Per", world.per), ("Siri", world.siri), ("Ola", world.ola)] {
        let statuses = silent(name, &scene.client(who).await, &paths).await;
        for ((path, expected), status) in everything.iter().zip(statuses) {
            assert!([403, 404, *expected].contains(&status), "{name}: {path}: {status}");
        }
    }
    let by_mona = silent("Mona", &mona, &paths).await;
    assert_eq!(by_mona, everything.iter().map(|(_, status)| *status).collect::<Vec<_>>());
    let outline: PlanDetails = mona.get(&held).await.expect(200).read_as();
    assert_eq!((outline.name.as_str(), outline.sections.len()), ("TAHF-Med-SP3-Plan", 0));
    assert_eq!(outline.archived.map(|archived| archived.reason).as_deref(), Some("Utgått"));
    let found = mona.get("/plans?archived=true&description=hemmelig").await.expect(200).json();
    assert_eq!(found["items"], json!([]));
    let whole: PlanDetails = admin.get(&held).await.expect(200).read_as();
    assert_eq!((whole.description.as_str(), whole.sections.len()), ("Hemmelig beskrivelse", 2));
    for path in [format!("{held}/versions"), format!("{held}/versions/{first}")] {
        admin.get(&path).await.expect(200);
    }
}

/// Proves REQ-16: what is not published is read by those with access to the unit, and by nobody else: no draft of a
/// requirement of another unit or trust, by any way, though what is published of it can be found.
#[rstest]
#[actix_web::test]
async fn drafts_of_others(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let says = |name: &str| but(saying(name), &json!({"description": "Hemmelig"}));
    let never = drafted(&mona, world.ward, says("Hemmelig ny")).await.id;
    let open = published(&mona, world.ward, saying("Åpen")).await;
    redraft(&mona, open, says("Hemmelig endring")).await;
    let held = plan(&mona, world.ward, "TAHF-Med-SP3-Plan").await.id;
    take_in(&mona, held, &[never, open]).await;
    for trust in [world.trust_a, world.trust_b] {
        share(&mona, open, trust).await;
    }
    let paths = [
        format!("/requirements/{never}"),
        format!("/requirements/{never}/versions"),
        format!("/requirements/{never}/difference?from=1"),
        format!("/requirements/{open}"),
        format!("/requirements/{open}/difference?from=1"),
        "/requirements".to_owned(),
        "/requirements?search=hemmelig".to_owned(),
        "/requirements?description=hemmelig".to_owned(),
        format!("/requirements/export?owner={}", world.ward),
        format!("/plans/{held}"),
        format!("/plans/{held}/export"),
    ];
    let (archiver, lead) = app
        .system(async |work| {
            let archiver = someone(work, "Are Arkiv", world.trust_b, world.other, None).await;
            grant(work, archiver.position, Role::Archiver, Some(world.trust_b)).await;
            let lead = someone(work, "Lea Fag", world.trust_a, world.sibling, None).await;
            grant(work, lead.position, Role::SubjectLeadA, Some(world.clinic)).await;
            Ok((archiver, lead))
        })
        .await;
    for (name, who) in [("Siri", world.siri), ("Ola", world.ola), ("Are", archiver)] {
        let client = app.sign_in(who.person, who.position).await;
        let statuses = silent(name, &client, &paths).await;
        assert_eq!(statuses[..5], [404, 404, 404, 200, 404], "{name}");
        let listed: Page<RequirementSummary> = client.get("/requirements").await.expect(200).read_as();
        assert_eq!(listed.items.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Åpen"], "{name}");
        let seen: RequirementDetails = client.get(&paths[3]).await.expect(200).read_as();
        assert!(seen.published.is_some() && seen.draft.is_none() && seen.draft_by.is_none() && seen.changed.is_empty());
    }
    // Nor is it told that it is there, by any attempt to change it, whatever version is named; what can be read can be
    // refused.
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    for (id, status, code) in [(never, 404, "not_found"), (open, 403, "forbidden")] {
        let path = format!("/requirements/{id}");
        let unit = world.other;
        for version in [1, 7] {
            siri.put_if(&format!("{path}/draft"), version, json!({"content": says("Overtatt")}))
                .await
                .expect_problem(status, code);
            siri.delete_if(&format!("{path}/draft"), version).await.expect_problem(status, code);
            siri.delete_if(&path, version).await.expect_problem(status, code);
            for verb in ["publish", "publish/impact", "reset", "reset/impact"] {
                siri.post_if(&format!("{path}/{verb}"), version, json!(null)).await.expect_problem(status, code);
            }
            siri.put_if(&format!("{path}/shares/{unit}"), version, json!({"withSubunits": true}))
                .await
                .expect_problem(status, code);
        }
        let refused = siri
            .request(Method::POST, &format!("{path}/files"))
            .insert_header((header::CONTENT_TYPE, "multipart/form-data; boundary=edge"))
            .insert_header((header::IF_MATCH, "\"1\""))
            .set_payload(form("fil.pdf", "application/pdf", PDF));
        app.send(refused).await.expect_problem(status, code);
    }
    // A trust's archiver archives its own.
    let are = app.sign_in(archiver.person, archiver.position).await;
    are.post_if(&format!("/requirements/{never}/archive"), 1, json!({"reason": "Ikke min"}))
        .await
        .expect_problem(404, "not_found");
    // Whoever has the unit reads them: its manager, a lead above, the trust's administrator, the system owner.
    for who in [world.mona, lead, world.admin, world.owner] {
        let client = app.sign_in(who.person, who.position).await;
        let seen: RequirementDetails = client.get(&paths[0]).await.expect(200).read_as();
        assert!(seen.draft.is_some());
        assert_eq!(client.get("/requirements").await.expect(200).json()["items"].as_array().map(Vec::len), Some(2));
        let whole: PlanDetails = client.get(&format!("/plans/{held}")).await.expect(200).read_as();
        assert_eq!(whole.sections[0].requirements.len(), 2);
    }
}
