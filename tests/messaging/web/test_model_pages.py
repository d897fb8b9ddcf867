"""The pages of the language model: its settings, and its drafts in the studio."""

import csv
import io
from ipaddress import ip_network

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from messaging.model_writer.spending import used_tokens
from messaging.models import ModelCall, ModelDraft, ModelProvider, Variant
from tests import make
from tests.conftest import Cast
from workspaces.models import Job

KEY = "sk-proj-CanaryOfThePage"
PLACE = "https://93.184.216.34/v1"
FORM = {
    "base_url": PLACE,
    "model": "small-one",
    "key": KEY,
    "monthly_tokens": "50000",
    "price_in": "2.5",
    "price_out": "10",
    "seconds": "30",
    "is_on": "on",
}
HERE = "settings/language-model/"


@pytest.fixture
def owner(cast: Cast) -> Client:
    return cast.client(cast.owner)


@pytest.fixture
def provider(cast: Cast) -> ModelProvider:
    return ModelProvider.objects.create(
        workspace=cast.workspace, base_url=PLACE, model="small-one", key=KEY, price_in=1
    )


def draft(cast: Cast, **fields: object) -> ModelDraft:
    pain = make.make_pain(cast.workspace)
    struggle = f"pain.{pain.pk}.struggle"
    message = fields.get("message") or make.make_message(cast.workspace)
    values = {
        "job": Job.objects.create(
            workspace=cast.workspace,
            kind="messaging.write_with_model",
            state="done",
            arguments={"message": message.pk},  # type: ignore[attr-defined]
        ),
        "message": message,
        "pain": pain,
        "parts": make.HERO,
        "score": 71.0,
        "model": "small-one",
        "trace": [
            {"part": "headline", "sentence": make.HERO["headline"], "source": struggle},
            {"part": "subline", "sentence": make.HERO["subline"], "source": struggle}
            | {"unsupported": True},
        ],
    } | fields
    return ModelDraft.objects.create(workspace=cast.workspace, **values)


def test_it_works(cast: Cast, owner: Client) -> None:
    empty = owner.get(cast.url(HERE)).content.decode()
    assert "The phrase writer writes alone" in empty and "OUTBOUND_ALLOWED_NETWORKS" in empty
    answer = owner.post(cast.url(HERE), FORM, follow=True)
    page = answer.content.decode()
    assert "Saved. Test it" in page and "with a key" in page
    assert KEY not in page and "One is stored" in page
    provider = ModelProvider.objects.get()
    assert (provider.key.open(), provider.monthly_tokens) == (KEY, 50_000)


def test_the_key_is_never_in_a_page(cast: Cast, owner: Client, provider: ModelProvider) -> None:
    for path in (HERE, f"{HERE}use/", f"{HERE}test/state/", f"{HERE}use/download/"):
        answer = owner.get(cast.url(path))
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200 and KEY.encode() not in body
    wrong = owner.post(cast.url(HERE), FORM | {"model": ""})
    assert KEY not in wrong.content.decode()
    assert 'value="https://93.184.216.34/v1"' in wrong.content.decode(), "What was typed stays."


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"base_url": "http://127.0.0.1:11434/v1"}, "OUTBOUND_ALLOWED_NETWORKS"),
        ({"base_url": f"{PLACE}/chat/completions"}, "we add that ourselves"),
        ({"base_url": f"{PLACE}?key=x"}, "Leave out what follows"),
        ({"base_url": "http://user:pw@example.org/v1"}, "user name and password"),
        ({"model": ""}, "This field is required"),
        ({"key": "two words"}, "no blanks"),
        ({"monthly_tokens": "-1"}, "greater than or equal to 0"),
        ({"price_in": "dear"}, "Enter a number"),
        ({"seconds": "1"}, "greater than or equal to 5"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    cast: Cast, owner: Client, typed: dict[str, str], words: str
) -> None:
    page = owner.post(cast.url(HERE), FORM | typed).content.decode()
    field = page[page.index(f'name="{next(iter(typed))}"') :].partition("</div>\n")[0]
    assert words in field, field
    assert not ModelProvider.objects.exists()


