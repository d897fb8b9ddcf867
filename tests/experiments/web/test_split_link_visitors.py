"""What a split link's cookie keeps of a visitor whose id the address gave."""

from django.test import Client

from tests.conftest import Cast
from tests.experiments.scenes import running
from tests.experiments.web.test_split_links import link_of, where


def test_a_visitor_of_any_alphabet_is_known_again(cast: Cast) -> None:
    """A header has no letters beyond Latin-1: the server could not send such a cookie."""
    link = link_of(cast, running(cast), remembers=True)
    client = Client()
    first = client.get(f"/go/{link.token}", {"v": "日本; x"})
    first.cookies.output().encode("latin-1")
    _, carried = where(client.get(f"/go/{link.token}"))
    assert carried["cuppa_visitor"] == "日本; x"
