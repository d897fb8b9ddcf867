"""Examples of consent that is taken back, of needs nobody meets, and of letters."""

from messaging.copy_flags import flag_copy
from messaging.models import CopyFlag
from personas.models import Evidence
from personas.quotes_go import Going
from tests import make
from tests.guards.audit_table import Ask, Example, Scene

SAID = "Sundays are not for receipts, I tell everybody"
"""The first five words are the headline of every text the factory makes."""


def quote(scene: Scene) -> Evidence:
    pain = make.make_pain(scene.workspace)
    return make.make_evidence(scene.workspace, pain, text=SAID, may_quote=True)


def flag(scene: Scene) -> CopyFlag:
    make.make_variant(make.make_message(scene.workspace))
    mine = Evidence.objects.for_workspace(scene.workspace).filter(pk=quote(scene).pk)
    flag_copy(access=scene.access, quotes=mine, why=Going.WITHDRAWN)
    found: CopyFlag = CopyFlag.objects.for_workspace(scene.workspace).order_by("-pk")[0]
    return found


LISTEN = [
    Example(
        "listen-evidence-withdraw", "consent withdrawn", "evidence", lambda scene: Ask(quote(scene))
    ),
    Example(
        "listen-evidence-stop-quoting",
        "no longer quoted",
        "evidence",
        lambda scene: Ask(quote(scene)),
    ),
]
WRITE = [
    Example(
        "write-flag-settle",
        "flag settled",
        "copyflag",
        lambda scene: Ask(flag(scene), {"how": "kept", "reason": "Anybody says so."}),
    ),
]
MAP = [
    Example(
        "map-need",
        "need changed",
        "unmetneed",
        lambda scene: Ask(
            make.make_pain(scene.workspace), {"state": "told", "owner": "", "note": "Asked Ann."}
        ),
    ),
    # Whoever opens addresses twice is told of twice.
    Example(
        "map-need-tell",
        "contacts opened",
        "painpoint",
        lambda scene: Ask(make.make_pain(scene.workspace)),
        again=1,
    ),
]
LETTER = [
    Example(
        "settings-letter", "letter switched on", "membership", lambda scene: Ask(data={"on": "yes"})
    ),
]
PAGES = [*LISTEN, *WRITE, *MAP, *LETTER]
REST = [
    Example(
        "api-evidence-withdraw", "consent withdrawn", "evidence", lambda scene: Ask(quote(scene))
    ),
    Example(
        "api-evidence-withdraw",
        "no longer quoted",
        "evidence",
        lambda scene: Ask(quote(scene), {"keep": True}),
        label="and keep it",
    ),
    Example(
        "api-copy-flag-settle",
        "flag settled",
        "copyflag",
        lambda scene: Ask(flag(scene), {"how": "replaced"}),
    ),
    Example(
        "api-unmet-need",
        "need changed",
        "unmetneed",
        lambda scene: Ask(make.make_pain(scene.workspace), {"state": "told"}),
        method="PATCH",
    ),
]
