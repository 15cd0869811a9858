"""The samples go the way of any story and any news, so that the demo shows what is real."""

from django.core.management import call_command

from accounts.models import AuditEntry
from campaigns.models import Campaign, Update


def test_the_samples_have_news_in_several_languages_and_a_report(settings, visitor, db):
    settings.DEBUG = True

    call_command("load_samples")

    first = Campaign.objects.get(updates__title__pl="Kurs się zaczął")
    assert {update.state for update in Update.objects.all()} == {"approved"}
    assert AuditEntry.objects.filter(action="update.approved").count() == Update.objects.count()
    for language, title in (("en", "The course has begun"), ("be", "Курсы пачаліся")):
        assert title in visitor.get(f"/{language}/c/{first.public_id}/").content.decode()
    report = Update.objects.get(kind="report")
    assert report.campaign.status == "closed"
    page = visitor.get(f"/en/c/{report.campaign.public_id}/").content.decode()
    assert page.index(report.title["en"]) < page.index('id="budget-h"')


def test_samples_are_loaded_once(settings, db):
    settings.DEBUG = True

    call_command("load_samples")
    call_command("load_samples")

    assert Update.objects.count() == 3
