"""Starts, drives and ends a real server for the proofs beside this file. Python's own library only."""

import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = os.environ.get("KYNDIG_BIN") or str(
    pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target") / "debug" / "kyndig"
)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.text = body.decode("utf-8", "replace")

    @property
    def json(self):
        return json.loads(self.text)

    def expect(self, *statuses):
        """The body, or an end with what was answered instead."""
        if self.status not in statuses:
            raise SystemExit(f"answered {self.status}, not {statuses}: {self.text[:2000]}")
        return self.json if self.text else None


class Server:
    """`kyndig serve` in a folder of its own, killed when the block ends, whatever happens in it."""

    def __init__(self, database_url=None, **settings):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="kyndig-proof."))
        self.database_url = database_url or f"sqlite://{self.folder / 'kyndig.db'}"
        self.settings = settings
        self.process = None
        self.port = None

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.kill()
        if kind is not None:
            print("---- the server's last words\n" + "\n".join(self.log().splitlines()[-40:]))
        shutil.rmtree(self.folder, ignore_errors=True)

    def environment(self):
        return {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(self.folder),
            "RUST_BACKTRACE": "1",
            "KYNDIG_DATABASE__URL": self.database_url,
            "KYNDIG_MAIL__FOLDER": str(self.folder / "mail"),
            **self.settings,
        }

    def run(self, *arguments):
        """A subcommand to its end; its output."""
        done = subprocess.run(
            [BINARY, *arguments], cwd=self.folder, env=self.environment(), capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise SystemExit(f"kyndig {' '.join(arguments)} ended with {done.returncode}\n{done.stderr}\n{done.stdout}")
        return done.stdout

    def start(self):
        self.port = free_port()
        with open(self.folder / "server.log", "ab") as log:
            self.process = subprocess.Popen(
                [BINARY, "serve"],
                cwd=self.folder,
                env={**self.environment(), "KYNDIG_HTTP__BIND": f"127.0.0.1:{self.port}"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        give_up = time.monotonic() + 60
        while time.monotonic() < give_up and self.process.poll() is None:
            try:
                if self.call("GET", "/health/ready").status == 200:
                    return
            except OSError:
                pass  # not listening yet
            time.sleep(0.05)
        raise SystemExit(f"the server did not become ready:\n{self.log()}")

    def kill(self):
        """As a power cut would."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def log(self):
        file = self.folder / "server.log"
        return file.read_text("utf-8", "replace") if file.exists() else ""

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def call(self, method, path, body=None, token=None, headers=None, timeout=60):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            sent = {"accept": "application/json", **(headers or {})}
            if token:
                sent["authorization"] = f"Bearer {token}"
            if body is not None:
                sent["content-type"] = "application/json"
                body = json.dumps(body).encode()
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def pages(self, path, token):
        """Every item of a list."""
        cursor = None
        while True:
            joint = "&" if "?" in path else "?"
            page = self.call("GET", path + (f"{joint}cursor={urllib.parse.quote(cursor)}" if cursor else ""), token=token).expect(200)
            yield from page["items"]
            cursor = page.get("nextCursor")
            if not cursor:
                return
