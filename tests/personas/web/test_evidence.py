"""One quote: seen, added, changed, deleted, detached."""

from personas.models import Evidence, EvidenceLink
from tests import make
from tests.conftest import Cast

SAID = {"text": "I waited", "source": "review", "customer_status": "ex_customer", "asked": "no"}


def test_it_works(cast: Cast) -> None:
    client = cast.client(cast.editor)
    page = client.post(cast.url("listen/add/"), SAID | {"said_on": "2026-02-01"}, follow=True)
    assert "I waited" in page.text
    assert "1 Feb 2026" in page.text
    kept = Evidence.objects.get()
    assert kept.asked is False
    client.post(cast.url(f"listen/evidence/{kept.pk}/edit/"), SAID | {"text": "I left"})
    kept.refresh_from_db()
    assert kept.text == "I left"
    client.post(cast.url(f"listen/evidence/{kept.pk}/delete/"))
    assert not Evidence.objects.exists()


def test_the_same_quote_twice_is_said_beside_the_field(cast: Cast) -> None:
    client = cast.client(cast.editor)
    client.post(cast.url("listen/add/"), SAID)
    page = client.post(cast.url("listen/add/"), SAID)
    assert "This quote is kept already" in page.text
    assert "I waited</textarea>" in page.text


def test_personal_data_is_kept_only_where_somebody_says_so(cast: Cast) -> None:
    client = cast.client(cast.editor)
    said = SAID | {"text": "Write to ann@example.org", "may_quote": "on"}
    page = client.post(cast.url("listen/add/"), said)
    assert "We found: e-mail. Say what to do." in page.text
    assert "Write to [e-mail]" in page.text
    assert not Evidence.objects.exists()
    for choice in ("mask", "keep"):
        client.post(cast.url("listen/add/"), said | {"masking": choice})
    assert set(Evidence.objects.values_list("text", "masked")) == {
        ("Write to [e-mail]", "e-mail"),
        ("Write to ann@example.org", ""),
    }


def test_a_quote_shows_what_stands_on_it_and_can_be_detached(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    quote = make.make_evidence(cast.workspace, pain)
    client = cast.client(cast.editor)
    url = cast.url(f"listen/evidence/{quote.pk}/")
    assert pain.title in client.get(url).text
    link = EvidenceLink.objects.get()
    answer = client.post(cast.url(f"listen/links/{link.pk}/detach/"), {"next": url})
    assert answer.headers["Location"] == url
    assert not EvidenceLink.objects.exists()


def test_a_viewer_may_only_look(cast: Cast) -> None:
    quote = make.make_evidence(cast.workspace, make.make_pain(cast.workspace))
    client = cast.client(cast.viewer)
    assert client.get(cast.url(f"listen/evidence/{quote.pk}/")).status_code == 200
    assert client.get(cast.url("listen/add/")).status_code == 403
    assert client.get(cast.url(f"listen/evidence/{quote.pk}/edit/")).status_code == 403
    assert client.post(cast.url(f"listen/evidence/{quote.pk}/delete/")).status_code == 403
    link = EvidenceLink.objects.get()
    assert client.post(cast.url(f"listen/links/{link.pk}/detach/")).status_code == 403


def test_a_quote_of_another_workspace_is_not_found(cast: Cast) -> None:
    quote = make.make_evidence(cast.other.workspace)
    client = cast.client(cast.editor)
    for rest in ("", "edit/"):
        assert client.get(cast.url(f"listen/evidence/{quote.pk}/{rest}")).status_code == 404
    assert client.post(cast.url(f"listen/evidence/{quote.pk}/delete/")).status_code == 404


def test_another_workspaces_persona_cannot_be_chosen(cast: Cast) -> None:
    theirs = make.make_persona(cast.other.workspace)
    page = cast.client(cast.editor).post(cast.url("listen/add/"), SAID | {"persona": theirs.pk})
    assert "Select a valid choice" in page.text
