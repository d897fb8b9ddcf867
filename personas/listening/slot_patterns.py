"""How customers say what a slot holds: "I have to ...", "whenever ...", "two evenings a week".

Each pattern has one group, the words that fill the slot. They are narrow on purpose: a person can
mark words by hand, and a wrong proposal costs more than none.
"""

import re

_WHO = r"\b(?:i|we)"
_OFTEN = r"(?:\s+(?:still|always|constantly|often|usually|just|really|only|then|now|also|even))*"
_REST = r"\s+(.+)"
_NUMBER = (
    r"(?:\d+(?:[.,]\d+)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty"
    r"|half\s+an?|several|a\s+few|a\s+couple\s+of|hours\s+and|every(?:\s+last|\s+single)?|another)"
)
_SPAN = (
    r"(?:minutes?|mins?|hours?|days?|evenings?|nights?|mornings?|afternoons?|weekends?|weeks?"
    r"|months?|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?)"
)
_RATE = r"(?:\s+(?:a|per|each|every|of\s+(?:my|our|every|each))\s+[a-z]+)"
_TIME = rf"{_NUMBER}\s+(?:whole\s+|full\s+|entire\s+|extra\s+|of\s+my\s+)?{_SPAN}"
_MONEY = r"(?:[£$€]\s?\d[\d,.]*\d?k?|\d[\d,.]*\s?(?:pounds|euros?|dollars|quid|bucks))"
_COSTS = (
    r"(?:los(?:e|es|ing|t)|wast(?:e|es|ing|ed)|spen(?:d|ds|ding|t)|tak(?:e|es|ing)|took"
    r"|cost(?:s|ing)?|pay(?:s|ing)?|paid|eats?|burn(?:s|t|ed)?|goes|gone)"
)
_TO_WHOM = r"(?:\s+(?:me|us|up|away|over|about|around|nearly|almost|at\s+least|like|another))*"
_HARD = r"(?:hard|difficult|a\s+pain|a\s+nightmare|annoying|tedious)"


def _of(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(f"(?i){pattern}") for pattern in patterns)


NOT_ABLE = _of(
    rf"{_WHO}{_OFTEN}\s+(?:can['’]?t|cannot|can\s+not|can\s+never|couldn['’]?t)\b{_OFTEN}{_REST}",
    rf"{_WHO}['’]?\s*(?:am|are|m|re|was|were)?\s+(?:not\s+able|unable|never\s+able)\s+to{_REST}",
    rf"\b(?:it['’]s|it\s+is|find\s+it)\s+(?:almost\s+|nearly\s+|just\s+)*impossible\s+to{_REST}",
)
"""What somebody cannot do: the struggle is not being able to."""
HARD = _of(
    rf"{_WHO}{_OFTEN}\s+(?:struggle|struggled|fight)\s+to{_REST}",
    rf"\b(?:it['’]s|it\s+is|find\s+it)\s+(?:so\s+|too\s+|really\s+|very\s+)*{_HARD}\s+to{_REST}",
)
"""What somebody can only just do: the struggle is to struggle."""
STARTS_ILL = re.compile(
    r"(?i)^(?:seem\s+to\s+)?(?:believe|wait|have\s+this|even|stand|help\s+but)\b"
)
SEEM = re.compile(r"(?i)^seem\s+to\s+")

PATTERNS: dict[str, tuple[re.Pattern[str], ...]] = {
    "struggle": _of(
        rf"(?<!do\s)(?<!did\s){_WHO}(?:['’]ve|['’]d)?{_OFTEN}\s+(?:have|had|got)\s+to{_REST}",
        rf"\bhaving\s+to{_REST}",
        rf"{_WHO}{_OFTEN}\s+(?:keep|kept|end\s+up|ended\s+up|am\s+stuck|are\s+stuck){_REST}",
        rf"\b(?:tired|sick|fed\s+up)\s+(?:of|with){_REST}",
        rf"{_WHO}{_OFTEN}\s+hate(?!\s+having){_REST}",
        rf"{_WHO}{_OFTEN}\s+(?:spend|spent|waste|wasted|lose|lost)\s+(?:[\w£$€',-]+\s+){{1,6}}?"
        r"((?:[a-z]+ing)\s+.+)",
    ),
    "trigger": _of(
        r"\b(?:whenever|every\s+time|each\s+time|as\s+soon\s+as)\s+(.+)",
        r"(?<!know\s)(?<!sure\s)(?<!see\s)(?<!tell\s)(?<!me\s)(?<!ask\s)(?<!wonder\s)\bwhen\s+(.+)",
    ),
    "cost": _of(
        rf"\b{_COSTS}{_TO_WHOM}\s+({_TIME}{_RATE}?)",
        rf"\b{_COSTS}{_TO_WHOM}\s+({_MONEY}{_RATE}?)",
        rf"\b({_TIME}{_RATE})\b",
        rf"(?<!\w)({_MONEY}{_RATE})\b",
    ),
    "feeling": _of(
        r"\b(?:i|we)\s+feel\s+(.+)",
        r"\b(?:i['’]?m|i\s+am|we['’]re|we\s+are)\s+(.+)",
        r"\b(?:makes?|made|leaves?|left)\s+(?:me|us)\s+(?:feel(?:ing)?\s+)?(.+)",
    ),
    "workaround": _of(
        r"\b(?:ended\s+up\s+(?:with|using)|mak(?:e|ing)\s+do\s+with|made\s+do\s+with|rely\s+on"
        r"|relying\s+on|went\s+back\s+to|gone\s+back\s+to|resort(?:ed)?\s+to|fall\s+back\s+on)\s+(.+)",
        rf"{_WHO}{_OFTEN}\s+(?:use|used|keep|kept)\s+(.+?)\s+instead\b",
        rf"{_WHO}{_OFTEN}\s+(?:use|keep|have)\s+((?:an?|the|my|our|two|three)\s+[^.,;]*?"
        r"(?:spreadsheet|notebook|sticky\s+notes?|whiteboard|paper\s+diary|shoebox|whatsapp\s+group"
        r"|shared\s+folder|calculator|wall\s+planner|google\s+sheet)s?)\b",
    ),
    "desired_outcome": _of(
        rf"{_WHO}{_OFTEN}\s+(?:want|wanted|wish|would\s+like|would\s+love|hope|hoped)\s+to{_REST}",
        rf"{_WHO}['’]?d\s+(?:just\s+|really\s+)*(?:like|love)\s+to{_REST}",
        rf"\b(?:wish|if\s+only)\s+(?:i|we)\s+could{_OFTEN}{_REST}",
        rf"\b(?:would|['’]d)\s+be\s+(?:so\s+|really\s+)?(?:great|nice|good|lovely|helpful)\s+"
        rf"(?:to|if\s+(?:i|we)\s+could){_REST}",
    ),
    "why": _of(
        rf"\bso\s+(?:that\s+)?(?:i|we)\s+(?:can|could){_OFTEN}{_REST}",
        rf"\bbecause\s+(?:i|we){_OFTEN}\s+(?:want|need)\s+to{_REST}",
        r"\bso\s+(?:that\s+)?(?:i|we)\s+((?:do\s+not|don['’]t)\s+have\s+to\s+.+)",
    ),
}

