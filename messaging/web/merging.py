"""The editor when somebody else saved first: what was joined, and what a person still decides."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from messaging.conflicts import EditConflictError
from messaging.merge import MergedPart, merge_parts
from messaging.models import Variant
from messaging.pins import position_of
from messaging.text_versions import version_at
from messaging.web.differences import Piece, differences, part_text
from messaging.web.parts_form import PartsForm, field_name
from messaging.web.texts_field import pin_name
from workspaces.access import Access
from workspaces.web.given import row_id


@dataclass(frozen=True, slots=True)
class MergeView:
    """``conflicts`` are the parts both changed, each with what differs; ``taken`` names the parts
    whose words are now the colleague's, since only they changed them."""

    conflicts: tuple[tuple[str, str, list[Piece]], ...]
    taken: tuple[str, ...]
    opened: int
    """The revision the person opened: what both began from."""


def merge_form(
    *, request: HttpRequest, access: Access, form: PartsForm, row: Variant, error: EditConflictError
) -> tuple[PartsForm, MergeView]:
    """The form with what can be joined; saving it once more saves on what is stored now.

    Where it was asked to take the colleague's words of a part (``theirs``), it has those.
    """
    opened = row_id(request.POST.get("opened") or request.POST.get("revision", "")) or 0
    base = version_at(access=access, variant=row, number=opened)
    merged = merge_parts(base.parts if base else None, form.parts(), row.parts)
    data = request.POST.copy()
    data["revision"], data["opened"] = str(error.revision), str(opened)
    wanted = request.POST.get("theirs", "")
    for each in merged:
        if each.whose == "theirs":
            _take(data, form, row, each, each.value)
        elif each.key == wanted:
            _take(data, form, row, each, each.theirs)
    joined = PartsForm(data, access=access, channel=form.channel, parts=row.parts)
    joined.is_valid()
    names = {part.key: part.name for part in form.channel.parts}
    return joined, MergeView(
        conflicts=tuple(
            (each.key, names[each.key], differences(part_text(each.mine), part_text(each.theirs)))
            for each in merged
            if each.whose == "conflict" and each.key != wanted
        ),
        taken=tuple(
            names[each.key] for each in merged if each.whose == "theirs" or each.key == wanted
        ),
        opened=opened,
    )


def _take(data: Any, form: PartsForm, row: Variant, each: MergedPart, value: Any) -> None:
    """Put the colleague's words of one part into the form, with the pins they have there."""
    part = form.channel.part(each.key)
    texts = [str(text) for text in value] if isinstance(value, list) else [str(value or "")]
    data.setlist(field_name(part), texts)
    if part.pins:
        places = [position_of(row.pins, part.key, index) or 0 for index in range(len(texts))]
        data.setlist(pin_name(part), [str(place) for place in places])
