"""``send``, ``list``, ``read``, ``clear`` and ``status`` against a real server."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from jupyter_notifications import __version__

from .conftest import COMMAND, PATIENCE, Shell


def test_all_that_can_be_sent(shell: Shell) -> None:
    sent = shell.json(
        "send", "All of it", "**bold**", "--type", "info", "--priority", "high", "--topic", "cli.all",
        "--source", "tests", "--group", "g", "--key", "k", "--progress", "40%", "--link", "work/a.ipynb",
        "--action", "Open=https://example.org/?a=b", "--action", "Log=log.txt", "--expires-in", "2d",
        "--event-id", "cli-all",
    )  # fmt: skip
    entry = shell.entry("All of it")
    assert sent == [{"id": entry["id"], "event_id": "cli-all", "created": True}]
    assert {
        name: entry[name] for name in ("body", "type", "priority", "topic", "source", "group", "key")
    } == {
        "body": "**bold**",
        "type": "info",
        "priority": "high",
        "topic": "cli.all",
        "source": "tests",
        "group": "g",
        "key": "k",
    }
    assert (entry["progress"], entry["link"]) == (0.4, "work/a.ipynb")
    assert entry["actions"] == [
        {"label": "Open", "link": "https://example.org/?a=b"},
        {"label": "Log", "link": "log.txt"},
    ]
    assert "expires_at" in entry


def test_sending_says_nothing_and_names_a_terminal_as_its_source(shell: Shell) -> None:
    done = shell("send", "Quietly")
    assert (done.stdout, done.stderr) == ("", "")
    assert shell.entry("Quietly")["source"] == "terminal"
    shell("send", "From a notebook", env={"JPY_SESSION_NAME": "/home/a.ipynb"})
    assert shell.entry("From a notebook")["source"] == "a.ipynb"


def test_later(shell: Shell) -> None:
    (sent,) = shell.json("send", "Later", "--deliver-in", "1h")
    assert sent["recipients"] == 1
    assert "Later" not in [item["title"] for item in shell.server.inbox()]


@pytest.mark.parametrize(
    ("status", "kind", "line"),
    [
        (0, "success", "Exit status 0."),
        (2, "error", "Exit status 2."),
        (137, "error", "Ended by SIGKILL, exit status 137."),
    ],
)
def test_the_status_of_a_job(shell: Shell, status: int, kind: str, line: str) -> None:
    # As in the shell: long-job; jupyter notifications send "done" --status $?
    script = f'sh -c "exit {status}"; "$@" send "Job {status}" "It said so." --status $?'
    done = subprocess.run(
        ["sh", "-c", script, "sh", *COMMAND],
        env=shell.environment, capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    entry = shell.entry(f"Job {status}")
    assert entry["type"] == kind
    assert entry["body"] == f"{line}\n\nIt said so."


def test_a_body_from_a_pipe(shell: Shell) -> None:
    log = b"\x1b[1;31mred\x1b[0m \xff\r\n 10 %\r 99 %\r\n```\nend\n\n"
    shell("send", "Piped", "-", "--code", stdin=log)
    assert shell.entry("Piped")["body"] == "````\nred \N{REPLACEMENT CHARACTER}\n 99 %\n```\nend\n````"
    shell("send", "Nothing piped", "-")
    assert "body" not in shell.entry("Nothing piped")


def test_a_long_body_from_a_pipe_keeps_its_end(shell: Shell) -> None:
    for title, log in (
        ("Long lines", b"".join(b"line %d \xe6\x97\xa5\n" % n for n in range(200_000))),
        ("One line", b"x" * 3_000_000 + b" the end"),
    ):
        shell("send", title, "-", "--code", "--status", "1", stdin=log)
        body = shell.entry(title)["body"]
        assert body.startswith("Exit status 1.\n\n```\n…\n")
        assert body.endswith(("line 199999 日\n```", "the end\n```"))
        assert 15_000 < len(body.encode()) <= 16_384


def test_what_is_no_text(shell: Shell) -> None:
    done = subprocess.run(
        [*map(os.fsencode, COMMAND), b"send", b"caf\xe9\nau lait"],
        env=shell.environment, capture_output=True, check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert shell.entry("caf\N{REPLACEMENT CHARACTER} au lait")


def test_what_the_server_refuses(shell: Shell) -> None:
    done = shell("send", "Refused", "--link", "javascript:alert(1)", status=1)
    assert done.stdout == ""
    assert re.match(r"jupyter notifications: .*link.* \(400\)\n$", done.stderr)
    shell("send", "", status=1)
    # To others, on a server of one person.
    shell("send", "Refused", "--to", "ada", status=1)
    assert "Refused" not in [item["title"] for item in shell.server.inbox()]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nothing",),
        ("send",),
        ("send", "t", "--type", "loud"),
        ("send", "t", "--progress", "140%"),
        ("send", "t", "--action", "Open"),
        ("send", "t", "--deliver-in", "soon"),
        ("send", "t", "--deliver-in", "1h", "--deliver-at", "12:00"),
        ("send", "t", "--stat", "1"),
        ("list", "--limit", "0"),
        ("list", "--unread", "--archived"),
        ("read",),
        ("read", "--all", "abc"),
        ("read", "abc", "--source", "s"),
        ("clear", "--delete"),
        ("clear", "--archived"),
        ("run",),
        ("run", "--"),
    ],
)
def test_wrong_usage(shell: Shell, arguments: tuple[str, ...]) -> None:
    done = shell(*arguments, status=2)
    assert done.stdout == ""
    assert "jupyter notifications" in done.stderr


def test_the_version_and_the_help(shell: Shell) -> None:
    assert shell("--version").stdout == f"{__version__}\n"
    listed = shell("--help").stdout
    for command in ("send", "run", "list", "watch", "read", "clear", "status", "doctor", "completion"):
        assert re.search(rf"\n    {command}\s", listed)
        assert f"usage: jupyter notifications {command}" in shell(command, "--help").stdout


def test_the_list(shell: Shell) -> None:
    for n in range(3):
        shell("send", f"Listed {n}", "a word: quokka", "--source", "lists", "--type", "error")
    table = shell("list", "--source", "lists").stdout.splitlines()
    assert table[0].split() == ["ID", "AGE", "TYPE", "SOURCE", "TITLE"]
    assert [line.split()[1:] for line in table[1:4]] == [
        ["●", "now", "error", "lists", "Listed", f"{n}"] for n in (2, 1, 0)
    ]
    assert table[4].endswith(" unread")
    assert "\x1b" not in "".join(table)
    entries = shell.json("list", "--search", "quokka", "--source", "lists", "--limit", "2")
    assert [entry["title"] for entry in entries] == ["Listed 2", "Listed 1"]
    assert entries[0] == shell.entry("Listed 2")
    assert shell("list", "--source", "nobody").stdout == "Nothing there.\n"
    assert shell.json("list", "--source", "nobody") == []


def test_a_list_longer_than_a_page(shell: Shell) -> None:
    batch = [
        {
            "schema_id": "https://events.jupyter.org/jupyter_notifications/notification/v1",
            "version": "1",
            "data": {"title": f"Page {n}", "source": "pages"},
        }
        for n in range(130)
    ]
    assert shell.server.request("POST", "api/events", batch)[0] == 200
    entries = shell.json("list", "--source", "pages", "--limit", "120")
    assert [entry["title"] for entry in entries] == [f"Page {n}" for n in range(129, 9, -1)]
    assert len(shell.json("list", "--source", "pages", "-n", "500")) == 130


def test_reading_by_the_end_of_an_id(shell: Shell) -> None:
    shell("send", "To be read", "Line one\n\n* line two", "--source", "reads", "--link", "a.ipynb")
    entry = shell.entry("To be read")
    short = shell("list", "--source", "reads").stdout.splitlines()[1].split()[0]
    assert entry["id"].endswith(short)
    assert shell.json("read", "--peek", short) == [entry]
    shown = shell("read", short).stdout
    assert shown.startswith("To be read\ndefault · reads · 20")
    assert shown.endswith("\n\nLine one\n\n* line two\n\n→ a.ipynb\n")
    assert shell.entry("To be read")["read"] is True
    assert shell.json("read", entry["id"]) == [{**entry, "read": True}]


def test_ids_that_are_none(shell: Shell) -> None:
    shell("send", "Stays unread", "--source", "none")
    good = shell.entry("Stays unread")["id"]
    assert "no entry has an id that ends in 'zzzz'" in shell("read", good, "zzzz", status=1).stderr
    missing = "00000000-0000-7000-8000-000000000000"
    assert "there is no such entry" in shell("read", missing, status=1).stderr
    shell("send", "Another", "--source", "none")
    assert re.search(r"\d+ entries have an id", shell("read", "", status=1).stderr)
    assert "read" not in shell.entry("Stays unread")


def test_reading_all_that_match(shell: Shell) -> None:
    for n in range(2):
        shell("send", f"All {n}", "--source", "alls")
    (done,) = shell.json("read", "--all", "--source", "alls")
    assert (done["changed"], set(done)) == (2, {"changed", "unread"})
    assert shell("read", "--all", "--source", "alls").stdout.startswith("0 marked as read, ")
    assert shell.json("list", "--unread", "--source", "alls") == []


def test_clearing(shell: Shell) -> None:
    for n in range(3):
        shell("send", f"Cleared {n}", "--source", "clears")
    assert shell("clear", "--source", "clears").stdout == "3 archived\n"
    assert shell.json("list", "--source", "clears") == []
    assert len(shell.json("list", "--archived", "--source", "clears")) == 3
    (done,) = shell.json("clear", "--delete", "--archived", "--yes", "--source", "clears")
    assert done["changed"] == 3
    assert shell.json("list", "--all", "--source", "clears") == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")
@pytest.mark.parametrize(
    ("options", "question"), [((), "Archive them too"), (("--delete",), "Delete them for good")]
)
def test_clearing_asks_whoever_is_there(shell: Shell, options: tuple[str, ...], question: str) -> None:
    source = f"asked{len(options)}"
    shell("send", "Precious", "--source", source)
    for answer, status, left in (("n", 1, 1), ("", 1, 1), ("y", 0, 0)):
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [*COMMAND, "clear", "--source", source, *options],
            env=shell.environment, stdin=theirs, stdout=theirs, stderr=theirs,
        )  # fmt: skip
        os.close(theirs)
        said = b""
        while b"[y/N]" not in said:
            said += os.read(ours, 1024)
        assert question in said.decode()
        os.write(ours, f"{answer}\n".encode())
        assert process.wait(PATIENCE) == status
        os.close(ours)
        assert len(shell.json("list", "--source", source)) == left


def test_the_status(shell: Shell) -> None:
    lines = shell("status").stdout
    assert f"server   {shell.server.url}\n" in lines
    assert "health   ok\n" in lines
    (status,) = shell.json("status")
    assert status["server"]["url"] == shell.server.url
    assert status["version"] == __version__
    assert {"health", "durable", "counts"} <= set(status)


def test_the_token_is_never_shown(shell: Shell) -> None:
    said = [
        shell("status", "--json"),
        shell("status"),
        shell("list", "--server", "http://127.0.0.1:1/", status=3),
    ]
    said.append(shell("list", "--server", shell.server.url, "--token", "wrong-secret", status=1))
    said.append(shell("list", "--server", f"{shell.server.url}?token=wrong-secret", status=1))
    for done in said:
        assert shell.server.token not in done.stdout + done.stderr
        assert "wrong-secret" not in done.stdout + done.stderr


def test_hostile_text_of_others(shell: Shell) -> None:
    title, body = "evil \x1b]0;pwned\x07\u202e", "\x1b[2Jgone\x9b1m\nsecond line"
    status, entry = shell.server.request(
        "POST", "api/notifications", {"title": title, "body": body, "source": "evil\x1b[1m"}
    )
    assert status == 201
    for arguments in (("list",), ("read", entry["id"]), ("list", "--json"), ("read", entry["id"], "--json")):
        out = shell(*arguments).stdout
        assert "pwned" in out
        assert not re.search(r"[^\n\x20-\x7e\xa0-\U0010ffff]|\u202e", out)


def test_a_reader_that_goes_away(shell: Shell) -> None:
    process = shell.start("list", "--json", "-n", "500")
    assert process.stdout is not None
    process.stdout.close()
    _, stderr = process.communicate(timeout=PATIENCE)
    assert (process.returncode, stderr) in {(141, ""), (0, "")}


def test_no_server(tmp_path: Path, shell: Shell) -> None:
    nowhere = {"JUPYTER_RUNTIME_DIR": str(tmp_path)}
    for arguments in (("send", "t"), ("list",), ("watch",), ("status",)):
        done = shell(*arguments, env=nowhere, status=3)
        assert "no Jupyter server was found" in done.stderr
    gone = {"JUPYTER_NOTIFICATIONS_URL": "http://127.0.0.1:1/", **nowhere}
    for arguments in (("send", "t"), ("list",), ("watch",), ("status",)):
        assert "cannot be reached" in shell(*arguments, env=gone, status=3).stderr


def test_the_command_that_is_installed(shell: Shell) -> None:
    script = Path(sys.executable).with_name("jupyter-notifications")
    assert script.exists(), "it comes with the package: run scripts/install_editable.sh"
    jupyter = [str(script.with_name("jupyter")), "notifications", "list", "--json", "-n", "1"]
    done = subprocess.run(
        jupyter, env=shell.environment, capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    assert "title" in json.loads(done.stdout)
