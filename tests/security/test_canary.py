"""A canary in every place a secret or a person can be: none of them is ever found in the log.

The site logs as settings.LOGGING says, at its most talkative; requests fail in every way we know.
"""

import io
import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from config.redaction import RedactingFormatter
from config.urls import handler400, handler404, handler500, urlpatterns
from personas.models import Evidence
from tests import make
from tests.conftest import Cast
from workspaces.jobs import run_job
from workspaces.keys import create_key
from workspaces.models import Job, User

SECRET = "Canary7SecretWord9Never2Written"
EMAIL = "canary.person@secret-house.example"
QUOTE = "My canary sings about Sundays"
VISITOR = "1f0cafe1-6b9f-42e4-8c7a-0d3f6b9c2e5a"
CANARIES = (SECRET, EMAIL, "canary.person", "secret-house", QUOTE, VISITOR)
TOKEN = f"sk_{SECRET}"


def breaks(request: HttpRequest) -> HttpResponse:
    given = request.GET.get("q", "") or request.body.decode()
    try:
        raise KeyError(given)
    except KeyError as error:
        raise RuntimeError(f"Cannot do {given!r} with {request.headers!r}") from error


class Broken:
    urlpatterns = [path("breaks/", breaks), path("api/v1/breaks/", breaks), *urlpatterns]
    handler400, handler404, handler500 = handler400, handler404, handler500


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that is logged, as it would be written on a site set to LOG_LEVEL=DEBUG."""
    stream = io.StringIO()
    root = logging.getLogger()
    level = root.level
    ours = [each for each in root.handlers if isinstance(each.formatter, RedactingFormatter)]
    assert ours, "The handler of settings.LOGGING writes through the formatter that masks."
    kept = [(handler, handler.setStream(stream)) for handler in ours]  # type: ignore[attr-defined]
    root.setLevel(logging.DEBUG)
    try:
        yield stream
    finally:
        root.setLevel(level)
        for handler, before in kept:
            handler.setStream(before)  # type: ignore[attr-defined]


@pytest.fixture
def client(cast: Cast, settings: object) -> Client:
    settings.ROOT_URLCONF = Broken  # type: ignore[attr-defined]
    client = Client(raise_request_exception=False)
    client.force_login(cast.owner)
    return client


def assert_silent(log: io.StringIO) -> None:
    text = log.getvalue()
    found = [line for line in text.split("\n") if any(each in line for each in CANARIES)]
    assert found == []


def test_it_works(log: io.StringIO, client: Client) -> None:
    client.get("/nowhere/")
    assert "Not Found: /nowhere/" in log.getvalue()


def test_every_logger_writes_through_the_one_that_masks() -> None:
    told = settings.LOGGING
    assert set(told["handlers"]) == {"console"}
    assert told["handlers"]["console"]["formatter"] == "line"
    assert told["formatters"]["line"]["()"] == "config.redaction.RedactingFormatter"
    for name in ("django", "django.server", "_granian"):
        logger = logging.getLogger(name)
        assert logger.propagate
        assert logger.handlers == []


def test_a_page_that_breaks(log: io.StringIO, client: Client) -> None:
    headers = {
        "Authorization": f"Bearer {TOKEN}",
        "Cookie": f"session={SECRET}",
        "X-API-Key": TOKEN,
    }
    for said in (SECRET, EMAIL, QUOTE, VISITOR, f"password={SECRET}", json.dumps({"a": QUOTE})):
        assert client.get("/breaks/", {"q": said}, headers=headers).status_code == 500
        body = json.dumps({"text": said, "password": SECRET, "visitor": VISITOR})
        for place in ("/breaks/", "/api/v1/breaks/"):
            answer = client.post(place, body, content_type="application/json", headers=headers)
            assert answer.status_code == 500
    assert "RuntimeError" in log.getvalue()
    assert_silent(log)


def test_the_way_in(log: io.StringIO, cast: Cast) -> None:
    make.make_user(EMAIL)
    client = Client(raise_request_exception=False)
    for place, said in (
        ("/accounts/login/", {"login": EMAIL, "password": SECRET}),
        ("/accounts/login/", {"login": EMAIL, "password": "tea"}),
        ("/accounts/signup/", {"email": EMAIL, "password1": SECRET}),
        ("/accounts/password/reset/", {"email": EMAIL}),
    ):
        assert client.post(place, said).status_code in (200, 302, 429), place
    for place in (
        f"/accounts/password/reset/key/1a-{SECRET}/",
        f"/accounts/confirm-email/{SECRET}/",
        f"/invitations/{SECRET}/",
        f"/nowhere/{SECRET}/{EMAIL}/{VISITOR}/",
    ):
        client.get(place)
    strict = Client(enforce_csrf_checks=True)
    strict.post("/accounts/login/", {"login": EMAIL, "csrfmiddlewaretoken": SECRET})
    client.get("/", headers={"host": f"{SECRET}.{EMAIL}"})
    assert "Not Found" in log.getvalue()
    assert_silent(log)


@pytest.mark.parametrize("place", ["/api/v1/events", "/api/v1/personas/", "/api/v1/copy"])
def test_the_api(log: io.StringIO, cast: Cast, place: str) -> None:
    _, good = create_key(access=cast.access, name="server", kind="secret")
    event = {"id": VISITOR, "type": "signal", "visitor": EMAIL, "name": QUOTE}
    for token in (TOKEN, good):
        for body in (
            json.dumps({"events": [event, {"id": SECRET}, None], "visitor": EMAIL, "name": EMAIL}),
            f'{{"name": "{EMAIL}", "text": "{QUOTE}',
            f'{{"{EMAIL}": NaN, "a": "\\u0000{SECRET}"}}',
        ):
            headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": SECRET}
            client = Client(raise_request_exception=False)
            client.post(place, body, content_type="application/json", headers=headers)
            client.post(place, body, content_type="text/plain", headers=headers)
            client.get(place, {"visitor": EMAIL, "q": QUOTE}, headers=headers)
    assert good[3:] not in log.getvalue()
    assert log.getvalue()
    assert_silent(log)


def test_a_file_that_cannot_be_read(log: io.StringIO, client: Client, cast: Cast) -> None:
    for content in (f"Quote\n{QUOTE}\n{EMAIL}".encode(), b"PK\x03\x04" + QUOTE.encode()):
        file = SimpleUploadedFile(f"{SECRET}.csv", content)
        said = {"file": file, "source": "survey", "customer_status": "unknown"}
        assert client.post(cast.url("listen/imports/upload/"), said).status_code < 500
    assert_silent(log)


def test_what_the_database_says(log: io.StringIO, cast: Cast) -> None:
    make.make_evidence(cast.workspace, text=QUOTE, text_hash="7" * 64)
    make.make_user(EMAIL)
    for again in (
        lambda: make.make_evidence(cast.workspace, text=QUOTE, text_hash="7" * 64),
        lambda: User.objects.create(email=EMAIL.upper()),
        lambda: Evidence.objects.create(workspace=cast.workspace, text=None),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            again()
        try:
            with transaction.atomic():
                again()
        except IntegrityError as error:
            logging.getLogger("workspaces").warning("A constraint refused: %s", error)
            logging.getLogger("workspaces").exception("It broke")
    assert log.getvalue().count("IntegrityError") >= 3
    assert_silent(log)
    assert EMAIL.upper() not in log.getvalue()


def test_a_job_that_breaks(log: io.StringIO, cast: Cast) -> None:
    job = Job.objects.create(workspace=cast.workspace, kind="a.b", arguments={"text": QUOTE})

    def work(run: object) -> None:
        raise ValueError(f"Cannot send “{QUOTE}” to {EMAIL} with {TOKEN}")

    run_job(job.pk, work)  # type: ignore[arg-type]
    assert "ValueError" in log.getvalue()
    assert_silent(log)


def test_a_database_that_is_away_does_not_tell_its_password(log: io.StringIO) -> None:
    address = f"postgresql://cuppa:{SECRET}@db.example.org/cuppa"
    logging.getLogger("workspaces").error("Cannot reach %s", address)
    logging.getLogger("django.db").error("Cannot reach", exc_info=RuntimeError(address))
    assert "db.example.org" in log.getvalue()
    assert connection.vendor
    assert_silent(log)
