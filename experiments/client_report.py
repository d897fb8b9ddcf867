"""What happened for a client in a week, gathered from tests, copy and quotes.

It goes to people outside: customers' words only where they agreed to be quoted, and no word of
what we only suppose.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet

from experiments.client_report_values import Report, ReportTable, Section, counted
from experiments.headlines import headlines_of
from experiments.models import Experiment
from experiments.result_values import Headline
from messaging.channels.merge_tags import with_fallbacks
from messaging.coverage import coverage
from messaging.models import Campaign, ShareSettings, Variant
from personas.models import Evidence
from workspaces.access import Access

DAYS = 7
MOST_TESTS, MOST_TEXTS, MOST_QUOTES, MOST_GAPS = 20, 40, 3, 3
LONGEST_TEXT = 300
"""Letters of one text: whole lines of it are shown up to here, the first one in any case."""
LONGEST_QUOTE = 300
"""A longer quote stays away: half of one might say something else than the customer did."""
State = Experiment.State
STATES = {
    State.RUNNING: "Running",
    State.PAUSED: "Paused",
    State.STOPPED: "Waits for a decision",
    State.DECIDED: "Decided",
    State.ROLLED_BACK: "Rolled back",
    State.PLANNED: "Planned",
}


def client_report(
    *, access: Access, until: date, campaign: Campaign | None = None, note: str = ""
) -> Report:
    """The report of the seven days that end with ``until``, in the workspace's time zone."""
    workspace = access.workspace
    zone = ZoneInfo(workspace.time_zone)
    since = until - timedelta(days=DAYS - 1)
    span = (
        datetime.combine(since, time.min, zone),
        datetime.combine(until + timedelta(days=1), time.min, zone),
    )
    tests = _tests(access, campaign, span)
    told = headlines_of(workspace_id=workspace.pk, experiments=[test.pk for test in tests])
    texts = _texts(access, campaign, span)
    quotes = _quotes(access, span) if campaign is None else []
    settings = ShareSettings.objects.for_workspace(workspace).first()
    sections = [
        _in_short(tests, texts, quotes, span),
        _about_tests(tests, told),
        _about_texts(texts),
        _about_quotes(quotes),
        _next(access, tests, campaign),
    ]
    return Report(
        brand=workspace.name,
        agency=settings.agency_name if settings else "",
        campaign=campaign.name if campaign else "",
        since=since,
        until=until,
        note=note,
        sections=tuple(each for each in sections if each is not None),
        logo=_logo(settings),
        is_invented=any(line.simulated for line in told.values()),
    )


def _logo(settings: ShareSettings | None) -> bytes:
    """The picture; nothing where there is none, or its file is gone."""
    name = settings.logo.name if settings else ""
    if not name:
        return b""
    try:
        with default_storage.open(name) as file:
            return bytes(file.read())
    except OSError:
        return b""


def _tests(
    access: Access, campaign: Campaign | None, span: tuple[datetime, datetime]
) -> list[Experiment]:
    """Tests that run, wait or are planned, and those that ended in the week."""
    open_states = (State.RUNNING, State.PAUSED, State.STOPPED, State.PLANNED)
    ended = Q(decided_at__gte=span[0], decided_at__lt=span[1])
    rows: QuerySet[Experiment] = (
        Experiment.objects.for_workspace(access.workspace)
        .filter(Q(state__in=open_states) | ended, archived_at=None)
        .select_related("message__placement")
        .order_by("-decided_at", "-started_at", "-id")
    )
    if campaign is not None:
        rows = rows.filter(message__placement__campaign=campaign)
    return list(rows[:MOST_TESTS])


def _texts(
    access: Access, campaign: Campaign | None, span: tuple[datetime, datetime]
) -> list[Variant]:
    """Texts that were approved in the week, or went live in it."""
    approved = Q(state=Variant.State.APPROVED, decided_at__gte=span[0], decided_at__lt=span[1])
    rows: QuerySet[Variant] = (
        Variant.objects.for_workspace(access.workspace)
        .filter(approved, message__placement__archived_at=None)
        .select_related("message__placement", "pain")
        .order_by("message__placement__name", "id")
    )
    if campaign is not None:
        rows = rows.filter(message__placement__campaign=campaign)
    return list(rows[:MOST_TEXTS])


