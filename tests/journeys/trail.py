"""Where a word has been left: every place that outlives the moment in which it was typed."""

import base64
import binascii
import re
import threading
from pathlib import Path

import redis
from django.conf import settings
from django.core import mail
from django.db import connection

from accounts.models import DeskSession
from accounts.sessions import SessionStore
from donations import counting

BASE64 = re.compile(rb"[A-Za-z0-9+/]{24,}={0,2}")


class Eavesdropper:
    """A context that hears all that anybody asks of Redis, and so whatever was ever in it."""

    def __init__(self):
        self.heard: list[str] = []
        self.client = redis.from_url(counting.address(), socket_timeout=None)
        self.ready, self.over = threading.Event(), f"over-{id(self)}"
        self.thread = threading.Thread(target=self.listen, daemon=True)

    def listen(self) -> None:
        with self.client.monitor() as monitor:
            self.ready.set()
            for command in monitor.listen():
                self.heard.append(command["command"])
                if self.over in command["command"]:
                    return

    def __enter__(self):
        self.thread.start()
        assert self.ready.wait(10)
        return self

    def __exit__(self, *exception):
        self.client.get(self.over)
        self.thread.join(10)


def places(*, logs: dict[str, Path], stripe, heard: list[str]) -> dict[str, bytes]:
    """Everything that is left, by its place; what is packed in base64 lies unpacked beside it."""
    found = {f"log of the {name}": path.read_bytes() for name, path in logs.items()}
    found |= {f"table {name}": text.encode() for name, text in tables().items()}
    found["sessions"] = repr(
        [SessionStore(pk).load() for pk in DeskSession.objects.values_list("pk", flat=True)]
    ).encode()
    found["redis"] = "\n".join(heard).encode()
    found["stripe"] = repr(list(stripe.requests)).encode()
    found["media"] = b"".join(
        str(path).encode() + path.read_bytes()
        for path in Path(settings.MEDIA_ROOT).rglob("*")
        if path.is_file()
    )
    found["mail: to"] = repr([letter.to for letter in mail.outbox]).encode()
    found["mail: subject"] = repr([letter.subject for letter in mail.outbox]).encode()
    found["mail: text"] = "\n".join(letter.body for letter in mail.outbox).encode()
    rest = [(one.from_email, one.extra_headers, one.attachments) for one in mail.outbox]
    found["mail: rest"] = repr(rest).encode()
    return {place: text + unpacked(text) for place, text in found.items()}


def traces(word: str, left: dict[str, bytes]) -> set[str]:
    """The places in which a word stands, in whatever case."""
    return {place for place, text in left.items() if word.lower().encode() in text.lower()}


def tables() -> dict[str, str]:
    """Every row of every table, as the database writes it in a dump."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM {name} t")
            found[table] = cursor.fetchone()[0]
    return found


def unpacked(text: bytes) -> bytes:
    """What is packed in base64 inside a text, such as the arguments of a Celery task."""
    plain = []
    for packed in BASE64.findall(text):
        try:
            plain.append(base64.b64decode(packed + b"=" * (-len(packed) % 4)))
        except binascii.Error:
            continue
    return b"\n".join(plain)
