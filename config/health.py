"""Two answers for whoever watches the machine."""

import redis
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpResponse

from donations import counting

TIMEOUT_SECONDS = 2


def healthz(request):
    """The process is alive."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request):
    """Database and broker answer; 503 otherwise, naming which does not."""
    silent = [name for name, answers in CHECKS.items() if not answers()]
    if silent:
        return HttpResponse(
            f"not ready: {', '.join(silent)}\n", content_type="text/plain", status=503
        )
    return HttpResponse("ready\n", content_type="text/plain")


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def broker_answers() -> bool:
    try:
        with redis.from_url(
            counting.address(),
            socket_connect_timeout=TIMEOUT_SECONDS,
            socket_timeout=TIMEOUT_SECONDS,
        ) as client:
            return client.ping()
    except redis.RedisError:
        return False


CHECKS = {"database": database_answers, "broker": broker_answers}
