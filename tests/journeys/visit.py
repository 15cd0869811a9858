"""A browser without a screen that speaks to a real web server, cookies and all."""

import http.client
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.doors import enter

# Longer than Stripe itself would wait; an answer later than this is an error.
PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Answer:
    """What a server said, with its redirects not followed."""

    status_code: int
    headers: http.client.HTTPMessage
    content: bytes


class Browser:
    """Sends `headers` with every request."""

    def __init__(self, port: int, **headers: str):
        self.port, self.headers = port, headers
        self.cookies: dict[str, str] = {}

    @classmethod
    def of(cls, person, port: int, **headers: str) -> "Browser":
        """One in which a colleague has logged in, a moment ago."""
        browser = cls(port, **headers)
        name = settings.SESSION_COOKIE_NAME
        browser.cookies[name] = enter(Client(), person).cookies[name].value
        return browser

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, None, headers)

    def post(self, path: str, data: dict | bytes, **headers: str) -> Answer:
        """Send a form, with what protects it, or bytes as they are."""
        if isinstance(data, dict):
            token = self.cookies.get(settings.CSRF_COOKIE_NAME, "")
            data = encode_multipart(BOUNDARY, {"csrfmiddlewaretoken": token} | data)
            headers |= {"Content-Type": MULTIPART_CONTENT}
        return self.send("POST", path, data, headers)

    def send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        own = {"Cookie": cookies} if cookies else {}
        try:
            connection.request(method, path, body, own | self.headers | headers)
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie", []):
                self.cookies |= {one.key: one.value for one in SimpleCookie(line).values()}
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def follow(self, answer: Answer) -> Answer:
        parts = urlsplit(answer.headers["Location"])
        return self.get(parts.path + (f"?{parts.query}" if parts.query else ""))
