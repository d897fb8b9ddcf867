"""Street addresses with a house number, as people write them in English and its neighbours.

A street without a number is no address: it leads to nobody.
"""

import re
from collections.abc import Iterator

# No word of a street is longer; without an end to it a long text is gone through again and again.
NAME = r"[A-ZÄÖÜÉÈÀÅØÆ][\w'’.-]{0,40}"
STREET = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|ct|boulevard|blvd|way|place|pl|square|"
    r"sq|terrace|close|crescent|gardens|grove|mews|parkway|pkwy|highway|hwy|row|walk|circle|trail|"
    r"alley|quay|wharf|rise|view)\b\.?"
)
# What is counted is no street: "24 Hour Drive", "3 Day Walk".
COUNTED = (
    r"(?!(?:hour|day|week|month|year|minute|star|step|mile|inch|people|person|percent|times?|"
    r"euro|dollar|pound|of|in|on|at|to|for|and|or|the)s?\b)"
)
HERE = r"(?<![\w.,:/€$£#-])"
FLAT = r"(?:(?:apartment|apt|flat|suite|unit|room|floor)\.?\s*#?\w{1,5},?\s+)?"
TAIL = r"(?:,?\s+(?i:apt|suite|unit|#)\.?\s*\w{1,5})?(?:,\s+[A-Z][\w.]+(?:\s[A-Z][\w.]+){0,2})?"
TAIL += r"(?:,?\s+[A-Z]{2},?\s+\d{5}(?:-\d{4})?)?"
BRITISH_CODE = r"\b(?:[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2})\b"
TOWN = r"(?:,?\s+(?:D-|A-|CH-)?\d{4,5}(?:\s?[A-Z]{2})?\s+[A-ZÄÖÜ][\wäöüß-]+)"
HOUSE = r"\d{1,4}\s?[a-z]?(?:\s?[-/]\s?\d{1,4}[a-z]?)?\b(?!\s?(?:%|€|euro|uhr|stunden|tage|mal)\b)"
GERMAN_ENDS = (
    r"(?:stra(?:ß|ss)e|str\.|str|weg|platz|allee|gasse|damm|ufer|chaussee|stieg|pfad|straat|gracht|"
    r"laan|gade|vej|gatan|vägen|veien)"
)
NO_NAME = r"(?!(?:auf|der|den|dem|des|ein|eine|einen|mein|kein|keinen|vom|zum|beim|am|im|dieser)\b)"
PATTERNS = (
    # 221b Baker Street, 350 5th Ave, Apt 4, New York, NY 10118
    rf"(?i:{FLAT}){HERE}\d{{1,5}}[a-zA-Z]?,?\s+(?i:{COUNTED})(?:(?:{NAME}|\d{{1,3}}(?:st|nd|rd|th))"
    rf"\s+){{1,3}}(?i:{STREET})(?!\w)(?:\s+(?:NW|NE|SW|SE|N|S|E|W)\b)?{TAIL}",
    r"\b(?i:p\.?\s?o\.?\s+box)\s+\d{1,6}\b",
    BRITISH_CODE,
    # Hauptstraße 12, 10115 Berlin; Lange Straße 5a; Prinsengracht 263
    rf"\b[A-ZÄÖÜ][\wäöüß-]{{1,50}}?(?i:{GERMAN_ENDS})\s*{HOUSE}{TOWN}?",
    rf"\b(?i:{NO_NAME}){NAME}[\s-](?:Straße|Strasse|Str\.|Weg|Platz|Allee|Gasse|Damm|Ufer|Ring|"
    rf"Chaussee)\s{HOUSE}{TOWN}?",
    # Am Markt 5, 50667 Köln; Ostring 7, 44787 Bochum: only with the town
    rf"\b(?:(?:Am|An der|Im|Zum|Zur|Auf dem|Unter den|Hinter der)\s)?{NAME}\s{HOUSE}{TOWN}",
    # 12 rue de la Paix, 75002 Paris
    rf"{HERE}\d{{1,4}}(?:\s?(?:bis|ter))?,?\s+(?i:rue|avenue|boulevard|place|chemin|impasse|allée|"
    rf"quai|cours)\s+(?:(?:de|du|des|la|le|les|l['’]|d['’])\s*)*{NAME}(?:[\s-]{NAME})*{TOWN}?",
    # Calle Mayor 12; Via Garibaldi 7
    rf"\b(?:[Cc]alle|[Aa]venida|[Pp]laza|[Pp]aseo|C/|Piazza|Corso|Viale|Rua|Praça)\s*"
    rf"(?:(?:de|del|la|las|los|da|do|dos)\s+)*{NAME}(?:\s{NAME}){{0,2}},?\s+(?:n[º°.]\s?)?\d{{1,4}}\b",
)
ADDRESS = re.compile("|".join(f"(?:{pattern})" for pattern in PATTERNS))
# What every pattern above needs, and few quotes have: a number that follows a word with a capital
# or stands before one, or one of a few words. Looking for it takes a tenth of the time.
SIGNS = re.compile(
    r"\d(?:[a-zA-Z]?,?\s+[\dA-ZÄÖÜÉÈÀÅØÆ]|[A-Z]{2}|(?:\s?(?:bis|ter))?,?\s+(?i:rue|avenue|boulevard|"
    r"place|chemin|impasse|allée|quai|cours)\s)|(?i:box)\s+\d|"
    r"[A-ZÄÖÜÉÈÀÅØÆ][\w'’.-]{0,70},?\s*(?:n[º°.]\s?)?\d"
)


# Kinds of street that are common words; in a headline, where every word has a capital, they prove
# nothing.
COMMON = re.compile(
    r"\b(?:way|view|row|walk|rise|close|drive|place|court|square|circle|trail)\b\.?$"
)
WORD = re.compile(r"[^\W\d_]{4,}")
HEADLINE_WORDS, HEADLINE_SHARE = 4, 0.7


def addresses(text: str) -> Iterator[tuple[int, int]]:
    is_headline: bool | None = None
    if not SIGNS.search(text):
        return
    for match in ADDRESS.finditer(text):
        if COMMON.search(match[0].lower()):
            is_headline = _is_headline(text) if is_headline is None else is_headline
            if is_headline:
                continue
        yield match.start(), match.start() + len(match[0].rstrip(" ,.;"))


def _is_headline(text: str) -> bool:
    words = WORD.findall(text)
    return len(words) >= HEADLINE_WORDS and sum(map(str.istitle, words)) >= HEADLINE_SHARE * len(
        words
    )
