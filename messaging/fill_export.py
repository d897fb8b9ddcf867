"""Filling copy into somebody's own file: what would be written, and asking for it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Final

from messaging.channels import Channel
from messaging.channels.merge_tags import dialects
from messaging.channels_here import places_in
from messaging.fill_guess import remember
from messaging.fill_template import FileToFill
from messaging.sharing.collect_lines import Selection, collect_lines, only_shown, selected_variants
from messaging.sharing.destinations import with_destinations
from messaging.sharing.export import FILL_KIND, NEUTRAL
from messaging.sharing.filling.assigning import BY_HAND, BY_KEY, HOW, Assigned, FileRow, assign
from messaging.sharing.filling.columns import (
    ABOUT,
    targets_of,
)
from messaging.sharing.filling.new_cells import NewCells, Wanted, new_cells
from messaging.sharing.filling.sheet_xml import LONGEST_CELL, cannot_hold
from messaging.sharing.filling.workbook_cells import SheetOfWorkbook
from messaging.sharing.leaving import Leaving, Told, translated
from messaging.sharing.platform_facts import facts_of
from workspaces.access import SHARE, Access
from workspaces.jobs import enqueue
from workspaces.models import Job, Workspace

MOST_TEXTS: Final = 2_000
LONGEST_TEXT_CELL: Final = 100_000
GOOGLE_KEYWORD = "google_keyword"
SHOWN_NUMBERS = 20


class FillError(ValueError):
    """What was said does not fit the file; ``field`` is what to change."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class FillChoice:
    """``mapping``: target -> column, from 0. ``by_hand``: number of a row -> key of its text."""

    channel: str
    mapping: Mapping[str, int]
    how: str = BY_KEY
    by_hand: Mapping[int, str] = field(default_factory=dict)
    dialect: str = ""
    write_key: bool = True


@dataclass(slots=True)
class Filling:
    """What would be written: ``new`` cells, ``added`` rows, and what there is to tell.

    Rows are added below a header that stands alone. In a workbook their cells are ``new`` as well.
    """

    assigned: Assigned
    new: NewCells
    added: list[list[str]]
    told: Told
    keys: list[str]
    variants: list[int]


def texts_for(*, access: Access, channel: str, selection: Selection) -> Selection:
    """The selection of texts of ``channel`` that may leave; FillError where there is none."""
    chosen = only_shown(access, replace(selection, channels=(channel,)))
    many = selected_variants(access.workspace, chosen).count()
    if not many:
        raise FillError("channel", "No text of this channel is approved yet.")
    if many > MOST_TEXTS:
        raise FillError(
            "campaign", f"These are {many:,} texts; {MOST_TEXTS:,} is the most. Choose a campaign."
        )
    return chosen


def prepare(
    workspace: Workspace,
    template: FileToFill,
    choice: FillChoice,
    selection: Selection,
    refused: "SheetOfWorkbook | None" = None,
) -> Filling:
    """What ``choice`` would write into the file; nothing is written."""
    here, told = places_in(workspace), Told()
    channel = here.channels[choice.channel]
    texts = _texts(workspace, channel, choice, selection, told)
    assigned = assign(
        template.rows,
        list(texts),
        choice.mapping,
        choice.how,
        choice.by_hand,
    )
    wanted = Wanted(
        channel=channel,
        mapping=choice.mapping,
        longest=here.tags.longest,
        write_key=choice.write_key,
        cannot_hold=template.text.cannot_hold if template.text else cannot_hold,
        longest_cell=LONGEST_TEXT_CELL if template.text else LONGEST_CELL,
        refused=(lambda row, column: refused.xml.refused((row, column)))
        if refused
        else (lambda row, column: ""),
    )
    chosen = {place: texts[key] for place, key in assigned.texts.items()}
    new = new_cells(template.rows, chosen, wanted, told)
    below, added = _added(template, assigned, texts, wanted, told)
    if template.text is None:
        new.cells |= below.cells
    _tell(assigned, told)
    written = [*new.keys, *below.keys]
    variants = sorted({texts[key].line.variant_id for key in written})
    return Filling(assigned, new, added, told, written, variants)


def ask_to_fill(
    *, access: Access, template: FileToFill, choice: FillChoice, selection: Selection
) -> Job:
    """Have the file filled. FillError where what was said cannot be done, or would do nothing."""
    access.require(SHARE)
    _check(access, template, choice)
    chosen = texts_for(access=access, channel=choice.channel, selection=selection)
    found = prepare(access.workspace, template, choice, chosen)
    if not found.keys:
        raise FillError("how", _why_nothing(template, found, choice))
    remember(access.workspace, template, choice.channel, choice.mapping)
    arguments = {
        "token": template.token,
        "title": template.title,
        "file_format": f"fill {_at_home(choice.channel)}".strip(),
        "dialect": choice.dialect,
        "selection": asdict(chosen),
        "choice": asdict(choice),
    }
    return enqueue(access=access, kind=FILL_KIND, arguments=arguments)


