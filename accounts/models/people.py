"""Colleagues. Donors and heroes have no accounts."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.names import validate_name


class UserManager(BaseUserManager):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A colleague. The e-mail address is the log-in; nothing here is ever public."""

    email = models.EmailField(_("e-mail"))
    work_name = models.CharField(
        _("work name"),
        max_length=80,
        blank=True,
        validators=[validate_name],
        help_text=_("What colleagues see."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may enter the desk"), default=False)
    codes_allowed = models.BooleanField(
        _("may log in with codes"),
        default=False,
        help_text=_(
            "Codes of an app can be read out to a stranger, a passkey cannot. Only for somebody "
            "whose browser knows no passkeys."
        ),
    )
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)

    USERNAME_FIELD = "email"

    objects = UserManager()

    class Meta:
        verbose_name = _("colleague")
        verbose_name_plural = _("colleagues")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("There is already a colleague with this address."),
            ),
        ]

    def get_short_name(self):
        return self.work_name or _("colleague")

    def get_full_name(self):
        return self.get_short_name()

    def __str__(self):
        # Never the address: admin lists end up in screenshots.
        return str(self.work_name or f"#{self.pk}")