def test_another_place_asks_for_its_key(cast: Cast, owner: Client, provider: ModelProvider) -> None:
    moved = FORM | {"base_url": "https://93.184.216.35/v1", "key": ""}
    assert "another place than the key" in owner.post(cast.url(HERE), moved).content.decode()
    owner.post(cast.url(HERE), moved | {"forget_key": "on"})
    provider.refresh_from_db()
    assert not provider.key and provider.base_url.startswith("https://93.184.216.35")


def test_a_preset_begins_the_form(cast: Cast, owner: Client) -> None:
    page = owner.get(cast.url(HERE), {"preset": "ollama"}).content.decode()
    assert 'value="http://127.0.0.1:11434/v1"' in page
    assert owner.get(cast.url(HERE), {"preset": "nobody"}).status_code == 200


def test_a_local_model_where_the_operator_allows_it(
    cast: Cast, owner: Client, settings: Settings
) -> None:
    settings.OUTBOUND_ALLOWED_NETWORKS = [ip_network("127.0.0.1/32")]
    local = FORM | {"base_url": "http://127.0.0.1:11434/v1/", "key": ""}
    owner.post(cast.url(HERE), local)
    assert ModelProvider.objects.get().base_url == "http://127.0.0.1:11434/v1"


def test_the_test_is_a_job_and_its_answer_is_shown(
    cast: Cast, owner: Client, provider: ModelProvider
) -> None:
    page = owner.post(cast.url(f"{HERE}test/"), follow=True).content.decode()
    assert "It is being asked" in page and "hx-get" in page
    Job.objects.update(state=Job.State.DONE)
    provider.test_outcome = "It works: 0.4 seconds, 90 tokens."
    provider.tested_at = provider.created_at
    provider.save()
    state = owner.get(cast.url(f"{HERE}test/state/")).content.decode()
    assert "It works: 0.4 seconds" in state and "hx-get" not in state


def test_it_is_removed(cast: Cast, owner: Client, provider: ModelProvider) -> None:
    row = draft(cast)
    page = owner.post(cast.url(f"{HERE}remove/"), follow=True).content.decode()
    assert "and its key are gone" in page
    assert not ModelProvider.objects.exists() and ModelDraft.objects.filter(pk=row.pk).exists()


def test_what_the_month_took(cast: Cast, owner: Client, provider: ModelProvider) -> None:
    here = {"workspace": cast.workspace, "model": "small-one"}
    ModelCall.objects.create(**here, outcome="used", tokens_in=12_000, tokens_out=900, cost="0.5")
    ModelCall.objects.create(**here, outcome="failed", said="=1+1")
    page = owner.get(cast.url(HERE)).content.decode()
    assert "12,900 tokens of 1,000,000" in page and "2 calls" in page and "0.5000" in page
    answer = owner.get(cast.url(f"{HERE}use/download/"))
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [line[2] for line in lines] == ["How it ended", "Answered", "Did not answer"]
    assert lines[2][6] == "'=1+1"
    for odd in ("2020-01", "0001-01", "nonsense", "9999-99"):
        assert owner.get(cast.url(f"{HERE}use/"), {"month": odd}).status_code == 200
    assert (
        "No call was made in January 2020"
        in owner.get(cast.url(f"{HERE}use/"), {"month": "2020-01"}).content.decode()
    )
    assert used_tokens(cast.access) == 12_900


def test_without_a_model_the_studio_says_nothing_of_one(cast: Cast, owner: Client) -> None:
    message = make.make_message(cast.workspace)
    make.make_pain(cast.workspace)
    assert (
        "language model"
        not in owner.get(cast.url(f"write/messages/{message.pk}/")).content.decode()
    )
    page = owner.get(cast.url(f"write/messages/{message.pk}/model-drafts/")).content.decode()
    assert "No language model is switched on" in page


