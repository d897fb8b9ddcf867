"""Setting a model up: where it may live, what becomes of its key, and the test that asks it."""

import io
import logging
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.conf import settings as site
from django.core.exceptions import PermissionDenied

from config.redaction import RedactingFormatter
from messaging.model_writer.asking import ask
from messaging.model_writer.provider import (
    PRESETS,
    TRY,
    KeyNeededError,
    Wanted,
    remove_provider,
    save_provider,
    try_provider,
)
from messaging.model_writer.refusals import Endpoint as Where
from messaging.model_writer.try_model import MESSAGES, SCHEMA, try_model
from messaging.models import ModelCall, ModelProvider
from tests.conftest import Cast
from tests.messaging.model_writer.conftest import KEY, Desk, outcomes
from tests.messaging.model_writer.endpoint import Endpoint, Said, error, says
from workspaces.jobs import run_job
from workspaces.models import AuditRecord, Job
from workspaces.outbound import AddressRefusedError

PUBLIC = "https://93.184.216.34/v1"
YES = says({"answer": "yes"})


def test_it_works(cast: Cast) -> None:
    wanted = Wanted(PUBLIC, "small-one", key=KEY, price_in=Decimal("2.5"))
    provider, changed = save_provider(access=cast.access, wanted=wanted)
    assert changed and provider.key.open() == KEY
    assert KEY not in str(ModelProvider.objects.values().get())
    again, changed = save_provider(access=cast.access, wanted=Wanted(PUBLIC, "large-one"))
    assert changed and again.key.open() == KEY, "An empty field keeps the key."
    assert ModelProvider.objects.count() == 1


def test_only_an_owner(cast: Cast) -> None:
    for user in (cast.viewer, cast.editor, cast.approver):
        for act in (
            lambda access: save_provider(access=access, wanted=Wanted(PUBLIC, "m")),
            lambda access: try_provider(access=access),
            lambda access: remove_provider(access=access),
        ):
            with pytest.raises(PermissionDenied):
                act(cast.access_of(user))


def test_a_key_is_never_sent_to_another_place(cast: Cast) -> None:
    save_provider(access=cast.access, wanted=Wanted(PUBLIC, "m", key=KEY))
    with pytest.raises(KeyNeededError):
        save_provider(access=cast.access, wanted=Wanted("https://93.184.216.35/v1", "m"))
    save_provider(access=cast.access, wanted=Wanted(f"{PUBLIC}/beta", "m"))
    forget = Wanted("https://93.184.216.35/v1", "m", forget_key=True)
    provider, _ = save_provider(access=cast.access, wanted=forget)
    assert not provider.key


def test_the_audit_log_tells_of_the_key_and_not_the_key(cast: Cast) -> None:
    save_provider(access=cast.access, wanted=Wanted(PUBLIC, "m", key=KEY))
    save_provider(access=cast.access, wanted=Wanted(PUBLIC, "m", key=f"{KEY}2"))
    _, changed = save_provider(access=cast.access, wanted=Wanted(PUBLIC, "m"))
    assert not changed
    assert remove_provider(access=cast.access) and not remove_provider(access=cast.access)
    records = AuditRecord.objects.filter(target_type="modelprovider").order_by("pk")
    assert [row.action for row in records] == ["created", "changed", "removed"]
    assert set(records[1].after) == {"key"}
    assert KEY not in "".join(f"{row.before}{row.after}{row.target_label}" for row in records)


def test_plain_http_only_into_an_allowed_network(
    cast: Cast, own_network: None, settings: object
) -> None:
    settings.DEBUG = False  # type: ignore[attr-defined]
    with pytest.raises(AddressRefusedError, match="https"):
        save_provider(access=cast.access, wanted=Wanted("http://93.184.216.34/v1", "m"))
    save_provider(access=cast.access, wanted=Wanted("http://127.0.0.1:11434/v1", "m"))


def test_presets_are_addresses_we_read() -> None:
    from workspaces.outbound import read_address

    for preset in PRESETS:
        assert read_address(preset.base_url).is_encrypted != preset.is_local
    assert len({preset.key for preset in PRESETS}) == len(PRESETS) >= 5


def tried(desk: Desk, *answers: Said) -> tuple[Job, str]:
    desk.model.says(*answers)
    job = try_provider(access=desk.cast.access)
    assert job.kind == TRY
    run_job(job.pk, try_model)
    job.refresh_from_db()
    desk.provider.refresh_from_db()
    assert desk.provider.tested_at
    return job, desk.provider.test_outcome


