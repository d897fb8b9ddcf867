"""Thresholds of messaging, and why each is what it is."""

# A need is told to the product people when it is worth their time: the opportunity (0 to 20, the
# strength of the evidence included) of a pain that matters 4 of 5, is met 2 of 5 and rests on
# three quotes by different people lies about there.
UNMET_OPPORTUNITY = 6.0
# One voice is an anecdote, and two may be friends.
UNMET_QUOTES = 3
# So many of the quotes are shown to product people who were not there.
UNMET_QUOTES_SHOWN = 3
