"""The giving path: form, before you pay, thanks. Books nothing and sets no cookie."""

import logging
import re
from functools import wraps

from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import choices
from campaigns.models import Campaign
from campaigns.public import PublicCampaign, PublicLine, present
from campaigns.views import public_or_404
from donations import checkout, form_tokens, receipts, stripe_gateway, throttle
from donations.forms import OTHER, TOO_YOUNG, GiftForm, amounts
from donations.models import Donation, DonorMessage
from donations.origin import own_forms_only, way_back
from donations.sync import UNSETTLED
from donations.tasks import nudge, sync_donation

logger = logging.getLogger(__name__)

Status = Donation.Status
EUROS = re.compile("[1-9][0-9]{0,6}")


class SeeOther(HttpResponseRedirect):
    """The answer to a POST that worked: look there, with a GET."""

    status_code = 303


def out_of_sight(view):
    """These addresses are for one donor alone: no search engine may keep them."""

    @wraps(view)
    def unindexed(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return unindexed


@csrf_exempt  # no cookie on public pages: see form_tokens and origin
@require_http_methods(["GET", "HEAD", "POST"])
@own_forms_only
def give(request, public_id):
    """The form. A filled one becomes a donation, once, and leads to its payment page.

    One with errors comes back with 422 and everything that was typed, one that came in a crowd
    with 429; every browser shows the page of such an answer, and a script that posts here learns
    that nothing was begun.
    """
    campaign = shown(public_or_404(public_id))
    if not campaign.takes_gifts:
        return closed_page(request, campaign)
    if request.method != "POST":
        return form_page(request, campaign, GiftForm(initial=asked_for(request), campaign=campaign))
    form = GiftForm(request.POST, campaign=campaign)
    if form.is_valid():
        # What was begun already is a second click, and begins nothing.
        if not checkout.was_begun(form.gift["form_token"]):
            wait = throttle.ask(request, campaign.public_id)
            if wait:
                return told_to_wait(form_page(request, campaign, form, status=429, wait=wait), wait)
        try:
            donation = checkout.start(campaign.pk, locale=get_language(), **form.gift)
        except checkout.Closed:
            return closed_page(request, campaign)
        except checkout.TokenReused:
            form.add_error(
                "token",
                _(
                    "You have sent this form before, with other words or another amount. "
                    "If this is another gift, send it again."
                ),
            )
        else:
            open_session(request, donation)
            return SeeOther(reverse("donations:pay", args=[donation.public_id]))
    return form_page(request, campaign, form, status=422)


def asked_for(request) -> dict:
    """The amount chosen on the campaign's page, or the usual one.

    That page may be older than what is offered now: then the amount is one of the donor's own.
    """
    amount, holds = request.GET.get("amount", ""), choices.current()
    if amount in dict(amounts()):
        return {"amount": amount}
    if EUROS.fullmatch(amount) and holds.least_cents <= int(amount) * 100 <= holds.most_cents:
        return {"amount": OTHER, "other_amount": amount}
    return {"amount": holds.preselected}


def form_page(request, campaign, form, status=200, wait=None):
    # One that is good later comes back as it is, and does not have to ripen again. Any other is
    # replaced: it may be too old, or used.
    keeps_token = wait or form.has_error("token", TOO_YOUNG)
    context = {
        "campaign": campaign,
        "line": line_being_filled(campaign),
        "form": form,
        "wait": wait,
        "token": form.data["token"] if keeps_token else form_tokens.issue(campaign.public_id),
        "suffix": choices.current().statement,
    }
    return render(request, "donations/give.html", context, status=status)


def told_to_wait(response, wait: throttle.Wait):
    """The page, with the seconds for those who read no pages."""
    response.headers["Retry-After"] = str(wait.seconds)
    return response


def open_session(request, donation) -> None:
    """Have a page to pay on. Where that fails, the payment page says so and offers to try again."""
    try:
        checkout.open_session(donation, host=way_back(request))
    except checkout.Closed:
        logger.info("closed before paying", extra={"donation": donation.public_id})
    except (stripe_gateway.StripeUnavailable, stripe_gateway.StripeRefused):
        logger.warning("no page to pay on", extra={"donation": donation.public_id})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@own_forms_only
@out_of_sight
def pay(request, donation_id):
    """Before you pay: what will be known to whom, and the link to Stripe."""
    donation = get_object_or_404(Donation, public_id=donation_id)
    if request.method == "POST":
        return try_again(request, donation)
    if donation.status in {Status.PAID, Status.PROCESSING}:
        return redirect("donations:thanks", donation.public_id)
    now = timezone.now()
    campaign = public_campaign(donation)
    if donation.status != Status.OPEN or checkout.is_over(donation, now):
        return ended_page(request, donation, campaign)
    if campaign is None or not campaign.takes_gifts:
        return closed_page(request, campaign)
    context = {
        "donation": donation,
        "campaign": campaign,
        "words": words_of(donation),
        "has_contact": hasattr(donation, "contact"),
        "suffix": donation.statement,
        "minutes": settings.CHECKOUT_MINUTES,
    }
    if not stripe_gateway.checkout_url_allowed(donation.checkout_url):
        return render(request, "donations/unreachable.html", context)
    return render(request, "donations/pay.html", context)


def try_again(request, donation):
    """Ask Stripe once more. A try that begins another session is one more attempt."""
    campaign = public_campaign(donation)
    if campaign and checkout.begins_anew(donation, timezone.now()):
        wait = throttle.ask(request, campaign.public_id)
        if wait:
            context = {"donation": donation, "campaign": campaign, "wait": wait}
            return told_to_wait(render(request, "429.html", context, status=429), wait)
    open_session(request, donation)
    return SeeOther(request.path)


@require_safe
@out_of_sight
def thanks(request, donation_id):
    """How the payment stands, as far as we know: never better, never worse."""
    donation = get_object_or_404(Donation, public_id=donation_id)
    campaign = public_campaign(donation)
    if donation.status in {Status.EXPIRED, Status.FAILED}:
        return ended_page(request, donation, campaign)
    context = {
        "donation": donation,
        "campaign": campaign,
        "words": words_of(donation),
    }
    if donation.status in UNSETTLED:
        nudge(sync_donation, donation.pk)
        return render(request, "donations/thanks_pending.html", context)
    throttle.give_back(request, donation)
    context["received"] = receipts.received(donation)
    context["line"] = campaign and line_being_filled(campaign)
    context["has_contact"] = hasattr(donation, "contact")
    return render(request, "donations/thanks.html", context)


@require_safe
@out_of_sight
def cancelled(request):
    """Where Stripe sends a donor who turned back: the same words for every campaign."""
    return render(request, "donations/cancelled.html")


def closed_page(request, campaign):
    """The campaign takes no gifts now, and nothing was begun."""
    status = 409 if request.method == "POST" else 200
    return render(request, "donations/closed.html", {"campaign": campaign}, status=status)


def ended_page(request, donation, campaign):
    """No money was taken, and this attempt is over."""
    preset = str(donation.amount_cents // 100) if donation.amount_cents % 100 == 0 else ""
    context = {
        "donation": donation,
        "campaign": campaign,
        "amount": preset if preset in dict(amounts()) else OTHER,
        "settled": donation.status != Status.OPEN,
        "minutes": settings.CHECKOUT_MINUTES,
    }
    return render(request, "donations/ended.html", context)


def words_of(donation) -> DonorMessage | None:
    return DonorMessage.objects.filter(donation=donation).first()


def public_campaign(donation) -> PublicCampaign | None:
    """The campaign of a donation as the public sees it: None once it was taken down."""
    row = Campaign.objects.public().for_page().filter(pk=donation.campaign_id).first()
    return row and shown(row)


def line_being_filled(campaign: PublicCampaign) -> PublicLine | None:
    """The first budget line that is not full: where the next gift goes."""
    return next((line for line in campaign.lines if line.missing_cents), None)


def shown(campaign: Campaign) -> PublicCampaign:
    return present(campaign, language=get_language(), now=timezone.now())
