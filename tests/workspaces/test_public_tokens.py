"""Ends of public addresses: long, unlike each other, and nothing else is asked about."""

import pytest
from django.test import Client

from workspaces.public_tokens import is_public_token, new_public_token

OPEN = ("/s/{}/", "/a/{}/", "/review/{}/", "/shared/{}/", "/tables/{}.csv")
NULLS = "%00" * 43


def test_it_works() -> None:
    made = {new_public_token() for _ in range(100)}
    assert len(made) == 100
    assert all(is_public_token(token) for token in made)


@pytest.mark.parametrize("odd", ["", "x", "x" * 44, "ü" * 43, "\x00" * 43, "x" * 42 + "\n"])
def test_what_is_none(odd: str) -> None:
    assert not is_public_token(odd)


@pytest.mark.django_db
@pytest.mark.parametrize("address", OPEN)
@pytest.mark.parametrize("token", ["x", "x" * 43, "x" * 44, "%C3%BC" * 43, NULLS])
def test_an_address_nobody_was_given_is_not_there(address: str, token: str) -> None:
    assert Client().get(address.format(token)).status_code == 404
