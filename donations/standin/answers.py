"""What goes back over HTTP."""

import json
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Answer:
    """A status, a body, and the headers that only this answer has."""

    status: int
    body: bytes
    content_type: str
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, thing, status: int = 200) -> "Answer":
        """An object of Stripe's, or the reason why there is none."""
        return cls(status, json.dumps(thing).encode(), "application/json")

    @classmethod
    def page(cls, html: str, status: int = 200, *, leads_to: tuple[str, ...] = ()) -> "Answer":
        """A page for people; `leads_to` are the addresses its forms may redirect to."""
        targets = {f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, leads_to)}
        # Browsers apply form-action to the redirect after the form as well.
        forms = " ".join(["'self'", *sorted(targets)])
        policy = (
            "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
            f"form-action {forms}"
        )
        headers = {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"}
        return cls(status, html.encode(), "text/html; charset=utf-8", headers)

    @classmethod
    def redirect(cls, url: str) -> "Answer":
        """Onward by GET, whatever the request was."""
        return cls(303, b"", "text/plain; charset=utf-8", {"Location": url})
