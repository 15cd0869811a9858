"""What staff choose, on the staff site: all of it, the form of a subject, and each version."""

import re

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import lockdown
from accounts.desk_lists import ReadOnlyAdmin, page_context
from campaigns import choice_words, choices, leakguard
from campaigns.choice_forms import FORMS, ChoiceForm
from campaigns.choices import Subject
from campaigns.models import Choice
from campaigns.plaintext import web_pages

# Where readers meet what a subject says; the statement stands at a bank.
SHOWN_AT = {
    Subject.NAME: "pages:about",
    Subject.GIFTS: "pages:how-we-count",
    Subject.URGENCY: "campaigns:list",
    Subject.STATEMENT: "",
    Subject.GIVING_SAFELY: "pages:giving-safely",
    Subject.PRIVACY: "pages:privacy",
}
OUR_WORDS = {
    Subject.GIVING_SAFELY: "pages/words/giving_safely.html",
    Subject.PRIVACY: "pages/words/privacy.html",
}
VERSION = re.compile("[1-9][0-9]{0,8}")


class ChoiceAdmin(ReadOnlyAdmin):
    """Rows are written by the form of their subject alone."""

    def get_urls(self):
        write_at = path(
            "write/<slug:subject>/",
            self.admin_site.admin_view(write),
            name="campaigns_choice_write",
        )
        return [write_at, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        """Every subject with what holds, also those of which nobody chose anything."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = list(choices.newest().select_related("chosen_by"))
        last, holds = {row.subject: row for row in rows}, choices.of_rows(rows)
        subjects = [
            {
                "subject": subject,
                "facts": choice_words.facts(subject, holds),
                "last": last.get(subject),
                "pages": pages(subject),
            }
            for subject in Subject
        ]
        context = page_context(
            request, _("What you choose for the site"), opts=self.opts, subjects=subjects
        )
        return TemplateResponse(request, "admin/campaigns/choice/list.html", context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """One version: what it changed, by whom, and the way to take it up again."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        choice = self.get_object(request, object_id)
        if choice is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        versions = choices.history(choice.subject)
        before = versions.filter(version__lt=choice.version).first()
        context = page_context(
            request,
            _("%(subject)s, version %(number)d")
            % {"subject": choice.get_subject_display(), "number": choice.version},
            opts=self.opts,
            choice=choice,
            subject=Subject(choice.subject),
            changes=list(
                choice_words.changes(choice.subject, before.value if before else {}, choice.value)
            ),
            holds=not versions.filter(version__gt=choice.version).exists(),
            may_write=request.user.has_perm(choices.PERMISSION),
        )
        return TemplateResponse(request, "admin/campaigns/choice/version.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request, subject: str):
    """The form of a subject. `look` shows a text as readers will see it, and saves nothing."""
    if not request.user.has_perm(choices.PERMISSION):
        raise PermissionDenied
    if subject not in FORMS:
        raise Http404
    if request.method != "POST":
        return form_page(request, subject, *begun(request, subject))
    form = FORMS[subject](request.POST)
    if not form.is_valid() or "look" in request.POST:
        return form_page(request, subject, form)
    try:
        choice = choices.choose(
            subject, form.value, base=form.cleaned_data["base"], actor=request.user
        )
    except lockdown.InForce as reason:
        form.add_error(None, str(reason))
        return form_page(request, subject, form)
    except choices.Outdated:
        return form_page(request, subject, *caught_up(subject, form))
    if choice is None:
        messages.info(request, _("Nothing is different, so nothing was saved."))
    else:
        messages.success(request, _("Saved. Donors meet it within a minute."))
        warn(request, choice)
    return redirect("admin:campaigns_choice_changelist")


def begun(request, subject: str) -> tuple[ChoiceForm, dict]:
    """The form with what holds, or with what `from` names: a version, or our own words."""
    last = choices.history(subject).first()
    value, context = (last.value if last else {}), {}
    asked = request.GET.get("from", "")
    if asked == "ours" and subject in OUR_WORDS:
        value, context = our_words(subject), {"from_ours": True}
    elif asked:
        if not VERSION.fullmatch(asked):
            raise Http404
        version = get_object_or_404(choices.history(subject), version=asked)
        value, context = version.value, {"from_version": version}
    return filled(subject, value, last), context


def caught_up(subject: str, form: ChoiceForm) -> tuple[ChoiceForm, dict]:
    """The form after somebody else was faster: what was typed, and theirs where nothing was."""
    versions = choices.history(subject)
    seen = versions.filter(version=form.cleaned_data["base"]).first()
    base, last = seen.value if seen else {}, versions.first()
    if last is None:
        # A base that somebody made up.
        return filled(subject, form.value, None), {}
    context = {
        "faster": last,
        "changes": list(choice_words.changes(subject, base, last.value)),
    }
    return filled(subject, choices.merged(base, form.value, last.value), last), context


def filled(subject: str, value: dict, last: Choice | None) -> ChoiceForm:
    form_class = FORMS[subject]
    base = last.version if last else 0
    return form_class(initial=form_class.as_typed(value) | {"base": base})


def form_page(request, subject: str, form: ChoiceForm, context: dict | None = None):
    context = page_context(
        request,
        Subject(subject).label,
        opts=Choice._meta,
        subject=Subject(subject),
        form=form,
        is_text=subject in OUR_WORDS,
        pages=pages(subject),
        languages=[
            {"code": code, "name": name, "is_shown": True} for code, name in settings.LANGUAGES
        ],
        versions=choices.history(subject).select_related("chosen_by").defer("value"),
    ) | (context or {})
    refused = form.is_bound and not form.is_valid()
    status = 409 if "faster" in context else 400 if refused else 200
    return TemplateResponse(request, "admin/campaigns/choice/write.html", context, status=status)


def pages(subject: str) -> list[tuple[str, str, str]]:
    """Where readers meet a subject, as (code, name of the language, address)."""
    if not SHOWN_AT[subject]:
        return []
    found = []
    for code, name in settings.LANGUAGES:
        with translation.override(code):
            found.append((code, name, reverse(SHOWN_AT[subject])))
    return found


def our_words(subject: str) -> dict[str, str]:
    """Our own words of a page as Markdown, in each language."""
    context = {
        "contact_email": settings.CONTACT_EMAIL,
        "onion_host": settings.ONION_HOST,
        "contact_kept_days": settings.CONTACT_KEPT_DAYS_AFTER_CLOSING,
    }
    texts = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            html = render_to_string(OUR_WORDS[subject], context)
        html = re.sub("(</?)h2", r"\1h1", html)
        html = re.sub("<dt>(.*?)</dt>", r"<p>**\1**</p>", html)
        text = web_pages.text_of(html).replace("• ", "- ")
        texts[code] = re.sub(r"\n{3,}", "\n\n", text).strip()
    return texts


def warn(request, choice: Choice) -> None:
    """Say what in a text could lead to a person; it is public all the same."""
    texts = choice.value.items() if choice.subject in choices.TEXTS else ()
    for code, text in texts:
        for finding in leakguard.find_shapes(text):
            if finding.text != settings.CONTACT_EMAIL:
                language = dict(settings.LANGUAGES)[code]
                messages.warning(request, f"{language}, “{finding.text}”: {finding.advice}")
