"""Who may do what. A role is a group; this table is what the groups are made of."""

from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext_lazy as _

from accounts.models import User

CASEWORKER = "caseworker"
MODERATOR = "moderator"
FINANCE = "finance"
ADMINISTRATOR = "administrator"

# What colleagues read; the order is that of a campaign's way through the house.
LABELS = {
    CASEWORKER: _("Caseworker"),
    MODERATOR: _("Moderator"),
    FINANCE: _("Finance"),
    ADMINISTRATOR: _("Administrator"),
}

ROLES = {
    CASEWORKER: {
        "campaigns.add_campaign",
        "campaigns.change_campaign",
        "campaigns.view_campaign",
        "campaigns.add_budgetline",
        "campaigns.change_budgetline",
        "campaigns.delete_budgetline",
        "campaigns.view_budgetline",
        "campaigns.view_revision",
        "campaigns.submit_campaign",
        "accounts.view_own_acts",
    },
    MODERATOR: {
        "campaigns.view_campaign",
        "campaigns.view_budgetline",
        "campaigns.view_revision",
        "campaigns.review_campaign",
        "campaigns.stop_campaign",
        "campaigns.close_campaign",
        "campaigns.withdraw_campaign",
        "donations.view_donormessage",
        "donations.review_donormessage",
    },
    FINANCE: {
        "campaigns.stop_campaign",
        "donations.view_donation",
        "donations.view_ledgerentry",
        "donations.view_webhookevent",
        "donations.change_webhookevent",
        "donations.view_reconciliationrun",
        "donations.view_report",
        "donations.export_report",
        "donations.view_matter",
        "donations.resolve_matter",
        "donations.view_proposal",
        "donations.add_proposal",
        "donations.decide_proposal",
        "donations.view_refundorder",
        "donations.order_refund",
        "donations.view_dispute",
        "donations.view_payout",
    },
    ADMINISTRATOR: {
        "accounts.change_user",
        "accounts.view_user",
        "accounts.add_invitation",
        "accounts.view_invitation",
        "accounts.add_accesschange",
        "accounts.decide_accesschange",
        "accounts.view_accesschange",
        "accounts.view_auditentry",
        "accounts.export_auditentry",
        "accounts.view_notice",
        "campaigns.withdraw_campaign",
        "campaigns.view_choice",
        "campaigns.add_choice",
    },
}


def sync_roles() -> None:
    """Make the groups exactly what the table says; run after every migrate."""
    for role, names in ROLES.items():
        group, _ = Group.objects.get_or_create(name=role)
        group.permissions.set([permission(name) for name in sorted(names)])


def permission(name: str) -> Permission:
    app, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def holders(name: str):
    """Active colleagues whose role grants this permission."""
    roles = [role for role, names in ROLES.items() if name in names]
    return User.objects.filter(is_active=True, groups__name__in=roles).distinct()


def of(user: User) -> list[str]:
    """The roles of a colleague, in the table's order; more than one only in a small team."""
    names = {group.name for group in user.groups.all()}
    return [role for role in ROLES if role in names]


def words_for(names) -> str:
    """Roles as colleagues read them."""
    return ", ".join(str(LABELS[name]) for name in names)


def is_last_administrator(user: User) -> bool:
    """Whether nobody but this colleague could do what administrators do."""
    administrators = User.objects.filter(is_active=True, groups__name=ADMINISTRATOR)
    return set(administrators.values_list("pk", flat=True)) == {user.pk}
