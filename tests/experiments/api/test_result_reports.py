"""Reports and test cards over REST."""

from drf_spectacular.generators import SchemaGenerator

from experiments.models import Experiment
from tests import make
from tests.conftest import Cast
from tests.experiments.reported import google, sums_of, there
from tests.experiments.scenes import draft

URL = "/api/v1/result-reports/"


def test_it_works(cast: Cast) -> None:
    experiment = there(cast)
    api = cast.api()
    file = google(experiment, (1200, 60), (1300, 91))
    sent = api.post(URL, {"file": file, "taken_on": "2026-03-02"}, format="multipart")
    assert sent.status_code == 201, sent.content
    told = sent.json()
    assert (told["platform"], told["state"], told["counted"]["tests"]) == ("google_ads", "open", 2)
    url = f"{URL}{told['id']}/"
    rows = api.get(f"{url}rows/").json()["results"]
    assert rows[0]["number"] < rows[1]["number"], "In the order of the file."
    assert [(row["shown"], row["experiment"]) for row in rows] == [
        (1200, experiment.pk),
        (1300, experiment.pk),
    ]
    left = api.post(f"{url}assign/", {"rows": [rows[0]["id"]], "left_out": True}, format="json")
    assert left.json() == {"changed": 1}
    back = {"rows": [rows[0]["id"]], "variant": rows[0]["variant"]}
    assert api.post(f"{url}assign/", back, format="json").json() == {"changed": 1}
    assert api.post(f"{url}apply/", {}, format="json").json()["state"] == "applied"
    assert sums_of(experiment) == [(1200, 60), (1300, 91)]
    again = api.post(f"{url}apply/", {}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")
    assert api.post(f"{url}undo/").json()["state"] == "undone"
    assert sums_of(experiment) == [(0, 0), (0, 0)]


def test_rows_come_in_pages_as_the_schema_says(cast: Cast) -> None:
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    for path, operations in schema["paths"].items():
        asked = {one["name"] for one in operations.get("get", {}).get("parameters", ())}
        assert not {"cursor", "page"} <= asked, path
    api, file = cast.api(), google(there(cast), (1200, 60), (1300, 91))
    sent = api.post(URL, {"file": file, "taken_on": "2026-03-02"}, format="multipart").json()
    first = api.get(f"{URL}{sent['id']}/rows/", {"page_size": 1}).json()
    second = api.get(first["next"]).json()
    assert [row["shown"] for row in (*first["results"], *second["results"])] == [1200, 1300]


def test_columns_are_said_by_place(cast: Cast) -> None:
    variant = make.make_live(make.make_message(cast.workspace))
    api = cast.api()
    sent = api.post(URL, {"text": f"Wer,Wie oft,Treffer\n{variant.key},100,7\n"}, format="json")
    assert sent.json()["missing"]
    url = f"{URL}{sent.json()['id']}/"
    columns = {"keys": [0], "shown": 1, "did": 2, "unit": "click"}
    answer = api.post(f"{url}columns/", {"columns": columns}, format="json")
    assert (answer.status_code, answer.json()["counted"]["beside"]) == (200, 1)
    beyond = api.post(f"{url}columns/", {"columns": columns | {"did": 9}}, format="json")
    assert (beyond.status_code, beyond.json()["code"]) == (409, "no_column")
    api.post(f"{url}apply/", {}, format="json")
    (row,) = api.get("/api/v1/results-elsewhere/").json()
    assert (row["key"], row["shown"], row["did"], row["rate"]) == (variant.key, 100, 7, 0.07)


def test_what_cannot_be_read_is_told_at_its_field(cast: Cast) -> None:
    api = cast.api()
    for body in ({}, {"text": "only one line"}):
        answer = api.post(URL, body, format="json")
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/file")


def test_another_workspaces_texts_and_rows_are_not_there(cast: Cast) -> None:
    foreign = make.make_live(make.make_message(cast.other.workspace))
    api = cast.api()
    sent = api.post(URL, {"text": "ad name,impressions,clicks\nblue,10,1\n"}, format="json").json()
    (row,) = api.get(f"{URL}{sent['id']}/rows/").json()["results"]
    answer = api.post(
        f"{URL}{sent['id']}/assign/", {"rows": [row["id"]], "variant": foreign.pk}, format="json"
    )
    assert answer.status_code == 400
    assert cast.api(other=True).get(f"{URL}{sent['id']}/").status_code == 404


def test_a_card_is_read_for_a_platform(cast: Cast) -> None:
    experiment = draft(cast)
    api = cast.api()
    url = f"/api/v1/test-cards/{experiment.pk}/"
    refused = api.get(url)
    assert (refused.status_code, refused.json()["code"]) == (409, "split_here")
    Experiment.objects.filter(pk=experiment.pk).update(split_by="platform_test", unit="send")
    card = api.get(f"{url}?platform=mailchimp").json()
    assert (card["platform_name"], card["split"]) == ("Mailchimp", "50 % / 50 %")
    assert [arm["key"] for arm in card["arms"]] == [
        arm.key for arm in experiment.arms.select_related("variant").order_by("position")
    ]
