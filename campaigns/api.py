"""The public, read-only JSON: the same figures as on the pages, in whole cents."""

import json
from pathlib import Path

from django.conf import settings
from django.http import Http404, JsonResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from campaigns import listing, public
from campaigns.models import Campaign
from campaigns.views import public_or_404

DESCRIPTION = json.loads(Path(__file__).with_name("openapi.json").read_text())


@require_safe
def description(request):
    """What the answers below look like, as OpenAPI 3.1 says it."""
    return answer(DESCRIPTION)


@require_safe
def index(request):
    """Public campaigns, newest first, narrowed and paged by the parameters of the list page."""
    now = timezone.now()
    filters = listing.read_filters(request.GET, listing.categories())
    campaigns, following = listing.page(filters, now)
    return answer(
        {
            "campaigns": [as_json(campaign, now) for campaign in campaigns],
            "next": following and settings.SITE_URL + reverse("api:campaigns") + following.query,
        }
    )


@require_safe
def detail(request, public_id):
    try:
        campaign = public_or_404(public_id)
    except Http404:
        return answer({"error": "not found"}, status=404)
    return answer(as_json(campaign, timezone.now()))


def as_json(campaign: Campaign, now) -> dict:
    """One campaign, told in the reader's language if it has been translated.

    `language` says which one the title is in. `alias` is null where the name is withheld.
    """
    shown = public.present(campaign, language=translation.get_language(), now=now)
    with translation.override(shown.title.language):
        path = reverse("campaigns:detail", args=[shown.public_id])
    return {
        "public_id": shown.public_id,
        "status": shown.status,
        "title": shown.title.text,
        "alias": shown.hero.text or None,
        "language": shown.title.language,
        "currency": shown.currency,
        "goal_minor": shown.goal_cents,
        "raised_minor": shown.raised_cents,
        "gifts": shown.gift_count,
        "lines": [
            {
                "label": line.label.text,
                "amount_minor": line.amount_cents,
                "funded_minor": line.funded_cents,
            }
            for line in shown.lines
        ],
        "ends_on": shown.ends_on,
        "url": settings.SITE_URL + path,
    }


def answer(data: dict, status: int = 200) -> JsonResponse:
    return JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})
