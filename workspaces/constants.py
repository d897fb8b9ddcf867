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
