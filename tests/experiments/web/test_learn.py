"""What finished tests say together."""

from experiments.rollout import decide_experiment
from tests import make
from tests.conftest import Cast
from tests.experiments.visitors import let_visitors_answer
from tests.experiments.web.test_pages import started


def test_it_works(cast: Cast) -> None:
    experiment = started(cast)
    persona = make.make_persona(cast.workspace)
    for arm, title in zip(experiment.arms.all(), ("Headcounts", "Midnight quotes"), strict=True):
        arm.variant.pain = make.make_pain(cast.workspace, persona, title=title)
        arm.variant.save(update_fields=["pain"])
    let_visitors_answer(experiment, visitors=2000, converted=[100, 220])
    decide_experiment(access=cast.access, experiment=experiment)
    client = cast.client(cast.viewer)
    page = client.get(cast.url("learn/"))
    assert page.context["table"].experiments == 1
    text = page.content.decode()
    assert "Midnight quotes" in text
    assert 'class="dot"' in text
    download = client.get(cast.url("learn/download/")).content.decode()
    assert "pain,Midnight quotes,1,1," in download


def test_nothing_learnt_yet_leads_to_the_tests(cast: Cast) -> None:
    page = cast.client(cast.viewer).get(cast.url("learn/"))
    assert "Nothing learnt yet" in page.content.decode()


def test_another_workspaces_tests_teach_us_nothing(cast: Cast) -> None:
    experiment = started(cast)
    let_visitors_answer(experiment, visitors=2000, converted=[100, 220])
    decide_experiment(access=cast.access, experiment=experiment)
    page = cast.client(cast.outsider).get("/w/elsewhere/learn/")
    assert page.context["table"].experiments == 0
