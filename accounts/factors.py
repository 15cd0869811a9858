"""What proves at the door that it is really the colleague: passkeys, codes of an app, spare codes.

A passkey answers only to our own address, so a copied log-in page learns nothing from it: it is
the rule. Codes can be read out to a stranger. They count for those of whom it is recorded that
they may use them (`User.codes_allowed`), because their browser knows no passkeys.
"""

from allauth.mfa.models import Authenticator

from accounts import resealing, sealed
from accounts.models import User

PASSKEY = Authenticator.Type.WEBAUTHN
CODES = Authenticator.Type.TOTP
RECOVERY = Authenticator.Type.RECOVERY_CODES
# What allauth keeps of codes and of spare codes and gives us to seal.
SEALED = {"secret", "seed"}


def of(user: User) -> dict[int, str]:
    """What a colleague has set up: kinds by id."""
    return dict(Authenticator.objects.filter(user=user).values_list("pk", "type"))


def accepted(user: User) -> set[str]:
    """The kinds whose proof opens the desk to this colleague."""
    return {PASSKEY, CODES, RECOVERY} if user.codes_allowed else {PASSKEY}


def lasting(kinds, user: User) -> set[str]:
    """Those of these kinds that open the desk for good; spare codes are used up."""
    return (set(kinds) & accepted(user)) - {RECOVERY}


def is_last(authenticator: Authenticator) -> bool:
    """Whether without this one nothing would open the desk any more."""
    user = authenticator.user
    others = [kind for pk, kind in of(user).items() if pk != authenticator.pk]
    return not lasting(others, user)


def place_of(user: User) -> str:
    """Where sealed secrets of a colleague belong; elsewhere they do not open."""
    return f"mfa.authenticator.data:user:{user.pk}"


def set_up_codes(user: User, secret: str) -> Authenticator:
    """Give a colleague the codes of this secret (base32) in the place of any earlier one."""
    Authenticator.objects.filter(user=user, type=CODES).delete()
    data = {"secret": sealed.seal(secret, place=place_of(user))}
    return Authenticator.objects.create(user=user, type=CODES, data=data)


def reseal() -> resealing.Resealed:
    """Put what apps and spare codes are made of under the newest key."""
    kept = Authenticator.objects.filter(type__in=[CODES, RECOVERY]).select_related("user")
    return resealing.reseal(kept, "data", with_renewed_secrets)


def with_renewed_secrets(factor: Authenticator) -> dict:
    names = SEALED & factor.data.keys()
    place = place_of(factor.user)
    return factor.data | {name: sealed.renewed(factor.data[name], place=place) for name in names}
