"""Sends to a real SMTP server and a real HTTP server: what arrives, and what is said of what does not."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest

from jupyter_notifications.channels.apprise import Channel, SendError, is_available
from jupyter_notifications.channels.message import Message, of_notification

from ..live_server import free_port
from .receivers import MailServer, WebHook, mail_server, web_hook

SECRET = "s3cret-password"


@pytest.fixture(scope="module")
def mail() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def hook() -> Iterator[WebHook]:
    with web_hook() as server:
        yield server


def mailto(server: MailServer, to: str = "ana@example.org") -> str:
    """An address for a server that wants no login."""
    return f"mailto://localhost:{server.port}/?to={to}&from=jupyter@example.org"


def channel(address: str) -> Channel:
    """A channel."""
    return Channel("out", address, fixed=True)


def test_it_is_there() -> None:
    assert is_available()


def test_a_mail_arrives_as_plain_text(mail: MailServer) -> None:
    body = "**Epoch 3** <img src='https://tracker.example/x.png'>"
    count = len(mail.mails.items)
    channel(mailto(mail)).send(Message("Training — done", body, "success"), None)
    got = mail.mails.wait(count + 1)[-1]
    assert (got["Subject"], got["To"], got["X-Envelope-To"]) == (
        "Training — done",
        "ana@example.org",
        "ana@example.org",
    )
    [part] = [part for part in got.walk() if not part.is_multipart()]
    assert part.get_content_type() == "text/plain"
    assert part.get_content().strip() == body


def test_a_title_adds_no_header_and_no_recipient(mail: MailServer) -> None:
    title = "x\r\nBcc: eve@example.org\r\nTo: eve@example.org\r\n\r\n<b>body</b>"
    count = len(mail.mails.items)
    channel(mailto(mail)).send(of_notification({"title": title}, sender=None, public_url=""), None)
    got = mail.mails.wait(count + 1)[-1]
    assert got["Bcc"] is None
    assert got.get_all("To") == ["ana@example.org"]
    assert got["X-Envelope-To"] == "ana@example.org"
    assert got["Subject"] == "x Bcc: eve@example.org To: eve@example.org <b>body</b>"


def test_a_person_gets_their_own(mail: MailServer) -> None:
    count = len(mail.mails.items)
    out = channel(mailto(mail, to="{username}@example.org"))
    out.send(Message("t", "b"), "bob")
    out.send(Message("t", "b"), "carol")
    assert [one["X-Envelope-To"] for one in mail.mails.wait(count + 2)[count:]] == [
        "bob@example.org",
        "carol@example.org",
    ]


def test_a_name_that_cannot_stand_there_gets_nothing(mail: MailServer) -> None:
    out = channel(mailto(mail, to="{username}@example.org"))
    with pytest.raises(SendError, match="cannot stand in an address"):
        out.send(Message("t", "b"), "eve@example.com,bob")


def test_a_web_hook_gets_markdown_and_the_kind(hook: WebHook) -> None:
    channel(hook.address("a/b")).send(Message("t", "**b**", "failure"), None)
    [got] = hook.requests.wait(1)
    assert (got["title"], got["message"], got["type"], got["path"]) == ("t", "**b**", "failure", "/a/b")


@pytest.mark.parametrize("status", [400, 401, 500])
def test_what_is_refused_is_said_without_secrets(hook: WebHook, status: int) -> None:
    hook.answers = [status]
    out = channel(f"json://bot:{SECRET}@127.0.0.1:{hook.port}/{SECRET}/path-token?+X-Key={SECRET}")
    with pytest.raises(SendError) as raised:
        out.send(Message("t", "b"), None)
    assert str(status) in str(raised.value)
    assert SECRET not in str(raised.value)
    assert "path-token" not in str(raised.value)


def test_nobody_listens() -> None:
    with pytest.raises(SendError, match=r"127\.0\.0\.1"):
        channel(f"json://127.0.0.1:{free_port()}").send(Message("t", "b"), None)


@pytest.mark.parametrize("address", [f"mailto://x:{SECRET}@h?from=nonsense", f"nonsense://{SECRET}"])
def test_an_address_of_no_use(address: str, caplog: pytest.LogCaptureFixture) -> None:
    out = channel(address)
    with caplog.at_level(logging.DEBUG), pytest.raises(SendError, match=r"not a .* address that Apprise"):
        out.send(Message("t", "b"), None)
    out.look()
    assert out.problem is not None
    assert SECRET not in out.problem + repr(out) + caplog.text


def test_nothing_is_logged_of_an_address(hook: WebHook, caplog: pytest.LogCaptureFixture) -> None:
    hook.answers = [200, 500]
    out = channel(f"json://bot:{SECRET}@127.0.0.1:{hook.port}/")
    with caplog.at_level(logging.DEBUG, logger="apprise"):
        out.look()
        out.send(Message("t", "b"), None)
        with pytest.raises(SendError):
            out.send(Message("t", "b"), None)
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    ("address", "where"),
    [
        (
            "mailto://ana:pw@mail.example.org/?to=ana@example.org,bob@example.org",
            "E-Mail, a…@example.org, b…@example.org",
        ),
        ("json://bot:pw@hooks.example.org/services/T0KEN", "JSON, hooks.example.org"),
        ("slack://TAAAAAAA1/BBBBBBBB2/ccccccccccccccccccccccc1/#ch", "Slack"),
        ("ntfy://a-secret-topic", "ntfy"),
        ("tgram://123456789:abcdefg_hijklmnop/12315544/", "Telegram"),
    ],
)
def test_where_it_leads_is_said_without_secrets(address: str, where: str) -> None:
    out = channel(address)
    out.look()
    assert (out.problem, out.where) == (None, where)


def test_no_thread_is_left(hook: WebHook) -> None:
    before = set(threading.enumerate())
    channel(hook.address()).send(Message("t", "b"), None)
    hook.requests.wait(1)
    left = {thread for thread in set(threading.enumerate()) - before if "process_request" not in thread.name}
    assert left == set()