def test_the_test_really_asks(desk: Desk) -> None:
    job, told = tried(desk, YES)
    assert told.startswith("It works: ") and "790 tokens" in told and "seconds" in told
    assert job.result["works"] is True
    [asked] = desk.model.asked
    assert asked.body["max_tokens"] == 300 and outcomes(desk) == ["used"]


def test_the_test_also_asks_a_model_that_is_off(desk: Desk) -> None:
    desk.set(is_on=False)
    assert tried(desk, YES)[1].startswith("It works")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (error(401), "key was refused"),
        (error(404), "no model"),
        (Said(hangs_up=True), "hung up"),
        (Said("yes"), "not in the form it was asked for"),
        (says({"answer": "yes", "more": 1}), "not in the form"),
        (Said("", message={"content": None, "refusal": "No."}), "refused"),
        (Said(raw=b"<html>", kind="text/html"), "does not speak the OpenAI protocol"),
        (says({"answer": "yes"}, usage=None), "by our estimate"),
        (Said("hm", finish="length"), "thinks at length"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_test_says_plainly_what_came_back(desk: Desk, said: Said, words: str) -> None:
    assert words in tried(desk, said)[1]


def test_the_test_says_that_it_is_slow(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("messaging.model_writer.try_model.SLOW_SECONDS", 0.0)
    assert "That is slow" in tried(desk, YES)[1]


def test_the_test_says_that_no_schema_is_taken(desk: Desk) -> None:
    refuses = error(400, "response_format is unknown")
    assert "does not take a schema" in tried(desk, refuses, refuses, YES)[1]
    assert "without lengths" in tried(desk, refuses, YES)[1]


def test_another_model_is_not_tested_yet(desk: Desk) -> None:
    tried(desk, YES)
    save_provider(
        access=desk.cast.access, wanted=Wanted(desk.provider.base_url, "other", seconds=5)
    )
    desk.provider.refresh_from_db()
    assert (desk.provider.tested_at, desk.provider.test_outcome) == (None, "")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that is logged, as a site with LOG_LEVEL=DEBUG would write it."""
    stream = io.StringIO()
    root = logging.getLogger()
    level = root.level
    ours = [each for each in root.handlers if isinstance(each.formatter, RedactingFormatter)]
    assert ours
    kept = [(handler, handler.setStream(stream)) for handler in ours]  # type: ignore[attr-defined]
    root.setLevel(logging.DEBUG)
    yield stream
    root.setLevel(level)
    for handler, before in kept:
        handler.setStream(before)  # type: ignore[attr-defined]


def test_neither_key_nor_quote_is_logged(desk: Desk, log: io.StringIO) -> None:
    for answers in ([YES], [error(401, KEY)], [error(500, KEY)], [Said(KEY)], [Said(raw=b"{")]):
        tried(desk, *answers)
        desk.model.says(*answers)
        desk.write()
    assert "Job" in log.getvalue() or log.getvalue() == ""
    assert "Canary" not in log.getvalue() and "my whole Sunday" not in log.getvalue()
    told = "".join(ModelCall.objects.values_list("said", flat=True))
    told += "".join(Job.objects.values_list("error", flat=True))
    assert "Canary" not in told


def test_no_web_process_loads_the_package() -> None:
    """Importing every address and page must not: it takes a second and forty megabytes."""
    code = (
        "import django, sys; django.setup(); import config.urls, config.wsgi; "
        "from django.urls import get_resolver; get_resolver().url_patterns; "
        "import messaging.web.model_settings, messaging.api.model_drafts; "
        "sys.exit(str([name for name in ('openai', 'httpx2', 'pydantic') if name in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=site.BASE_DIR,
        env={"DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "1", "PATH": "/usr/bin"},
        check=False,
    )
    assert done.stderr.strip().endswith("[]"), done.stderr[-800:]


def test_an_endpoint_of_the_environment_is_not_used(
    model: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "OPENAI_API_KEY": "sk-environment",
        "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",
        "OPENAI_ORG_ID": "org-x",
        "HTTP_PROXY": "http://127.0.0.1:9",
    }.items():
        monkeypatch.setenv(name, value)
    model.says(YES)
    where = Where(model.base_url, "m", "", 5)
    assert ask(where, messages=MESSAGES, schema=SCHEMA, most_out=10).text
    [asked] = model.asked
    assert "environment" not in str(asked.headers) and "org-x" not in str(asked.headers)
