"""The page on which a caseworker writes: shown, saved, and saved by itself while they type."""

import json

from django.contrib import messages
from django.db import transaction
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from campaigns import (
    acts,
    budget_forms,
    draft_forms,
    part_words,
    parts,
    pictures,
    protected_terms,
    saving,
)
from campaigns.author_page import picture_of, shown, standing
from campaigns.draft_forms import CampaignForm
from campaigns.models import Campaign, Picture

JSON = "application/json"


def page(request, campaign: Campaign | None = None):
    """The page of a draft, of a new one without `campaign`; its script talks to it in JSON."""
    draft = campaign or Campaign(owner=request.user)
    by_script = request.headers.get("Accept") == JSON
    if request.method == "POST":
        sent = Sent(request, draft, by_itself=by_script)
        return sent.told() if by_script else sent.shown()
    if by_script:
        # Logging in again made another token; the page in which somebody types learns it here.
        return JsonResponse({"csrf": get_token(request)})
    now = parts.read(draft)
    return shown(
        request,
        draft,
        CampaignForm(instance=draft),
        budget_forms.of(now["budget"]),
        parts.fingerprints(now),
    )


class Sent:
    """A page as it was sent, and what came of saving it."""

    def __init__(self, request, draft: Campaign, *, by_itself: bool):
        self.request, self.draft, self.by_itself = request, draft, by_itself
        data = request.POST
        if "_line" in data:
            data = budget_forms.rearranged(data, data["_line"])
        self.data = data
        self.base = fingerprints_of(data)
        self.is_new = draft.pk is None
        self.form = CampaignForm(data, request.FILES, instance=draft)
        self.lines = budget_forms.of([], data)
        self.form.full_clean()
        self.lines.full_clean()
        self.typed = self.right_parts()
        self.merged = parts.Merge({}, {}, frozenset())
        self.kept: Picture | None = None
        self.is_saved = self.save()

    # --- saving ---

    def right_parts(self) -> dict[str, object]:
        """What was typed and can be kept, without what the other window's version was taken for."""
        typed = self.form.typed()
        if self.has_lines and not any(self.lines.complaints()):
            typed["budget"] = self.lines.value()
        for name in list(typed):
            choice, _colon, mark = self.data.get(f"take_{name}", "").partition(":")
            if choice == "theirs":
                del typed[name]
            elif choice == "mine":
                self.base[name] = mark
        return typed

    @property
    def has_lines(self) -> bool:
        return f"{budget_forms.PREFIX}-TOTAL_FORMS" in self.data

    @property
    def words(self) -> tuple[str, ...]:
        """The fields about protected words that somebody filled in and sent on purpose."""
        names = ("protected_forgotten", "protected_words")
        cleaned = self.form.cleaned_data
        return () if self.by_itself else tuple(name for name in names if cleaned.get(name))

    def save(self) -> bool:
        """Save what is right. Whether there was anything to save in a draft that is new."""
        try:
            with transaction.atomic():
                return self.write()
        except Exception:
            # Files are in no transaction.
            if self.kept:
                pictures.discard(self.kept)
            raise

    def write(self) -> bool:
        drawing = self.form.cleaned_data.get("picture_file")
        if self.is_new:
            blank = parts.read(Campaign())
            if (
                not drawing
                and not self.words
                and all(value == blank[name] for name, value in self.typed.items())
            ):
                return False
            self.draft = saving.begin(self.request.user, self.data.get("code", ""))
        before = self.draft.picture
        if drawing:
            self.keep(drawing)
        elif self.form.cleaned_data.get("picture_removed") and not self.by_itself:
            self.typed["picture"] = ""
        self.draft, self.merged = saving.save(
            self.draft,
            actor=self.request.user,
            base=self.base,
            typed=self.typed,
            also=self.words,
            by_itself=self.by_itself,
        )
        if "picture" in self.merged.disputed:
            self.give_back_picture()
        elif before and before != self.draft.picture:
            pictures.release(before)
        if "protected_forgotten" in self.words:
            protected_terms.forget(self.draft)
        if "protected_words" in self.words:
            protected_terms.protect(self.draft, self.form.cleaned_data["protected_words"])
        return True

    def keep(self, drawing: pictures.Drawing) -> None:
        """Make the uploaded picture the draft's, with the words that were sent along."""
        origin = self.typed.get("picture_origin", Picture.Origin.GENERATED)
        texts = {code: self.typed.get(f"picture_alt_{code}") for code in parts.LANGUAGES}
        alt = {code: text for code, text in texts.items() if text}
        try:
            self.kept = pictures.keep(drawing, origin=origin, alt=alt)
            self.typed["picture"] = self.kept.key
        except pictures.Refused as refusal:
            self.form.add_error("picture_file", str(refusal))

    def give_back_picture(self) -> None:
        """Somebody chose another one meanwhile: theirs stays, and this one can be sent again."""
        if self.kept:
            pictures.release(self.kept)
        del self.merged.disputed["picture"]
        self.form.add_error(
            "picture_file",
            _("Another picture was chosen in another window; it stays. Choose yours once more."),
        )

    # --- what came of it ---

    @cached_property
    def now(self) -> dict[str, object]:
        return parts.read(self.draft)

    @cached_property
    def complaints(self) -> list[budget_forms.Complaint]:
        return list(draft_forms.complaints(self.form, self.lines if self.has_lines else None))

    @property
    def pending(self) -> set[str]:
        """Parts whose newest text stands on the page alone: they keep what it began with."""
        return set(self.now) - set(self.typed) | set(self.merged.disputed)

    def told(self):
        """What the script of the page needs to know, in JSON."""
        if not self.is_saved:
            return JsonResponse({"status": "", "tone": ""})
        kept = self.pending | self.merged.elsewhere
        marks = parts.fingerprints({n: v for n, v in self.now.items() if n not in kept})
        status, tone = self.in_a_word()
        picture = picture_of(self.draft)
        return JsonResponse(
            {
                "status": status,
                "tone": tone,
                "base": self.base | marks,
                "url": reverse("admin:campaigns_campaign_change", args=[self.draft.pk]),
                "complaints": [[one.anchor, f"{one.label}: {one.text}"] for one in self.complaints],
                "disputed": bool(self.merged.disputed),
                "picture": picture and picture.small,
                **standing(self.request, self.draft),
            }
        )

    def in_a_word(self) -> tuple[str, str]:
        """One sentence on how saving went, and how good that is: "good", "warn" or "bad"."""
        at = date_format(timezone.localtime(self.draft.draft_saved_at or timezone.now()), "H:i")
        if self.merged.disputed:
            what = "; ".join(map(part_words.label, self.merged.disputed))
            text = _("Changed in another window too: %(what)s. Nothing was overwritten.")
            return text % {"what": what}, "bad"
        if self.complaints:
            what = "; ".join(dict.fromkeys(one.label for one in self.complaints))
            return _("Saved at %(time)s, but not yet: %(what)s.") % {
                "time": at,
                "what": what,
            }, "warn"
        if self.merged.elsewhere:
            what = "; ".join(map(part_words.label, sorted(self.merged.elsewhere)))
            text = _("Saved at %(time)s. Changed in another window: %(what)s; save to see it here.")
            return text % {"time": at, "what": what}, "warn"
        return _("Saved at %(time)s.") % {"time": at}, "good"

    def shown(self):
        """The page again if something on it needs its author, else the way on."""
        if not self.is_saved:
            if not self.complaints:
                messages.warning(self.request, _("Nothing is written yet, so nothing was saved."))
            return self.again()
        if self.merged.elsewhere:
            what = "; ".join(map(part_words.label, sorted(self.merged.elsewhere)))
            messages.info(
                self.request,
                _("Changed in another window meanwhile, and now shown here: %(what)s.")
                % {"what": what},
            )
        if self.complaints or self.merged.disputed:
            if "_review" in self.data:
                messages.warning(self.request, _("Saved, but not sent: see below what is missing."))
            return self.again()
        return self.on()

    def on(self):
        if "_review" in self.data or "_contest" in self.data:
            contested = "_contest" in self.data
            acts.send_to_review(self.request, self.draft, contested=contested)
        elif "_preview" in self.data:
            return redirect("admin:campaigns_campaign_preview", self.draft.pk)
        elif "_line" not in self.data:
            messages.success(self.request, _("Saved as a draft."))
        address = reverse("admin:campaigns_campaign_change", args=[self.draft.pk])
        return redirect(f"{address}?{urlencode({'shown': self.data.getlist('shown')}, doseq=True)}")

    def again(self):
        """The page with all that was typed, and where others alone wrote, with what they wrote."""
        taken = {
            name
            for name in self.now
            if name in self.merged.elsewhere or self.data.get(f"take_{name}") == "theirs"
        }
        unbound = CampaignForm(instance=self.draft)
        data = draft_forms.with_values(self.data, {name: self.now[name] for name in taken}, unbound)
        for name in ("protected_words", "protected_forgotten", "picture_removed"):
            if self.is_saved and name not in self.form.errors:
                data.pop(name, None)
        form, lines = CampaignForm(data, instance=self.draft), budget_forms.of([], data)
        for text in self.form.errors.get("picture_file", []):
            form.full_clean()
            form.add_error("picture_file", text)
        shown_now = set(self.now) - self.pending if self.is_saved else set()
        marks = parts.fingerprints({name: self.now[name] for name in shown_now | taken})
        return shown(
            self.request,
            self.draft,
            form,
            lines,
            self.base | marks,
            complaints=self.complaints,
            disputes=part_words.disputes(self.merged, self.typed),
            code=self.data.get("code", ""),
        )


def fingerprints_of(data) -> dict[str, str]:
    """What the page says it began with; nothing if that is no such thing."""
    try:
        base = json.loads(data.get("base", ""))
    except ValueError:
        return {}
    return base if isinstance(base, dict) else {}
