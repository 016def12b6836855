//! Granting and taking away roles, through the API.

use actix_web::http::Method;
use kyndig_contract::{
    hr_import::{ImportProfile, ImportState},
    page::Page,
    role::{PositionAccess, Role, RoleGrant},
    session::SessionDetails,
};
use kyndig_db::Sql;
use kyndig_domain::{ids::RoleGrantId, position::PositionState, unit::UnitKind};
use kyndig_people::{hr_import, role::service, session};
use rstest::rstest;
use serde_json::json;

use crate::support::{On, TestApp, grant, unit};

/// Proves ACC-4, ACC-8: the system owner grants and takes away, each with its scope; it is logged, and holds at once,
/// with a token issued before.
#[rstest]
#[actix_web::test]
async fn roles_are_granted_and_taken_away(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let owner = app.sign_in(world.owner.person, world.owner.position).await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    let may = async |permission: &str| {
        let details: SessionDetails = ida.get("/session").await.expect(200).read_as();
        details.permissions.iter().any(|name| name == permission)
    };
    assert!(!may("plan:write").await);

    let request = json!({"positionId": world.ida.position, "role": "subject_lead_a", "unitId": world.ward});
    let granted: RoleGrant = owner.post("/role-grants", &request).await.expect(201).read_as();
    assert_eq!((granted.role, granted.person.id), (Role::SubjectLeadA, world.ida.person));
    assert_eq!(granted.unit.as_ref().map(|unit| unit.id), Some(world.ward));
    assert_eq!(granted.granted_by.as_ref().map(|by| by.id), Some(world.owner.person));
    assert!(may("plan:write").await);
    owner.post("/role-grants", &request).await.expect_problem(409, "role_granted_already");
    assert_eq!(app.count("audit_log WHERE permission = 'role:grant' AND subject_kind = 'role_grant'").await, 1);

    let page: Page<RoleGrant> = owner.get("/role-grants?search=ida&role=subject_lead_a").await.expect(200).read_as();
    assert_eq!(page.items, std::slice::from_ref(&granted));
    let none: Page<RoleGrant> = owner.get(&format!("/role-grants?unit={}", world.trust_b)).await.expect(200).read_as();
    assert_eq!(none.items, []);

    owner.delete(&format!("/role-grants/{}", granted.id)).await.expect(204);
    assert!(!may("plan:write").await);
    owner.delete(&format!("/role-grants/{}", granted.id)).await.expect_problem(404, "not_found");
    assert_eq!(app.count("audit_log WHERE permission = 'role:grant' AND subject_kind = 'role_grant'").await, 2);
}

/// Proves ACC-4: a role takes the scope of its kind, and nothing else; some follow from the position.
#[rstest]
#[actix_web::test]
async fn a_grant_has_the_scope_of_its_role(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let owner = app.sign_in(world.owner.person, world.owner.position).await;
    let nowhere = "01890a5d-ac96-774b-bcce-b302099a8057";
    let cases = [
        (json!({"role": "manager"}), "role", "never_granted"),
        (json!({"role": "trust_admin"}), "unitId", "required"),
        (json!({"role": "system_owner", "unitId": world.region}), "unitId", "not_asked"),
        (json!({"role": "plan_steward"}), "planId", "required"),
        (json!({"role": "education_officer", "unitId": world.ward}), "speciality", "required"),
        (json!({"role": "super_user", "unitId": world.ward, "speciality": "Kirurgi"}), "speciality", "not_asked"),
        (json!({"role": "super_user", "unitId": nowhere}), "unitId", "unknown"),
        (json!({"role": "plan_steward", "planId": nowhere}), "planId", "unknown"),
        (json!({"role": "system_owner", "positionId": nowhere}), "positionId", "unknown"),
    ];
    for (mut request, field, code) in cases {
        if request.get("positionId").is_none() {
            request["positionId"] = json!(world.ida.position);
        }
        let problem = owner.post("/role-grants", &request).await.expect_problem(422, "validation_failed").json();
        assert_eq!(problem["fields"], json!([{"field": field, "code": code}]), "{request}");
    }
    let unknown = json!({"positionId": world.ida.position, "role": "leder"});
    owner.post("/role-grants", unknown).await.expect_problem(400, "malformed_json");
    let nul = json!({"positionId": world.ida.position, "role": "education_officer", "unitId": world.ward, "speciality": "a\0"});
    let problem = owner.post("/role-grants", nul).await.expect_problem(422, "validation_failed").json();
    assert_eq!(problem["fields"][0]["field"], "speciality");
    let officer = json!({"positionId": world.ida.position, "role": "education_officer", "unitId": world.ward, "speciality": " Kirurgi "});
    let granted: RoleGrant = owner.post("/role-grants", &officer).await.expect(201).read_as();
    assert_eq!(granted.speciality.as_deref(), Some("Kirurgi"));
    owner.post("/role-grants", &officer).await.expect_problem(409, "role_granted_already");

    app.system(async |work| {
        let sql = Sql::new("UPDATE position SET state = 'closed' WHERE id = ").bind(world.per.position);
        Ok(work.tx.execute(sql).await?)
    })
    .await;
    let closed = json!({"positionId": world.per.position, "role": "super_user", "unitId": world.ward});
    owner.post("/role-grants", closed).await.expect_problem(409, "position_closed");
}

