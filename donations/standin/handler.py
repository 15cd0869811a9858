"""HTTP: who is asking, what for, and the answer, also when it is meant to get lost."""

import socket
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

from donations.standin import api, desk, forms, locks, replies
from donations.standin.answers import Answer
from donations.standin.errors import Refusal
from donations.standin.faults import DROP_AFTER, DROP_BEFORE, HANG, SLOW, Fault

MOST_BYTES = 256 * 1024
# The headers a test may want to look at; the key is not among them.
RECORDED = (
    "idempotency-key",
    "stripe-version",
    "user-agent",
    "x-stripe-client-telemetry",
    "x-stripe-client-user-agent",
)


@dataclass(frozen=True)
class Request:
    """What the product told Stripe; without a status the work was not done, nor answered."""

    method: str
    path: str
    params: dict
    headers: dict[str, str]
    status: int | None
    replayed: bool


class Handler(BaseHTTPRequestHandler):
    """One request: /v1 is Stripe's API, everything else the pages and the acts."""

    protocol_version = "HTTP/1.1"
    server_version = "StandIn"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 60

    def do_GET(self) -> None:
        self._handle("GET")

    def do_POST(self) -> None:
        self._handle("POST")

    def log_message(self, *args) -> None:
        """Say nothing: the product's own log is the one to read."""

    def _handle(self, method: str) -> None:
        parts = urlsplit(self.path)
        try:
            body = self._body()
            if parts.path.startswith("/v1/"):
                answer = self._api(method, parts.path, parts.query if method == "GET" else body)
            else:
                answer = desk.answer(self.server.standin, method, parts.path, parts.query, body)
        except Refusal as refusal:
            answer = Answer.json(refusal.body(), refusal.status)
        except Exception:
            traceback.print_exc(file=sys.stderr)
            answer = Answer.json(
                {"error": {"type": "api_error", "message": "The stand-in broke."}}, 500
            )
        if answer is None:
            self.close_connection = True
            with suppress(OSError):  # the other side has gone already
                self.connection.shutdown(socket.SHUT_RDWR)
            return
        self._send(answer)

    def _api(self, method: str, path: str, query: str) -> Answer | None:
        """Stripe's answer; None when nobody is to hear one."""
        standin = self.server.standin
        fault = standin.faults.take(method, path)
        params, replayed = {}, False
        if fault and fault.kind == SLOW:
            standin.wait(fault.seconds)
        try:
            locks.check_key(self.headers["Authorization"])
            params = forms.decode(query)
            if fault and fault.kind in {DROP_BEFORE, HANG}:
                answer = None
            else:
                answer, replayed = self._answer(method, path, params, fault)
        except Refusal as refusal:
            answer = Answer.json(refusal.body(), refusal.status)
        status = answer.status if answer else None
        standin.requests.append(Request(method, path, params, self._recorded(), status, replayed))
        if answer is None or fault and fault.kind == DROP_AFTER:
            standin.wait(fault.seconds)
            return None
        answer.headers["Request-Id"] = standin.account.new_id("req_")
        if replayed:
            answer.headers["Idempotent-Replayed"] = "true"
        if fault and fault.final:
            answer.headers["Stripe-Should-Retry"] = "false"
        return answer

    def _answer(
        self, method: str, path: str, params: dict, fault: Fault | None
    ) -> tuple[Answer, bool]:
        """What Stripe says to a request, and whether it was said before."""
        standin, account = self.server.standin, self.server.standin.account
        key = self.headers["Idempotency-Key"] if method == "POST" else None
        refusal = fault.refusal if fault else None
        standin.expire_due()
        with account.changing():
            if refusal:
                thing, status = refusal.body(), refusal.status
            elif key and (known := replies.find(account, key, path=path, params=params)):
                return Answer.json(known["answer"], known["status"]), True
            else:
                thing = api.answer(account, method, path, params, pages_url=standin.url)
                status = 200
            if key and (not refusal or fault.remembered):
                replies.keep(account, key, path=path, params=params, answer=thing, status=status)
            return Answer.json(thing, status), False

    def _recorded(self) -> dict[str, str]:
        return {name: self.headers[name] for name in RECORDED if name in self.headers}

    def _body(self) -> str:
        try:
            length = int(self.headers["Content-Length"] or 0)
        except ValueError:
            length = -1
        if not 0 <= length <= MOST_BYTES:
            self.close_connection = True
            raise Refusal("The body is too long, or nobody says how long it is.", status=413)
        try:
            return self.rfile.read(length).decode()
        except UnicodeDecodeError:
            raise Refusal("The body is no UTF-8.") from None

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(answer.body)
