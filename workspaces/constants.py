"""The numbers that decide how jobs are run. Seconds, unless said otherwise."""

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
