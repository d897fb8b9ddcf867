"""Examples of asking customers."""

from typing import Any

from personas.ask_customers import close_survey, start_survey
from personas.models import Survey
from tests import make
from tests.guards.audit_examples_rest import on_row, rows_of
from tests.guards.audit_table import Ask, Example, Scene


def survey(scene: Scene, kind: str = "struggle") -> Survey:
    persona = make.make_persona(scene.workspace)
    made, _ = start_survey(access=scene.access, persona=persona, kind=kind)
    return made


def closed(scene: Scene) -> Survey:
    row = survey(scene)
    close_survey(access=scene.access, survey=row)
    return row


def begun(scene: Scene) -> Ask:
    return Ask(data={"persona": make.make_persona(scene.workspace).pk, "kind": "struggle"})


def changed(scene: Scene) -> Ask:
    row = survey(scene)
    said: dict[str, Any] = {"title": "Your Sundays", "intro": "", "thanks": "", "language": "en"}
    said |= {"q-TOTAL_FORMS": "3", "q-INITIAL_FORMS": "3"}
    for number, question in enumerate(row.questions.all()):
        said |= {f"q-{number}-pk": question.pk, f"q-{number}-text": question.text}
        said |= {f"q-{number}-hint": question.hint, f"q-{number}-ORDER": number + 1}
    return Ask(row, said)


ASK = [
    Example("listen-survey-start", "created", "survey", begun),
    Example("listen-survey-edit", "changed", "survey", changed),
    Example("listen-survey-close", "closed", "survey", lambda scene: Ask(survey(scene))),
    Example("listen-survey-reopen", "reopened", "survey", lambda scene: Ask(closed(scene))),
    Example("listen-survey-copy", "created", "survey", lambda scene: Ask(survey(scene)), again=1),
    Example("listen-survey-delete", "removed", "survey", lambda scene: Ask(survey(scene))),
]
REST = [
    *rows_of(
        "survey",
        "survey",
        survey,
        new=lambda scene: begun(scene).data,
        change={"title": "Your Sundays", "questions": [{"text": "What is hard?"}]},
        again=1,
    ),
    on_row("api-survey-close", "closed", "survey", survey),
    on_row("api-survey-reopen", "reopened", "survey", closed),
    on_row("api-survey-copy", "created", "survey", survey, again=1),
]
