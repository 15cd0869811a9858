"""A gift by its code: whether it arrived, what went back, and what it went to."""

import logging

import redis
from django import forms
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from campaigns.public_ids import ALPHABET
from donations import counting, receipts, shares
from donations.models import Donation, LedgerEntry
from donations.views import out_of_sight, public_campaign

logger = logging.getLogger(__name__)

CODE_LENGTH = 8
# Of everybody together: who has a code seldom mistypes it, who has none has to try for ever.
WRONG_IN_A_MINUTE = 30
MINUTE_SECONDS = 60

NO_CODE = _(
    "A code has eight letters and digits, for example 7Q4K-2M9X. O, I, L, 0 and 1 are never in it."
)


class CodeForm(forms.Form):
    """One code, as somebody copies it from paper: "7q4k 2m9x" is "7Q4K-2M9X"."""

    code = forms.CharField(
        label=_("Code of the gift"),
        max_length=40,
        help_text=_("Eight letters and digits, from the page after your gift or from the receipt."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={
            "required": _("Type the code of the gift."),
            "max_length": NO_CODE,
            "null_characters_not_allowed": NO_CODE,
        },
    )

    def clean_code(self):
        code = receipts.read_code(self.cleaned_data["code"])
        if len(code) != CODE_LENGTH + 1 or not set(code.replace("-", "").lower()) <= set(ALPHABET):
            raise forms.ValidationError(NO_CODE)
        return code


@csrf_exempt  # it changes nothing, and public pages have no cookie
@require_http_methods(["GET", "HEAD", "POST"])
@out_of_sight
def gift(request):
    """The form, and below it what the books say. The code is in no address and in no log."""
    if request.method != "POST":
        return render(request, "donations/gift.html", {"form": CodeForm()})
    form = CodeForm(request.POST)
    if not form.is_valid():
        return render(request, "donations/gift.html", {"form": form}, status=422)
    if too_many_were_wrong():
        form.add_error(
            "code", _("Too many codes were wrong just now. Please try again in a minute.")
        )
        answer = render(request, "donations/gift.html", {"form": form}, status=429)
        answer.headers["Retry-After"] = str(MINUTE_SECONDS)
        return answer
    donation = Donation.objects.filter(receipt_code=form.cleaned_data["code"]).first()
    if donation is None:
        count_wrong()
        form.add_error("code", _("There is no gift with this code. Compare it letter by letter."))
        return render(request, "donations/gift.html", {"form": form}, status=422)
    return render(request, "donations/gift.html", {"form": CodeForm(), **standing(donation)})


def standing(donation: Donation) -> dict:
    """What the page says of a gift."""
    campaign = public_campaign(donation)
    received = receipts.received(donation)
    booked = donation.ledger.filter(
        kind=LedgerEntry.Kind.GIFT, campaign=donation.campaign_id
    ).first()
    left_cents = received.given_cents - received.returned_cents
    return {
        "donation": donation,
        "campaign": campaign,
        "received": received,
        "cents": received.given_cents or donation.amount_cents,
        "shares": shares.of(booked, campaign, left_cents=left_cents)
        if booked and campaign and left_cents > 0
        else None,
    }


def wrong_key() -> str:
    return counting.key("wrong-codes", f"{timezone.now():%Y%m%d%H%M}")


def too_many_were_wrong() -> bool:
    """Whether guessing has to wait. Without Redis nobody is kept from their own gift."""
    try:
        return int(counting.client().get(wrong_key()) or 0) >= WRONG_IN_A_MINUTE
    except redis.RedisError:
        logger.warning("wrong codes not counted")
        return False


def count_wrong() -> None:
    try:
        counting.client().pipeline().incr(wrong_key()).expire(wrong_key(), MINUTE_SECONDS).execute()
    except redis.RedisError:
        logger.warning("wrong codes not counted")
