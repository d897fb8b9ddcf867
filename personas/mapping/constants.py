"""Thresholds of ranking, and why each is what it is."""

# Weight of one quote. What people say unasked is what occupies them; an answer is partly the
# question's doing.
UNPROMPTED_WEIGHT = 1.0
UNKNOWN_PROMPT_WEIGHT = 0.8
ASKED_WEIGHT = 0.6
# Somebody who left, or did not buy, paid for the problem: their words count more.
STATUS_WEIGHTS = {"ex_customer": 2.0, "lost_deal": 1.5}
USUAL_STATUS_WEIGHT = 1.0
# Full weight for a year, since a year holds every season; then it halves each further year.
FRESH_DAYS = 365
HALF_LIFE_DAYS = 365
# A quote without a date may be old, but is not worthless.
UNDATED_WEIGHT = 0.7
# One talkative person is still one person: at most two fresh quotes' worth.
MOST_PER_PERSON = 2.0
# Three kinds of source that agree are worth full weight; one alone may have its own bias.
SOURCE_FACTORS = {1: 0.8, 2: 0.9}
FULL_SOURCE_FACTOR = 1.0
# Strength runs from ASSUMED_STRENGTH (nobody was asked) towards 1; a total weight of HALF_WEIGHT
# is halfway. Three fresh unprompted quotes by different people are plenty to act on.
ASSUMED_STRENGTH = 0.25
HALF_WEIGHT = 2.0
# High confidence: three people, unprompted, from three kinds of source.
HIGH_CONFIDENCE_SOURCES = 3
# A profile says more than a guess when so many people were heard. A person counts once, however
# much they said, and somebody whose name nobody kept counts as somebody of their own.
ENOUGH_PEOPLE = 5
# Words suggested for a vocabulary: two people at least, since one may be quirky; phrases of up to
# three words, since longer ones are quotes.
FEWEST_WHO_SAY_IT = 2
LONGEST_PHRASE = 3
# The prior of the log odds weighs as much as so many people; with fewer heard, little is typical.
PRIOR_SPEAKERS = 10
# Standard errors from which a word is worth showing: one is a hint, and a person judges it.
TYPICAL_FROM = 0.5
SAMPLES_SHOWN = 3
# The newest quotes are looked at, so many of the persona and of all others: enough for every word
# that two in a hundred people use, and read in a part of a second.
QUOTES_READ = 2_000
OTHER_QUOTES_READ = 4_000
# What is said lately is what was said in the last eight weeks; half a year before them is long
# enough to tell what is usual, and short enough to be about the same product.
RECENT_WEEKS = 8
BEFORE_WEEKS = 26
# Two quotes are chance. With fewer than NEW_QUOTES lately nothing is called new, and with fewer
# than TREND_QUOTES in all those weeks nothing is called rising, steady or fading.
NEW_QUOTES = 3
TREND_QUOTES = 5
# Of the pains called rising or fading at most one in ten is so by chance (Benjamini-Hochberg): a
# false alarm costs a look, so we need not be stricter.
FALSE_ALARMS = 0.1
# A theme of people who left, or may: from two of them on, for one may have a reason of their own.
ALERT_QUOTES = 2
# Weeks that were missed and are made up for; older news is none.
WEEKS_CAUGHT_UP = 4
