"""The sentence model: better groups, no network, and a plain word where it is missing."""

import socket
from pathlib import Path

import pytest
from sklearn.metrics import v_measure_score

from personas.checks import sentence_model_is_there
from personas.listening.mining import sentence_vectors as model
from personas.listening.mining.mine import mine
from tests.personas.mining.test_mine import LABELLED, quotes


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("The model wanted the network.")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setenv("HOME", str(tmp_path))
    model._model.cache_clear()


@pytest.mark.usefixtures("no_network")
def test_it_works_without_a_network(tmp_path: Path) -> None:
    mined = mine(quotes([text for text, _ in LABELLED]), clusters=15, vectors="sentences")
    places = mined.places()
    found = [places[key] for key in range(len(LABELLED))]
    assert v_measure_score([topic for _, topic in LABELLED], found) >= 0.8
    assert list(tmp_path.iterdir()) == []


def test_where_it_is_missing_everybody_is_told(
    monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    assert sentence_model_is_there(None) == []
    settings.MINING_VECTORS = "sentences"  # type: ignore[attr-defined]
    assert sentence_model_is_there(None) == []
    monkeypatch.setattr("personas.checks.find_spec", lambda name: None)
    assert [found.id for found in sentence_model_is_there(None)] == ["cuppa.E007"]
    monkeypatch.setattr(model, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match="pip install"):
        mine(quotes(["too slow", "it crashes", "too dear"]), vectors="sentences")
