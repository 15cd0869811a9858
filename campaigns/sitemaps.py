"""The public pages for search engines, in every language. Without dates: those of a change
would tell when something happened."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from campaigns.models import Campaign


class Translated(Sitemap):
    """Every page in each language, and each naming the others."""

    i18n = True
    alternates = True
    x_default = True


class CampaignSitemap(Translated):
    def items(self):
        return Campaign.objects.public().order_by("pk").values_list("public_id", flat=True)

    def location(self, public_id):
        return reverse("campaigns:detail", args=[public_id])


class PageSitemap(Translated):
    """Pages that are always there; items are URL names."""

    def __init__(self, names):
        self.names = names

    def items(self):
        return self.names

    def location(self, name):
        return reverse(name)
