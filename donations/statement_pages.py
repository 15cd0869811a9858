"""The import of a bank statement: what was understood, then one proposal for each chosen credit.

Between the two pages nothing is stored. What was read travels in the form, signed, without a
name, an account number or a word of remittance text.
"""

from collections.abc import Iterator
from datetime import date

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core import signing
from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.models import Campaign
from donations import proposals, statements
from donations.ledger import broken_constraint
from donations.models import Proposal
from donations.money_forms import CreditsForm, StatementForm
from donations.report_pages import offered_campaigns
from donations.statements import Credit

SALT = "donations.statement"
# How long somebody may think about what was read.
READ_FOR_SECONDS = 24 * 60 * 60

may_propose = permission_required("donations.add_proposal", raise_exception=True)


@require_http_methods(["GET", "HEAD", "POST"])
@may_propose
def upload(request):
    """Ask for the file, and show what is in it."""
    if request.method != "POST":
        return render_upload(request, StatementForm())
    form = StatementForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            statement = statements.read(form.cleaned_data["file"].read(), published_codes())
        except statements.Unreadable as reason:
            form.add_error("file", str(reason))
        else:
            return render_credits(request, statement.credits, ignored=statement.ignored)
    return render_upload(request, form)


@require_POST
@may_propose
def propose(request):
    """Propose every credit that has a campaign, unless it was proposed before."""
    try:
        credits = unpacked(request.POST.get("credits", ""))
    except signing.BadSignature:
        messages.error(request, _("This page is too old or was changed. Choose the file again."))
        return redirect("admin:donations_statement")
    form = CreditsForm(request.POST, credits=fresh(credits))
    if not form.is_valid():
        return render_credits(request, credits, form=form)
    # All of it or nothing, so that colleagues get one letter about all of it.
    with transaction.atomic():
        proposed = list(propose_each(request, form, fresh(credits)))
        if proposed:
            proposals.tell_colleagues(proposed)
    text = ngettext(
        "%(count)d gift proposed. A colleague has to agree.",
        "%(count)d gifts proposed. A colleague has to agree.",
        len(proposed),
    )
    messages.success(request, text % {"count": len(proposed)})
    return redirect("admin:donations_proposal_changelist")


def propose_each(request, form: CreditsForm, credits: list[Credit]) -> Iterator[Proposal]:
    """Propose what has a campaign, and say why something cannot be."""
    for credit in credits:
        campaign = form.campaign_of(credit)
        try:
            proposal = campaign and propose_one(credit, campaign, request.user)
        except proposals.NotPossible as reason:
            messages.error(request, f"{_('Entry')} {credit.number}: {reason}")
        else:
            if proposal:
                yield proposal


def propose_one(credit: Credit, campaign: Campaign, actor) -> Proposal | None:
    """The proposal; None if there was one before, as when the same file came twice."""
    try:
        return proposals.write_down(
            kind=Proposal.Kind.OFFLINE_GIFT,
            actor=actor,
            cents=credit.cents,
            campaign=campaign,
            effective_on=credit.day,
            note=f"bank statement of {credit.day.isoformat()}, entry {credit.number}",
            statement_line=line_of(credit),
        )
    except IntegrityError as error:
        if broken_constraint(error) == "proposal_once_per_statement_line":
            return None
        raise


def line_of(credit: Credit) -> str:
    return f"camt053:{credit.digest}"


def published_codes() -> set[str]:
    published = Campaign.objects.filter(live_revision__isnull=False)
    return set(published.values_list("public_id", flat=True))


def known_lines(credits: list[Credit]) -> set[str]:
    """The lines of these that were proposed before."""
    lines = [line_of(credit) for credit in credits]
    found = Proposal.objects.filter(statement_line__in=lines)
    return set(found.values_list("statement_line", flat=True))


def fresh(credits: list[Credit]) -> list[Credit]:
    """Those that nobody proposed yet."""
    known = known_lines(credits)
    return [credit for credit in credits if line_of(credit) not in known]


def packed(credits: list[Credit]) -> str:
    """The credits as text that cannot be changed on the way."""
    rows = [
        (credit.number, credit.day.isoformat(), credit.cents, credit.digest, credit.code)
        for credit in credits
    ]
    return signing.dumps(rows, salt=SALT, compress=True)


def unpacked(text: str) -> list[Credit]:
    rows = signing.loads(text, salt=SALT, max_age=READ_FOR_SECONDS)
    return [
        Credit(number, date.fromisoformat(day), cents, digest, code)
        for number, day, cents, digest, code in rows
    ]


def render_upload(request, form: StatementForm):
    context = admin.site.each_context(request) | {"title": _("Bank statement"), "form": form}
    status = 400 if form.errors else 200
    return render(request, "admin/donations/statement/upload.html", context, status=status)


def render_credits(request, credits: list[Credit], *, form=None, ignored=()):
    """What was understood, and a campaign to choose for what nobody proposed yet."""
    unseen = fresh(credits)
    form = form or CreditsForm(credits=unseen)
    context = admin.site.each_context(request) | {
        "title": _("Bank statement: what was understood"),
        "form": form,
        "rows": [(credit, form[f"campaign_{credit.number}"]) for credit in unseen],
        "known": [credit for credit in credits if credit not in unseen],
        "ignored": ignored,
        "packed": packed(credits),
        "campaigns": offered_campaigns(),
    }
    status = 400 if form.errors else 200
    return render(request, "admin/donations/statement/credits.html", context, status=status)
