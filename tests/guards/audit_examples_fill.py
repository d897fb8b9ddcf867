"""Examples of filling somebody's own file: which is asked for, and remembered as a job."""

from django.core.files.uploadedfile import SimpleUploadedFile

from messaging.fill_template import take_template
from tests import make
from tests.guards.audit_examples_write import message
from tests.guards.audit_table import Ask, Example, Scene

SHEET = b"Ad Name,Headline,Subline,Button\n,,,\nSpring,,,\n"


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("ads.csv", SHEET)


def columns(scene: Scene) -> Ask:
    make.make_live(message(scene))
    template = take_template(access=scene.access, file=upload())
    return Ask(
        data={
            "file": template.token,
            "channel": "web_hero",
            "mapped_for": "web_hero",
            "which": "approved",
            "how": "order",
            "to_headline": "Headline",
        }
    )


def whole(scene: Scene) -> Ask:
    make.make_live(message(scene))
    return Ask(data={"text": SHEET.decode(), "channel": "web_hero", "how": "order"})


PAGES = [Example("share-fill-columns", "queued", "job", columns, again=1)]
REST = [Example("api-fills", "queued", "job", whole, again=1)]