def _quotes(access: Access, span: tuple[datetime, datetime]) -> list[Evidence]:
    rows = (
        Evidence.objects.for_workspace(access.workspace)
        .filter(created_at__gte=span[0], created_at__lt=span[1], junk="")
        .order_by("-created_at", "-id")
    )
    return list(rows)


def _in_short(
    tests: Sequence[Experiment],
    texts: Sequence[Variant],
    quotes: Sequence[Evidence],
    span: tuple[datetime, datetime],
) -> Section:
    running = sum(test.state in (State.RUNNING, State.PAUSED) for test in tests)
    waiting = sum(test.state == State.STOPPED for test in tests)
    decided = sum(_is_in(test.decided_at, span) for test in tests)
    sentences = [
        f"This week {counted(decided, 'test was', 'tests were')} decided, and "
        f"{counted(running, 'test runs', 'tests run')} now.",
        f"{counted(len(texts), 'text was', 'texts were')} approved.".capitalize(),
    ]
    if waiting:
        sentences.append(
            f"{counted(waiting, 'test has', 'tests have')} ended and waits for a decision."
            if waiting == 1
            else f"{waiting:,} tests have ended and wait for a decision."
        )
    if quotes:
        left = sum(quote.customer_status in ("ex_customer", "lost_deal") for quote in quotes)
        said = f"Customers said {counted(len(quotes), 'new thing', 'new things')}"
        sentences.append(f"{said}, {left:,} of them from people who left." if left else f"{said}.")
    return Section("In short", tuple(sentences))


def _is_in(moment: datetime | None, span: tuple[datetime, datetime]) -> bool:
    return moment is not None and span[0] <= moment < span[1]


def _about_tests(tests: Sequence[Experiment], told: dict[int, Headline]) -> Section | None:
    shown = [test for test in tests if test.state != State.PLANNED]
    if not shown:
        return None
    sentences = []
    rows: list[tuple[str | int | float, ...]] = []
    for test in shown:
        line = told.get(test.pk)
        said = line.sentence if line and line.sentence else "Nobody was counted yet."
        sentences.append(f"{test.name}{' ' if test.name[-1:] in '?!.' else ': '}{said}")
        rows.append(
            (
                test.name,
                str(test.message.placement),
                STATES.get(State(test.state), test.state),
                line.visitors if line else 0,
            )
        )
    table = ReportTable(("Test", "Where", "State", "Visitors"), tuple(rows))
    return Section("What the tests say", tuple(sentences), table)


def _about_texts(texts: Sequence[Variant]) -> Section | None:
    if not texts:
        return None
    rows = tuple(
        (
            str(text.message.placement),
            text.pain.title if text.pain else "",
            _as_read(text),
        )
        for text in texts
    )
    return Section(
        "New copy",
        ("Each line speaks to a problem your customers told of.",),
        ReportTable(("Where", "The problem", "The text"), rows),
    )


def _as_read(text: Variant) -> str:
    """Its first lines as a reader sees them, whole; how many there are besides."""
    said = "\n".join(with_fallbacks(each) for _, each in text.sentences())
    lines = [line for line in said.splitlines() if line.strip()]
    shown, room = lines[:1], LONGEST_TEXT - len("".join(lines[:1]))
    for line in lines[1:]:
        room -= len(line)
        if room < 0:
            break
        shown.append(line)
    more = len(lines) - len(shown)
    return "\n".join([*shown, f"and {counted(more, 'more line', 'more lines')}"] if more else shown)


def _about_quotes(quotes: Sequence[Evidence]) -> Section | None:
    """Only what may be quoted, in full; the rest is a number."""
    given = [quote for quote in quotes if quote.may_quote and len(quote.text) <= LONGEST_QUOTE]
    if not given:
        return None
    return Section(
        "In your customers’ words", tuple(f"“{quote.text}”" for quote in given[:MOST_QUOTES])
    )


def _next(access: Access, tests: Sequence[Experiment], campaign: Campaign | None) -> Section | None:
    sentences = [
        f"Planned: {test.name}" + ("" if test.name[-1:] in "?!." else ".")
        for test in tests
        if test.state == State.PLANNED
    ]
    if campaign is None:
        gaps: list[Any] = coverage(access=access).silent_pains[:MOST_GAPS]
        sentences += [
            f"Nothing live speaks of “{cell.pain.title}” to {cell.pain.persona.name} yet."
            for cell in gaps
        ]
    return Section("Next", tuple(sentences)) if sentences else None
