"""Pages on which news of a campaign are written, reviewed and taken down."""

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns import marking, moderation, updates
from campaigns.acts import told
from campaigns.findings import is_serious
from campaigns.localized import in_language
from campaigns.models import Campaign, Update
from campaigns.review import Passage
from campaigns.update_forms import UpdateDecisionForm, UpdateForm

PAGE = "admin:campaigns_update_change"
CODES = [code for code, _name in settings.LANGUAGES]


def addresses(site) -> list:
    """The buttons of an update; its pages have the admin's own addresses."""
    return [
        path(f"<int:update_id>/{name}/", site.admin_view(view), name=f"campaigns_update_{name}")
        for name, view in (
            ("recall", recall),
            ("redraft", redraft),
            ("discard", discard),
            ("withdraw", withdraw),
        )
    ]


# --- writing ---


def begin(request):
    """An empty draft for the own campaign that the address names, or a choice among them."""
    campaigns = Campaign.objects.owned_by(request.user)
    wanted = request.GET.get("campaign")
    if wanted is None:
        public = campaigns.public().order_by("-published_at")
        return shown(request, "choose", {"title": _("New update"), "campaigns": public})
    return write(request, Update(campaign=get_object_or_404(campaigns, public_id=wanted)))


def write(request, update: Update):
    """The form of a draft. Saving stays here; the other button sends what was saved to review."""
    form, refused = UpdateForm(request.POST or None, instance=update), False
    if request.method == "POST" and form.is_valid():
        saved = save(request, update, form)
        if saved and "_review" in request.POST:
            send_to_review(request, saved)
        if saved:
            return redirect(PAGE, saved.pk)
        refused = True
    stored = Update.objects.filter(pk=update.pk).select_related("campaign", "previous").first()
    if refused and stored:
        form = form.having_seen(stored)
    found = updates.scan(stored) if stored else []
    context = {
        "title": _("Update"),
        "update": stored,
        "campaign": update.campaign,
        "form": form,
        "findings": found,
        "may_contest": bool(moderation.objections(found)),
        "obstacles": updates.obstacles(stored, found) if stored else [],
        "asked": asked_for(stored),
        "languages": languages_of(form),
        "elsewhere": stored if refused else None,
    }
    return shown(request, "write", context)


def languages_of(form: UpdateForm) -> list[dict]:
    """The languages of the site; shown are those that hold words, and the first in any case."""
    written = {
        code
        for name in updates.TEXTS
        for code, text in zip(CODES, values_of(form[name]), strict=False)
        if text
    }
    return [
        {"code": code, "name": name, "is_shown": code in {*written, CODES[0]}}
        for code, name in settings.LANGUAGES
    ]


def values_of(field) -> list[str]:
    value = field.value()
    return value if isinstance(value, list) else field.field.widget.decompress(value)


def asked_for(update: Update | None) -> Update | None:
    """The try before this one, when it was sent back with a reason."""
    previous = update and update.previous
    return previous if previous and previous.state == Update.State.REJECTED else None


def save(request, update: Update, form: UpdateForm) -> Update | None:
    """The draft as it is stored now; None when it was refused, with the reason on the page."""
    if update.pk is None:
        with told(request, _("Saved as a draft.")):
            return updates.begin(update.campaign, actor=request.user, **form.words)
        return None
    stored = Update.objects.select_related("campaign").get(pk=update.pk)
    with told(request, _("Saved as a draft.")):
        return updates.write(
            stored, actor=request.user, seen=form.cleaned_data["seen"], **form.words
        )
    return None


def send_to_review(request, update: Update) -> None:
    try:
        with told(
            request, _("Sent. Another person reads it now; you may take it back until then.")
        ):
            updates.submit(update, actor=request.user, contested="contested" in request.POST)
    except moderation.NotReady:
        messages.warning(request, _("Saved, but not sent: see below what is missing."))


