"""How many checkout sessions may be begun: by one network, for one campaign, on the whole site.

Who tries stolen cards needs many sessions in a short time; a donor needs one. The limits and the
reasons for them are in docs/decisions/0010-limits-without-addresses.md. Only what would begin a
session is counted, never the reading of a page.
"""

import logging
import math
import secrets
import threading
from collections import deque
from dataclasses import dataclass

import redis
from django.conf import settings
from django.utils import timezone

from donations import counting, declines, matters, visitors
from donations.models import Donation

logger = logging.getLogger(__name__)

NETWORK, CAMPAIGN, SITE, PAUSED = "network", "campaign", "site", "paused"

# One answer for all the limits together: counted everywhere or nowhere. Campaign and site keep
# the times of their attempts, so that no stretch of time holds more than the limit. A network
# keeps counts, one for each stretch, for times would lead to its donations; only the moment of its
# last attempt is known as long as the longest turn.
ATTEMPT = """
local now, member = tonumber(ARGV[1]), ARGV[2]
local most_of_site, most_of_campaign, seconds = tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]

local function until_there_is_room(log, most)
  redis.call('ZREMRANGEBYSCORE', log, '-inf', now - seconds)
  local held = redis.call('ZCARD', log)
  if held < most then return 0 end
  return redis.call('ZRANGE', log, held - most, held - most, 'WITHSCORES')[2] + seconds - now
end

local wait = until_there_is_room(KEYS[1], most_of_site)
if wait > 0 then return {'site', tostring(wait)} end
wait = until_there_is_room(KEYS[2], most_of_campaign)
if wait > 0 then return {'campaign', tostring(wait)} end

if KEYS[3] then
  local pause = 0
  if tonumber(redis.call('GET', KEYS[3]) or 0) >= tonumber(ARGV[6]) then
    pause = tonumber(ARGV[7])
  end
  if tonumber(redis.call('GET', KEYS[4]) or 0) >= tonumber(ARGV[8]) then
    pause = math.max(pause, tonumber(ARGV[9]))
  end
  local last = redis.call('GET', KEYS[5])
  wait = last and last + pause - now or 0
  if pause > 0 and wait > 0 then return {'network', tostring(wait)} end
  redis.call('INCR', KEYS[3])
  if redis.call('TTL', KEYS[3]) < 0 then redis.call('EXPIRE', KEYS[3], seconds) end
  redis.call('INCR', KEYS[4])
  if redis.call('TTL', KEYS[4]) < 0 then redis.call('EXPIRE', KEYS[4], ARGV[10]) end
  redis.call('SET', KEYS[5], ARGV[1], 'EX', math.max(ARGV[7], ARGV[9]))
end
for place = 1, 2 do
  redis.call('ZADD', KEYS[place], ARGV[1], member)
  redis.call('EXPIRE', KEYS[place], seconds)
end
return {}
"""

# An attempt that was paid for does not count against its network any more.
GIVE_BACK = """
if not redis.call('SET', KEYS[1], 1, 'NX', 'EX', ARGV[1]) then return end
for place = 2, 3 do
  if tonumber(redis.call('GET', KEYS[place]) or 0) > 0 then redis.call('DECR', KEYS[place]) end
end
"""


@dataclass(frozen=True)
class Wait:
    """Why no session may be begun now, and the whole seconds until it is worth another try."""

    why: str
    seconds: int

    @property
    def minutes(self) -> int:
        """The same, rounded up."""
        return math.ceil(self.seconds / 60)


def ask(request, campaign_id: str, *, now=None) -> Wait | None:
    """Count one attempt to begin a session for a campaign; a Wait when there is no room for it.

    campaign_id is the public one. A limit of the campaign or the site that is reached is put
    before finance.
    """
    now = now or timezone.now()
    if seconds := declines.pause_left(campaign_id, now):
        return Wait(PAUSED, math.ceil(seconds))
    wait = attempt(campaign_id, visitors.network_of(request), now)
    if wait and wait.why in {CAMPAIGN, SITE}:
        alarm(campaign_id if wait.why == CAMPAIGN else SITE)
    return wait


