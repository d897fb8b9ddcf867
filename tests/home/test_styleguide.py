"""The styleguide, and the small words of the templates."""

import re

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.views.defaults import server_error

from home.web.styleguide_samples import faulty_form
from tests.conftest import Cast
from workspaces.models import Job
from workspaces.templatetags import ui

pytestmark = pytest.mark.django_db


def render(source: str, **values: object) -> str:
    return Template("{% load ui %}" + source).render(Context(values))


def test_the_styleguide_asks_strangers_to_sign_in(client: Client, settings) -> None:
    settings.DEBUG = False
    answer = client.get("/styleguide/")
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=/styleguide/"


def test_the_styleguide_is_open_while_developing(client: Client, settings) -> None:
    settings.DEBUG = True
    assert client.get("/styleguide/").status_code == 200


def test_the_styleguide_shows_every_preview(cast: Cast) -> None:
    shown = cast.client(cast.viewer).get("/styleguide/").content.decode()
    for name in set(ui.PREVIEWS.values()) | {"generic"}:
        assert re.search(rf'class="preview [^"]*\b{name}\b', shown), name


def test_pages_hold_nothing_inline(cast: Cast) -> None:
    """What the Content-Security-Policy would refuse is not sent in the first place."""
    client = cast.client(cast.owner)
    for path in ("/styleguide/", "/accounts/2fa/", cast.url("settings/")):
        page = client.get(path).content.decode()
        assert " style=" not in page
        assert not re.search(r"<script(?![^>]*\bsrc=)", page)
        assert not re.search(r"<[^>]*\son[a-z]+=", page)
        assert "<style" not in page


@pytest.mark.parametrize("channel", [*ui.PREVIEWS, "sales_line", "unheard_of"])
@pytest.mark.parametrize("parts", [{}, {"headline": "", "body": None}, {"headlines": []}])
def test_a_preview_stands_without_copy(channel: str, parts: dict[str, object]) -> None:
    shown = render("{% copy_preview channel parts %}", channel=channel, parts=parts)
    assert "<figure" in shown
    assert "None" not in shown


@pytest.mark.parametrize(
    ("channel", "parts"),
    [
        ("web_hero", {"headline": "<b>Late</b>", "subline": "<b>Late</b>"}),
        ("google_rsa", {"headlines": ["<b>Late</b>"], "descriptions": ["<b>Late</b>"]}),
        ("email", {"subject": "<b>Late</b>" * 9, "preheader": "x", "body": "<b>Late</b>"}),
        ("meta_ad", {"primary_text": ["<b>Late</b>" * 20], "headline": ["<b>Late</b>"]}),
        ("sms", {"body": "<b>Late</b>"}),
        ("push", {"title": "<b>Late</b>" * 9, "body": "<b>Late</b>"}),
        ("sales_line", {"body": "<b>Late</b>"}),
    ],
)
def test_copy_is_shown_as_text(channel: str, parts: dict[str, object]) -> None:
    shown = render("{% copy_preview channel parts %}", channel=channel, parts=parts)
    assert "&lt;b&gt;Late" in shown
    assert "<b>Late" not in shown


def test_what_lies_beyond_the_limit_is_marked_and_kept() -> None:
    shown = str(ui.seen_to("The fish & the guests", 8))
    assert shown.startswith('The fish<span class="unseen">')
    assert shown.endswith(" &amp; the guests</span>")
    assert ui.seen_to("Short", 8) == "Short"
    assert ui.seen_to(None, 8) == ""


def test_several_messages_are_shown_and_counted() -> None:
    shown = render(
        '{% copy_preview "sms" parts %}',
        parts={"body": "word " * 40},
    )
    assert shown.count('class="bubble"') == 2
    assert "Part 2 of 2" in shown
    assert "2 messages" in shown


def test_a_form_printed_whole_has_the_fields_of_the_site() -> None:
    form = faulty_form()
    shown = render("{{ form }}", form=form)
    assert shown.count('class="field') == len(form.fields)
    assert 'aria-invalid="true"' in shown
    assert 'class="field has-error"' in render("{{ form.title.as_field_group }}", form=form)


@pytest.mark.parametrize(
    ("state", "polls"),
    [("queued", True), ("running", True), ("done", False), ("failed", False), ("cancelled", False)],
)
def test_a_job_is_asked_after_only_until_it_is_finished(
    cast: Cast, state: str, polls: bool
) -> None:
    job = Job(pk=7, workspace=cast.workspace, kind="export", state=state, done=1, total=4)
    shown = render('{% include "components/job.html" %}', job=job, workspace=cast.workspace)
    assert ("hx-get=" in shown) is polls
    assert ("<progress" in shown) is polls


def test_a_fault_on_the_server_needs_no_context() -> None:
    answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert b"Something broke on our side" in answer.content


def test_a_form_from_before_signing_in_is_answered_by_a_page_of_ours() -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a"})
    assert answer.status_code == 403
    assert b"Please send it once more" in answer.content
