"""What the page of Share offers: which texts can leave, for each way to choose them."""

import pytest

from messaging.web import share
from tests import make
from tests.conftest import Cast
from workspaces.models import Job

EMPTY = "There is no text yet"
DRAFTS_ONLY = "Nothing is approved yet."


def test_it_works(cast: Cast) -> None:
    page = cast.client(cast.owner).get(cast.url("share/"))
    assert EMPTY in page.content.decode()
    make.make_live(make.make_message(cast.workspace))
    make.make_variant(make.make_message(cast.workspace), state="approved")
    make.make_variant(make.make_message(cast.workspace))
    make.make_variant(make.make_message(cast.workspace, "email"), state="submitted")
    page = cast.client(cast.viewer).get(cast.url("share/"))
    assert EMPTY not in page.content.decode()
    assert DRAFTS_ONLY not in page.content.decode()
    form = page.context["form"]
    told = [label.rpartition(" ")[2] for _, label in form.fields["which"].choices]
    assert told == ["(2)", "(1)", "(4)"]
    channels = dict(form.fields["channels"].choices)
    assert channels["web_hero"].endswith("(2, and 1 still being written)")
    assert channels["email"].endswith("(1 still being written)")
    assert form["which"].value() == "approved"
    assert "Fill a file of your own</h2>" in page.content.decode()


def test_drafts_can_leave_before_anything_is_approved(cast: Cast) -> None:
    make.make_variant(make.make_message(cast.workspace, "email"))
    client = cast.client(cast.viewer)
    page = client.get(cast.url("share/"))
    assert DRAFTS_ONLY in page.content.decode()
    assert page.context["form"]["which"].value() == "all"
    assert "Fill a file of your own</h2>" not in page.content.decode()
    asked = {"file_format": "workbook", "which": "all", "channels": ["email"]}
    assert client.post(cast.url("share/"), asked).status_code == 302
    assert Job.objects.for_workspace(cast.workspace).count() == 1


def test_an_agency_is_offered_no_draft(cast: Cast) -> None:
    make.make_variant(make.make_message(cast.workspace))
    page = cast.client(cast.agency).get(cast.url("share/"))
    assert page.context["form"].leaving == {"approved": {}, "live": {}}
    assert "Nothing is shared with you yet" in page.content.decode()


def test_a_look_says_where_it_ended_only_where_it_ended(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        make.make_variant(make.make_message(cast.workspace), state="approved")
    asked = {"file_format": "workbook", "which": "approved", "check": "yes"}
    client = cast.client(cast.viewer)
    html = client.post(cast.url("share/"), asked).content.decode()
    assert "They fit the rules we know of." in html
    assert "were looked at" not in html
    monkeypatch.setattr(share, "LOOKED_AT", 1)
    html = client.post(cast.url("share/"), asked).content.decode()
    assert "Of more than 1 texts, the first 1 were looked at." in html


def test_an_agency_chooses_among_what_it_sees(cast: Cast) -> None:
    page = cast.client(cast.agency).get(cast.url("share/"))
    assert page.context["form"].fields["campaign"].empty_label == "All that are shared with you"
    page = cast.client(cast.viewer).get(cast.url("share/"))
    assert "texts without one" in page.context["form"].fields["campaign"].empty_label


def test_counts_of_another_workspace_are_not_told(cast: Cast) -> None:
    make.make_live(make.make_message(cast.other.workspace))
    assert EMPTY in cast.client(cast.owner).get(cast.url("share/")).content.decode()
