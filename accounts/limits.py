"""What log-ins are counted in: numbers that live for minutes, under names that say nothing.

allauth keys its limits by address and by what was typed. Neither is written anywhere: the name of
a number is a keyed digest. The numbers are shared by all processes in Redis, which may be emptied
at any time. While it is away each process counts for itself, so that colleagues can still log in
and take a campaign down.
"""

import json

import redis
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from django.utils.crypto import salted_hmac

PREFIX = "doors"


class Limits(BaseCache):
    """The part of Django's cache that limits need, in Redis or, without it, in this process."""

    def __init__(self, server: str, params: dict):
        super().__init__(params)
        self.shared = RedisCache(server, params)
        self.own = LocMemCache(PREFIX, params)

    def get(self, key, default=None, version=None):
        return self.ask("get", key, default, version=version)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self.ask("set", key, value, timeout=timeout, version=version)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self.ask("add", key, value, timeout=timeout, version=version)

    def delete(self, key, version=None):
        return self.ask("delete", key, version=version)

    def ask(self, act: str, *words, **more):
        try:
            return getattr(self.shared, act)(*words, **more)
        except redis.RedisError:
            return getattr(self.own, act)(*words, **more)


class Json:
    """How values lie in Redis: as text, for whoever can write there must not run code here."""

    def dumps(self, value) -> bytes:
        return json.dumps(value).encode()

    def loads(self, data: bytes):
        return json.loads(data)


def name_of(key: str, key_prefix: str, version: int) -> str:
    """The name a number is kept under; the settings give this function to the cache."""
    return f"{PREFIX}:{salted_hmac('accounts.limits', key, algorithm='sha256').hexdigest()}"
