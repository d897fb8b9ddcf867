"""Reading and writing brand documents."""

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from messaging.brand_document import (
    BrandDocumentError,
    parse_brand_document,
    parse_brand_documents,
    to_json,
)
from messaging.channels import get_channel
from messaging.writing.brief_from_document import brief_from_document

BRIEFS = Path(__file__).parent / "writing" / "briefs"


def sample() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((BRIEFS / "ledgerwise.json").read_text("utf-8"))
    return copy.deepcopy(data)


def faults(data: object) -> list[str]:
    with pytest.raises(BrandDocumentError) as caught:
        parse_brand_documents(data)
    return caught.value.faults


def test_it_works() -> None:
    document = parse_brand_document(sample())
    assert document.persona.name == "Tomasz"
    assert document.pains[0].severity == 4
    assert document.quotes[0].said_on == date(2026, 3, 2)
    assert document.voice.preferred_terms == {"employee": "colleague"}
    assert document.voice.claims[0].text == "never lose a receipt"


@pytest.mark.parametrize("path", sorted(BRIEFS.glob("*.json")), ids=lambda path: path.stem)
def test_what_is_written_back_reads_the_same(path: Path) -> None:
    document = parse_brand_document(json.loads(path.read_text("utf-8")))
    again = parse_brand_document(json.loads(json.dumps(to_json(document))))
    assert again == document


def test_a_journey_round_trips() -> None:
    data = sample() | {
        "journey": {
            "stages": [
                {"name": "Hears of it", "kind": "aware", "question": "Is that normal?"},
                {"name": "Compares", "kind": "considering", "question": ""},
            ],
            "transitions": [["Hears of it", "Compares", "a supplier stops delivering"]],
        }
    }
    document = parse_brand_document(data)
    assert to_json(document)["journey"]["transitions"] == data["journey"]["transitions"]
    brief = brief_from_document(document, pain=0, stage="aware", channel=get_channel("sms"), seed=3)
    assert (brief.stage.name, brief.stage.question) == ("Hears of it", "Is that normal?")


def test_a_list_holds_several_documents() -> None:
    documents = parse_brand_documents([sample(), sample()])
    assert len(documents) == 2
    with pytest.raises(BrandDocumentError, match="One brand document"):
        parse_brand_document([sample(), sample()])


def test_an_unknown_key_names_itself_its_place_and_the_nearest() -> None:
    data = sample()
    data["pains"][1]["strugle"] = "wait"
    data["brand"] = "x"
    found = faults([data])
    assert "[0].pains[1]: there is no key 'strugle'; the nearest known one is 'struggle'." in found
    assert any(fault.startswith("[0]: there is no key 'brand'") for fault in found)


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (("pains", 0, "severity"), 6, "pains[0].severity: 6 is not from 1 to 5."),
        (("pains", 0, "severity"), "4", "pains[0].severity: a whole number is expected, not text."),
        (("pains", 0, "severity"), True, "pains[0].severity: a whole number is expected"),
        (("pains", 0, "level"), "inner", "pains[0].level: 'inner' is none of"),
        (("pains", 0, "title"), None, "pains[0].title: text is expected, not null."),
        (("quotes", 0, "source"), "reviews", "Did you mean 'review'?"),
        (("quotes", 0, "pain"), 7, "quotes[0].pain: 7 is no pain; there are 2, counted from 0."),
        (("quotes", 0, "said_on"), "May", "quotes[0].said_on: a date such as 2026-05-11"),
        (("quotes", 0, "may_quote"), "yes", "quotes[0].may_quote: true or false is expected"),
        (("offer", "proof"), "one", "offer.proof: a list is expected, not text."),
        (("offer", "reliefs"), ["a", "b", "c"], "offer.reliefs: 3 reliefs for 2 pains"),
        (("voice", "preferred_terms"), {"a": 1}, "voice.preferred_terms: an object of texts"),
        (("persona", "goals"), [1], "persona.goals[0]: text is expected, not the number 1."),
        (("pains",), [], "pains: at least one pain is needed."),
        (("journey",), {"transitions": [["a"]]}, "journey.transitions[0]: [from, to, event]"),
        (("persona",), [], "persona: an object is expected, not a list."),
    ],
)
def test_each_fault_is_said_with_its_place(
    path: tuple[str | int, ...], value: object, fault: str
) -> None:
    data: Any = sample()
    target = data
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    assert any(fault in found for found in faults(data))


def test_all_faults_are_gathered() -> None:
    data = sample()
    data["pains"][0]["severity"] = 9
    data["quotes"][0]["source"] = "dream"
    del data["persona"]["name"]
    found = faults(data)
    assert len(found) == 3
    assert "persona.name: is missing." in found


@pytest.mark.parametrize("data", [None, 3, "x", [], [[]]])
def test_what_is_no_document_says_so(data: object) -> None:
    assert faults(data)


def test_a_thin_document_is_allowed() -> None:
    document = parse_brand_document(
        {"workspace": "Kite", "persona": {"name": "Lee"}, "pains": [{"title": "Late trains"}]}
    )
    brief = brief_from_document(
        document, pain=0, stage="left", channel=get_channel("email"), seed=1
    )
    assert brief.pain.struggle == ""
    assert brief.offer.name == ""
    assert brief.stage.question


def test_a_brief_holds_its_own_pain_only() -> None:
    document = parse_brand_document(sample())
    brief = brief_from_document(
        document, pain=1, stage="deciding", channel=get_channel("email"), seed=1
    )
    assert [fact.text for fact in brief.offer.reliefs] == ["see each invoice's state in one list"]
    assert [quote.ref for quote in brief.quotes] == ["1"]
    with pytest.raises(IndexError):
        brief_from_document(document, pain=2, stage="deciding", channel=get_channel("email"))
    with pytest.raises(ValueError, match="no stage kind"):
        brief_from_document(document, pain=0, stage="lost", channel=get_channel("email"))
