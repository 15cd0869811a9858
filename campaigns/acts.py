"""What buttons on the staff pages of a campaign do: each translates a request into one act."""

from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from campaigns import lifecycle, moderation, restorations
from campaigns.forms import ClosingForm
from campaigns.models import Campaign

LONGEST_REASON = 500
RESTORATION = {
    "propose": (restorations.propose, gettext_lazy("Proposed. Another moderator has to agree.")),
    "confirm": (
        restorations.confirm,
        gettext_lazy("It is a draft again; publishing it needs a review."),
    ),
    "drop": (restorations.drop, gettext_lazy("Let be. The campaign stays down.")),
}


@dataclass
class Outcome:
    """What came of an act: known when the block of `told` is over."""

    is_done: bool = False


@contextmanager
def told(request, done: str):
    """Say what came of an act: that it is done, or why it was refused. Never a traceback."""
    outcome = Outcome()
    try:
        yield outcome
    except (lifecycle.NotPossible, moderation.NotPossible) as refusal:
        messages.error(request, str(refusal))
    except PermissionDenied:
        messages.error(request, _("Not done: this is not yours to decide."))
    except IntegrityError:
        messages.error(request, _("Not done: somebody changed it at the same moment. Look again."))
    else:
        outcome.is_done = True
        messages.success(request, done)


def send_to_review(request, campaign: Campaign, *, contested: bool = False) -> None:
    """Submit the draft; what is missing stays on the page of the campaign until it is mended."""
    try:
        with told(
            request, _("Sent. Another person reads it now; you may take it back until then.")
        ):
            moderation.submit(campaign, actor=request.user, contested=contested)
    except moderation.NotReady:
        messages.warning(request, _("Saved, but not sent: see below what is missing."))


@require_POST
def recall(request, campaign_id):
    campaign = visible_or_404(request, campaign_id)
    revision = campaign.revisions.order_by("-number").first()
    if revision is None:
        raise Http404
    with told(request, _("Taken back. It is a draft again, and nobody reviews it.")):
        moderation.recall(revision, actor=request.user)
    return redirect("admin:campaigns_campaign_change", campaign.pk)


@require_POST
def contest(request, campaign_id):
    """Send the draft as it is saved, though the leak guard objects: its author says it errs."""
    campaign = visible_or_404(request, campaign_id)
    send_to_review(request, campaign, contested=True)
    return redirect("admin:campaigns_campaign_change", campaign.pk)


@require_POST
def move(request, campaign_id):
    """Make the move that the button names; what takes two people has a page of its own."""
    campaign = visible_or_404(request, campaign_id)
    name = request.POST.get("move")
    if name not in lifecycle.MOVES or name in lifecycle.BY_TWO:
        raise Http404
    with told(request, _("Done: %(move)s.") % {"move": lifecycle.MOVES[name].label}):
        lifecycle.move(campaign.pk, name, actor=request.user, reason=reason_of(request))
    if name == "withdraw":
        return redirect("admin:campaigns_campaign_takedown", campaign.pk)
    return redirect(page_of(request, campaign))


@require_POST
def restoration(request, campaign_id):
    """Bring a campaign back after a take-down: propose it, agree to it, or let it be."""
    campaign = visible_or_404(request, campaign_id)
    name = request.POST.get("act")
    if name not in RESTORATION:
        raise Http404
    act, done = RESTORATION[name]
    more = {"reason": reason_of(request)} if name == "propose" else {}
    with told(request, done):
        act(campaign.pk, actor=request.user, **more)
    return redirect(page_of(request, campaign))


def closing(request, campaign_id):
    """Change when a published campaign closes."""
    if not request.user.has_perm("campaigns.close_campaign"):
        raise PermissionDenied
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user).public(), pk=campaign_id)
    form = ClosingForm(request.POST or None, instance=campaign)
    if request.method == "POST" and form.is_valid():
        with told(request, _("Changed when it closes.")):
            lifecycle.reschedule(
                campaign.pk,
                actor=request.user,
                closing_rule=form.cleaned_data["closing_rule"],
                ends_at=form.ends_at(),
            )
        return redirect(page_of(request, campaign))
    context = admin.site.each_context(request) | {
        "title": _("Change when it closes"),
        "opts": Campaign._meta,
        "campaign": campaign,
        "form": form,
    }
    return TemplateResponse(request, "admin/campaigns/campaign/closing.html", context)


def reason_of(request) -> str:
    return request.POST.get("reason", "").strip()[:LONGEST_REASON]


def visible_or_404(request, campaign_id: int) -> Campaign:
    return get_object_or_404(Campaign.objects.visible_to(request.user), pk=campaign_id)


def page_of(request, campaign: Campaign) -> str:
    """Where to go after an act: to the campaign, or to the list if it went out of sight."""
    if Campaign.objects.visible_to(request.user).filter(pk=campaign.pk).exists():
        return reverse("admin:campaigns_campaign_change", args=[campaign.pk])
    return reverse("admin:campaigns_campaign_changelist")
