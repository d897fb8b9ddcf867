"""What came of an ask-test: each pair, each text, each pain, and the reasons people gave."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Count

from messaging.models import AskAnswer, AskPair, AskTest, Variant
from messaging.preferences import ENOUGH_ANSWERS, Counted, Share, added, sentence
from workspaces.access import Access
from workspaces.cells import safe_cell

REASONS_SHOWN = 30
HEADS = ("person", "date", "came_from", "text_a", "text_b", "preferred", "reason", "says_nothing")
RESULT_HEADS = ("what", "name", "preferred", "of", "share", "low_95", "high_95", "neither")


@dataclass(frozen=True, slots=True)
class PairResult:
    """``first`` and ``second`` are how the two texts are called."""

    pair: AskPair
    first: str
    second: str
    counted: Counted
    sentence: str

    @property
    def shares(self) -> list[tuple[str, Share]]:
        of = self.counted.chose
        return [
            (self.first, Share(self.counted.first, of)),
            (self.second, Share(self.counted.second, of)),
        ]

    @property
    def is_enough(self) -> bool:
        return self.counted.chose >= ENOUGH_ANSWERS


@dataclass(frozen=True, slots=True)
class Ranked:
    """A text or a pain: how often it was preferred, of all times it stood beside another and one
    of the two was chosen."""

    name: str
    share: Share
    key: str = ""

    @property
    def is_enough(self) -> bool:
        return self.share.of >= ENOUGH_ANSWERS


@dataclass(frozen=True, slots=True)
class AskResults:
    people: int
    pairs: list[PairResult]
    variants: list[Ranked]
    pains: list[Ranked]
    came_from: list[tuple[str, int]]
    reasons: list[AskAnswer]


def ask_results(*, access: Access, test: AskTest) -> AskResults:
    """Five queries, however many answers there are."""
    pairs = _pairs(access, test)
    answers = AskAnswer.objects.for_workspace(access.workspace).filter(pair__ask_test=test)
    counts: dict[int, dict[int | None, int]] = defaultdict(dict)
    for row in answers.order_by().values("pair", "chosen").annotate(n=Count("pk")):
        counts[row["pair"]][row["chosen"]] = row["n"]
    counted = {
        pair.pk: Counted(
            first=counts[pair.pk].get(pair.first_id, 0),
            second=counts[pair.pk].get(pair.second_id, 0),
            neither=counts[pair.pk].get(None, 0),
        )
        for pair in pairs
    }
    names = names_of(pairs)
    people = Count("respondent_hash", distinct=True)
    ways = answers.order_by().values("came_from").annotate(n=people).order_by("-n", "came_from")
    came_from = [(row["came_from"], row["n"]) for row in ways]
    return AskResults(
        people=sum(count for _, count in came_from),
        pairs=[_pair_result(pair, counted[pair.pk], names, len(pairs)) for pair in pairs],
        variants=_variants(pairs, counted, names),
        pains=_pains(pairs, counted),
        came_from=came_from,
        reasons=_reasons(access, test),
    )


def _pairs(access: Access, test: AskTest) -> list[AskPair]:
    rows = AskPair.objects.for_workspace(access.workspace).filter(ask_test=test)
    return list(rows.select_related("first__pain", "second__pain").order_by("position", "pk"))


def names_of(pairs: list[AskPair]) -> dict[int, str]:
    """Variant -> how it is called: by its first words, or by its key where two begin alike."""
    begins: dict[int, str] = {}
    keys: dict[int, str] = {}
    for pair in pairs:
        for variant, texts in _sides(pair):
            begins[variant.pk] = texts[0] if texts else ""
            keys[variant.pk] = variant.key
    alike = [text for text in begins.values() if list(begins.values()).count(text) > 1]
    return {
        pk: keys[pk] if not text or text in alike else f"“{_short(text)}”"
        for pk, text in begins.items()
    }


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 70 else f"{line[:67].rstrip()}…"


def _sides(pair: AskPair) -> tuple[tuple[Variant, list[str]], tuple[Variant, list[str]]]:
    return (pair.first, pair.first_texts), (pair.second, pair.second_texts)


def _pair_result(pair: AskPair, counted: Counted, names: dict[int, str], pairs: int) -> PairResult:
    first, second = names[pair.first_id], names[pair.second_id]
    said = sentence(counted, first=first, second=second, pairs=pairs)
    return PairResult(pair, first, second, counted, said)


def _variants(
    pairs: list[AskPair], counted: dict[int, Counted], names: dict[int, str]
) -> list[Ranked]:
    shares: dict[int, list[Share]] = defaultdict(list)
    keys: dict[int, str] = {}
    for pair in pairs:
        count = counted[pair.pk]
        shares[pair.first_id].append(Share(count.first, count.chose))
        shares[pair.second_id].append(Share(count.second, count.chose))
        keys |= {pair.first_id: pair.first.key, pair.second_id: pair.second.key}
    return _sorted([Ranked(names[pk], added(each), keys[pk]) for pk, each in shares.items()])


def _pains(pairs: list[AskPair], counted: dict[int, Counted]) -> list[Ranked]:
    """Only of pairs that set two pains against each other; none where that never happens."""
    shares: dict[int, list[Share]] = defaultdict(list)
    titles: dict[int, str] = {}
    for pair in pairs:
        first, second, count = pair.first.pain, pair.second.pain, counted[pair.pk]
        if first is None or second is None or first == second:
            continue
        shares[first.pk].append(Share(count.first, count.chose))
        shares[second.pk].append(Share(count.second, count.chose))
        titles |= {first.pk: first.title, second.pk: second.title}
    return _sorted([Ranked(titles[pk], added(each)) for pk, each in shares.items()])


def _sorted(rows: list[Ranked]) -> list[Ranked]:
    return sorted(rows, key=lambda row: (-row.share.value, -row.share.of, row.name))


def _reasons(access: Access, test: AskTest) -> list[AskAnswer]:
    """The newest that say something, each with what was chosen."""
    rows = AskAnswer.objects.for_workspace(access.workspace).filter(
        pair__ask_test=test, evidence__isnull=False, evidence__junk=""
    )
    return list(rows.select_related("evidence", "chosen").order_by("-pk")[:REASONS_SHOWN])


def choice_lines(*, access: Access, test: AskTest) -> Iterator[list[str]]:
    """A head, then a line for each choice, oldest first; cells are safe. People are numbered."""
    yield list(HEADS)
    zone = ZoneInfo(access.workspace.time_zone)
    names = names_of(_pairs(access, test))
    numbers: dict[str, int] = {}
    rows = (
        AskAnswer.objects.for_workspace(access.workspace)
        .filter(pair__ask_test=test)
        .select_related("pair", "evidence")
        .order_by("pk")
    )
    for row in rows.iterator(500):
        number = numbers.setdefault(row.respondent_hash, len(numbers) + 1)
        chosen = names[row.chosen_id] if row.chosen_id is not None else "neither"
        reason = row.evidence
        yield _cells(
            *(number, row.created_at.astimezone(zone).date(), row.came_from),
            *(names[row.pair.first_id], names[row.pair.second_id], chosen),
            *(reason.text if reason else "", reason.junk if reason else ""),
        )


def result_lines(results: AskResults) -> Iterator[list[str]]:
    """A head, then a line for each text of each pair, each text and each pain."""
    yield list(RESULT_HEADS)
    for number, pair in enumerate(results.pairs, start=1):
        for name, share in pair.shares:
            yield _line(f"pair {number}", name, share, str(pair.counted.neither))
    for what, rows in (("text", results.variants), ("pain", results.pains)):
        for row in rows:
            yield _line(what, row.name, row.share, "")


def _line(what: str, name: str, share: Share, neither: str) -> list[str]:
    low, high = share.interval
    numbers = (f"{share.value:.3f}", f"{low:.3f}", f"{high:.3f}")
    return _cells(what, name, share.chosen, share.of, *numbers, neither)


def _cells(*values: object) -> list[str]:
    return [safe_cell(str(value)) for value in values]
