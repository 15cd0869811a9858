"""The public pages of campaigns. A page that is not public is one that does not exist."""

from dataclasses import replace

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from campaigns import choices, listing, public
from campaigns.kept_pages import kept
from campaigns.models import Campaign
from campaigns.pictures import KINDS, file_name
from campaigns.public_ids import is_campaign_id

CHIPS = {
    "": pgettext_lazy("campaigns", "All"),
    "open": pgettext_lazy("campaigns", "Open"),
    "urgent": _("Urgent"),
    "nearly": _("Nearly there"),
    "completed": pgettext_lazy("campaigns", "Closed"),
}
PICTURE_POLICY = "default-src 'none'; sandbox"
PICTURE_SECONDS = 300


@require_safe
@kept
def index(request):
    """The campaigns, narrowed as asked for and page by page."""
    now = timezone.now()
    categories = listing.categories()
    filters = listing.read_filters(request.GET, categories)
    campaigns, following = listing.page(filters, now)
    return render(
        request,
        "campaigns/list.html",
        {
            "campaigns": [
                public.present(campaign, language=get_language(), now=now) for campaign in campaigns
            ],
            # The newest one is twice as wide where that fills the last row of three.
            "has_lead": not filters.query and (len(campaigns) + 1) % 3 == 0,
            "categories": categories,
            "filters": filters,
            "chips": chips(filters, listing.counts(filters, now)),
            "beginning": replace(filters, after=""),
            "following": following,
            "figures": listing.figures(),
        },
    )


def chips(filters: listing.Filters, counts: dict[str, int]) -> list[dict]:
    """A link for each status that keeps the rest of what was asked for."""
    return [
        {
            "label": label,
            "count": counts[status],
            "query": replace(filters, status=status, after="").query,
            "is_current": status == filters.status,
        }
        for status, label in CHIPS.items()
    ]


@require_safe
@kept
def detail(request, public_id):
    """One campaign: running, over or paused."""
    campaign, now = public_or_404(public_id), timezone.now()
    return render(
        request,
        "campaigns/detail.html",
        {
            "campaign": public.present(campaign, language=get_language(), now=now),
            "related": [
                public.present(other, language=get_language(), now=now)
                for other in listing.related(campaign, now)
            ],
            "holds": choices.current(),
            "address": request.build_absolute_uri(request.path),
        },
    )


def public_or_404(public_id: str) -> Campaign:
    """The public campaign of this id. Unknown, malformed, draft or withdrawn: the same Http404."""
    # What could not be an id is asked for as well, so that all four take the same time.
    wanted = public_id if is_campaign_id(public_id) else ""
    return get_object_or_404(Campaign.objects.public().for_page(), public_id=wanted)


@require_safe
def picture(request, key, width, kind):
    """A picture that a public campaign shows now; a moment after its take-down there is none."""
    if not Campaign.objects.public().showing(key).exists():
        raise Http404
    return picture_file(key, width, kind, caching=f"private, max-age={PICTURE_SECONDS}")


def picture_file(key: str, width: str, kind: str, *, caching: str) -> FileResponse:
    """A file as campaigns.pictures stored it; nothing in it could run."""
    try:
        file = default_storage.open(file_name(key, width, kind))
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(
        file,
        content_type=KINDS[kind],
        headers={
            "Cache-Control": caching,
            "Content-Security-Policy": PICTURE_POLICY,
        },
    )
