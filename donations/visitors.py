"""Who is asking, as far as a limit has to know: a network, under a name that lasts a day.

The address itself is written nowhere. Its prefix is turned into a name with a salt that is made
anew each day, lives in Redis only, and is gone after 24 hours: from then on nobody can tell, not
even by trying all prefixes, which network a name stood for.
"""

import hmac
import secrets
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings

from donations import counting

PREFIX_LENGTHS = {4: 24, 6: 48}
NAME_LENGTH = 32


def network_of(request) -> str | None:
    """The network a request comes from, such as "192.0.2.0/24"; None if that says nothing.

    An address that is not public belongs to a machine of ours: a proxy, or the onion service,
    behind which is everybody.
    """
    address = address_of(request)
    if address is None or not address.is_global:
        return None
    return str(ip_network((address, PREFIX_LENGTHS[address.version]), strict=False))


def address_of(request) -> IPv4Address | IPv6Address | None:
    """The address that the outermost of our own proxies saw.

    Each proxy adds the address it was asked by at the end of X-Forwarded-For. Whatever stands
    before those of the trusted ones was written by the visitor, as anybody can.
    """
    written = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")
        # Fewer than our proxies would have written: this request did not come by all of them.
        if len(forwarded) >= settings.TRUSTED_PROXIES:
            written = forwarded[-settings.TRUSTED_PROXIES].strip() or written
    try:
        address = ip_address(written)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def name_of(network: str, now) -> str:
    """The network's name today. Raises redis.RedisError."""
    return hmac.new(salt(now).encode(), network.encode(), "sha256").hexdigest()[:NAME_LENGTH]


def salt(now) -> str:
    """The random text of this day, the same for every process."""
    place, fresh = counting.key("salt", f"{now:%Y-%m-%d}"), secrets.token_hex(32)
    client = counting.client()
    client.set(place, fresh, nx=True, ex=counting.DAY_SECONDS)
    # Redis may be emptied at any time, also between these two lines.
    return client.get(place) or fresh
