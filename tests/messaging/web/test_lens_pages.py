"""Pages, sheets, muted remarks and rewriting in the browser."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from messaging.models import MutedFinding, Variant
from messaging.sheet_reading import KIND, read_sheet
from tests import make
from tests.conftest import Cast
from workspaces.jobs import run_job
from workspaces.models import Job

pytestmark = pytest.mark.django_db
PAGE = (
    "<html><head><title>Ladle</title><script>steal()</script></head><body><nav>Home</nav>"
    "<h1>The till is short again</h1><p>We are a <b>world-class</b> platform &lt;img src=x&gt;.</p>"
    "<p style='display:none'>hidden</p><button>Book a call</button><footer>Imprint</footer></body>"
)
SHEET = (
    "id,headline,body\n"
    "1,The till is short again,Nobody knows why.\n"
    "2,A leading platform,We leverage seamless synergy for the win.\n"
    "3,=cmd,Wir sind die und der ist nicht das auf für.\n"
)


def post(cast: Cast, path: str, data: Any, **headers: str) -> str:
    answer = cast.client(cast.editor).post(
        cast.url(f"write/lens/{path}"), data, follow=True, headers=headers
    )
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_works(cast: Cast) -> None:
    page = post(cast, "page/", {"text": PAGE})
    assert "Heading 1" in page
    assert "The till is short again" in page
    for left_out in ("steal()", "Home</", "hidden</", "Imprint"):
        assert left_out not in page.split('id="reading"')[1]
    assert "&lt;img src=x&gt;" in page
    assert "<img src=x>" not in page


def test_a_saved_page_and_its_order(cast: Cast) -> None:
    file = SimpleUploadedFile("page.html", PAGE.encode())
    page = post(cast, "page/", {"file": file, "order": "page"}).split('id="reading"')[1]
    assert page.index("Ladle") < page.index("The till") < page.index("Book a call")


def test_the_source_of_a_page_pasted_as_text_is_read_as_a_page(cast: Cast) -> None:
    assert "Heading 1" in post(cast, "", {"text": PAGE}, **{"HX-Request": "true"})


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Say which page"),
        ({"url": "https://a.example", "text": "<p>x</p>"}, "One page at a time"),
        ({"url": "http://127.0.0.1:8000/"}, "private or reserved"),
        ({"url": "http://169.254.169.254/latest/"}, "private or reserved"),
        ({"url": "file:///etc/passwd"}, "Begin the address with https"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field(
    cast: Cast, data: dict[str, str], said: str
) -> None:
    page = post(cast, "page/", data)
    assert said in page
    if "url" in data:
        assert data["url"] in page


def test_muting_from_a_remark_takes_it_away_everywhere(cast: Cast) -> None:
    text = {"text": "A world-class till for the shop."}
    assert "Not for us" in post(cast, "", text)
    said = post(
        cast, "muted/", {"rule": "hype", "words": "world class", "reason": "Our name"},
        **{"HX-Request": "true"},
    )  # fmt: skip
    assert "Undo" in said
    assert "remark-warning" not in post(cast, "", text)
    message = make.make_message(cast.workspace)
    variant = make.make_variant(message, parts={**make.HERO, "headline": "A world-class till"})
    shown = cast.client(cast.viewer).get(cast.url(f"write/variants/{variant.pk}/"))
    assert "Praise that any product" not in shown.content.decode()
    row = MutedFinding.objects.get(workspace=cast.workspace)
    assert (
        "Our name" in cast.client(cast.viewer).get(cast.url("write/lens/muted/")).content.decode()
    )
    post(cast, f"muted/{row.pk}/remove/", {})
    assert not MutedFinding.objects.filter(workspace=cast.workspace).exists()
    assert "Praise that any product" in post(cast, "", text)


def test_a_viewer_may_not_mute(cast: Cast) -> None:
    answer = cast.client(cast.viewer).post(cast.url("write/lens/muted/"), {"rule": "hype"})
    assert answer.status_code == 403


def sheet_job(cast: Cast, **data: str) -> Job:
    post(cast, "sheet/", {"file": SimpleUploadedFile("ads.csv", SHEET.encode()), **data})
    job = Job.objects.get(workspace=cast.workspace, kind=KIND)
    run_job(job.pk, read_sheet)
    job.refresh_from_db()
    return job


def test_a_sheet_comes_back_with_scores(cast: Cast) -> None:
    job = sheet_job(cast)
    assert job.state == "done", job.error
    shown = cast.client(cast.editor).get(cast.url(f"write/lens/sheet/{job.pk}/")).content.decode()
    assert "headline" in shown
    assert "Begin with these" in shown
    assert "German" in shown
    with job.result_file.open("rb") as file:
        rows = list(csv.DictReader(io.StringIO(file.read().decode("utf-8-sig"))))
    assert rows[0]["id"] == "1"
    assert float(rows[0]["headline: score"]) > float(rows[1]["headline: score"])
    assert "German" in rows[2]["body: top remark"]
    assert not rows[2]["headline"].startswith("=")


def test_only_the_columns_that_are_wanted(cast: Cast) -> None:
    job = sheet_job(cast, columns="Body")
    assert [each["column"] for each in job.result["summaries"]] == ["body"]


def test_a_wrong_column_is_said_and_keeps_what_was_typed(cast: Cast) -> None:
    file = SimpleUploadedFile("ads.csv", SHEET.encode())
    page = post(cast, "sheet/", {"file": file, "columns": "Subject"})
    assert "There is no column “Subject”" in page
    assert not Job.objects.filter(workspace=cast.workspace).exists()


def test_no_rows_of_a_sheet_are_left_behind(cast: Cast) -> None:
    sheet_job(cast)
    folder = Path(default_storage.path(f"jobs/{cast.workspace.pk}/sheets"))
    assert list(folder.iterdir()) == []


def rewriting(cast: Cast) -> dict[str, Any]:
    pain, message = make.make_pain(cast.workspace), make.make_message(cast.workspace)
    offer = make.make_offer(cast.workspace, pain)
    proof = offer.proofs.get()
    text = f"We are a world-class platform. {proof.text}. Used by 99,999 people."
    return {"text": text, "pain": pain.pk, "message": message.pk}


def test_a_pasted_text_is_written_anew_and_what_nobody_can_back_is_named(cast: Cast) -> None:
    data = rewriting(cast)
    page = post(cast, "rewrite/", data)
    kept, left = page.split("Not kept, and why", 1)
    assert "Backed by" in kept
    assert "99999" in left
    assert "world-class" in left
    name = page.split('name="pick" value="')[1].split('"')[0]
    post(cast, "rewrite/", {**data, "keep": "1", "pick": [name]})
    assert Variant.objects.filter(workspace=cast.workspace, pain=data["pain"]).count() == 1


def test_nothing_ticked_is_said(cast: Cast) -> None:
    assert "Tick a draft first" in post(cast, "rewrite/", {**rewriting(cast), "keep": "1"})


def test_without_a_place_the_page_says_what_to_do(cast: Cast) -> None:
    page = cast.client(cast.editor).get(cast.url("write/lens/rewrite/")).content.decode()
    assert "There is no place for copy yet" in page