def test_the_button_stands_in_the_studio_with_what_it_costs(
    cast: Cast, owner: Client, provider: ModelProvider
) -> None:
    message, pain = make.make_message(cast.workspace), make.make_pain(cast.workspace)
    studio = cast.url(f"write/messages/{message.pk}/")
    page = owner.get(studio).content.decode()
    assert "Write 3 with small-one" in page and "tokens, 0.00" in page
    answer = owner.post(
        f"{studio}model-drafts/", {"pain": pain.pk, "count": 3, "next": f"{studio}?pain={pain.pk}"}
    )
    assert answer["Location"] == f"{studio}?pain={pain.pk}"
    job = Job.objects.get()
    assert job.arguments["pain"] == pain.pk and job.arguments["count"] == 3
    page = owner.get(studio).content.decode()
    assert "Writing drafts" in page and "Stop" in page and "then_reload" in page
    Job.objects.update(state=Job.State.FAILED, error="The key was refused.")
    page = owner.get(studio).content.decode()
    assert "The key was refused." in page and "Go on" in page


def test_drafts_stand_side_by_side_marked_by_who_wrote_them(
    cast: Cast, owner: Client, provider: ModelProvider
) -> None:
    row = draft(cast)
    held = draft(cast, message=row.message, rejected="banned word: the brand never says 'cheap'.")
    page = owner.get(cast.url(f"write/messages/{row.message_id}/")).content.decode()
    assert "By small-one" in page and make.HERO["headline"] in page
    assert "1 unsupported" in page and "shares no word with it" in page
    assert "the brand never says" in page and f'id="model-draft-{held.pk}"' not in page
    assert "By the phrase writer" in page


def test_a_draft_is_kept_and_thrown_away(
    cast: Cast, owner: Client, provider: ModelProvider
) -> None:
    row = draft(cast)
    keep = cast.url(f"write/model-drafts/{row.pk}/keep/")
    assert "Kept as" in owner.post(keep, follow=True).content.decode()
    variant = Variant.objects.get()
    assert (variant.writer, variant.state) == ("model", "draft")
    assert "kept already" in owner.post(keep, follow=True).content.decode()
    owner.post(cast.url(f"write/model-drafts/{row.pk}/discard/"))
    assert not ModelDraft.objects.exists() and Variant.objects.exists()
    held = draft(cast, rejected="limit: too long", parts={})
    address = f"write/messages/{held.message_id}/model-drafts/held-back/discard/"
    assert "1 held back thrown away" in owner.post(cast.url(address), follow=True).content.decode()


def test_a_viewer_reads_and_asks_for_nothing(cast: Cast, provider: ModelProvider) -> None:
    row = draft(cast)
    viewer = cast.client(cast.viewer)
    page = viewer.get(cast.url(f"write/messages/{row.message_id}/model-drafts/")).content.decode()
    assert make.HERO["headline"] in page and "Keep this one" not in page and "Write 3" not in page


def test_what_a_model_wrote_is_text_in_the_page(
    cast: Cast, owner: Client, provider: ModelProvider
) -> None:
    evil = "<script>alert(1)</script>"
    row = draft(cast, parts=make.HERO | {"headline": evil}, model=evil)
    draft(cast, message=row.message, rejected=f"answer: {evil}", parts={})
    page = owner.get(cast.url(f"write/messages/{row.message_id}/model-drafts/")).content.decode()
    assert evil not in page and "&lt;script&gt;" in page


def test_more_drafts_cost_no_more_queries(
    cast: Cast,
    owner: Client,
    provider: ModelProvider,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    row = draft(cast)
    path = cast.url(f"write/messages/{row.message_id}/model-drafts/")
    owner.get(path)
    for _ in range(8):
        draft(cast, message=row.message, pain=row.pain)
    with django_assert_max_num_queries(45):
        assert owner.get(path).content.count(b"Keep this one") == 9
