"""Servers for the tests of the routes: one with two people, and one where they may write to each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from traitlets.config import Config

from ...conftest import server_config
from ...people import RecordingAuthorizer


@pytest.fixture
def authorizer() -> Iterator[type[RecordingAuthorizer]]:
    """What the server's authorizer is asked and says, clean for each test."""
    RecordingAuthorizer.refused = set()
    RecordingAuthorizer.asked = []
    yield RecordingAuthorizer
    RecordingAuthorizer.refused = set()


def two_people(db_path: Path, **traits: object) -> Config:
    """A server that knows alice and bob by their tokens."""
    config = server_config(db_path, **traits)
    config.ServerApp.identity_provider_class = "tests.people.People"
    config.ServerApp.authorizer_class = "tests.people.RecordingAuthorizer"
    return config
