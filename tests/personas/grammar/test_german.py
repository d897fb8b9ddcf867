"""German slots: advice on their shape, and the few turns that are certain."""

import pytest

from personas.grammar import german
from personas.grammar.languages import base_code, language_code, name_of, same_language
from personas.grammar.slot_shape import check_slot, examples_of, usable


@pytest.mark.parametrize(("field", "text"), german.EXAMPLES.items())
def test_it_works(field: str, text: str) -> None:
    """The examples we teach with fit their own shapes."""
    assert check_slot(field, text, "de").ok
    assert examples_of("de-AT")[field] == text


@pytest.mark.parametrize(
    ("field", "text", "corrected"),
    [
        ("trigger", "wenn der Monat zu Ende geht", "der Monat zu Ende geht"),
        ("trigger", "Immer wenn das Telefon klingelt", "das Telefon klingelt"),
        ("struggle", "Belegen hinterher zu laufen", "Belegen hinterher laufen"),
        ("why", "um pünktlich nach Hause zu gehen", "pünktlich nach Hause gehen"),
        ("cost", "es kostet mich zwei Abende", "zwei Abende"),
        ("feeling", "Ich fühle mich ausgeliefert", "ausgeliefert"),
    ],
)
def test_a_certain_fix_is_offered(field: str, text: str, corrected: str) -> None:
    advice = check_slot(field, text, "de")
    assert not advice.ok
    assert advice.corrected == corrected
    assert check_slot(field, corrected, "de").ok


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("struggle", "ich laufe Belegen hinterher"),
        ("struggle", "die Belege"),
        ("struggle", "chase people for receipts"),
        ("desired_outcome", "mehr Ruhe"),
        ("trigger", "Monatsende"),
        ("trigger", "der Monat geht zu Ende"),
        ("trigger", "das Telefon ruft mich an"),
        ("cost", "ich verliere Zeit"),
        ("workaround", "irgendwie"),
        ("feeling", "ich hasse es"),
        ("struggle", "Belege suchen. Dann warten"),
    ],
)
def test_an_uncertain_fix_is_only_explained(field: str, text: str) -> None:
    advice = check_slot(field, text, "de")
    assert not advice.ok
    assert advice.message
    assert advice.corrected is None
    assert usable(field, text, "de") == ""


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("struggle", "nie wissen, wer bezahlt hat"),
        ("struggle", "um 6 Uhr früh am Werkstor stehen"),
        ("trigger", "die Kundin anruft, die noch nie bezahlt hat"),
        ("trigger", "ich abends nach Hause komme"),
        ("cost", "1.200,50 € im Jahr"),
        ("feeling", "nicht ernst genommen"),
        ("statement", "Ich mag nicht mehr. Wirklich nicht."),
    ],
)
def test_what_fits_is_left_alone(field: str, text: str) -> None:
    assert check_slot(field, text, "de").ok
    assert usable(field, text, "de") == text


@pytest.mark.parametrize(
    ("text", "du", "formal"),
    [
        (
            "meinen Kunden hinterherlaufen",
            "deinen Kunden hinterherlaufen",
            "Ihren Kunden hinterherlaufen",
        ),
        ("unsere Leute fragen", "deine Leute fragen", "Ihre Leute fragen"),
        ("Unsere Leute fragen", "Deine Leute fragen", "Ihre Leute fragen"),
        ("mich rechtfertigen", "dich rechtfertigen", None),
        ("mir alles merken", "dir alles merken", None),
        ("uns rechtfertigen", None, None),
        ("die Liste, die ich führe", None, None),
        ("Belege suchen", "Belege suchen", "Belege suchen"),
        ("„ich nicht“ hören", "„ich nicht“ hören", "„ich nicht“ hören"),
        ("„ich nicht hören", None, None),
        ("allgemein bekannt sein", "allgemein bekannt sein", "allgemein bekannt sein"),
    ],
)
def test_only_objects_and_owners_are_turned(text: str, du: str | None, formal: str | None) -> None:
    assert german.turn(text, "du") == du
    assert german.turn(text, "Sie") == formal


def test_a_language_we_do_not_know_is_not_judged() -> None:
    assert check_slot("struggle", "courir après les reçus", "fr").ok


def test_codes() -> None:
    assert base_code("de-AT") == base_code("DE") == "de"
    assert base_code("") == "en"
    assert same_language("de", "de-CH")
    assert name_of("de-AT") == "German"
    assert name_of("xx") == "xx"
    assert language_code(" DE_at ") == "de-AT"
    for odd in ("", "german", "de-", "d3"):
        with pytest.raises(ValueError, match="no language code"):
            language_code(odd)


def test_english_among_german_is_seen() -> None:
    assert german.looks_english("Receipts arrive within a day of the sale and you see it")
    assert not german.looks_english("310 Betriebe sammeln ihre Belege mit Belegwerk")