/// The same key again grants nothing twice.
#[rstest]
#[actix_web::test]
async fn a_grant_is_made_once(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let owner = app.sign_in(world.owner.person, world.owner.position).await;
    let send = async |role: &str| {
        let body = json!({"positionId": world.ida.position, "role": role, "unitId": world.ward});
        let request =
            owner.request(Method::POST, "/role-grants").insert_header(("idempotency-key", "one")).set_json(body);
        app.send(request).await
    };
    let first: RoleGrant = send("super_user").await.expect(201).read_as();
    let second: RoleGrant = send("super_user").await.expect(201).read_as();
    assert_eq!(first, second);
    send("trust_admin").await.expect_problem(422, "idempotency_key_reused");
}

/// Proves ACC-8: granting is for the system owner; trust admins read what is theirs and change nothing.
#[rstest]
#[actix_web::test]
async fn trust_admins_read_and_change_nothing(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    app.system(async |work| {
        grant(work, world.ida.position, Role::SubjectLeadA, Some(world.ward)).await;
        grant(work, world.kari.position, Role::SubjectLeadA, Some(world.other)).await;
        let sql = Sql::new("UPDATE position SET state = 'closed' WHERE id = ").bind(world.per.position);
        Ok(work.tx.execute(sql).await?)
    })
    .await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let grants: Page<RoleGrant> = admin.get("/role-grants").await.expect(200).read_as();
    let shown: Vec<_> = grants.items.iter().map(|g| (g.person.name.as_str(), g.role)).collect();
    assert_eq!(shown, [("Ada Admin", Role::TrustAdmin), ("Ida Nilsen", Role::SubjectLeadA)]);
    admin.delete(&format!("/role-grants/{}", grants.items[1].id)).await.expect_problem(403, "forbidden");
    let request = json!({"positionId": world.per.position, "role": "super_user", "unitId": world.ward});
    admin.post("/role-grants", request).await.expect_problem(403, "forbidden");

    // The page shows positions, contact, last sign-in and roles; active and inactive ones, unless either is asked for.
    let all: Page<PositionAccess> = admin.get("/positions").await.expect(200).read_as();
    assert_eq!(all.items.len(), 6);
    let positions: Page<PositionAccess> = admin.get("/positions?limit=2&state=open").await.expect(200).read_as();
    let names = |page: &Page<PositionAccess>| page.items.iter().map(|x| x.person.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&positions), ["Ada Admin", "Mona Leder"]);
    let (last, email) = (&positions.items[0].last_sign_in, &positions.items[0].email);
    assert!(last.is_some());
    assert_eq!(email.as_deref(), Some("ada.admin@example.org"));
    assert_eq!(positions.items[0].grants.iter().map(|g| g.role).collect::<Vec<_>>(), [Role::TrustAdmin]);
    let next = positions.next_cursor.expect("another page");
    let more: Page<PositionAccess> =
        admin.get(&format!("/positions?state=open&cursor={next}")).await.expect(200).read_as();
    assert_eq!(names(&more), ["Siri Leder", "Ida Nilsen", "Nils Ødegård"]);
    let closed: Page<PositionAccess> = admin.get("/positions?state=closed").await.expect(200).read_as();
    assert_eq!(names(&closed), ["Per Ås"]);
    assert_eq!((closed.items[0].state, closed.items[0].grants.len()), (PositionState::Closed, 0));
    let in_unit: Page<PositionAccess> = admin.get("/positions?search=post%204").await.expect(200).read_as();
    assert_eq!(names(&in_unit), ["Siri Leder", "Nils Ødegård"], "by the unit's name");
    let in_none: Page<PositionAccess> = admin.get("/positions?search=operasjon").await.expect(200).read_as();
    assert_eq!(names(&in_none), Vec::<String>::new(), "another trust's");
    admin.get("/positions?state=gone").await.expect_problem(400, "malformed_query");
    let by_mail: Page<PositionAccess> = admin.get("/positions?search=IDA.nil%40").await.expect(200).read_as();
    assert_eq!(names(&by_mail), Vec::<String>::new());
    let by_mail: Page<PositionAccess> = admin.get("/positions?search=IDA.nilsen%40ex").await.expect(200).read_as();
    assert_eq!(names(&by_mail), ["Ida Nilsen"]);
    let by_name: Page<PositionAccess> = admin.get("/positions?search=nilsen%20ida").await.expect(200).read_as();
    assert_eq!(names(&by_name), ["Ida Nilsen"]);
    let by_role: Page<PositionAccess> = admin.get("/positions?role=subject_lead_a").await.expect(200).read_as();
    assert_eq!(names(&by_role), ["Ida Nilsen"]);
    let by_unit: Page<PositionAccess> =
        admin.get(&format!("/positions?unit={}", world.sibling)).await.expect(200).read_as();
    assert_eq!(names(&by_unit), ["Siri Leder", "Nils Ødegård"]);
}

