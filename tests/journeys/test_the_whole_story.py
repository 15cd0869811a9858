"""From a text file to a closed campaign, through the doors that people use."""

from django.core import mail
from django.core.management import call_command

from accounts import notices
from campaigns import brief, lifecycle, moderation
from campaigns.models import Campaign
from donations import inbox
from donations.models import Donation
from tests.donations.reading import stripe_link, token_of
from tests.factories import ConsentFactory
from tests.pages import desk_of, typed

STORY = """A new start for a cook and her daughter

  • Story

My name is Nadzeja, and for twelve years I cooked in a school.

Now we are safe and may not work yet. Please help us through the first months.

How much is needed?

€30 — a pot, a pan and two knives
€20 — bus tickets for a month

€ 10 in 50
"""


def test_a_text_becomes_a_campaign_that_is_read_given_to_refunded_and_closed(
    tmp_path, staff, visitor, standin, deliver, client
):
    # A text becomes a draft, with what was collected before.
    (tmp_path / "story.txt").write_text(STORY)
    call_command("import_campaigns", str(tmp_path), verbosity=0)
    draft = Campaign.objects.get()
    page = f"/en/c/{draft.public_id}/"
    assert visitor.get(page).status_code == 404

    ConsentFactory(campaign=draft)

    # Its caseworker lets it close at the goal, and sends it to review; nobody publishes alone.
    caseworker, moderator = desk_of(staff.caseworker), desk_of(staff.moderator)
    editor = f"/staff/campaigns/campaign/{draft.pk}/change/"
    answers = {f"brief_{question.name}": "We know." for question in brief.QUESTIONS}
    form = typed(
        caseworker.get(editor), "campaign_form", closing_rule="on_goal", _review="1", **answers
    )
    caseworker.post(editor, form)
    revision = draft.revisions.get()
    approval = {
        "decision": "approve",
        "checklist": list(moderation.CHECKLIST),
    }
    review = f"/staff/campaigns/revision/{revision.pk}/change/"
    assert caseworker.post(review, approval).status_code == 403
    moderator.post(review, approval)
    assert "€\u202f10" in visitor.get(page).content.decode()

    # A donor gives what is missing and asks for letters.
    form = visitor.get(f"{page}give/")
    answer = {
        "token": token_of(form),
        "amount": "other",
        "other_amount": "40",
        "email": "anna@example.org",
        "closing_notice": "on",
    }
    before_paying = visitor.post(f"{page}give/", answer, follow=True)
    assert stripe_link(before_paying)
    donation = Donation.objects.get()
    deliver(client, *standin.pay(donation.session_id))
    inbox.process()
    assert "arrived" in visitor.get(f"/en/thanks/{donation.public_id}/").content.decode()

    # The goal is reached, so the clock closes it; both letters go out, and name nobody.
    assert lifecycle.close_due() == [draft.public_id]
    notices.deliver()
    letters = [letter for letter in mail.outbox if letter.to == ["anna@example.org"]]
    assert len(letters) == 2
    assert not any("Nadzeja" in letter.subject + letter.body for letter in letters)
    assert 'name="token"' not in visitor.get(f"{page}give/").content.decode()

    # Given back afterwards, the page tells the truth and the campaign stays closed.
    deliver(client, *standin.refund(donation.session_id, 15_00))
    inbox.process()
    draft.refresh_from_db()
    assert draft.status == Campaign.Status.CLOSED
    assert draft.total.raised_cents == 35_00
    assert "€\u202f35" in visitor.get(page).content.decode()

    # Finance takes the figures along.
    report = desk_of(staff.finance).get("/staff/donations/donation/report/")
    assert "35.00" in report.content.decode()
