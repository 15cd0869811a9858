"""What a caseworker does on the page of a draft, as a browser would send it."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from campaigns.models import Campaign
from tests.pages import typed

LIST = "/staff/campaigns/campaign/"


def page(campaign: Campaign, name: str = "change") -> str:
    return f"{LIST}{campaign.pk}/{name}/"


def save(desk, campaign: Campaign, files=None, button: str = "_continue", **changes):
    """Change fields on the page of a campaign and press a button; gives the page after it."""
    data = typed(desk.get(page(campaign)), "campaign_form", **changes)
    return desk.post(page(campaign), data | {button: ""} | (files or {}), follow=True)


def send(desk, campaign: Campaign, **changes):
    return save(desk, campaign, button="_review", **changes)


def by_script(desk, campaign: Campaign | None, old=None, **changes):
    """What the script of a page sends by itself; old is a page that was opened before."""
    address = page(campaign) if campaign else f"{LIST}add/"
    data = old or typed(desk.get(address), "campaign_form")
    return desk.post(address, data | changes, headers={"Accept": "application/json"})


def upload(color: str = "navy") -> dict:
    file = BytesIO()
    Image.new("RGB", (160, 100), color).save(file, "PNG")
    return {"picture_file": SimpleUploadedFile("family.png", file.getvalue())}
