"""The contract and the server name the same routes and verbs."""

from __future__ import annotations

import inspect
import re

from jupyter_notifications.extension import NotificationsExtension

from ...api_client import spec

#: Another name of a route, which the contract mentions in words.
ALIASES = {"/api/events/notifications"}

VERBS = {"get", "post", "put", "patch", "delete"}


def test_routes_are_those_of_the_contract(extension: NotificationsExtension) -> None:
    served = {
        (re.sub(r"\(\[\^/\]\+\)", "{id}", pattern), verb)
        for pattern, handler, *_ in extension.handlers
        for verb in VERBS
        if overrides(handler, verb) and pattern not in ALIASES
    }
    described = {
        (path, verb) for path, operations in spec()["paths"].items() for verb in VERBS & set(operations)
    }
    assert served == described


def test_every_verb_wants_a_login_and_asks_the_authorizer(extension: NotificationsExtension) -> None:
    for pattern, handler, *_ in extension.handlers:
        for verb in VERBS:
            if overrides(handler, verb):
                method = getattr(handler, verb)
                assert verb in vars(handler), f"{pattern}: on the concrete class"
                assert hasattr(method, "__wrapped__"), f"{pattern} {verb} is not decorated"
                assert not getattr(method, "__allow_unauthenticated", False)


def test_every_operation_is_described() -> None:
    ids = []
    for path, operations in spec()["paths"].items():
        for verb in VERBS & set(operations):
            operation = operations[verb]
            assert operation["summary"], (path, verb)
            assert "403" in operation["responses"], (path, verb)
            ids.append(operation["operationId"])
    assert len(ids) == len(set(ids))


def overrides(handler: type, verb: str) -> bool:
    """Whether a handler has this verb itself, where tornado answers 405."""
    method = getattr(handler, verb)
    module = getattr(inspect.unwrap(method), "__module__", "")
    return module.startswith("jupyter_notifications")
