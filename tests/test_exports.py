"""What the package offers by name, and that offering it costs next to nothing."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys

import pytest

import jupyter_notifications
from jupyter_notifications import client

#: Run in a Python of its own: which modules come with the package, with the client, and with a first call.
PROBE = """
import json, sys
before = set(sys.modules)
import jupyter_notifications
package = set(sys.modules) - before
jupyter_notifications.notify
jupyter_notifications.Client
imported = set(sys.modules) - before
import warnings
warnings.simplefilter("ignore")
jupyter_notifications.notify("nobody hears this")
jupyter_notifications.Client("http://127.0.0.1:1/", "t", timeout=0.1).notify("nobody hears this")
called = set(sys.modules) - before
print(json.dumps([sorted(package), sorted(imported), sorted(called)]))
"""


def loaded() -> tuple[set[str], set[str], set[str]]:
    """The modules of the three stages."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", PROBE], capture_output=True, text=True, check=True, timeout=60
    )
    package, imported, called = json.loads(done.stdout)
    return set(package), set(imported), set(called)


def test_exported_members() -> None:
    assert jupyter_notifications.__all__ == [
        "Client",
        "NotificationHandler",
        "Task",
        "__version__",
        "anotify",
        "notify",
        "notify_when_done",
        "track",
    ]
    for name in jupyter_notifications.__all__:
        assert getattr(jupyter_notifications, name) is not None
    assert sorted(client.__all__) == client.__all__
    public = {
        name
        for name, value in vars(client).items()
        if not name.startswith("_")
        and not inspect.ismodule(value)
        and name not in {"annotations", "TYPE_CHECKING", "Any"}
    }
    # What only some programs need is loaded when it is asked for.
    later = set(client.__all__) - public
    assert public | later == set(client.__all__)
    assert later == {"NotificationHandler", "Task", "notify_when_done"}
    for name in later:
        assert getattr(client, name) is not None
    assert jupyter_notifications.notify == client.notify
    assert jupyter_notifications.Client is client.Client


def test_an_unknown_name_is_an_ordinary_error() -> None:
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = jupyter_notifications.nothing_of_the_kind


def test_the_client_brings_only_the_standard_library() -> None:
    _, _, called = loaded()
    foreign = {
        name
        for name in called
        if name.split(".")[0] not in sys.stdlib_module_names and name.split(".")[0] != "jupyter_notifications"
    }
    assert not foreign
    ours = {name for name in called if name.startswith("jupyter_notifications")}
    assert {name.split(".")[1] for name in ours if "." in name} == {"_version", "client"}


def test_importing_it_brings_no_http_and_nothing_slow() -> None:
    package, imported, called = loaded()
    assert "jupyter_notifications.client" not in package
    assert "jupyter_notifications.client" in imported
    slow = {"asyncio", "dataclasses", "email", "http.client", "inspect", "logging", "ssl", "urllib.request"}
    assert not slow & imported
    # The probe sees what it looks for: the first call needs these.
    assert {"http.client", "ssl"} <= called
    assert not {"asyncio", "dataclasses", "inspect", "logging", "urllib.request"} & called


def test_every_argument_is_explained() -> None:
    explained = inspect.getdoc(client.notify) or ""
    for name in inspect.signature(client.notify).parameters:
        assert f"\n{name}" in explained or f", {name}:" in explained, name
