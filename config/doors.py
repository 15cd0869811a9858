"""The addresses of the door: logging in, showing a second factor, setting one up.

allauth's own list also holds sign-up, reset by mail and log-in by code. What has no address here
does not exist.
"""

from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView, RemoveWebAuthnView
from csp.decorators import csp_replace
from django.contrib import admin
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse, reverse_lazy
from django.views.decorators.cache import never_cache

from accounts import doors, factors, proofs
from accounts.doors import Standing
from config.admin import STAFF_POLICY, lead

site = admin.site


def framed(view):
    """Show a page of allauth in the frame of the desk and under its policy."""

    @csp_replace(STAFF_POLICY)
    @never_cache
    @wraps(view)
    def show(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse) and not response.is_rendered:
            site.dressed(request, response)
        return response

    return show


def keeping(view, *, grave=True):
    """Framed, and open to those who have to set up a second factor or have shown theirs."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if stopped := site.stop(request, grave=grave, setting_up=True):
            return stopped
        # Making a new passkey takes longer than typing: what is needed is asked for beforehand.
        if grave and not doors.is_fresh(request):
            return lead(request, "proof")
        return view(request, *args, **kwargs)

    return framed(guarded)


def proof(request):
    """Asks for what is missing, then leads on; also those who are only on their way."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(reverse("account_login"))
    if doors.standing(request) is Standing.WITHOUT_ROLE:
        return site.stop(request)
    sent = request.POST if request.method == "POST" else None
    form = proofs.ProofForm(request, proofs.asked_of(request), sent)
    if not form.is_valid():
        return proofs.page(request, form, status=200)
    form.proceed()
    wanted = request.GET.get("next", "")
    return HttpResponseRedirect(
        wanted if get_adapter().is_safe_url(wanted) else reverse("admin:index")
    )


def add_codes(request):
    """An app with codes, for those of whom it is recorded that they may use one."""
    if not request.user.codes_allowed:
        raise Http404
    return ActivateTOTPView.as_view(template_name="admin/doors/add_codes.html")(request)


def remove_passkey(request, pk: int):
    own = Authenticator.objects.filter(user=request.user, type=factors.PASSKEY, pk=pk).first()
    if own and factors.is_last(own):
        return TemplateResponse(request, "admin/doors/last_factor.html", status=403)
    remove = RemoveWebAuthnView.as_view(
        template_name="admin/doors/remove_passkey.html", success_url=reverse_lazy("mfa_index")
    )
    return remove(request, pk=pk)


def page(view, name: str):
    return view.as_view(template_name=f"admin/doors/{name}.html")


urlpatterns = [
    path("login/", framed(page(LoginView, "login")), name="account_login"),
    path("login/factor/", framed(page(AuthenticateView, "factor")), name="mfa_authenticate"),
    path("login/passkey/", framed(LoginWebAuthnView.as_view()), name="mfa_login_webauthn"),
    path("logout/", framed(site.logout), name="account_logout"),
    path("proof/", framed(proof), name="proof"),
    path("factors/", keeping(page(IndexView, "factors"), grave=False), name="mfa_index"),
    path(
        "factors/passkeys/add/",
        keeping(page(AddWebAuthnView, "add_passkey")),
        name="mfa_add_webauthn",
    ),
    path("factors/passkeys/<int:pk>/remove/", keeping(remove_passkey), name="mfa_remove_webauthn"),
    path("factors/codes/add/", keeping(add_codes), name="mfa_activate_totp"),
    path(
        "factors/codes/remove/",
        keeping(page(DeactivateTOTPView, "remove_codes")),
        name="mfa_deactivate_totp",
    ),
    path(
        "factors/recovery/",
        keeping(page(ViewRecoveryCodesView, "recovery_codes")),
        name="mfa_view_recovery_codes",
    ),
    path(
        "factors/recovery/new/",
        keeping(page(GenerateRecoveryCodesView, "new_recovery_codes")),
        name="mfa_generate_recovery_codes",
    ),
]
