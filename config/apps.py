"""Registers the deploy checks and names our admin site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class SviatloConfig(AppConfig):
    name = "config"
    verbose_name = "Śviatło"

    def ready(self):
        from config import checks  # noqa: F401


class StaffAdminConfig(AdminConfig):
    default_site = "config.admin.StaffAdminSite"
