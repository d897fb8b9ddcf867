"""Every column that can hold words, and what erasing a person does to it.

A test walks the models: a new column of words that does not stand here fails the suite. Columns
with choices, numbers and moments hold no words.
"""

from collections.abc import Mapping
from enum import StrEnum

from personas.models import PainPoint, Persona


class Eraser(StrEnum):
    """What becomes of a column. ``words`` are what was asked for; ``quotes`` what they said."""

    GOES = "the row is deleted"
    RENAMED = "an id becomes a random token, the same in all its rows, so that counts stay"
    SCRUBBED = "words and quotes are taken out of the text"
    AUTHORED = "words are taken out; where a quote stands in it, a person decides"
    FLAGGED = "a person decides: what visitors see is replaced, never blanked"
    FILE = "the file is deleted"
    NOTHING = "it cannot name a person"


Fields = Mapping[str, Eraser]


def _all(eraser: Eraser, *names: str) -> dict[str, Eraser]:
    return dict.fromkeys(names, eraser)


GOES, RENAMED, SCRUBBED, AUTHORED = Eraser.GOES, Eraser.RENAMED, Eraser.SCRUBBED, Eraser.AUTHORED
FLAGGED, FILE, NOTHING = Eraser.FLAGGED, Eraser.FILE, Eraser.NOTHING

