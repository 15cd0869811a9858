"""An old key is thrown away, and everything still opens."""

import base64
import secrets

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command

from accounts import factors, notices, sealed
from accounts.models import Notice
from donations import receipts
from donations.models import DonorContact
from tests.doors import new_secret, secret_of
from tests.factories import DonorContactFactory, book_gift

NEW = base64.b64encode(secrets.token_bytes(32)).decode()
ADDRESS = "giver@mailbox.example"


@pytest.fixture
def everything(live_campaign, staff) -> str:
    """One of each thing that is sealed, under the key of before; gives the app's secret."""
    DonorContactFactory(donation=book_gift(live_campaign).donation)
    Notice.objects.all().delete()
    words = {"template": "password_reset", "to": ADDRESS, "context": {}}
    notices.queue(dedupe_key="k", secret="way in", **words)
    return new_secret(staff.finance)


def readable(person) -> tuple[str, str, str, str]:
    letter = Notice.objects.get()
    return (
        receipts.address(DonorContact.objects.get()),
        sealed.unseal(letter.to, place=notices.place_of("k")),
        sealed.unseal(letter.secret, place=notices.secret_place_of("k")),
        secret_of(person),
    )


def test_the_old_key_can_go_once_everything_is_resealed(everything, staff, settings, capsys):
    settings.SEAL_KEYS = [NEW, *settings.SEAL_KEYS]
    call_command("reseal")
    said = capsys.readouterr().out
    settings.SEAL_KEYS = [NEW]

    assert readable(staff.finance) == (ADDRESS, ADDRESS, "way in", everything)
    assert said == (
        "donors’ addresses: 1 resealed, 0 not readable\n"
        "letters: 2 resealed, 0 not readable\n"
        "second factors: 1 resealed, 0 not readable\n"
    )


def test_a_second_time_there_is_nothing_to_do(everything, settings, capsys):
    settings.SEAL_KEYS = [NEW, *settings.SEAL_KEYS]
    call_command("reseal")
    capsys.readouterr()

    call_command("reseal")

    assert capsys.readouterr().out.count(" 0 resealed, 0 not readable") == 3


def test_what_no_key_opens_is_counted_and_left(everything, settings, capsys):
    kept = DonorContact.objects.get().email
    settings.SEAL_KEYS = [NEW]

    with pytest.raises(SystemExit) as ending:
        call_command("reseal")

    assert ending.value.code == 1
    assert "donors’ addresses: 0 resealed, 1 not readable" in capsys.readouterr().out
    assert DonorContact.objects.get().email == kept


def test_a_letter_that_went_out_meanwhile_stays_without_its_address(
    everything, settings, monkeypatch
):
    settings.SEAL_KEYS = [NEW, *settings.SEAL_KEYS]
    renewed = sealed.renewed

    def sent_meanwhile(text, *, place):
        Notice.objects.update(state="sent", to="", secret="")
        return renewed(text, place=place)

    monkeypatch.setattr(sealed, "renewed", sent_meanwhile)

    notices.reseal()

    assert (Notice.objects.get().to, Notice.objects.get().secret) == ("", "")


def test_spare_codes_are_resealed_as_well(staff, settings):
    place = factors.place_of(staff.finance)
    spare = Authenticator.objects.create(
        user=staff.finance,
        type=factors.RECOVERY,
        data={"seed": sealed.seal("5eed", place=place), "used_mask": 5},
    )
    settings.SEAL_KEYS = [NEW, *settings.SEAL_KEYS]
    factors.reseal()
    settings.SEAL_KEYS = [NEW]

    spare.refresh_from_db()
    assert sealed.unseal(spare.data["seed"], place=place) == "5eed"
    assert spare.data["used_mask"] == 5
