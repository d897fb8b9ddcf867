"""The lens: does a text speak of the customer's problem, or of the product?

>>> read("The till is short again and nobody knows why.").sentences[0].cls
'problem'
"""

from messaging.lens.muted import Muted, plain_words
from messaging.lens.reading import (
    CLASSES,
    COMPONENT_NAMES,
    COMPONENTS,
    Finding,
    Reading,
    SentenceReading,
)
from messaging.lens.scorecard import read, score_of

__all__ = [
    "CLASSES",
    "COMPONENTS",
    "COMPONENT_NAMES",
    "Finding",
    "Muted",
    "Reading",
    "SentenceReading",
    "plain_words",
    "read",
    "score_of",
]
