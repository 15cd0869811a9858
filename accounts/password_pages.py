"""Where passwords are chosen: at an invitation, after a forgotten one, and by oneself.

Nothing in front of the door tells whether somebody works here: who asks for a letter reads the
same page whatever they typed, and a link that opens nothing looks the same whatever the reason.
"""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import PasswordChangeView
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts import invitations, passwords, roles
from accounts.forms import ForgottenForm, OwnPasswordForm
from accounts.models import User


@sensitive_post_parameters()
def invitation(request, token: str):
    """Accept an invitation by choosing a password; the second factor comes after the log-in."""
    found = invitations.find(token)
    if found is None:
        return dead_link(request)
    newcomer = User(email=found.email, work_name=found.work_name)
    form = SetPasswordForm(newcomer, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        words = {"invitation": found, "role": roles.LABELS[found.role]}
        return choose(request, form, "admin/doors/invitation.html", **words)
    if invitations.accept(token, form.cleaned_data["new_password1"]) is None:
        return dead_link(request)
    messages.success(request, _("Your account is ready. Log in with your new password."))
    return redirect("account_login")


def forgotten(request):
    """Ask for a letter with a link to choose a new password."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 400 if form.errors else 200
        return TemplateResponse(
            request, "admin/doors/forgotten.html", {"form": form}, status=status
        )
    address = form.cleaned_data["email"]
    if ratelimit.consume(request, action="reset_password", key=address.casefold()):
        passwords.offer_reset(address)
    return redirect("password_letter")


def letter_on_its_way(request):
    return TemplateResponse(request, "admin/doors/letter_on_its_way.html")


@sensitive_post_parameters()
def new_password(request, name: str, token: str):
    """Choose a new password, by the link of a letter. Second factors stay as they are."""
    user = passwords.person_of(name, token)
    if user is None:
        return dead_link(request)
    form = SetPasswordForm(user, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return choose(request, form, "admin/doors/new_password.html")
    passwords.change(user, form.cleaned_data["new_password1"], how="reset")
    messages.success(request, _("Your password is changed. Log in with the new one."))
    return redirect("account_login")


def choose(request, form, template: str, **words) -> TemplateResponse:
    status = 400 if form.errors else 200
    return TemplateResponse(request, template, {"form": form} | words, status=status)


def dead_link(request) -> TemplateResponse:
    """For links unknown, old, used and revoked alike."""
    return TemplateResponse(request, "admin/doors/dead_link.html", status=410)


class OwnPassword(PasswordChangeView):
    """A colleague changes their own; this session goes on under another number."""

    form_class = OwnPasswordForm
    template_name = "admin/doors/own_password.html"
    success_url = reverse_lazy("admin:index")

    def form_valid(self, form):
        answer = super().form_valid(form)
        messages.success(self.request, _("Your password is changed. Everywhere else you are out."))
        return answer
