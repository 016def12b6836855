"""SIGTERM under load, again and again: whoever asks while the server says that it is leaving is answered, and so is whoever
asked before it stopped listening, however slowly. No request that was taken is dropped.

    stop-test.py [STOPS]        (on SQLite; 3 unless said otherwise)
"""

import http.client
import json
import signal
import sys
import threading
import time

from demo import OWNER, sign_in
from kyndig import Server

READERS, STRANGERS, SLOW = 6, 4, 6
# The server goes on answering for so long; the clients stop asking a little before its end, as a proxy would that asks
# /health/ready now and then. A slow body takes longer than what is left.
DRAIN, ASK, BODY = 1.0, 0.8, 0.8


class Load:
    """Clients that count what became of their requests."""

    def __init__(self, server, token):
        self.server, self.token = server, token
        self.lock = threading.Lock()
        self.answered, self.late, self.across, self.dropped = 0, 0, 0, []
        self.told_at = None
        clients = [self.reader] * READERS + [self.stranger] * STRANGERS + [self.slow] * SLOW
        self.threads = [threading.Thread(target=client) for client in clients]
        for thread in self.threads:
            thread.start()

    def may_ask(self):
        return self.told_at is None or time.monotonic() < self.told_at + ASK

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)

    def count(self, ask):
        begun = time.monotonic()
        try:
            status = ask()
        except (OSError, http.client.HTTPException) as error:
            with self.lock:
                self.dropped.append(f"{ask.__name__}: {error!r}, {begun - (self.told_at or begun):.2f} s after the signal")
            return
        with self.lock:
            if status != 200:
                self.dropped.append(f"{ask.__name__}: answered {status}")
            self.answered += 1
            if self.told_at is not None:
                self.late += begun > self.told_at
                self.across += begun <= self.told_at + DRAIN < time.monotonic()

    def headers(self):
        return {"authorization": f"Bearer {self.token}", "accept": "application/json"}

    def get(self, connection):
        connection.request("GET", "/api/v1/session", headers=self.headers())
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def reader(self):
        """One connection, kept for as long as the server keeps it."""
        connection = self.connect()

        def kept():
            return self.get(connection)

        while self.may_ask():
            self.count(kept)
        connection.close()

    def stranger(self):
        """A connection for each request."""

        def fresh():
            connection = self.connect()
            try:
                return self.get(connection)
            finally:
                connection.close()

        while self.may_ask():
            self.count(fresh)

    def slow(self):
        """A write whose body comes piece by piece."""

        def uploaded():
            connection = self.connect()
            try:
                body = json.dumps({"language": "nb"}).encode()
                connection.putrequest("PUT", "/api/v1/my/settings")
                for name, value in {**self.headers(), "content-type": "application/json"}.items():
                    connection.putheader(name, value)
                connection.putheader("content-length", str(len(body)))
                connection.endheaders()
                for byte in range(len(body)):
                    connection.send(body[byte : byte + 1])
                    time.sleep(BODY / len(body))
                answer = connection.getresponse()
                answer.read()
                return answer.status
            finally:
                connection.close()

        while self.may_ask():
            self.count(uploaded)

    def stop(self):
        """The server leaves; the code it ended with."""
        self.told_at = time.monotonic()
        self.server.process.send_signal(signal.SIGTERM)
        for thread in self.threads:
            thread.join()
        return self.server.process.wait(timeout=30)


def prove(stops):
    answered = late = across = 0
    with Server(KYNDIG_HTTP__DRAIN_SECONDS=str(int(DRAIN)), KYNDIG_LOG__FILTER="warn") as server:
        server.run("demo")
        token = None
        for _ in range(stops):
            server.start()
            token = token or sign_in(server, OWNER)
            load = Load(server, token)
            time.sleep(0.4)
            code = load.stop()
            if code != 0:
                sys.exit(f"it ended with {code}")
            if load.dropped:
                sys.exit(f"{len(load.dropped)} of {load.answered + len(load.dropped)} were dropped, as {load.dropped[:3]}")
            answered, late, across = answered + load.answered, late + load.late, across + load.across
    if not late or not across:
        sys.exit("nothing was under way when it stopped: this proves nothing")
    print(f"{stops} stops: {answered} requests answered, {late} of them asked after SIGTERM, {across} under way when the listener closed, none dropped")


if len(sys.argv) > 2 or not all(number.isdigit() for number in sys.argv[1:]):
    sys.exit(__doc__)
prove(int(sys.argv[1]) if len(sys.argv) == 2 else 3)
