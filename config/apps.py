"""Registers the deploy checks and names our admin site."""

import sys

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import AdminConfig


class SviatloConfig(AppConfig):
    name = "config"
    verbose_name = "Śviatło"

    def ready(self):
        from config import checks

        # Servers and workers never run `check --deploy`, so unsafe values end them here.
        if not settings.DEBUG and (errors := checks.unsafe_settings()):
            sys.exit(f"sviatlo: {errors[0].msg}")


class StaffAdminConfig(AdminConfig):
    default_site = "config.admin.StaffAdminSite"
