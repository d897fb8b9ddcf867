"""The numbers that decide how jobs and webhooks are run. Seconds, unless said otherwise."""

from datetime import timedelta

JOB_ATTEMPTS = 3
"""How often a job is begun before we stop: a third crash in a row is the job's own fault."""

PROGRESS_EVERY = 0.5
"""Progress is written at most this often; a person cannot read it faster."""

RING_AGAIN_AFTER = 5
"""A job that nobody began after this long is rung for again: its bell was probably lost."""

RING_AGAIN_AT_MOST_AFTER = 60
"""The longest pause between two bells. Behind a long queue bells get rarer, not more."""

SWEEP_AT_ONCE = 200
"""How many jobs one sweep rings for at most."""

INVITATION_DAYS = 7
"""An invitation's link works this long: over a weekend and a holiday, not for ever."""

INVITATIONS_A_DAY = 50
"""Invitations one workspace may send in 24 hours, sent again ones included: a team joins in a day,
and nobody sends post to strangers through us."""

INVITATIONS_OF_A_PERSON_A_DAY = 100
"""The same over all workspaces of the person who invites: making workspaces is free."""

DELETE_GRACE_DAYS = 14
"""A workspace waits this long between "delete" and gone, so that a mistake can be taken back."""

DELETE_ROWS_AT_ONCE = 2_000
"""Rows one transaction of a deletion takes, so that nobody else waits long for the database."""

WEBHOOKS_AT_MOST = 10
"""Webhooks of a workspace: enough for every system of a team, few enough to look through."""

WEBHOOK_RETRIES = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 30, 2 * 60, 6 * 60, 12 * 60, 24 * 60)
)
"""The pauses between attempts: a restart is over in minutes, a bad release by the next day. After
the last, two days in all, a delivery is given up."""

REST_AFTER_FAILURES = 3
"""One bad delivery must not hold up the others; three failures in a row say the receiver is away.
It is then left alone for a minute, and for twice as long after each further failure."""

WEBHOOK_LONGEST_REST = timedelta(hours=1)

WEBHOOK_OFF_AFTER = timedelta(days=5)
"""A webhook that failed this long is switched off: nobody looks after the receiver any more. Longer
than a weekend with a holiday."""

WEBHOOK_LEASE = timedelta(seconds=90)
"""After this the worker that was sending is taken for dead. Many times what one attempt may take,
and longer than a slow name service."""

WEBHOOKS_AT_ONCE = 16
"""Receivers called at the same time."""

WEBHOOK_PASS_SECONDS = 30
"""After this a pass ends, so that the worker gets to its other work; the sweep begins the next."""

SECRET_OVERLAP = timedelta(hours=24)
"""How long the old secret of a webhook signs as well, for the receiver to change over."""

DELIVERIES_KEPT = timedelta(days=30)
"""The log of deliveries is for finding what went wrong last week; the audit log is kept longer."""

ANSWER_KEPT = 1_000
"""Characters of a receiver's answer that are kept: enough for an error message."""
