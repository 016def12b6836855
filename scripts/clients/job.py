"""The main job by a client that openapi-python-client has made of openapi.json: `job.py URL`. Typed to the last value."""

import io
import sys
import uuid
from typing import TypeVar

import openpyxl
from kyndig_client import AuthenticatedClient, Client
from kyndig_client.api.assignments import assign_plan, get_assignment
from kyndig_client.api.employees import list_employees
from kyndig_client.api.people import find_people
from kyndig_client.api.plans import get_plan_usage, list_assignable_plans, list_plans
from kyndig_client.api.session import choose_acting, get_session, sign_in
from kyndig_client.api.signatures import list_signature_requests, sign
from kyndig_client.api.standings import (
    add_attachment,
    fulfil_requirement,
    get_attachment,
    get_standing,
    send_to_signer,
)
from kyndig_client.api.assignments import list_own_assignments
from kyndig_client.models import (
    AssignPlan,
    ChooseActing,
    Fulfil,
    Problem,
    ProblemCode,
    RefreshIn,
    SendToSigner,
    Sign,
    SignIn,
    StandingAction,
    StandingDetails,
    Status,
    UploadFile,
)
from kyndig_client.types import File, Unset

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
T = TypeVar("T")


def found(value: T | Problem | None) -> T:
    """What was asked for, and no problem."""
    if value is None or isinstance(value, Problem):
        raise SystemExit(f"answered {value}")
    return value


def signed_in(url: str, email: str) -> AuthenticatedClient:
    body = SignIn(email=email, password="kompetanse for alle", refresh_in=RefreshIn.BODY)
    token = found(sign_in.sync(client=Client(base_url=url), body=body)).access_token
    return AuthenticatedClient(base_url=url, token=token, raise_on_unexpected_status=True)


def rows(sheet: bytes) -> int:
    return sum(1 for _ in openpyxl.load_workbook(io.BytesIO(sheet), read_only=True).worksheets[0].iter_rows())


def main(url: str) -> None:
    # a nurse with two positions chooses one of them
    nurse = signed_in(url, "amir.rahimi@example.org")
    me = found(get_session.sync(client=nurse))
    position = next(one for one in me.choices if one.unit_name == "Medisinsk sengepost 3").position_id
    acting = found(choose_acting.sync(client=nurse, body=ChooseActing(position_id=position))).acting
    assert not isinstance(acting, Unset) and acting.position_id == position

    # the manager finds the nurse, and gives a plan, once however often it is sent
    manager = signed_in(url, "lars.berg@example.org")
    listed = found(list_employees.sync(client=manager, search="Amir", limit=5))
    assert [one.position_id for one in listed.items] == [position], listed
    plans = found(list_assignable_plans.sync(client=manager, limit=100)).items
    given = None
    for plan in plans:
        body, key = AssignPlan(plan_id=plan.id, position_ids=[position]), str(uuid.uuid4())
        result = found(assign_plan.sync(client=manager, body=body, idempotency_key=key))
        again = found(assign_plan.sync(client=manager, body=body, idempotency_key=key))
        assert again == result, (result, again)
        if result.assigned:
            given = result.assigned[0].assignment_id
            break
    assert given is not None, "the nurse has every plan"

    def standings(assignment: uuid.UUID, action: StandingAction) -> list[StandingDetails]:
        details = found(get_assignment.sync(assignment, client=nurse))
        lines = [line for section in details.sections for line in section.requirements]
        fresh = [line.requirement_id for line in lines if line.status == Status.NOT_STARTED]
        all_ = [found(get_standing.sync(me.person_id, one, client=nurse)) for one in fresh]
        return [one for one in all_ if action in one.actions]

    # a requirement of the plan is sent to a signer, who signs it
    to_send = standings(given, StandingAction.SEND)[0].requirement_id
    signer = found(find_people.sync(client=nurse, search="Mona Haugen")).items[0]
    sending = SendToSigner(signer_id=signer.id, performed_on=me.today)
    sent = found(
        send_to_signer.sync(me.person_id, to_send, client=nurse, body=sending, idempotency_key=str(uuid.uuid4()))
    )
    assert sent.status == Status.AWAITING_SIGNATURE
    mona = signed_in(url, "mona.haugen@example.org")
    requests = found(list_signature_requests.sync(client=mona, limit=100)).items
    request = next(one for one in requests if one.requirement_id == to_send and one.person.id == me.person_id)
    found(sign.sync(request.id, client=mona, body=Sign()))
    assert found(get_standing.sync(me.person_id, to_send, client=nurse)).status == Status.FULFILLED

    # another is documented with a file, which comes back as it was, and fulfilled
    own = found(list_own_assignments.sync(client=nurse, active=True)).items
    to_document = [one for plan in own for one in standings(plan.id, StandingAction.ATTACH)]
    standing = to_document[0]
    proof = b"%PDF-1.4\n% a proof\n%%EOF\n"
    upload = UploadFile(file=File(payload=io.BytesIO(proof), file_name="bevis.pdf", mime_type="application/pdf"))
    with_file = found(
        add_attachment.sync(me.person_id, standing.requirement_id, client=nurse, body=upload, if_match="*")
    )
    assert not isinstance(with_file.attachments, Unset)
    kept = next(one.id for one in with_file.attachments if one.name == "bevis.pdf")
    back = found(get_attachment.sync(me.person_id, standing.requirement_id, kept, client=nurse))
    assert back.payload.read() == proof
    fulfil = Fulfil(performed_on=me.today)
    if standing.requirement.manual_expiry:
        fulfil.expires_on = me.today.replace(year=me.today.year + 1, day=1)
    # what has been changed since is not written over
    stale = fulfil_requirement.sync(me.person_id, standing.requirement_id, client=nurse, body=fulfil, if_match='"0"')
    assert isinstance(stale, Problem) and stale.code == ProblemCode.VERSION_CONFLICT, stale
    done = found(fulfil_requirement.sync(me.person_id, standing.requirement_id, client=nurse, body=fulfil))
    assert done.status == Status.FULFILLED

    # a list as a workbook, and a report that is one
    sheet = manager.get_httpx_client().get("/api/v1/employees", headers={"accept": XLSX}).raise_for_status()
    assert sheet.headers["content-type"] == XLSX and rows(sheet.content) > 10
    steward = signed_in(url, "liv.asheim@example.org")
    looked_after = found(list_plans.sync(client=steward, limit=100)).items
    reports = [get_plan_usage.sync(plan.id, client=steward) for plan in looked_after]
    workbooks = [report for report in reports if isinstance(report, File)]
    assert workbooks and rows(workbooks[0].payload.read()) > 1
    print(f"the main job is done with the Python client, {len(plans)} plans to give, {len(workbooks)} reports")


main(sys.argv[1])
