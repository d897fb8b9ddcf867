"""What tests said reaches the brief, the order of drafts and the map."""

from dataclasses import replace
from typing import Any

from experiments.resonance_reading import take_reading
from messaging.drafting import Order, generate_drafts
from messaging.favoured import favoured
from personas.what_tests_said import Lessons, Tested, lessons_by_pain, lessons_for
from tests import make
from tests.conftest import Cast
from tests.experiments.test_resonance import COUNTS, finished, pains

WON = Tested(lift=0.2, low=0.1, high=0.3, chance_best=0.9, tests=3, simulated=False)


def learned(cast: Cast) -> Any:
    """The two pains of a persona, the second of which won three tests."""
    money, sundays = pains(cast)
    for _ in range(3):
        finished(cast, [(4000, 200), (4000, 320)], [{"pain": money}, {"pain": sundays}])
    take_reading(workspace_id=cast.workspace.pk)
    return money, sundays


def test_it_works(cast: Cast) -> None:
    money, sundays = learned(cast)
    said = lessons_for(cast.workspace, sundays.persona_id, None).pains
    assert said[sundays.pk].won
    assert not said[money.pk].won
    assert said[sundays.pk].tests == 3
    assert lessons_by_pain(cast.workspace) == said
    assert lessons_for(cast.other.workspace, sundays.persona_id, None) == Lessons()


def test_the_studio_shows_it_beside_what_we_know(cast: Cast) -> None:
    _, sundays = learned(cast)
    message = make.make_message(cast.workspace, persona=sundays.persona)
    generated = generate_drafts(access=cast.access, message=message, order=Order(pain=sundays))
    assert generated.lessons.pains[sundays.pk].won
    url = cast.url(f"write/messages/{message.pk}/?pain={sundays.pk}")
    text = cast.client(cast.viewer).get(url).content.decode()
    assert "3 tests said of it here" in text
    assert "against the average pain" in text


def test_the_map_shows_the_tested_lift_beside_the_score(cast: Cast) -> None:
    learned(cast)
    client = cast.client(cast.viewer)
    page = client.get(cast.url("map/opportunities/"))
    assert sum(1 for _, said in page.context["rows"] if said) == 2
    assert "In tests" in page.content.decode()
    sheet = client.get(cast.url("map/opportunities.csv")).content.decode()
    assert sheet.splitlines()[0].endswith("tested_lift,tested_low,tested_high")


def test_drafts_told_in_a_way_that_won_come_first_and_none_is_lost(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    drafts = generate_drafts(
        access=cast.access, message=message, order=Order(pain=make.make_pain(cast.workspace))
    ).drafts
    assert len({draft.framework for draft in drafts}) > 1
    last = drafts[-1].framework
    order = favoured(drafts, Lessons(frameworks={last: WON}))
    assert order[0].framework == last
    assert sorted(draft.text for draft in order) == sorted(draft.text for draft in drafts)
    unsure = replace(WON, low=-0.1)
    assert tuple(favoured(drafts, Lessons(frameworks={last: unsure}))) == drafts


def test_nothing_is_said_where_nothing_was_tested(cast: Cast) -> None:
    finished(cast, COUNTS, [{}, {}])
    take_reading(workspace_id=cast.workspace.pk)
    assert lessons_by_pain(cast.workspace) == {}
