"""What a reviewer fills in: answers to findings, a checklist, a decision and its hour."""

from datetime import time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns import schedule, snapshot
from campaigns.findings import MUST_CHANGE, answers_to, needs_reason
from campaigns.models import Revision
from campaigns.moderation import CHECKLIST

MORNING = time(9)
LONGEST_REASON = 500


class AnswersForm(forms.Form):
    """An answer to every finding of the leak guard, which are given in their order.

    After validation `answers` has (answer, reason) by the number of the finding.
    """

    def __init__(self, *args, findings: list[dict], **kwargs):
        super().__init__(*args, **kwargs)
        self.findings = findings
        for number, finding in enumerate(findings, start=1):
            self.fields[f"answer_{number}"] = forms.ChoiceField(
                label=_("Your answer"),
                choices=answers_to(finding).items(),
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"reason_{number}"] = forms.CharField(
                label=_("Reason"), required=False, max_length=LONGEST_REASON
            )

    @property
    def questions(self) -> list[tuple[dict, forms.BoundField, forms.BoundField]]:
        """Each finding with its number, and the fields that answer it."""
        return [
            (finding | {"number": n}, self[f"answer_{n}"], self[f"reason_{n}"])
            for n, finding in enumerate(self.findings, start=1)
        ]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong, as (id on the page, sentence)."""
        found = []
        for name, errors in self.errors.items():
            kind, _line, number = name.partition("_")
            is_answer = kind in {"answer", "reason"}
            place = {"checklist": "check-h", "decision": "dec-h"}.get(name, f"id_{name}")
            about = gettext("Finding %(number)s: ") % {"number": number} if is_answer else ""
            place = f"f{number}" if is_answer else place
            found += [(place, f"{about}{error}") for error in errors]
        return found

    @property
    def answers(self) -> dict[int, tuple[str, str]]:
        given = {
            n: (self.cleaned_data.get(f"answer_{n}"), self.cleaned_data.get(f"reason_{n}", ""))
            for n in range(1, len(self.findings) + 1)
        }
        return {n: answer for n, answer in given.items() if answer[0]}

    @property
    def asks_for_changes(self) -> bool:
        return any(answer == MUST_CHANGE for answer, _reason in self.answers.values())

    def check_answers(self) -> None:
        """Complain about every answer that keeps a text from being approved."""
        for n, finding in enumerate(self.findings, start=1):
            answer, reason = self.answers.get(n, (None, ""))
            if answer is None:
                self.add_error(f"answer_{n}", _("Answer this before you approve."))
            elif answer == MUST_CHANGE:
                self.add_error(f"answer_{n}", _("What must change is not approved: request it."))
            elif needs_reason(finding, answer) and not reason.strip():
                self.add_error(f"reason_{n}", _("Say why: the reason is kept with the decision."))


class DecisionForm(AnswersForm):
    """Approving needs every box and an answer to every finding; asking for changes, a reason."""

    APPROVE, CHANGES = "approve", "changes"
    # What the reviewer ticks: sentences by name.
    BOXES = {}

    checklist = forms.MultipleChoiceField(
        label=_("Checked by you"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=_("Note to the author"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Needed when you request changes, unless an answer above says what must change. Seen "
            "by staff only."
        ),
    )
    decision = forms.ChoiceField(
        choices=[(APPROVE, _("Approve and publish")), (CHANGES, _("Request changes"))],
        error_messages={"required": _("Approve it or request changes.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["checklist"].choices = self.BOXES.items()
        # Its hint says when.
        self.fields["note"].is_needed = True

    def clean(self):
        cleaned = super().clean()
        decision = cleaned.get("decision")
        if decision == self.CHANGES:
            if not cleaned.get("note") and not self.asks_for_changes:
                self.add_error("note", _("Say what should change: the author needs the reason."))
        elif decision:
            if len(cleaned.get("checklist", [])) < len(self.BOXES):
                self.add_error("checklist", _("Approving needs every box."))
            self.check_answers()
        return cleaned

    @property
    def said(self) -> dict:
        """What was ticked, written and answered, as approving and asking for changes take it."""
        return {
            "note": self.cleaned_data["note"],
            "checklist": self.cleaned_data["checklist"],
            "answers": self.answers,
        }


class RevisionDecisionForm(DecisionForm):
    """The decision on a revision, which may also go public later.

    `findings` are those of moderation.current_findings. After validation `publish_at` is the hour
    that was chosen, if any.
    """

    SCHEDULE = "schedule"
    BOXES = CHECKLIST

    publish_on = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    publish_time = forms.TimeField(
        label=_("Time"),
        required=False,
        initial=MORNING,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(self, *args, revision: Revision, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices += [(self.SCHEDULE, _("Approve for later"))]
        self.revision = revision
        self.publish_at = None

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("decision") == self.SCHEDULE:
            self.check_hour(cleaned.get("publish_on"), cleaned.get("publish_time"))
        return cleaned

    def check_hour(self, day, clock) -> None:
        if day is None or clock is None:
            if not {"publish_on", "publish_time"} & set(self.errors):
                self.add_error("publish_on", _("Say on which day and at what time."))
            return
        campaign = self.revision.campaign
        try:
            hour = schedule.moment(day, clock, campaign.time_zone)
        except ValueError:
            self.add_error("publish_time", _("The clocks go forward then: choose another time."))
            return
        if hour <= timezone.now():
            self.add_error("publish_on", _("This time is over."))
        elif snapshot.closes_before(campaign, self.revision.content, hour):
            self.add_error("publish_on", _("By then its last day would be over."))
        else:
            self.publish_at = hour
