"""Real servers in processes of their own: killed with messages on their way, and two on one file."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path
from typing import Any

from ...channels.receivers import PATIENCE, WebHook
from ...live_server import LiveServer, live_server

SECRET = "s3cret-path"


def configure(home: Path, hook: WebHook) -> str:
    """Write the configuration; the option that names the file."""
    config = home / "config"
    config.mkdir(parents=True, exist_ok=True)
    (config / "jupyter_server_config.json").write_text(
        json.dumps(
            {
                "NotificationsExtension": {
                    "delivery_channels": {"hook": hook.address(SECRET)},
                    "delivery_rules": [{"name": "all", "channels": ["hook"]}],
                }
            }
        )
    )
    return f"--NotificationsExtension.db_path={home.parent / 'inbox.sqlite3'}"


def post(server: LiveServer, title: str) -> None:
    """Send a notification, which is committed when this returns."""
    status, answer = server.request("POST", "api/notifications", {"title": title})
    assert status == 201, answer


def states(server: LiveServer) -> dict[str, str]:
    """What became of the last deliveries, by title."""
    status, answer = server.request("GET", "api/notifications/delivery")
    assert status == 200, answer
    found: list[Any] = answer["recent"]
    return {one["title"]: one["state"] for one in found}


def test_what_was_committed_is_sent_after_a_kill(tmp_path: Path, hook: WebHook) -> None:
    option = configure(tmp_path / "home", hook)
    with live_server(tmp_path / "home", option) as server:
        hook.open.clear()
        post(server, "on its way")
        hook.requests.wait(1)
        post(server, "committed")
        server.process.send_signal(signal.SIGKILL)
        server.process.wait(30)
    assert hook.titles == ["on its way"]
    hook.open.set()
    with live_server(tmp_path / "home", option) as server:
        hook.requests.wait(2)
        deadline = time.monotonic() + PATIENCE
        while states(server)["committed"] != "sent":
            assert time.monotonic() < deadline
        # The other one is sent again, too, but only when the claim of the server that was killed has ended.
        assert states(server) == {"on its way": "waiting", "committed": "sent"}
    assert hook.titles == ["on its way", "committed"]
    assert SECRET not in "".join(server.log)


def test_two_servers_on_one_file_send_each_once(tmp_path: Path, hook: WebHook) -> None:
    homes = [tmp_path / name for name in ("one", "two")]
    with (
        live_server(homes[0], configure(homes[0], hook)) as one,
        live_server(homes[1], configure(homes[1], hook)) as two,
    ):
        wanted = [f"{n}" for n in range(16)]
        for n, title in enumerate(wanted):
            post((one, two)[n % 2], title)
        hook.requests.wait(len(wanted))
        deadline = time.monotonic() + PATIENCE
        while set(states(one).values()) != {"sent"}:
            assert time.monotonic() < deadline, states(one)
    assert sorted(hook.titles, key=int) == wanted
