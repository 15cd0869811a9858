"""How amounts and progress are written, in the language of the page."""

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

from campaigns import choices, money

register = template.Library()


@register.filter(name="money")
def as_money(cents: int, currency: str = "EUR") -> str:
    """An amount as pages show it, cents only if there are any."""
    return money.format_money(cents, get_language(), currency)


@register.filter
def money_exact(cents: int, currency: str = "EUR") -> str:
    """An amount as it was paid, always with its cents."""
    return money.format_money(cents, get_language(), currency, exact=True)


@register.filter
def percent_text(number: int) -> str:
    return f"{number}{money.NARROW_SPACE}%"


@register.simple_tag
def site_name() -> str:
    """What the organisation is called, for letters; pages know it as a variable."""
    return choices.current().name


@register.simple_tag
def progress(raised_cents: int, goal_cents: int, labelled_by: str) -> str:
    """A native bar that needs no style; it is never fuller than full, the text beside it may be.

    labelled_by is the id of the figures, which is what a screen reader reads out.
    """
    return format_html(
        '<progress value="{}" max="{}" aria-labelledby="{}">{}</progress>',
        min(max(0, raised_cents), goal_cents),
        goal_cents,
        labelled_by,
        percent_text(money.percent(raised_cents, goal_cents)),
    )
