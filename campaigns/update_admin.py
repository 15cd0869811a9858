"""News on the staff site: the list, and which page an update has for whom."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from accounts.desk_lists import ReadOnlyAdmin
from campaigns import update_pages
from campaigns.localized import in_language
from campaigns.models import Update
from campaigns.templatetags.desk_tags import badge


class UpdateAdmin(ReadOnlyAdmin):
    """News by state; an update that is a draft opens as a form, any other to be read."""

    when_empty = _("No news yet. It is written on the page of a campaign that runs.")
    list_display = ["name", "campaign_code", "kind", "state_badge", "author", "day"]
    list_filter = ["state", "kind"]
    list_select_related = ["campaign", "author"]
    list_per_page = 50
    search_fields = ["campaign__public_id"]
    search_help_text = _("Code of the campaign")
    show_full_result_count = False

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        wanted = ("campaigns.change_campaign", "campaigns.withdraw_campaign")
        return any(request.user.has_perm(name) for name in wanted)

    def has_add_permission(self, request):
        return request.user.has_perm("campaigns.submit_campaign")

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return update_pages.begin(request)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        update = self.get_object(request, unquote(object_id))
        if update is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if update.state == Update.State.DRAFT:
            return update_pages.write(request, update)
        return update_pages.read(request, update)

    def get_urls(self):
        return update_pages.addresses(self.admin_site) + super().get_urls()

    @admin.display(description=_("title"))
    def name(self, update):
        return in_language(update.title)[0] or update.public_id

    @admin.display(description=_("campaign"), ordering="campaign__public_id")
    def campaign_code(self, update):
        return update.campaign.public_id

    @admin.display(description=_("state"), ordering="state")
    def state_badge(self, update):
        return badge(update)

    @admin.display(description=_("shown under"), ordering="published_on")
    def day(self, update):
        return update.published_on or "–"
