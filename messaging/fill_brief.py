"""Filling in, from the studio, the one thing that a brief lacks."""

from messaging.conflicts import RefusedError
from messaging.models import Message, Offer, Proof, Relief
from messaging.writing.compose_brief import offer_of
from personas.grammar.slot_shape import check_slot
from personas.models import PainPoint
from personas.slot_sources import SlotError, fill_slot
from workspaces.access import EDIT, Access
from workspaces.changes import change_row, create_row

LISTS = {"persona.objections": "objections", "persona.choice_criteria": "choice_criteria"}
LONGEST = {"offer.name": 120, "offer.reliefs": 200, "offer.proof": 300, **dict.fromkeys(LISTS, 200)}
FILLABLE = (*(f"pain.{slot}" for slot in PainPoint.SLOTS), *LONGEST)
"""What can be filled in by one line of text; a quote cannot, since somebody has to have said it."""


class UnfitWordsError(RefusedError):
    """These words cannot stand in this field; the message says what would do."""

    code = "unfit_words"


def fill_in(*, access: Access, message: Message, pain: PainPoint, field: str, text: str) -> None:
    """Put ``text`` into ``field`` of what the brief of ``message`` and ``pain`` is made of.

    UnfitWordsError with advice where the words do not fit. KeyError for a field that is not one
    of FILLABLE.
    """
    access.require(EDIT)
    text = " ".join(text.split())
    if field not in FILLABLE:
        raise KeyError(field)
    if not text:
        raise UnfitWordsError("Write a few words first.")
    if field.startswith("pain."):
        try:
            fill_slot(access=access, pain=pain, slot=field.partition(".")[2], words="", text=text)
        except SlotError as error:
            raise UnfitWordsError(str(error)) from error
        return
    if len(text) > LONGEST[field]:
        raise UnfitWordsError(f"That is {len(text)} characters; {LONGEST[field]} fit.")
    if field in LISTS:
        _add_to_persona(access, message, pain, LISTS[field], text)
    elif field == "offer.name":
        _name_offer(access, text)
    else:
        _add_to_offer(access, message, pain, field, text)


def _add_to_persona(
    access: Access, message: Message, pain: PainPoint, name: str, text: str
) -> None:
    persona = message.persona or pain.persona
    known = list(getattr(persona, name))
    if text not in known:
        change_row(access=access, instance=persona, changes={name: [*known, text]})


def _name_offer(access: Access, text: str) -> None:
    if Offer.objects.for_workspace(access.workspace).filter(name=text).exists():
        raise UnfitWordsError("There is an offer of that name already.")
    create_row(access=access, instance=Offer(name=text))


def _add_to_offer(access: Access, message: Message, pain: PainPoint, field: str, text: str) -> None:
    offer = offer_of(access, message, pain)
    if offer is None:
        raise UnfitWordsError("Say first what you offer: it has no name yet.")
    if field == "offer.proof":
        create_row(access=access, instance=Proof(offer=offer, text=text))
        return
    advice = check_slot("relief", text)
    if not advice.ok:
        raise UnfitWordsError(advice.message)
    rows = Relief.objects.for_workspace(access.workspace)
    known: Relief | None = rows.filter(offer=offer, pain=pain).first()
    if known is None:
        create_row(access=access, instance=Relief(offer=offer, pain=pain, text=text))
    else:
        change_row(access=access, instance=known, changes={"text": text})
