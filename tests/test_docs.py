"""Holds the documentation to the code: settings, routes, commands and links are as the pages say."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from jupyter_notifications import client
from jupyter_notifications.extension import NotificationsExtension
from jupyter_notifications.models import NOTIFICATION_SCHEMA_ID

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "examples").glob("*.md")])


def read(name: str) -> str:
    """One page of the documentation."""
    return (DOCS / name).read_text(encoding="utf-8")


def rows(text: str) -> dict[str, list[str]]:
    """The rows of all tables, by what their first cell says in code; without the padding."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        for name in re.findall(r"`([^`]+)`", cells[0]) if cells else []:
            found[name] = cells[1:]
    return found


def routes() -> Iterator[tuple[str, str]]:
    """Each method and path of the contract."""
    contract = yaml.safe_load((ROOT / "jupyter_notifications/services/api/openapi.yaml").read_text())
    for path, item in contract["paths"].items():
        for method in item:
            if method in {"get", "put", "post", "patch", "delete"}:
                yield method.upper(), path


def settings() -> Iterator[tuple[str, str, Any]]:
    """Each setting of the front end: the file of its schema, its name, its schema."""
    for path in sorted((ROOT / "packages").glob("*/schema/*.json")):
        for name, schema in json.loads(path.read_text())["properties"].items():
            yield str(path.relative_to(ROOT)), name, schema


def commands() -> set[str]:
    """The id of each command, wherever it stands in the front end."""
    found: set[str] = set()
    for pattern in ("*/schema/*.json", "*/src/**/*.ts", "*/src/**/*.tsx"):
        for path in (ROOT / "packages").glob(pattern):
            text = path.read_text(encoding="utf-8")
            # A command is what commands are named with, or what a menu or a shortcut of a schema names.
            found |= set(re.findall(r"export const \w+\s*=\s*'(jupyter-notifications:[a-z-]+)'", text))
            found |= set(re.findall(r'"command":\s*"(jupyter-notifications:[a-z-]+)"', text))
    return found


def anchors(page: Path) -> set[str]:
    """The anchors that the headings of a page have, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_trait_is_explained_with_its_default() -> None:
    described = rows(read("operators/configuration.md"))
    traits = NotificationsExtension.class_own_traits(config=True)
    assert {"inbox", "db_path", "rate_limit"} <= set(traits)
    for name, trait in traits.items():
        assert name in described, f"{name} is not in docs/operators/configuration.md"
        default, meaning = described[name]
        if name != "db_path":
            shown = json.dumps(trait.default()).replace("true", "True").replace("false", "False")
            assert default == f"`{shown}`", name
        assert len(meaning) > 20, name
    # And nothing that is gone is still there.
    explained = {name for name, cells in described.items() if len(cells) == 2 and name.islower()}
    settable = explained - {"notifications", "notifications-others", "events"}
    assert {name for name in settable if "_" in name or name in traits} <= set(traits)


def test_every_route_is_listed() -> None:
    listed = set(rows(read("developers/rest-api.md")))
    wanted = {f"{method} {path}" for method, path in routes()}
    assert len(wanted) >= 14
    assert not wanted - listed
    assert {entry for entry in listed if re.match(r"[A-Z]+ /", entry)} == wanted


def test_every_command_is_listed() -> None:
    listed = rows(read("users/center.md"))
    assert "jupyter-notifications:open-center" in commands()
    assert not commands() - set(listed)
    assert {name for name in listed if name.startswith("jupyter-notifications:")} == commands()


def test_every_setting_of_the_front_end_is_listed_with_its_default() -> None:
    listed = rows(read("users/center.md"))
    found = list(settings())
    assert found
    for file, name, schema in found:
        assert name in listed, f"{name} of {file} is not in docs/users/center.md"
        assert listed[name][0] == f"`{json.dumps(schema['default'])}`", f"{name} of {file}"


@pytest.mark.parametrize(
    ("file", "interface"), [("tokens.ts", "INotifications"), ("eventtokens.ts", "IEvents")]
)
def test_every_member_of_a_token_is_explained(file: str, interface: str) -> None:
    source = (ROOT / "packages/core/src" / file).read_text(encoding="utf-8")
    (body,) = re.findall(
        rf"^export interface {interface}\b.*?\{{\n(.*?)^\}}", source, re.MULTILINE | re.DOTALL
    )
    members = re.findall(r"^  (?:readonly )?(\w+)(?:[:(])", body, re.MULTILINE)
    assert {"changed", "notify"} <= set(members) or {"emit", "subscribe"} <= set(members)
    explained = rows(read("developers/using-from-an-extension.md"))
    for name in members:
        assert name in explained, (
            f"{name} of {interface} is not in docs/developers/using-from-an-extension.md"
        )


def test_every_argument_of_notify_is_listed() -> None:
    listed = rows(read("users/sending.md"))
    for name in inspect.signature(client.notify).parameters:
        assert name in listed, f"{name} is not in docs/users/sending.md"
    for name in client.__all__:
        if name.endswith("Error") and name != "NotifyError":
            assert name in listed, f"{name} is not in docs/users/sending.md"


def test_the_schema_is_named_as_it_is() -> None:
    for page in ("developers/rest-api.md", "developers/sending-from-the-server.md", "users/http.md"):
        assert NOTIFICATION_SCHEMA_ID in read(page)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_files_resolve(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    targets = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'(?:src|srcset)="([^"]+)"', text)
    for target in targets:
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        wanted = page.parent / file if file else page
        assert wanted.exists(), f"{page.name} points to {target}, which is not there"
        if anchor:
            assert anchor in anchors(wanted), f"{page.name} points to {target}, which has no such heading"


def test_every_page_can_be_reached_from_the_first() -> None:
    first = read("index.md")
    for page in DOCS.rglob("*.md"):
        name = page.relative_to(DOCS).as_posix()
        if name != "index.md" and not name.startswith("developers/decisions/"):
            assert f"({name})" in first, f"docs/index.md does not point to {name}"
