"""Exactly one audit record for each change, by whichever address: generated from the URLconf."""

import pytest

from tests.conftest import Cast
from tests.guards import audit_examples_ask_tests as ask_tests
from tests.guards import audit_examples_campaigns as campaigns
from tests.guards import audit_examples_channels as channels
from tests.guards import audit_examples_comparisons as comparisons
from tests.guards import audit_examples_consent as consent
from tests.guards import audit_examples_delivery as delivery
from tests.guards import audit_examples_events as events
from tests.guards import audit_examples_experiments as experiments
from tests.guards import audit_examples_fill as fill
from tests.guards import audit_examples_imports as imports
from tests.guards import audit_examples_interviews as interviews
from tests.guards import audit_examples_journey as journey
from tests.guards import audit_examples_learn as learn
from tests.guards import audit_examples_lens as lens
from tests.guards import audit_examples_mining as mining
from tests.guards import audit_examples_model as model
from tests.guards import audit_examples_observed as observed
from tests.guards import audit_examples_reports as reports
from tests.guards import audit_examples_results as results
from tests.guards import audit_examples_results_home as results_home
from tests.guards import audit_examples_reviews as reviews
from tests.guards import audit_examples_share_links as share_links
from tests.guards import audit_examples_sheets as sheets
from tests.guards import audit_examples_split_links as split_links
from tests.guards import audit_examples_surveys as surveys
from tests.guards import audit_examples_tables as tables
from tests.guards import audit_examples_translations as translations
from tests.guards import audit_examples_uses as uses
from tests.guards import audit_examples_voice as voice
from tests.guards import audit_examples_working as working
from tests.guards.addresses import Address, addresses
from tests.guards.audit_examples_map import LISTEN, MAP
from tests.guards.audit_examples_profile import PROFILE
from tests.guards.audit_examples_profile import REST as REST_PROFILE
from tests.guards.audit_examples_rest_copy import REST as REST_COPY
from tests.guards.audit_examples_settings import SETTINGS
from tests.guards.audit_examples_studio import STUDIO
from tests.guards.audit_examples_write import TEST, WRITE
from tests.guards.audit_stage import FROM, Stage
from tests.guards.audit_table import Example
from workspaces.models import AuditRecord

pytestmark = pytest.mark.once

NOT_THIS_WAY = 405
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
PAGES = [
    *SETTINGS,
    *LISTEN,
    *MAP,
    *PROFILE,
    *STUDIO,
    *WRITE,
    *TEST,
    *ask_tests.PAGES,
    *sheets.PAGES,
    *comparisons.PAGES,
    *surveys.ASK,
    *consent.PAGES,
    *fill.PAGES,
    *imports.PAGES,
    *interviews.PAGES,
    *lens.PAGES,
    *mining.PAGES,
    *model.PAGES,
    *journey.JOURNEY,
    *uses.PAGES,
    *working.PAGES,
    *voice.WRITE,
    *translations.PAGES,
    *channels.PAGES,
    *delivery.PAGES,
    *campaigns.PAGES,
    *split_links.PAGES,
    *share_links.PAGES,
    *tables.PAGES,
    *reports.PAGES,
    *events.PAGES,
    *observed.PAGES,
    *learn.PAGES,
    *results.PAGES,
    *results_home.PAGES,
    *reviews.PAGES,
    *experiments.PAGES,
]
REST = [
    *REST_COPY,
    *ask_tests.REST,
    *sheets.REST,
    *REST_PROFILE,
    *comparisons.REST,
    *consent.REST,
    *fill.REST,
    *imports.REST,
    *journey.REST,
    *lens.REST,
    *mining.REST,
    *model.REST,
    *surveys.REST,
    *uses.REST,
    *working.REST,
    *voice.REST,
    *translations.REST,
    *channels.REST,
    *campaigns.REST,
    *results_home.REST,
    *split_links.REST,
    *share_links.REST,
    *tables.REST,
    *reports.REST,
    *events.REST,
    *observed.REST,
    *experiments.REST,
    *reviews.REST,
]
NOTHING = {
    "api-copy-many": "gives copy",
    "api-events": "takes what visitors did; nobody of the workspace changed anything",
    "ofrep-flags": "gives copy",
    "ofrep-flag": "gives copy",
    "test-on-your-site": "shows the tag with the key that was pasted, and keeps nothing",
    "test-try-copy": "gives copy",
    "test-preview-link": "makes a signed link, and keeps nothing",
    "test-try-events": "takes what the test page did, as previews; nobody changed anything",
    "api-message-generate": "drafts are shown; keeping one is the change",
    "api-lens": "reads a text and keeps nothing",
    "write-message-lens": "reads a text and keeps nothing",
    "write-lens": "reads a text and keeps nothing",
    "write-lens-page": "reads a page and keeps nothing",
    "share-fill": "keeps a file for a day, to be filled; asking for that is the change",
}
"""Addresses that take a body and change nothing of the workspace, and why."""

