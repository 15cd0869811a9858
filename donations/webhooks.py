"""Stripe's door: verify, note "object X changed", answer.

What follows from a hint is worked off later (donations.inbox), so a slow or broken part of ours
can never make Stripe send again. A declined card is counted, and that is all. No payload, which
would carry a donor's name and address, is ever written down.
"""

import logging

from django.conf import settings
from django.db import Error as DatabaseError
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from donations import declines, inbox, stripe_gateway
from donations.doorbell import bell

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def receive(request):
    """Answer 200 once the hint is safe in the inbox; 400, 413 or 503 with nothing stored."""
    body = request.read(settings.WEBHOOK_MAX_BYTES + 1)
    if len(body) > settings.WEBHOOK_MAX_BYTES:
        return answer("too long", 413)
    try:
        event = stripe_gateway.read_event(body, request.headers.get("Stripe-Signature", ""))
    except stripe_gateway.BadEvent:
        return answer("not accepted", 400)
    if event.livemode != settings.STRIPE_LIVEMODE or event.account:
        # Another deployment's or another account's money must not touch these books.
        return answer("not ours", 400)
    try:
        if event.type == declines.EVENT_TYPE:
            declines.count(event)
        elif event.type in inbox.HANDLERS:
            inbox.note(event)
            bell.press()
    except DatabaseError:
        logger.exception("event not stored")
        return answer("try again", 503)
    return answer("ok")


def answer(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{text}\n", content_type="text/plain", status=status)
