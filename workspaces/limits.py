"""How often a key and an address may ask to manage a workspace, and how often a key may be wrong.

With Redis the calls of a minute are counted for all processes together (its INCR is atomic).
Without it each process counts its own: a counter in files would be neither atomic nor quick, and
one in the database would make every read a write.
"""

import logging
import math
import time

from django.conf import settings
from django.core.cache import cache

from workspaces.throttle import Throttle

MINUTE = 60
log = logging.getLogger(__name__)

calls = Throttle()
"""Calls that manage, by key and by address, counted here where there is no Redis."""
wrong_keys = Throttle()
"""Keys that are none, by address. Always counted here: it costs nothing and needs nobody."""


def wait_for_call(name: str, limit: int) -> float:
    """Count one call of ``name``. 0: go on. Else the seconds until the next may come.

    ``limit`` is calls a minute, 0 none. If Redis cannot be reached, this process counts alone.
    """
    if not limit:
        return 0.0
    if settings.REDIS_URL:
        from redis.exceptions import RedisError  # only a site with Redis loads its client

        try:
            return _wait_in_cache(name, limit)
        except RedisError:
            log.warning("Redis does not answer; calls are counted in this process.")
    return calls.take(name, rate=limit / MINUTE, burst=limit)


def _wait_in_cache(name: str, limit: int) -> float:
    """Calls of this minute of the clock, in one number that all processes add to."""
    now = time.time()
    minute, second = divmod(now, MINUTE)
    key = f"calls:{name}:{minute:.0f}"
    try:
        count = cache.incr(key)
    except ValueError:  # the first of this minute; add does nothing where another was quicker
        cache.add(key, 0, timeout=2 * MINUTE)
        count = cache.incr(key)
    return MINUTE - second if count > limit else 0.0


def wait_after_wrong_keys(network: str) -> float:
    """The seconds until a network may try a key again; 0 unless it sent too many wrong ones."""
    limit: int = settings.WRONG_KEY_LIMIT
    return wrong_keys.wait(network, rate=limit / MINUTE, burst=limit) if limit else 0.0


def count_wrong_key(network: str) -> float:
    """Note one wrong key. 0: it may be told so. Else there were too many; seconds to wait."""
    limit: int = settings.WRONG_KEY_LIMIT
    return wrong_keys.take(network, rate=limit / MINUTE, burst=limit) if limit else 0.0


def whole_seconds(wait: float) -> int:
    """For a ``Retry-After``: rounded up, at least one."""
    return max(1, math.ceil(wait))
