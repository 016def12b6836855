"""kill -9 in the middle of 200 concurrent requests for a signature, and again of 200 concurrent signatures. After a restart
every one that was acknowledged is there with its event, its mail and its counters, and none is there by half.

    crash-test.py sqlite | postgres        (the latter in the cluster of KYNDIG_TEST_POSTGRES_URL)
"""

import collections
import concurrent.futures
import http.client
import os
import pathlib
import sqlite3
import subprocess
import sys
import threading
import uuid

from demo import sign_in
from kyndig import Server

EMPLOYEES, REQUIREMENTS = 10, 20
MANAGER, WRITER, SIGNER = "lars.berg@example.org", "berit.vold@example.org", "mona.haugen@example.org"
TODAY = "2026-11-23"


class Database:
    """Looks at the rows themselves, past the program."""

    def __init__(self, url):
        self.url = url

    def rows(self, sql):
        if self.url.startswith("sqlite://"):
            with sqlite3.connect(self.url.removeprefix("sqlite://")) as connection:
                found = connection.execute(sql).fetchall()
            return [tuple(uuid_of(value) for value in row) for row in found]
        psql = str(pathlib.Path(os.environ["KYNDIG_TEST_POSTGRES_BIN"], "psql"))
        done = subprocess.run([psql, "-AtF", "\t", "-c", sql, self.url], capture_output=True, text=True, check=True)
        return [tuple(line.split("\t")) for line in done.stdout.splitlines()]


def uuid_of(value):
    return str(uuid.UUID(bytes=value)) if isinstance(value, bytes) else str(value)


def if_match(version):
    return {"if-match": f'"{version}"'}


def prepare(server):
    """A plan of 20 requirements to be signed, with 10 employees; (person, requirement) -> the person's token."""
    manager, writer = sign_in(server, MANAGER), sign_in(server, WRITER)
    chosen = []
    for row in server.pages("/api/v1/employees", manager):
        details = server.call("GET", f"/api/v1/employees/{row['positionId']}", token=manager).expect(200)
        if row["availability"] == "available" and details.get("email") not in (None, SIGNER):
            chosen.append(details)
        if len(chosen) == EMPLOYEES:
            break
    assert len(chosen) == EMPLOYEES, f"only {len(chosen)} employees"
    unit = chosen[0]["unit"]["id"]
    signer = server.call("GET", "/api/v1/session", token=sign_in(server, SIGNER)).expect(200)["personId"]

    plan = server.call("POST", "/api/v1/plans", {"ownerUnitId": unit, "name": "Strømbrudd"}, writer).expect(201)
    at = f"/api/v1/plans/{plan['id']}"
    server.call("POST", f"{at}/sections", {"name": "Alt"}, writer).expect(200, 201)
    section = server.call("GET", at, token=writer).expect(200)["sections"][0]["id"]
    for number in range(REQUIREMENTS):
        new = {
            "name": f"Krav {number}",
            "learningMethod": "practical_training",
            "documentationMethod": "signature",
            "needsSignature": True,
        }
        server.call("POST", f"{at}/sections/{section}/requirements", {"new": new}, writer).expect(200, 201)
    plan = server.call("GET", at, token=writer).expect(200)
    places = plan["sections"][0]["requirements"]
    ids = [place["id"] for place in places]
    server.call("POST", f"{at}/activate", {"planRequirementIds": ids}, writer, if_match(plan["version"])).expect(200)
    plan = server.call("GET", at, token=writer).expect(200)
    owners = {"documentOwnerId": signer, "documentAuthorId": signer}
    server.call("PUT", f"{at}/owners", owners, writer, if_match(plan["version"])).expect(200)
    body = {"planId": plan["id"], "positionIds": [one["positionId"] for one in chosen]}
    server.call("POST", "/api/v1/assignments", body, manager).expect(200, 201)

    pairs = {}
    for one in chosen:
        token = sign_in(server, one["email"])
        for place in places:
            pairs[one["personId"], place["requirement"]["id"]] = token
    return pairs, signer