def attempt(campaign_id: str, network: str | None, now) -> Wait | None:
    """Count in Redis; while it is away, in this process and far less."""
    places = [counting.key("attempts", SITE), counting.key("attempts", CAMPAIGN, campaign_id)]
    try:
        if network:
            places += places_of(visitors.name_of(network, now), now)
        answer = counting.client().register_script(ATTEMPT)(
            keys=places,
            args=[
                now.timestamp(),
                # A word that stands for nothing: no donation can be found by it.
                secrets.token_hex(8),
                settings.ATTEMPTS_PER_SITE,
                settings.ATTEMPTS_PER_CAMPAIGN,
                settings.ATTEMPTS_WINDOW_SECONDS,
                settings.ATTEMPTS_PER_NETWORK,
                settings.NETWORK_WAIT_SECONDS,
                settings.ATTEMPTS_PER_NETWORK_PER_DAY,
                settings.NETWORK_WAIT_SECONDS_OF_THE_DAY,
                counting.DAY_SECONDS,
            ],
        )
    except redis.RedisError as error:
        logger.warning("limits kept in this process", extra={"error": type(error).__name__})
        return own.attempt(campaign_id, now.timestamp())
    return Wait(answer[0], math.ceil(float(answer[1]))) if answer else None


def give_back(request, donation: Donation, *, now=None) -> None:
    """Take a paid donation off the account of the network that its donor comes back from.

    Once for each donation, and only on its own days: the way back is all that links the two, and
    it is written nowhere.
    """
    now = now or timezone.now()
    network = visitors.network_of(request)
    age = (now - donation.created_at).total_seconds()
    if network is None or donation.status != Donation.Status.PAID or age > counting.DAY_SECONDS:
        return
    try:
        window, day, _ = places_of(visitors.name_of(network, now), now)
        done = counting.key("given-back", donation.public_id)
        counting.client().register_script(GIVE_BACK)(
            keys=[done, window, day], args=[counting.DAY_SECONDS]
        )
    except redis.RedisError as error:
        logger.warning("attempt not given back", extra={"error": type(error).__name__})


def places_of(name: str, now) -> list[str]:
    """Where the numbers of a network are: this stretch, this day, and its last attempt."""
    stretch = int(now.timestamp() // settings.ATTEMPTS_WINDOW_SECONDS)
    return [
        counting.key(NETWORK, name, f"stretch-{stretch}"),
        counting.key(NETWORK, name, "day"),
        counting.key(NETWORK, name, "last"),
    ]


def alarm(subject: str) -> None:
    """Tell finance that a limit was reached, once as long as they have not dealt with it."""
    kind = matters.Kind.DECLINES
    if not matters.still_open(kind=kind, subject=subject).exists():
        matters.open_matter(kind, subject, sign="attempts")


class OwnLimits:
    """What one process allows while Redis is away: a share of the limits, and no networks."""

    def __init__(self):
        self._lock = threading.Lock()
        self._times: dict[str, deque] = {}

    def attempt(self, campaign_id: str, now: float) -> Wait | None:
        """As `attempt`, with now in seconds."""
        # A campaign's id never equals the name of the site's log: it has another length.
        rules = {
            SITE: (SITE, settings.ATTEMPTS_PER_SITE),
            campaign_id: (CAMPAIGN, settings.ATTEMPTS_PER_CAMPAIGN),
        }
        share, seconds = settings.ATTEMPTS_SHARE_WITHOUT_REDIS, settings.ATTEMPTS_WINDOW_SECONDS
        with self._lock:
            self._forget(now - seconds)
            for place, (why, most) in rules.items():
                times, most = self._times.get(place, ()), max(1, most // share)
                if len(times) >= most:
                    return Wait(why, math.ceil(times[len(times) - most] + seconds - now))
            for place in rules:
                self._times.setdefault(place, deque()).append(now)
        return None

    def _forget(self, before: float) -> None:
        for times in self._times.values():
            while times and times[0] <= before:
                times.popleft()
        self._times = {place: times for place, times in self._times.items() if times}


own = OwnLimits()
