"""What a server holds and how soon a browser has its answer: memory at rest, after 2,000 wrong sign-ins and after a load of
reads; answers on a kept connection, plain and as a browser asks for them. Writes its section of bench/RESULTS.md.

    bench-server.py        (KYNDIG_BIN: a release build)
"""

import concurrent.futures
import http.client
import json
import os
import pathlib
import statistics
import sys
import threading
import time

from demo import OWNER, sign_in
from kyndig import ROOT, Server

WRONG, READS, AT_ONCE, CALLS = 2000, 4000, 16, 200
SECTION = "## The server itself"
RESULTS = pathlib.Path(ROOT, "bench", "RESULTS.md")
MANAGER = "lars.berg@example.org"
LISTS = ["/plans?limit=100", "/requirements?limit=100", "/employees?scope=all&limit=100", "/units?limit=100", "/session"]


def resident(server, name="VmRSS"):
    """MiB."""
    for line in pathlib.Path(f"/proc/{server.process.pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) / 1024
    raise SystemExit(f"no {name}")


def settled(server):
    """When nobody has asked for a while."""
    time.sleep(6)
    return resident(server)


LOCAL = threading.local()


def kept(server):
    if getattr(LOCAL, "port", None) != server.port:
        LOCAL.connection, LOCAL.port = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120), server.port
    return LOCAL.connection


def ask(server, method, path, body=None, headers=None):
    connection = kept(server)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    content = answer.read()
    return answer.status, len(content)


def wrong(server, number):
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    body = json.dumps({"email": f"guess{number}@example.org", "password": "not the password"})
    headers = {"content-type": "application/json", "x-forwarded-for": address}
    status, _ = ask(server, "POST", "/api/v1/session", body, headers)
    assert status == 401, status


def read(server, token, number):
    path = "/api/v1" + LISTS[number % len(LISTS)]
    status, _ = ask(server, "GET", path, headers={"authorization": f"Bearer {token}", "accept-encoding": "gzip, br"})
    assert status == 200, (path, status)


def crowd(work, count):
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for done in concurrent.futures.as_completed([pool.submit(work, number) for number in range(count)]):
            done.result()


def timed(server, token, path, encoding):
    headers = {"authorization": f"Bearer {token}"} | ({"accept-encoding": encoding} if encoding else {})
    times, length = [], 0
    for call in range(CALLS + 10):
        began = time.perf_counter()
        status, length = ask(server, "GET", f"/api/v1{path}", headers=headers)
        assert status == 200, status
        if call >= 10:
            times.append((time.perf_counter() - began) * 1000)
    times.sort()
    return statistics.median(times), times[len(times) * 95 // 100], length


def main():
    lines = []
    with Server(KYNDIG_HTTP__TRUSTED_PROXIES="127.0.0.1", KYNDIG_LOG__FILTER="warn") as server:
        server.run("demo")
        server.start()
        rest = settled(server)
        lines += ["| memory | MiB resident | must be | |", "| --- | ---: | ---: | --- |"]

        def line(what, mib, most):
            verdict = "holds" if mib <= most else "**does not hold**"
            lines.append(f"| {what} | {mib:.0f} | ≤ {most:.0f} | {verdict} |")
            print(lines[-1], file=sys.stderr)

        line("at rest", rest, 60)
        began = time.perf_counter()
        crowd(lambda number: wrong(server, number), WRONG)
        took = time.perf_counter() - began
        line(f"after {WRONG} wrong sign-ins, {AT_ONCE} at a time", settled(server), rest * 1.3)
        token = sign_in(server, MANAGER)
        crowd(lambda number: read(server, token, number), READS)
        line(f"after {READS} reads of lists, {AT_ONCE} at a time", settled(server), 150)
        lines += ["", f"At its highest it was {resident(server, 'VmHWM'):.0f} MiB. The sign-ins took {took:.1f} s.", ""]
        lines += ["| on a kept connection | plain, p50 / p95 ms | as a browser asks | bytes |", "| --- | ---: | ---: | ---: |"]
        for path in ["/session", *LISTS[:2]]:
            plain, encoded = timed(server, token, path, None), timed(server, token, path, "gzip, deflate, br")
            lines.append(
                f"| `GET {path}` | {plain[0]:.1f} / {plain[1]:.1f} | {encoded[0]:.1f} / {encoded[1]:.1f} | {plain[2]} / {encoded[2]} |"
            )
            print(lines[-1], file=sys.stderr)
    written = RESULTS.read_text("utf-8")
    before, _, rest_of_it = written.partition(SECTION)
    after = rest_of_it.partition("\n## ")
    after = after[1].lstrip("\n") + after[2] if after[1] else ""
    head = f"{SECTION}\n\nWritten on {time.strftime('%Y-%m-%d')}: {os.cpu_count()} cores, a release build, the demo hospital on SQLite, through a socket.\n\n"
    text = before.rstrip("\n") + "\n\n" + head + "\n".join(lines) + "\n" + ("\n" + after if after else "")
    RESULTS.write_text(text, "utf-8")


main()
