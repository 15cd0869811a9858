"""The command by which the first administrators come into the house."""

import pytest
from django.core.management import call_command

from accounts import invitations, roles
from accounts.command_line import BadUsage
from accounts.models import Invitation


def test_the_server_invites_an_administrator(db, capsys):
    call_command("invite", "administrator", "first@mailbox.example", "First")

    assert capsys.readouterr().out == "invited: administrator\n"
    assert Invitation.objects.get().role == roles.ADMINISTRATOR


def test_the_link_is_printed_when_asked_for(db, capsys):
    call_command("invite", "administrator", "first@mailbox.example", "First", "--show-link")

    link = capsys.readouterr().out.splitlines()[1]
    assert invitations.find(link.rstrip("/").split("/")[-1]) == Invitation.objects.get()


@pytest.mark.parametrize(
    ("role", "address", "said"),
    [
        ("owner", "first@mailbox.example", "“owner” is no role"),
        ("finance", "nobody", "“nobody” is no e-mail address"),
        ("finance", "finance@office.example", "already a colleague"),
    ],
)
def test_bad_usage_is_one_line(staff, role, address, said):
    with pytest.raises(BadUsage, match=said) as error:
        call_command("invite", role, address, "First")

    assert error.value.returncode == 2
