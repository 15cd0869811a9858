"""Short-lived numbers in Redis: they limit and alarm, and nobody misses them when they are gone.

No key lives longer than a day. While Redis is away its callers do with less (see throttle).
"""

from functools import cache

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

PREFIX = "giving"
DAY_SECONDS = 24 * 60 * 60
# A donor waits for this; one more try is for a connection that a restart has cut.
TIMEOUT_SECONDS = 0.5
RETRIES = 1


def key(*parts: str) -> str:
    """The name of a number, such as "giving:attempts:site"."""
    return ":".join((PREFIX, *parts))


def client() -> redis.Redis:
    """This process's connections. Whatever is asked of it may raise redis.RedisError."""
    return _connect(address())


def address() -> str:
    """REDIS_URL in the words of redis-py, which names a socket differently from Celery."""
    return settings.REDIS_URL.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")


@cache
def _connect(url: str) -> redis.Redis:
    return redis.from_url(
        url,
        decode_responses=True,
        socket_connect_timeout=TIMEOUT_SECONDS,
        socket_timeout=TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), RETRIES),
    )