# --- reading and deciding ---


def read(request, update: Update):
    """An update that left its author; with POST, a reviewer decides on it."""
    may_review = request.user.has_perm("campaigns.review_campaign")
    if request.method == "POST" and not may_review:
        raise PermissionDenied
    found = updates.current_findings(update) if is_waiting(update) else update.findings
    form = UpdateDecisionForm(request.POST or None, findings=found)
    if request.method == "POST" and form.is_valid() and decide(request, update, form):
        return redirect("admin:campaigns_update_changelist")
    numbered = [finding | {"number": number} for number, finding in enumerate(found, start=1)]
    title, language = in_language(update.title)
    owns = update.campaign.owner_id == request.user.pk
    context = {
        "title": title,
        "title_language": language,
        "update": update,
        "campaign": update.campaign,
        "passages": list(passages(update, numbered)),
        "form": form,
        "findings": found,
        "serious": sum(map(is_serious, found)),
        "marked": set(range(1, len(found) + 1)),
        "is_waiting": is_waiting(update),
        "may_review": may_review and is_waiting(update),
        "is_author": updates.is_author(update, request.user),
        "may_recall": is_waiting(update) and update.author_id == request.user.pk,
        "may_continue": owns and updates.may_be_continued(update),
        "may_withdraw": update.state == Update.State.APPROVED
        and updates.may_withdraw(update, request.user),
        "corrected": updates.shown_before(update),
    }
    return shown(request, "read", context)


def is_waiting(update: Update) -> bool:
    return update.state == Update.State.SUBMITTED


def decide(request, update: Update, form: UpdateDecisionForm) -> bool:
    """Whether the decision was taken; if not, the page says why."""
    if form.cleaned_data["decision"] == form.APPROVE:
        with told(request, _("Approved. It is public now.")) as outcome:
            updates.approve(update, actor=request.user, **form.said)
    else:
        sent_back = _("Sent back. The author gets a letter and reads your note here.")
        with told(request, sent_back) as outcome:
            updates.reject(update, actor=request.user, **form.said)
    return outcome.is_done


def passages(update: Update, findings: list[dict]):
    """Title and text with their findings marked, one language after the other."""
    for language in update.title | update.text:
        for name in updates.TEXTS:
            if text := getattr(update, name).get(language):
                here = [f for f in findings if (f["place"], f["language"]) == (name, language)]
                render = marking.marked_story if name == "text" else marking.marked_text
                yield Passage(name, language, render(text, here))


# --- buttons ---


@require_POST
def recall(request, update_id):
    update = visible_or_404(request, update_id)
    with told(request, _("Taken back. Nobody reviews it; continue it whenever you like.")):
        updates.recall(update, actor=request.user)
    return redirect(PAGE, update.pk)


@require_POST
def redraft(request, update_id):
    update = visible_or_404(request, update_id)
    with told(request, _("This is a new draft with the same words.")):
        update = updates.redraft(update, actor=request.user)
    return redirect(PAGE, update.pk)


@require_POST
def discard(request, update_id):
    update = visible_or_404(request, update_id)
    with told(request, _("Thrown away.")):
        updates.discard(update, actor=request.user)
    return redirect("admin:campaigns_update_changelist")


@require_POST
def withdraw(request, update_id):
    update = visible_or_404(request, update_id)
    with told(request, _("Taken down. Nobody can read it any more.")):
        updates.withdraw(update, actor=request.user)
    return redirect("admin:campaigns_update_changelist")


def visible_or_404(request, update_id: int) -> Update:
    found = Update.objects.visible_to(request.user).select_related("campaign")
    update = found.filter(pk=update_id).first()
    if update is None:
        raise Http404
    return update


def shown(request, name: str, context: dict):
    return TemplateResponse(
        request,
        f"admin/campaigns/update/{name}.html",
        admin.site.each_context(request) | {"opts": Update._meta} | context,
    )
