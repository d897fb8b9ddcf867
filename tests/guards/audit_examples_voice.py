"""Examples of the voice word by word, of the voice check, and of settling what stands against a
text."""

from typing import Any

from django.core import signing
from django.utils import timezone

from messaging.models import Claim, Overrule, Variant, Voice, VoiceRemark
from messaging.remarks import overrule
from messaging.web.voice_words import salt
from tests import make
from tests.guards.audit_table import Ask, Example, Scene

ABOUT = {"gate": "number", "detail": "nothing in the brief backs the number '8841'."}
PASS = {**ABOUT, "reason": "The law counts in days."}
PROOF = "8841 days on average"


def voice(scene: Scene) -> Voice:
    return Voice.objects.create(
        workspace=scene.workspace, banned_words=["robust"], preferred_terms={"users": "people"}
    )


def number(scene: Scene) -> Variant:
    """A text with a number that nothing backs, and an offer that could."""
    make.make_offer(scene.workspace)
    message = make.make_message(scene.workspace)
    return make.make_variant(message, parts=make.HERO | {"subline": "Books in 8841 days."})


def passed(scene: Scene) -> Overrule:
    return overrule(access=scene.access, variant=number(scene), **PASS)


def remark(scene: Scene, **fields: Any) -> VoiceRemark:
    return VoiceRemark.objects.create(
        workspace=scene.workspace,
        variant=make.make_live(make.make_message(scene.workspace)),
        gate="banned word",
        detail="the brand never says 'weekend'.",
        **fields,
    )


def settled(scene: Scene) -> VoiceRemark:
    return remark(scene, settled_at=timezone.now(), settlement="A name.")


def claim(scene: Scene) -> Claim:
    return Claim.objects.create(workspace=scene.workspace, voice=voice(scene), text="Best tea")


def note(scene: Scene) -> Ask:
    what = {"kind": "banned", "word": "seamless"}
    return Ask(data={"what": signing.dumps(what, salt=salt(scene.access))})


def after(made: object, ask: Ask) -> Ask:
    """``ask``, once ``made`` is there."""
    return ask


WRITE = [
    Example("write-let-pass", "let pass", "variant", lambda scene: Ask(number(scene), PASS)),
    Example("write-pass-undo", "not let pass", "variant", lambda scene: Ask(passed(scene))),
    Example(
        "write-prove",
        "created",
        "proof",
        lambda scene: Ask(number(scene), {**ABOUT, "proof": PROOF}),
    ),
    Example("write-banned-add", "created", "voice", lambda scene: Ask(data={"word": "seamless"})),
    Example(
        "write-preferred-add",
        "created",
        "voice",
        lambda scene: Ask(data={"avoid": "users", "use": "people"}),
    ),
    Example(
        "write-banned-remove",
        "changed",
        "voice",
        lambda scene: after(voice(scene), Ask(data={"word": "robust"})),
    ),
    Example(
        "write-preferred-remove",
        "changed",
        "voice",
        lambda scene: after(voice(scene), Ask(data={"avoid": "users"})),
    ),
    Example("write-voice-put-back", "created", "voice", note),
    Example(
        "write-voice-packs",
        "changed",
        "voice",
        lambda scene: after(voice(scene), Ask(data={"pack": ["health"]})),
    ),
    Example(
        "write-claim-edit",
        "changed",
        "claim",
        lambda scene: Ask(claim(scene), {"text": "Best tea", "proof_text": "We asked"}),
    ),
    Example("write-voice-check-now", "queued", "job", lambda scene: Ask(), again=1),
    Example(
        "write-voice-check-settle",
        "settled",
        "voiceremark",
        lambda scene: Ask(remark(scene), {"reason": "A name."}),
    ),
    Example(
        "write-voice-check-reopen", "reopened", "voiceremark", lambda scene: Ask(settled(scene))
    ),
]
REST = [
    Example(
        "api-variant-prove",
        "created",
        "proof",
        lambda scene: Ask(number(scene), {**ABOUT, "text": PROOF}),
    ),
    Example(
        "api-overrule-list",
        "let pass",
        "variant",
        lambda scene: Ask(data={"variant": number(scene).pk, **PASS}),
    ),
    Example(
        "api-overrule-detail",
        "not let pass",
        "variant",
        lambda scene: Ask(passed(scene)),
        method="DELETE",
    ),
    Example(
        "api-voice-remark-settle",
        "settled",
        "voiceremark",
        lambda scene: Ask(remark(scene), {"reason": "A name."}),
    ),
    Example(
        "api-voice-remark-reopen", "reopened", "voiceremark", lambda scene: Ask(settled(scene))
    ),
]