PREFIXES = ("w/<slug:slug>/", "api/v1/", "ofrep/v1/")
"""Where the addresses of workspaces begin. Accounts belong to people; the operators' admin and the
way into a workspace are tested beside their code."""


def written_since(last: int) -> list[AuditRecord]:
    return list(AuditRecord.objects.filter(pk__gt=last).order_by("pk"))


def newest() -> int:
    return AuditRecord.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def told(rows: list[AuditRecord]) -> list[str]:
    return [f"{row.action} {row.target_type} {row.after}" for row in rows]


def try_example(stage: Stage, example: Example, *, is_rest: bool) -> None:
    scene = stage.scene(example)
    ask = example.ask(scene)
    last = newest()
    if example.name not in FOR_ANYBODY:
        refused = stage.send(stage.reader if is_rest else stage.viewer, example, ask)
        assert refused.status_code == 403, "A refused request is one that is refused."
        assert told(written_since(last)) == []

    answer = stage.send(stage.key if is_rest else stage.owner, example, ask)
    content = getattr(answer, "content", b"").decode(errors="replace")
    assert answer.status_code < 400, content[-3000:]
    rows = written_since(last)
    assert len(rows) == 1, (told(rows), content[-2000:] if answer.status_code == 200 else "")
    (row,) = rows
    assert (row.action, row.target_type) == (example.action, example.target)
    assert row.workspace == scene.workspace
    assert row.actor.startswith("key test (sk_" if is_rest else "owner@example.org")
    assert row.via == (example.via or ("api" if is_rest else "site"))
    assert row.address == FROM

    last = newest()
    stage.send(stage.key if is_rest else stage.owner, example, ask)
    assert len(written_since(last)) == example.again, ("again", told(written_since(last)))


FOR_ANYBODY = {
    "write-campaign-comment",
    "write-comment",
    "write-comment-remove",
    "api-comment-list",
    "api-comment-detail",
    "share",
    "share-sheets",
    "share-sheet-again",
    "api-sheet-import-list",
    "settings-leave",
    "settings-letter",
    "api-exports",
    "api-fills",
    "share-fill-columns",
    "share-report-preview",
    "api-reports",
}
"""A viewer may do these too, with what is their own."""


@pytest.mark.parametrize("example", PAGES, ids=str)
def test_a_page_leaves_one_record(stage: Stage, undone: None, example: Example) -> None:
    try_example(stage, example, is_rest=False)


@pytest.mark.parametrize("example", REST, ids=str)
def test_a_call_leaves_one_record(stage: Stage, undone: None, example: Example) -> None:
    try_example(stage, example, is_rest=True)


def test_it_works(cast: Cast) -> None:
    """A change by a page, looked at without the machinery below."""
    last = newest()
    cast.client(cast.editor).post(cast.url("write/voice/"), {"tone": "warm"})
    (row,) = written_since(last)
    assert (row.actor, row.action, row.via) == ("editor@example.org", "created", "site")


def takes(stage: Stage, address: Address, method: str) -> bool:
    """Whether the address knows the method at all."""
    client = stage.owner if address.route.startswith("w/") else stage.key
    path = address.path("tea", other=987_654_321)
    answer = getattr(client, method.lower())(path)
    return bool(answer.status_code != NOT_THIS_WAY)


def test_every_address_that_changes_something_has_an_example(stage: Stage, undone: None) -> None:
    shown = {(example.name, example.method) for example in [*PAGES, *REST]}
    ours = [address for address in addresses() if address.route.startswith(PREFIXES)]
    assert len(ours) > 100
    missing = [
        f"{method} {address.name}"
        for address in ours
        for method in UNSAFE
        if (address.name, method) not in shown
        and address.name not in NOTHING
        and takes(stage, address, method)
    ]
    assert missing == [], "Add an example to tests/guards/audit_examples_*.py, or a reason."


def test_examples_and_reasons_are_of_addresses_there_are(stage: Stage) -> None:
    names = {example.name for example in [*PAGES, *REST]} | set(NOTHING)
    assert names - set(stage.by_name) == set()