def fire_and_kill(server, calls):
    """All at once; the server dies when a third of the answers is in. What was acknowledged."""
    acknowledged, refused, lock = [], [], threading.Lock()
    start = threading.Barrier(len(calls))

    def one(key, call):
        start.wait()
        try:
            answer = call()
        except (OSError, http.client.HTTPException):
            return  # it died before it answered
        with lock:
            (acknowledged if answer.status in (200, 201) else refused).append((key, answer.status, answer.text[:300]))
            if len(acknowledged) == len(calls) // 3:
                server.kill()

    with concurrent.futures.ThreadPoolExecutor(len(calls)) as pool:
        list(pool.map(lambda item: one(*item), calls.items()))
    if refused:
        sys.exit(f"{len(refused)} were refused, as {refused[0]}")
    if not len(calls) // 3 <= len(acknowledged) < len(calls):
        sys.exit(f"{len(acknowledged)} of {len(calls)} were answered: not killed in the middle")
    return {key for key, _, _ in acknowledged}


def whole(database, keys, signed):
    """The pairs that are done, none of them by half."""
    status = "fulfilled" if signed else "awaiting_signature"
    request = "signed" if signed else "awaiting"
    event = "signed" if signed else "sent"
    mail = "signature_given" if signed else "signature_requested"
    standings = {row[:2] for row in database.rows(f"SELECT person_id, requirement_id FROM standing WHERE status = '{status}'")}
    requests = {
        row[:2]: row[2]
        for row in database.rows(f"SELECT person_id, requirement_id, id FROM signature_request WHERE status = '{request}'")
    }
    events = collections.Counter(
        row[:2] for row in database.rows(f"SELECT person_id, requirement_id FROM standing_event WHERE kind = '{event}'")
    )
    mails = collections.Counter(
        row[0]
        for row in database.rows(f"SELECT about_id FROM outbox WHERE kind = 'mail' AND payload LIKE '%\"{mail}\"%'")
    )
    done = set()
    for key in keys:
        facts = [int(key in standings), int(key in requests), events[key], mails[requests.get(key)]]
        if facts not in ([0] * 4, [1] * 4):
            sys.exit(f"{key} is there by half: standing, request, event, mail = {facts}")
        if facts[0]:
            done.add(key)
    return done, requests


def check(server, database, name, keys, acknowledged, signed):
    server.start()
    done, requests = whole(database, keys, signed)
    if lost := acknowledged - done:
        sys.exit(f"{len(lost)} acknowledged {name} are lost")
    server.run("check", "counters")
    print(f"{name}: {len(acknowledged)} of {len(keys)} acknowledged before kill -9, {len(done)} there, none by half, counters right")
    return done, requests


def prove(url):
    settings = {"KYNDIG_TEST_CLOCK": f"{TODAY}T08:00:00+01:00", "KYNDIG_LOG__FILTER": "warn"}
    with Server(url, **settings) as server:
        database = Database(server.database_url)
        server.run("demo")
        server.start()
        pairs, signer = prepare(server)

        def send(key):
            person, requirement = key
            at = f"/api/v1/people/{person}/standings/{requirement}"
            seen = server.call("GET", at, token=pairs[key]).expect(200)["version"]
            body = {"performedOn": TODAY, "signerId": signer}
            return lambda: server.call("POST", f"{at}/send", body, pairs[key], if_match(seen))

        acknowledged = fire_and_kill(server, {key: send(key) for key in pairs})
        done, _ = check(server, database, "requests for a signature", set(pairs), acknowledged, False)

        for key in set(pairs) - done:
            send(key)().expect(200, 201)
        token = sign_in(server, SIGNER)
        done, requests = whole(database, set(pairs), False)
        assert done == set(pairs)

        def sign(key):
            at = f"/api/v1/signature-requests/{requests[key]}"
            seen = server.call("GET", at, token=token).expect(200)["version"]
            return lambda: server.call("POST", f"{at}/sign", {}, token, if_match(seen))

        acknowledged = fire_and_kill(server, {key: sign(key) for key in pairs})
        check(server, database, "signatures", set(pairs), acknowledged, True)


if sys.argv[1:] == ["sqlite"]:
    prove(None)
elif sys.argv[1:] == ["postgres"]:
    prove(os.environ["KYNDIG_TEST_POSTGRES_URL"])
else:
    sys.exit(__doc__)
