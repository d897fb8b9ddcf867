"""Numbers that decide something about writing with a model, each with its reason."""

MOST_DRAFTS = 12
"""At once. Each is a call that costs; more than this nobody reads."""
MOST_QUOTES = 12
"""Quotes the model is shown: enough to hear how customers talk, few enough to be cheap."""
LONGEST_QUOTE = 400
"""A longer quote is left out: it is a letter, costs much, and hides orders best."""
LONGEST_FIELD = 600
"""More of any other text of the brief is not sent."""
MOST_FACTS = 12
"""Reliefs, proofs, claims and features, of each so many."""
TRIES = 3
"""How often a call is made that was not answered (429, 5xx, time-out, no line)."""
FIRST_PAUSE = 2.0
"""Seconds before the second try; each further pause is three times as long."""
LONGEST_PAUSE = 60.0
"""An endpoint that asks for more than this is not waited for: the job says when to come back."""
NONSENSE_IN_A_ROW = 2
"""After so many drafts in a row that could not be used, the rest are not paid for."""
MOST_BYTES = 400_000
"""More of an answer is not read. The longest channel needs about 30,000."""
LONGEST_ANSWER = 60_000
"""Characters of copy and JSON; an answer beyond has gone astray."""
CHARACTERS_A_TOKEN = 3
"""English has about four, German three and a half; too few rather than too many, so that what is
set aside before a call is enough."""
LEAST_ANSWER_TOKENS = 700
MOST_ANSWER_TOKENS = 6_000
LEAKED_RUN = 10
"""So many words of our own instructions in a row are no coincidence."""
TRIAL_TOKENS = 300
SLOW_SECONDS = 20.0
"""A tiny answer that takes longer than this makes ten drafts take minutes: the test says so."""
DRAFTS_SHOWN = 24
