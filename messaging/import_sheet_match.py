"""Which text of ours a row that came back is about.

By the id and the key it left with. An id of another workspace is no id we know, and nothing says
that it exists there. Whoever sees single campaigns only is told of no text beyond them.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Q

from messaging.campaign_guests import shared_with
from messaging.channels_here import tags_of
from messaging.models import Message, Placement, Variant, VariantVersion
from messaging.sharing.lines import checksum
from messaging.sharing.our_tags import with_our_tags
from messaging.sharing.sheet_differences import Ours, same_texts, was_left_alone
from messaging.sharing.sheet_rows import Fault, SheetRow
from personas.models import PainPoint
from workspaces.access import Access

ANOTHER_CHANNEL = "This row stands in the sheet of another channel than its text."
MIXED_UP = (
    "The hidden columns of this row belong to {one}, its key to {other}: it looks as if some "
    "columns were sorted without the others. Sort the whole sheet, or send this row by itself."
)
NO_PLACE = (
    "This row is new, and there is no placement called “{name}” for this channel. Write one of "
    "yours into the column Placement."
)
NO_PLACE_NAMED = "This row is new. Say in the column Placement where its text belongs."
NO_LANGUAGE = "“{name}” has no message in the language {language}. Make one first, under Write."
EMPTY = "This row has no text."


@dataclass(frozen=True, slots=True)
class Match:
    """What a row is about: ``variant`` and ``ours``, or the ``message`` a new text is for, or
    neither and the ``faults`` that say why. ``left_alone``: nobody changed its texts."""

    row: SheetRow
    variant: Variant | None = None
    ours: Ours | None = None
    left_alone: bool = False
    message: Message | None = None
    source: Variant | None = None
    pain: PainPoint | None = None
    faults: tuple[Fault, ...] = ()


@dataclass(slots=True)
class Matcher:
    """Reads what it needs for some rows at a time. ``guest`` limits it to the campaigns that are
    shared with that person (``guest_of``); ``is_ours`` says that the file names no other
    workspace as its own, ``is_platform`` that it is the file of an ad platform."""

    access: Access
    guest: int | None = None
    is_ours: bool = True
    is_platform: bool = False
    _messages: dict[tuple[str, str], list[Message]] | None = field(default=None, init=False)
    _pains: dict[str, PainPoint] | None = field(default=None, init=False)

    def match(self, rows: Sequence[SheetRow]) -> list[Match]:
        """Each of ``rows``, in their order; some queries however many there are."""
        variants = self._variants(rows)
        by_id = {each.pk: each for each in variants}
        by_key = {each.key: each for each in variants}
        found = [(row, *self._named(row, by_id, by_key)) for row in rows]
        fields = tags_of(self.access).fields
        found = [
            (replace(row, parts=with_our_tags(row.parts, one.parts, fields)), one, other)
            if one is not None
            else (row, one, other)
            for row, one, other in found
        ]
        versions = self._versions([(row, one) for row, one, _ in found if one is not None])
        return [
            self._beside(row, one, other, versions.get((one.pk, row.revision or 0), ()))
            if one is not None
            else self._new(row)
            for row, one, other in found
        ]

    def _variants(self, rows: Iterable[SheetRow]) -> list[Variant]:
        ids = {row.variant_id for row in rows if row.variant_id is not None}
        keys = {row.key for row in rows if row.key}
        found = Variant.objects.for_workspace(self.access.workspace).filter(
            Q(pk__in=ids) | Q(key__in=keys), message__placement__archived_at=None
        )
        if self.guest is not None:
            shared = shared_with(self.access.workspace, self.guest)
            found = found.filter(message__placement__campaign__in=shared)
        aims = ("placement__campaign__offer", "persona", "stage")
        moment = ("transition__from_stage", "transition__to_stage")
        related = [f"message__{name}" for name in (*aims, *moment)]
        return list(found.select_related(*related, "pain__persona", "proof").order_by("pk"))

    def _named(
        self, row: SheetRow, by_id: dict[int, Variant], by_key: dict[str, Variant]
    ) -> tuple[Variant | None, Variant | None]:
        """The text a row is about, and another one its key names."""
        keyed = by_key.get(row.key) if row.key else None
        one = by_id.get(row.variant_id) if row.variant_id is not None else None
        if one is not None and not self.is_ours and keyed is not one:
            one = None
        if one is None:
            return keyed, None
        return one, keyed if keyed is not None and keyed.pk != one.pk else None

    def _versions(
        self, found: Iterable[tuple[SheetRow, Variant]]
    ) -> dict[tuple[int, int], list[VariantVersion]]:
        """(variant, revision) -> what was kept of it, where ours is not what left. One query."""
        asked = {
            (one.pk, row.revision or 0) for row, one in found if row.checksum != checksum(one.parts)
        }
        if not asked:
            return {}
        rows = VariantVersion.objects.for_workspace(self.access.workspace).filter(
            variant__in={pk for pk, _ in asked}
        )
        numbers = {number for _, number in asked}
        if 0 not in numbers:
            rows = rows.filter(number__in=numbers)
        kept: dict[tuple[int, int], list[VariantVersion]] = {}
        for version in rows.order_by("variant_id", "-number"):
            for number in (version.number, 0):
                if (version.variant_id, number) in asked:
                    kept.setdefault((version.variant_id, number), []).append(version)
        return kept

    def _beside(
        self,
        row: SheetRow,
        variant: Variant,
        other: Variant | None,
        versions: Sequence[VariantVersion],
    ) -> Match:
        theirs = row.parts_beside(variant.parts)
        if other is not None:
            text = MIXED_UP.format(one=variant.key, other=other.key)
            return Match(row, variant=variant, faults=(_blocking("mixed_up", text),))
        if row.channel and row.channel != variant.message.placement.channel:
            return Match(row, variant=variant, faults=(_blocking("channel", ANOTHER_CHANNEL),))
        then, pins = _as_it_left(row, variant, versions)
        if then is None and self.is_platform and not variant.is_editable:
            # Only approved texts go to platforms, and their words are fixed.
            then, pins = variant.parts, variant.pins
        known = [variant.parts, *(each.parts for each in versions)]
        alone = was_left_alone(theirs, row.checksum, known)
        ours = Ours(
            variant.key,
            variant.parts,
            variant.pins,
            variant.state == Variant.State.DRAFT,
            theirs if alone and then is None else then,
            pins,
        )
        return Match(
            row,
            variant=variant,
            ours=ours,
            left_alone=alone,
            message=variant.message,
            pain=variant.pain,
        )

    def _new(self, row: SheetRow) -> Match:
        if same_texts(row.parts, {}):
            return Match(row, faults=(_blocking("empty", EMPTY),))
        if not row.placement:
            return Match(row, faults=(_blocking("no_placement", NO_PLACE_NAMED),))
        here = self._here().get((row.placement.strip().casefold(), row.channel))
        if not here:
            text = NO_PLACE.format(name=row.placement[:80])
            return Match(row, faults=(_blocking("no_placement", text),))
        said = [each for each in here if not row.language or each.language == row.language]
        if not said:
            text = NO_LANGUAGE.format(name=row.placement[:80], language=row.language[:12])
            return Match(row, faults=(_blocking("no_language", text),))
        pain = self._pain(row.pain) if row.pain else None
        faults: tuple[Fault, ...] = ()
        if row.pain and pain is None:
            text = f"No pain is called “{row.pain[:80]}”; the draft is about none."
            faults = (Fault("", None, "no_pain", text, blocks=False),)
        return Match(row, message=said[0], pain=pain, faults=faults)

    def _here(self) -> dict[tuple[str, str], list[Message]]:
        """(name or key of a placement, channel) -> its messages, the one for everybody first."""
        if self._messages is None:
            rows = Message.objects.for_workspace(self.access.workspace).with_aims()
            rows = rows.filter(placement__archived_at=None)
            if self.guest is not None:
                shared = shared_with(self.access.workspace, self.guest)
                rows = rows.filter(placement__campaign__in=shared)
            self._messages = {}
            for message in sorted(rows, key=lambda each: (not each.is_default, each.pk)):
                for name in names_of(message.placement):
                    there = self._messages.setdefault((name, message.placement.channel), [])
                    there.append(message)
        return self._messages

    def _pain(self, title: str) -> PainPoint | None:
        if self._pains is None:
            rows = PainPoint.objects.for_workspace(self.access.workspace)
            rows = rows.select_related("persona").order_by("-pk")
            self._pains = {each.title.strip().casefold(): each for each in rows}
        return self._pains.get(title.strip().casefold())


def names_of(placement: Placement) -> Collection[str]:
    """What a sheet may call a placement, in small letters."""
    return {placement.name.strip().casefold(), placement.key.casefold()}


def _as_it_left(
    row: SheetRow, variant: Variant, versions: Iterable[VariantVersion]
) -> tuple[dict[str, object] | None, dict[str, dict[str, int]] | None]:
    """Parts and pins as the row left with them; None where nobody knows."""
    if row.checksum:
        if row.checksum == checksum(variant.parts):
            return variant.parts, _pins_then(row, variant, versions)
        for each in versions:
            if row.checksum == checksum(each.parts):
                return each.parts, each.pins
        return None, None
    if row.revision is None:
        return None, None
    if row.revision == variant.revision:
        return variant.parts, variant.pins
    kept = next((each for each in versions if each.number == row.revision), None)
    return (kept.parts, kept.pins) if kept is not None else (None, None)


def _pins_then(
    row: SheetRow, variant: Variant, versions: Iterable[VariantVersion]
) -> dict[str, dict[str, int]] | None:
    if row.revision in (None, variant.revision):
        return dict(variant.pins)
    kept = next((each for each in versions if each.number == row.revision), None)
    return dict(kept.pins) if kept is not None else None


def _blocking(code: str, text: str) -> Fault:
    return Fault("", None, code, text, blocks=True)