FEELINGS = frozenset(
    """afraid alone angry annoyed anxious ashamed awful bad burned burnt confused cornered
    defeated demoralised demoralized desperate disappointed discouraged distracted drained
    embarrassed exhausted exposed fed foolish forgotten frantic frightened frustrated furious
    guilty helpless hopeless humiliated ignored insecure irritated isolated livid lonely lost mad
    miserable nervous numb overwhelmed panicked panicky paranoid powerless rushed sad scared
    shattered sick silly stressed stuck stupid tense terrible terrified tired trapped uncertain
    uneasy unheard unprepared unsafe unsure upset useless vulnerable wary weary worn worried
    worthless wretched""".split()  # noqa: SIM905
)
FEELING_PHRASES = ("on edge", "in the dark", "out of control", "at a loss", "left out", "let down")
STRONGER = frozenset(
    """so really very just always constantly completely absolutely totally utterly quite too
    pretty still even now more getting feeling being all""".split()  # noqa: SIM905
)
PARTICLES = {
    "worn": ("out",),
    "burnt": ("out",),
    "burned": ("out",),
    "stressed": ("out",),
    "fed": ("up",),
}
NEEDS_PARTICLE = frozenset({"worn", "fed"})

ENDS_A_PHRASE = re.compile(
    r"(?i)[.,;:!?()\n\"“”]|\s[-–—]+\s|\s+(?=(?:but|because|although|though|while|until|unless|if|which"
    r"|whenever|when|so\s+that|so\s+i|so\s+we|and\s+then|and\s+(?:i|we|it|they|nobody|the\s+\w+\s+is"
    r"|that|now|still)|since|then\s+(?:i|we)|instead|every\s+time|each\s+time|as\s+soon\s+as"
    r"|every\s+(?:single\s+)?(?:time|day|week|month|year|night|morning|evening|sunday|monday))\b)"
)
ENDS_LOOSE = frozenset(
    """a an the my our your their his her its this that these those of to in on at by for with
    without from about as and or but so than who what which how if is are was were be been am do
    does did has have had can could will would should i we he she it they not no very really just
    please etc per into onto like""".split()  # noqa: SIM905
)
PAST = re.compile(
    r"(?i)\b(?:was|were|had|did|didn['’]?t|wasn['’]?t|weren['’]?t|hadn['’]?t|couldn['’]?t|went"
    r"|came|took|said|told|tried|left|found|lost|made|gave|got|saw|sent|kept|knew|thought|bought"
    r"|paid|became|began|broke|ran)\b"
)
ENDED_ED = re.compile(r"(?i)(?:^|\s)(\w+)\s+(?:\w+ly\s+)?(\w{2,}ed)\b")
ASKS = re.compile(
    r"(?i)^(?:can|could|will|would|should|is|are|do|does|did|am|may)\b"
    r"|\b(?:can|could|will|would|should|is|are|do|does|did|may|am)\s+(?:i|we|it|they|you|there|my)\b"
)
OTHER_CLAUSE = re.compile(r"(?i)\s+(?=(?:i|we)(?:['’]\w+)?\s)")
TWO_CLAUSES = re.compile(
    r"(?i)^(?:i|we|it|they)(?:\s+\w+){2,}\s+(?<!for\s)(?<!of\s)(?<!to\s)(?<!in\s)(?<!on\s)(?<!with\s)"
    r"(?<!at\s)(?<!from\s)(?<!into\s)(?<!and\s)(?:the|my|our|it|they|he|she)\s"
    r"|^(?:\w+\s+){3,}(?:the|my|our|it|they|he|she)\s(?:[\w'’]+\s)*?\w+s\b"
)
SECOND_PERSON = re.compile(r"(?i)\b(?:you|your|yours|u|ur)\b")
AFTER_BE = frozenset(
    """is are isn't aren't be been being get gets getting got has have stay stays feel feels
    the a an my our his her their its double""".split()  # noqa: SIM905
)