def _texts(
    workspace: Workspace, channel: Channel, choice: FillChoice, selection: Selection, told: Told
) -> dict[str, Leaving]:
    here = places_in(workspace)
    lines = collect_lines(workspace, selection)
    leaving = with_destinations(workspace, here.channels, lines, told)
    spoken = choice.dialect or here.tags.dialect or NEUTRAL
    if not channel.merge_tags:
        spoken = GOOGLE_KEYWORD if channel.key.endswith("_rsa") else NEUTRAL
    if spoken != NEUTRAL:
        fields = here.tags.fields.get(spoken, {})
        leaving = translated(
            leaving, here.channels, dialects()[spoken], fields, told, everywhere=True
        )
    return {one.line.key: one for one in leaving}


def _at_home(channel: str) -> str:
    """The platform (``using_elsewhere.WHERE``) on which copy of this channel runs, if it is one."""
    tools = facts_of("fill_columns")["tools"]
    found = {tool["channel"]: str(tool["where"]) for tool in tools if "where" in tool}
    return found.get(channel, "") if channel != "email" else ""


def _added(
    template: FileToFill,
    assigned: Assigned,
    texts: Mapping[str, Leaving],
    wanted: Wanted,
    told: Told,
) -> tuple[NewCells, list[list[str]]]:
    """Rows for texts that go into a file with nothing but a header: their cells, and each as a
    whole."""
    first = template.header_at + 1
    blank = [
        FileRow(first + index, first + index + 1, ("",) * len(template.header))
        for index in range(len(assigned.added))
    ]
    chosen = {row.place: texts[key] for row, key in zip(blank, assigned.added, strict=True)}
    new = new_cells(blank, chosen, wanted, told)
    rows = [
        [new.cells.get((row.place, column), "") for column in range(len(template.header))]
        for row in blank
        if row.number in new.rows
    ]
    return new, rows


def _tell(assigned: Assigned, told: Told) -> None:
    if assigned.twice:
        keys = ", ".join(assigned.twice[:SHOWN_NUMBERS])
        told.warn(f"In more than one row: {keys}. Results there cannot be told apart.")
    if assigned.without:
        many = len(assigned.without)
        told.warn(
            "1 row gets no text and stays as it is."
            if many == 1
            else f"{many:,} rows get no text and stay as they are."
        )
    if assigned.left:
        keys = ", ".join(assigned.left[:SHOWN_NUMBERS])
        more = len(assigned.left) - SHOWN_NUMBERS
        told.warn(f"No row for {keys}{f' and {more:,} more' if more > 0 else ''}.")


def _why_nothing(template: FileToFill, found: Filling, choice: FillChoice) -> str:
    if found.told.left_out:
        return f"No row can be filled. {found.told.left_out[0]['why']}"
    if not template.rows:
        return (
            "Your file has a header and no row below it. Fill in order: then each text gets a row "
            "of its own."
        )
    if choice.how == BY_KEY:
        return (
            "No row carries the key of a text in the columns you named. "
            "Say by hand which text goes where, or fill in order."
        )
    if choice.how == BY_HAND:
        return "Say for one row at least which text goes there."
    return "Every row has copy already. Fill by key or by hand."


def _check(access: Access, template: FileToFill, choice: FillChoice) -> None:
    channels = places_in(access.workspace).channels
    if choice.channel not in channels:
        raise FillError("channel", "There is no such channel.")
    if choice.how not in HOW:
        raise FillError("how", f"There is {', '.join(HOW)}.")
    if choice.dialect and choice.dialect not in (NEUTRAL, *dialects()):
        raise FillError("dialect", "There is no such way of writing merge tags.")
    targets = targets_of(channels[choice.channel])
    used: dict[int, str] = {}
    for target, column in choice.mapping.items():
        if target not in targets and target not in ABOUT:
            raise FillError("mapping", f"{choice.channel} has no part {target}.")
        if not 0 <= column < len(template.header):
            raise FillError(target, "The file has no such column.")
        if column in used:
            raise FillError(target, f"“{template.header[column]}” was named twice.")
        used[column] = target
    if not set(choice.mapping) & set(targets):
        raise FillError("mapping", "Name one column at least that holds copy.")
