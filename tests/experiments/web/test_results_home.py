"""Bringing results home, as a person does it: upload, look, give rows a text, count, take out."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from experiments.models import ResultReport
from messaging.models import InUse
from tests import make
from tests.conftest import Cast
from tests.experiments.reported import file_of, google, sums_of, there

URL = "share/results/"


def brought(cast: Cast, file: SimpleUploadedFile) -> ResultReport:
    answer = cast.client(cast.editor).post(cast.url(URL), {"file": file, "taken_on": "2026-03-02"})
    assert answer.status_code == 302, answer.content.decode()
    return ResultReport.objects.get()


def test_it_works(cast: Cast) -> None:
    experiment = there(cast)
    client = cast.client(cast.editor)
    assert "No report yet" in client.get(cast.url(URL)).content.decode()
    report = brought(cast, google(experiment, (1200, 60), (1300, 91)))
    page = client.get(cast.url(f"{URL}{report.pk}/"))
    said = page.content.decode()
    assert page.status_code == 200
    assert "Nothing is counted yet" in said
    assert "2 for a test" in said
    assert '<th scope="col">Labels on Ad</th>' in said
    counted = client.post(
        cast.url(f"{URL}{report.pk}/apply/"), {"in_use": "on", "place": "Payroll"}, follow=True
    ).content.decode()
    assert "Counted on" in counted
    assert sums_of(experiment) == [(1200, 60), (1300, 91)]
    assert InUse.objects.filter(place="Payroll").count() == 2
    undone = client.post(cast.url(f"{URL}{report.pk}/undo/"), follow=True).content.decode()
    assert "Its numbers count no longer." in undone
    assert sums_of(experiment) == [(0, 0), (0, 0)]
    assert "Taken out again" in client.get(cast.url(URL)).content.decode()


def test_columns_that_nobody_knows_are_asked_for(cast: Cast) -> None:
    experiment = there(cast)
    arm = experiment.arms.select_related("variant").order_by("position")[0]
    report = brought(cast, file_of(f"Wer,Wie oft,Treffer\n{arm.key},100,7\n"))
    client = cast.client(cast.editor)
    page = client.get(cast.url(f"{URL}{report.pk}/")).content.decode()
    assert "Say what the columns hold" in page
    said = {
        "platform": "other",
        "keys": ["0"],
        "unit": "impression",
        "shown": "1",
        "did": "1",
        "taken_on": "2026-03-02",
    }
    refused = client.post(cast.url(f"{URL}{report.pk}/columns/"), said)
    assert refused.status_code == 409
    assert "choose another" in refused.content.decode()
    good = client.post(cast.url(f"{URL}{report.pk}/columns/"), said | {"did": "2"})
    assert good.status_code == 302
    report.refresh_from_db()
    assert (report.taken_on, report.counted["tests"]) == (date(2026, 3, 2), 1)


def test_rows_are_given_a_text_by_its_key(cast: Cast) -> None:
    experiment = there(cast)
    arm = experiment.arms.select_related("variant").order_by("position")[1]
    report = brought(cast, file_of("ad name,impressions,clicks\nblue,100,10\nred,50,5\n"))
    blue, red = report.rows.order_by("number")
    client, url = cast.client(cast.editor), cast.url(f"{URL}{report.pk}/assign/")
    nobody = client.post(url, {"key": arm.key, "do": "text"})
    assert (nobody.status_code, "Tick the rows first" in nobody.content.decode()) == (409, True)
    unknown = client.post(url, {"rows": [blue.pk], "key": "no-such-key", "do": "text"})
    assert "There is no text with this key" in unknown.content.decode()
    assert 'value="no-such-key"' in unknown.content.decode()
    assert client.post(url, {"rows": [blue.pk], "key": arm.key, "do": "text"}).status_code == 302
    assert client.post(url, {"rows": [red.pk], "do": "out"}).status_code == 302
    blue.refresh_from_db()
    red.refresh_from_db()
    assert (blue.arm, red.left_out) == (arm, True)
    page = client.get(cast.url(f"{URL}{report.pk}/")).content.decode()
    assert "Left out by hand." in page


def test_a_file_that_counts_already_is_refused_in_words(cast: Cast) -> None:
    experiment = there(cast)
    content = google(experiment, (1200, 60), (1300, 91)).read()
    report = brought(cast, SimpleUploadedFile("a.csv", content))
    client = cast.client(cast.editor)
    client.post(cast.url(f"{URL}{report.pk}/apply/"))
    again = client.post(cast.url(URL), {"file": SimpleUploadedFile("b.csv", content)})
    assert again.status_code == 409
    assert "This very file was counted on" in again.content.decode()
    saved = content.replace(b'"1,200"', b"1200")
    answer = client.post(
        cast.url(URL), {"file": SimpleUploadedFile("c.csv", saved)}, follow=True
    ).content.decode()
    assert "These rows count already" in answer
    assert "Count it" not in answer


def test_no_file_and_a_hostile_file_are_said_at_the_field(cast: Cast) -> None:
    client = cast.client(cast.editor)
    assert client.post(cast.url(URL), {}).status_code == 409
    bad = SimpleUploadedFile("x.xlsx", b"PK\x03\x04broken")
    answer = client.post(cast.url(URL), {"file": bad, "taken_on": "2999-01-01"})
    assert (answer.status_code, ResultReport.objects.exists()) == (409, False)
    assert set(answer.context["form"].errors) == {"taken_on"}
    bad.seek(0)
    assert set(client.post(cast.url(URL), {"file": bad}).context["form"].errors) == {"file"}


def test_a_viewer_looks_and_changes_nothing(cast: Cast) -> None:
    report = brought(cast, google(there(cast), (1200, 60), (1300, 91)))
    client = cast.client(cast.viewer)
    page = client.get(cast.url(f"{URL}{report.pk}/")).content.decode()
    assert "Count it" not in page
    assert client.post(cast.url(f"{URL}{report.pk}/apply/")).status_code == 403
    assert cast.client(cast.agency).get(cast.url(URL)).status_code == 403


def test_what_texts_did_elsewhere_is_listed(cast: Cast) -> None:
    variant = make.make_live(make.make_message(cast.workspace))
    report = brought(cast, file_of(f"ad name,impressions,clicks\n{variant.key},400,20\n"))
    client = cast.client(cast.editor)
    client.post(cast.url(f"{URL}{report.pk}/apply/"))
    page = client.get(cast.url(URL)).content.decode()
    assert "Seen, not tested" in page
    assert "5.0 %" in page or "5 %" in page


def test_a_report_put_aside_leaves(cast: Cast) -> None:
    report = brought(cast, google(there(cast), (1200, 60), (1300, 91)))
    client = cast.client(cast.editor)
    assert client.post(cast.url(f"{URL}{report.pk}/discard/")).status_code == 302
    again = client.post(cast.url(f"{URL}{report.pk}/discard/"), follow=True).content.decode()
    assert "discarded" in again


def test_a_report_whose_file_was_never_read_here_asks_for_its_columns(cast: Cast) -> None:
    report = ResultReport.objects.create(
        workspace=cast.workspace,
        token="brought-from-another-site",
        platform="meta",
        file_name="ads.csv",
        file_hash="0" * 64,
        taken_on=date(2026, 3, 2),
    )
    client = cast.client(cast.editor)
    page = client.get(cast.url(f"{URL}{report.pk}/"))
    assert (page.status_code, "Say what the columns hold" in page.content.decode()) == (200, True)
    assert client.post(cast.url(f"{URL}{report.pk}/apply/")).status_code == 409
    assert client.post(cast.url(f"{URL}{report.pk}/columns/"), {}).status_code == 409
