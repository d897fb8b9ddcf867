"""Sessions with an end that using them does not move.

Django writes a new end whenever something in a session changes, so somebody who keeps clicking
would stay signed in for ever. Here a session ends a day after signing in, thirty days where
"keep me signed in" was ticked, whatever is done meanwhile.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db

STARTED = "started_at"
"""When the session began to belong to somebody, in seconds since 1970."""


class SessionStore(db.SessionStore):
    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """The end Django would give, but never after the last."""
        end = super().get_expiry_date(**kwargs)
        started = self.get(STARTED)
        if not isinstance(started, int | float):
            return end
        kept = self.get("_session_expiry") == settings.ACCOUNT_SESSION_COOKIE_AGE
        longest = settings.ACCOUNT_SESSION_COOKIE_AGE if kept else settings.SESSION_COOKIE_AGE
        return min(end, datetime.fromtimestamp(started, tz=UTC) + timedelta(seconds=longest))