PERSONAL_DATA: Mapping[str, Fields] = {
    "workspaces.workspace": _all(NOTHING, "name", "slug", "language", "time_zone"),
    "workspaces.invitation": {"email": GOES, "token_hash": NOTHING, "shown": NOTHING},
    "workspaces.apikey": {
        "name": AUTHORED,
        **_all(NOTHING, "prefix", "hash", "scopes", "allowed_origins"),
    },
    "workspaces.webhook": {
        "purpose": AUTHORED,
        "off_because": SCRUBBED,
        "outcome": SCRUBBED,
        **_all(NOTHING, "url", "events", "secret", "previous_secret"),
    },
    "workspaces.webhookdelivery": {
        **_all(SCRUBBED, "body", "answer", "error"),
        "event": NOTHING,
    },
    # Members are forgotten when they delete their account (workspaces/forget_member.py).
    "workspaces.auditrecord": {
        **_all(SCRUBBED, "actor", "target_label", "before", "after"),
        **_all(NOTHING, "action", "target_type", "target_id", "via", "address"),
    },
    "workspaces.idempotencyrecord": {
        "answer": SCRUBBED,
        **_all(NOTHING, "key", "request_hash"),
    },
    "workspaces.job": {
        **_all(SCRUBBED, "arguments", "doing", "result", "error"),
        "kind": NOTHING,
        "result_file": FILE,
    },
    "workspaces.samplerow": {"model": NOTHING},
    "personas.persona": {
        "key": NOTHING,
        **_all(AUTHORED, "name", "role", "situation", *Persona.LIST_FIELDS),
        "vocabulary_rejected": SCRUBBED,
    },
    "personas.journeystage": {"key": NOTHING, **_all(AUTHORED, "name", "question", "channels")},
    "personas.transition": _all(AUTHORED, "event", "question", "signals"),
    "personas.recognitionrule": {"value": AUTHORED},
    "personas.profileversion": _all(SCRUBBED, "values", "actor"),
    "personas.survey": {
        **_all(NOTHING, "token", "language"),
        **_all(AUTHORED, "title", "intro", "thanks"),
    },
    "personas.surveyquestion": _all(AUTHORED, "text", "hint"),
    "personas.surveyanswer": {"respondent_hash": NOTHING, "came_from": SCRUBBED},
    "personas.rememberedcolumns": {
        "fingerprint": NOTHING,
        **_all(SCRUBBED, "name", "mapping", "defaults"),
    },
    "personas.mining": _all(NOTHING, "settings", "counted"),
    "personas.candidate": _all(SCRUBBED, "title", "words"),
    "personas.slotsource": {"slot": NOTHING, "words": GOES},
    "personas.comparison": _all(AUTHORED, "criterion", "alternative"),
    # Keyed fingerprints, of words that are gone.
    "personas.keptout": {"mark": NOTHING},
    "personas.weeklydigest": {"body": SCRUBBED},
    "personas.painpoint": {
        "language": NOTHING,
        **_all(AUTHORED, "title", "function", "job", *PainPoint.SLOTS),
    },
    "personas.stagepain": {"shows_as": AUTHORED},
    "personas.evidenceimport": {
        "token": NOTHING,
        **_all(FILE, "file", "rows_file"),
        **_all(SCRUBBED, "file_name", "mapping", "defaults", "corrections", "speakers"),
        **_all(SCRUBBED, "counted", "refusal"),
        "recognised": NOTHING,
    },
    "personas.evidence": {
        **_all(GOES, "text", "person_hash", "link", "external_id", "text_hash", "contact"),
        **_all(NOTHING, "language", "junk", "question", "masked"),
    },
    "messaging.offer": _all(AUTHORED, "name", "what_it_is", "features"),
    "messaging.relief": {"text": AUTHORED},
    "messaging.proof": _all(AUTHORED, "text", "link"),
    "messaging.voice": _all(AUTHORED, "tone", "banned_words", "preferred_terms", "packs"),
    "messaging.claim": _all(AUTHORED, "text", "proof_text"),
    "messaging.campaign": {
        **_all(AUTHORED, "name", "goal", "final_url", "ad_group", "utm"),
        "channels": NOTHING,
    },
    "messaging.destination": {
        "channel": NOTHING,
        **_all(AUTHORED, "final_url", "account", "campaign_name", "ad_group", "utm"),
    },
    "messaging.plancell": {"channel": NOTHING},
    "messaging.ownchannel": {
        **_all(NOTHING, "key", "layout"),
        **_all(AUTHORED, "name", "document"),
    },
    "messaging.mergetags": {**_all(NOTHING, "dialect", "fields"), "longest": SCRUBBED},
    "messaging.overrule": {"gate": NOTHING, "detail": SCRUBBED, "reason": AUTHORED},
    "messaging.mutedfinding": {"rule": NOTHING, **_all(AUTHORED, "words", "reason")},
    "messaging.voiceremark": {"gate": NOTHING, "detail": SCRUBBED, "settlement": AUTHORED},
    "messaging.comment": {"place": NOTHING, "text": AUTHORED},
    "messaging.variantversion": {"parts": SCRUBBED, "pins": NOTHING},
    "messaging.modelprovider": {
        **_all(NOTHING, "base_url", "model", "key"),
        "test_outcome": SCRUBBED,
    },
    "messaging.modelcall": {"model": NOTHING, "said": SCRUBBED},
    "messaging.modeldraft": {
        **_all(NOTHING, "framework", "model"),
        **_all(SCRUBBED, "parts", "trace", "rejected"),
    },
    "messaging.placement": {
        **_all(NOTHING, "key", "channel"),
        **_all(AUTHORED, "name", "description"),
    },
    "messaging.message": {"language": NOTHING},
    "messaging.variant": {
        **_all(NOTHING, "key", "framework", "language", "pins"),
        "parts": FLAGGED,
        "reason": AUTHORED,
    },
    "messaging.variantsource": {**_all(NOTHING, "part", "field"), "sentence": FLAGGED},
    "messaging.asktest": {
        **_all(NOTHING, "token", "language"),
        **_all(AUTHORED, "title", "question"),
    },
    "messaging.askpair": _all(AUTHORED, "first_texts", "second_texts"),
    "messaging.askanswer": {"respondent_hash": NOTHING, "came_from": SCRUBBED},
    "messaging.unmetneed": {"note": AUTHORED},
    "messaging.copyflag": {"marks": NOTHING, "settlement": AUTHORED},
    "messaging.inuse": {"where": NOTHING, "place": AUTHORED},
    "messaging.sharesettings": {"agency_name": AUTHORED, "logo": FILE},
    "messaging.sharelink": {
        "name": AUTHORED,
        **_all(NOTHING, "file_format", "token", "password"),
    },
    "messaging.review": {
        **_all(AUTHORED, "name", "note"),
        **_all(NOTHING, "token", "password"),
        "remind": SCRUBBED,
    },
    "messaging.reviewitem": {
        **_all(SCRUBBED, "parts", "decided_by", "earlier"),
        "reason": AUTHORED,
    },
    "messaging.reviewnote": {"place": NOTHING, "text": AUTHORED, "author": SCRUBBED},
    "messaging.sheetimport": {
        **_all(NOTHING, "token", "kind"),
        **_all(FILE, "file", "marked_file"),
        **_all(SCRUBBED, "file_name", "sender", "notes", "counted", "refusal"),
    },
    "messaging.sheetimportrow": {
        **_all(SCRUBBED, "sheet", "parts", "then", "faults", "before"),
        **_all(NOTHING, "pins", "wanted_state", "choices"),
    },
    "messaging.broughtin": {
        **_all(NOTHING, "token", "channel", "where"),
        **_all(FILE, "file", "rows_file"),
        **_all(SCRUBBED, "name", "url", "place", "mapping", "refusal"),
    },
    "messaging.broughttext": {
        "channel": NOTHING,
        **_all(SCRUBBED, "name", "parts", "faults"),
    },
    "workspaces.tableaddress": {**_all(NOTHING, "table", "token"), "name": AUTHORED},
    "experiments.resultreport": {
        **_all(NOTHING, "token", "platform", "file_hash"),
        "file": FILE,
        **_all(SCRUBBED, "file_name", "mapping", "counted"),
    },
    "experiments.resultrow": _all(SCRUBBED, "label", "note"),
    "experiments.reportschedule": {"name": AUTHORED, "note": AUTHORED, "recipients": SCRUBBED},
    "experiments.goal": {"key": NOTHING, "name": AUTHORED},
    "experiments.experiment": {
        **_all(NOTHING, "key", "unit", "time_zone", "plan", "namespace", "ramp", "contrast"),
        **_all(AUTHORED, "conditions", "terms"),
        **_all(AUTHORED, "name", "hypothesis", "decision_reason", "learning_note"),
    },
    "experiments.phase": {"weights": NOTHING},
    # Counts, and sentences made of counts and of the names of goals and texts.
    "experiments.recognisedtraffic": {"persona": NOTHING},
    "experiments.look": _all(NOTHING, "totals", "analysis", "carried"),
    # The name of a signal says which step was taken, as the site that sends it calls steps.
    "experiments.event": {"visitor": RENAMED, "person": RENAMED, "name": NOTHING},
    "experiments.visitoralias": _all(RENAMED, "person", "visitor"),
    "experiments.visitorstage": {"visitor": RENAMED},
    "experiments.signalrule": {"name": NOTHING},
    "experiments.observedjourney": {"body": NOTHING},
    "experiments.resonancereading": {"body": NOTHING},
    "experiments.deliverysettings": {"currency": NOTHING},
    "experiments.splitlink": {"token": NOTHING, **_all(AUTHORED, "name", "url")},
    "experiments.splitpage": {"url": AUTHORED},
    "experiments.reconciliation": {
        "file_name": SCRUBBED,
        "actor": SCRUBBED,
        **_all(NOTHING, "rows", "summary"),
    },
    "experiments.quarantinedevent": {
        "code": NOTHING,
        "detail": SCRUBBED,
        "body": SCRUBBED,
        "fingerprint": NOTHING,
    },
}


def columns(label: str, *erasers: Eraser) -> list[str]:
    """The columns of a model that these erasers care for."""
    return [name for name, how in PERSONAL_DATA.get(label, {}).items() if how in erasers]
