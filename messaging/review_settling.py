"""What becomes of what a client said: a rewording taken or not, and a yes that carries over."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from messaging.bulk import Outcome, take_steps
from messaging.channels import Fault, check_parts
from messaging.channels_here import channel_for
from messaging.conflicts import RefusedError
from messaging.models import Message, Review, ReviewItem, ReviewNote, Variant
from messaging.pins import follow
from messaging.remarks import remarks_of
from messaging.review_lines import LineGoneError, Reworded, text_at, with_wordings
from messaging.review_reading import shown_items
from messaging.wording import Wording, write_variant
from workspaces.access import APPROVE, EDIT, Access
from workspaces.changes import one_record, record

State = ReviewNote.State


class NoteError(RefusedError):
    """This note cannot be settled so; the message says why."""

    code = "not_to_be_settled"


@dataclass(frozen=True, slots=True)
class Taken:
    """The new draft, and what stands against submitting it as it is."""

    variant: Variant
    faults: Sequence[str] = ()


def take_wordings(*, access: Access, notes: Sequence[ReviewNote]) -> Taken:
    """One new draft with these rewordings of one text, derived from it; one audit record.

    Nothing of it is approved or live by this. NoteError where they are settled already, are not of
    one text, or a line says something else by now; PinsError as when anything is written.
    """
    access.require(EDIT)
    if not notes or len({note.item_id for note in notes}) > 1:
        raise NoteError("Take rewordings of one text at a time.")
    if any(note.kind != ReviewNote.Kind.WORDING for note in notes):
        raise NoteError("A comment has no words to take. Say that it is dealt with instead.")
    if len({(note.place, note.index) for note in notes}) < len(notes):
        raise NoteError("Two of them reword the same line. Take one of the two.")
    with one_record(access=access, action="taken", target=notes[0]):
        item = ReviewItem.objects.for_workspace(access.workspace).get(pk=notes[0].item_id)
        variant = _variant_of(access, item)
        _settle(access, notes, State.TAKEN)
        made = _draft(access, item, variant, notes)
        rows = ReviewNote.objects.for_workspace(access.workspace)
        rows.filter(pk__in=[note.pk for note in notes]).update(made=made)
        for note in notes:
            note.made = made
    return Taken(made, _faults(access, made))


def _variant_of(access: Access, item: ReviewItem) -> Variant:
    rows = Variant.objects.for_workspace(access.workspace).select_related("pain", "proof")
    variant: Variant = rows.get(pk=item.variant_id)
    variant.message = Message.objects.with_aims().get(
        pk=variant.message_id, workspace=access.workspace
    )
    return variant


def _draft(
    access: Access, item: ReviewItem, variant: Variant, notes: Sequence[ReviewNote]
) -> Variant:
    wordings = [
        Reworded(note.place, note.index, text_at(item.parts, note.place, note.index), note.text)
        for note in notes
    ]
    try:
        parts = with_wordings(variant.parts, wordings)
    except LineGoneError as error:
        raise NoteError(
            "That line says something else by now. Open the text, and write it there by hand."
        ) from error
    wording = Wording(
        parts,
        variant.pain,
        variant.proof,
        variant.framework,
        pins=follow(_by_place(variant, wordings), variant.parts, parts),
        translation_of=variant.translation_of,
        translated_revision=variant.translated_revision,
    )
    return write_variant(
        access=access, message=variant.message, wording=wording, derived_from=variant
    )


def _by_place(variant: Variant, wordings: Sequence[Reworded]) -> dict[str, dict[str, int]]:
    """The pins but those of lines that were reworded: a pin belongs to its text."""
    pins = {key: dict(places) for key, places in variant.pins.items()}
    for each in wordings:
        value = variant.parts.get(each.place)
        if isinstance(value, list) and each.was in value:
            pins.get(each.place, {}).pop(str(value.index(each.was)), None)
    return pins


def _faults(access: Access, variant: Variant) -> list[str]:
    """Limits first, then what the gates say and would have to be settled before submitting."""
    channel = channel_for(access=access, key=variant.message.placement.channel)
    found: list[Fault] = list(check_parts(channel, variant.parts))
    said = remarks_of(access=access, variants=[variant])[variant.pk]
    told = [fault.message for fault in found]
    for each in said:
        if (each.remark.blocks or each.is_open) and each.remark.detail not in told:
            detail = each.remark.detail
            told.append(f"{detail[:1].upper()}{detail[1:]}")
    return told


def decline_note(*, access: Access, note: ReviewNote) -> None:
    """Say no to a rewording, or that a comment is dealt with. NoteError if it is settled."""
    access.require(EDIT)
    is_comment = note.kind == ReviewNote.Kind.COMMENT
    with transaction.atomic():
        _settle(access, [note], State.TAKEN if is_comment else State.DECLINED)


def _settle(access: Access, notes: Sequence[ReviewNote], state: str) -> None:
    """Guarded: of two people who settle the same note, one hears that the other has."""
    now = timezone.now()
    for note in notes:
        rows = ReviewNote.objects.for_workspace(access.workspace)
        moved = rows.filter(pk=note.pk, state=State.OPEN).update(
            state=state, settled_by=access.user, settled_at=now
        )
        if not moved:
            raise NoteError("Somebody has settled that already.")
        note.state, note.settled_by, note.settled_at = state, access.user, now
        action = "taken" if state == State.TAKEN else "declined"
        record(
            access=access,
            action=action,
            target=note,
            before={"state": State.OPEN},
            after={"state": state},
        )


def approve_approved(*, access: Access, review: Review) -> list[Outcome]:
    """Approve each submitted text to which the client said yes in the words it has now.

    A client's yes approves nothing by itself: a person who may approve carries it over. Each is
    taken or refused by itself, with the reason; texts approved before are left out.
    """
    access.require(APPROVE)
    rows = (
        shown_items(access.workspace)
        .filter(review=review, verdict=ReviewItem.Verdict.APPROVED)
        .exclude(variant__state=Variant.State.APPROVED)
        .select_related("variant__message__placement")
        .order_by("position", "pk")
    )
    same, other = [], []
    for row in rows:
        if row.variant.parts == row.parts:
            same.append(row.variant)
        else:
            why = "It says something else by now than what the client read."
            other.append(Outcome(row.variant, why))
    return [*take_steps(access=access, variants=same, step="approve"), *other]