/// Somebody is always left who can grant roles.
#[rstest]
#[actix_web::test]
async fn the_last_system_owner_stays(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let owner = app.sign_in(world.owner.person, world.owner.position).await;
    let grants: Page<RoleGrant> = owner.get("/role-grants?role=system_owner").await.expect(200).read_as();
    let id: RoleGrantId = grants.items[0].id;
    owner.delete(&format!("/role-grants/{id}")).await.expect_problem(409, "last_system_owner");
    let second = json!({"positionId": world.admin.position, "role": "system_owner"});
    owner.post("/role-grants", second).await.expect(201);
    owner.delete(&format!("/role-grants/{id}")).await.expect(204);
    owner.get("/role-grants").await.expect_problem(403, "forbidden");
}

/// The first owner is made from nothing but a unit; again finds the same, with a new password.
#[rstest]
#[actix_web::test]
async fn the_first_owner(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let region = app.system(async |work| Ok(unit(work, None, UnitKind::Region, "Region Eksempel", None).await)).await;
    let mut made = Vec::new();
    for password in ["en lang setning", "en lengre setning"] {
        let hash = app.state.passwords.hash(password.to_owned()).await.expect("a hash");
        let create = async |work: &kyndig_platform::auth::Work<'_>| {
            service::create_owner(work, "Olga.Eier@Example.org", " Olga  Marie Eier ", &hash).await
        };
        made.push(app.system(create).await);
    }
    assert!(made[0].is_new && !made[1].is_new);
    assert_eq!((made[0].person_id, made[0].position_id), (made[1].person_id, made[1].position_id));
    assert_eq!(made[0].unit_name, "Region Eksempel");
    let sign_in = async |password: &str| {
        app.anonymous().post("/session", json!({"email": "olga.eier@example.org", "password": password})).await
    };
    sign_in("en lang setning").await.expect_problem(401, "wrong_credentials");
    let token = sign_in("en lengre setning").await.expect(201).json()["accessToken"].clone();
    let request = actix_web::test::TestRequest::default().uri("/api/v1/session");
    let bearer = format!("Bearer {}", token.as_str().expect("a token"));
    let details: SessionDetails =
        app.send(request.insert_header(("authorization", bearer))).await.expect(200).read_as();
    assert_eq!(details.name, "Olga Marie Eier");
    assert!(details.permissions.iter().any(|name| name == "role:grant"));
    assert_eq!(app.count("person_word").await, 3);

    // HR knows nothing of the owner, and closes what it does not know: not this.
    let units = format!(
        "unit_id;parent_id;name;kind;short_code;org_number;cost_centre\n{region};;Region Eksempel;region;;;1\n\
         T;{region};Trust HF;health_trust;THF;;2\n"
    );
    let people = "person_id;given_name;family_name;email;phone;hpr_number;trust_id;cost_centre;title;start;end;manager_person_id\n\
                  lars;Lars;Berg;;;;T;2;Direktør;2020-01-01;;\n";
    for (profile, file) in [(ImportProfile::Units, units.as_str()), (ImportProfile::People, people)] {
        let file = file.as_bytes().to_vec();
        let run = hr_import::service::import(&app.state, file, profile, false, 100).await.expect("a run");
        assert_eq!((run.summary.state, run.summary.problems), (ImportState::Finished, 0));
    }
    assert_eq!(app.count("position WHERE state = 'open'").await, 2);
    sign_in("en lengre setning").await.expect(201);
    assert_eq!(session::service::email_key(" Å@X.no "), "å@x.no");
}
