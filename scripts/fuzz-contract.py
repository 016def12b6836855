"""Schemathesis over the whole contract, against a real server with the demo hospital, as the owner who may do everything:
no answer of 5xx, and no status, type or body that openapi.json does not tell of. The same requests every time."""

import pathlib
import subprocess
import sys

from kyndig import ROOT, Server
from demo import OWNER, sign_in

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
]

# Signing out would end the session that all other requests are made in.
LEFT_OUT = ["signOut"]


def main():
    # the clock stands still: no token grows old, and every run meets the same dates
    with Server(KYNDIG_TEST_CLOCK="2026-11-23T08:00:00+01:00", KYNDIG_LOG__FILTER="warn") as server:
        server.run("demo")
        server.start()
        token = sign_in(server, OWNER)
        reports = pathlib.Path(ROOT, "e2e", "test-results", "schemathesis")
        command = [
            str(pathlib.Path(sys.executable).with_name("schemathesis")),
            "--no-color",
            "run",
            f"{server.url}/api/openapi.json",
            "--header",
            f"Authorization: Bearer {token}",
            "--checks",
            ",".join(CHECKS),
            "--phases",
            "examples,coverage,fuzzing",
            "--max-examples",
            "20",
            "--generation-deterministic",
            "--suppress-health-check",
            "all",
            "--workers",
            "2",
            "--request-timeout",
            "30",
            "--continue-on-failure",
            "--warnings",
            "off",
            "--report",
            "junit",
            "--report-dir",
            str(reports),
        ]
        for operation in LEFT_OUT:
            command += ["--exclude-operation-id", operation]
        code = subprocess.run(command, cwd=server.folder, check=False).returncode
        if server.call("GET", "/api/v1/session", token=token).status != 200:
            sys.exit("the session did not last: what came after its end was tested as nobody")
        sys.exit(code)


main()
