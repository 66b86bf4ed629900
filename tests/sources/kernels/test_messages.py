"""Which messages matter, and that nothing but a kernel's own word counts."""

from __future__ import annotations

from typing import Any

import pytest
from jupyter_client.session import Session

from jupyter_notifications.sources.kernels.interest import Interest
from jupyter_notifications.sources.kernels.messages import kind_of, read

KEY = b"a key of the tests"


def frames(
    msg_type: str,
    *,
    parent: str = "execute_request",
    topic: bytes | None = b"kernel.1.topic",
    key: bytes = KEY,
    content: dict[str, Any] | None = None,
) -> list[bytes]:
    """A message as it comes from a socket."""
    session = Session(key=key)
    request = session.msg(parent)["header"]
    message = session.msg(msg_type, content or {}, parent={"header": request})
    return session.serialize(message, ident=topic)


@pytest.mark.parametrize("topic", [b"kernel.1.topic", None])
@pytest.mark.parametrize("kind", ["status", "execute_input", "error"])
def test_what_matters(kind: str, topic: bytes | None) -> None:
    assert kind_of(frames(kind, topic=topic)) == kind.encode()
    assert kind_of(frames(kind, topic=topic, parent="comm_msg")) is None


@pytest.mark.parametrize("kind", ["stream", "display_data", "execute_result", "comm_msg", "iopub_welcome"])
def test_what_does_not(kind: str) -> None:
    # Whatever it holds.
    content = {"text": '"msg_type": "status" {"msg_type": "error"}'}
    assert kind_of(frames(kind, content=content)) is None


@pytest.mark.parametrize(
    "broken", [[], [b""], [b"<IDS|MSG>"], [b"x", b"<IDS|MSG>", b"sig", b'{"msg_type": "status"}'], [b"x"] * 9]
)
def test_what_is_no_message(broken: list[bytes]) -> None:
    assert kind_of(broken) is None


def test_what_a_name_says_does_not_count() -> None:
    session = Session(key=KEY, username='"msg_type": "status"')
    message = session.msg("stream", {}, parent={"header": session.msg("execute_request")["header"]})
    assert kind_of(session.serialize(message, ident=b"t")) is None


def test_a_message_is_read_if_the_kernel_signed_it() -> None:
    sent = frames("status", content={"execution_state": "busy"})
    message = read(Session(key=KEY), sent, content=True)
    assert message["content"] == {"execution_state": "busy"}
    assert message["parent_header"]["msg_type"] == "execute_request"


def test_other_messages_are_refused() -> None:
    reader = Session(key=KEY)
    good = frames("status")
    read(reader, good, content=True)
    for bad in (
        good,  # once more
        frames("status", key=b"another key"),
        [*frames("status")[:-1], b'{"execution_state": "idle"}'],
        frames("status")[:5],
        [b"no delimiter"],
    ):
        with pytest.raises(ValueError, match=r".+"):
            read(reader, bad, content=True)


class Subscriptions(set[bytes]):
    """What a socket is subscribed to; it must never be nothing."""

    def remove_one(self, prefix: bytes) -> None:
        """Unsubscribe."""
        self.remove(prefix)
        assert self

    def lets(self, topic: bytes) -> bool:
        """Whether a kernel would send this."""
        return topic.startswith(tuple(self))


@pytest.fixture
def subscriptions() -> Subscriptions:
    """As a socket begins."""
    return Subscriptions([b""])


@pytest.fixture
def interest(subscriptions: Subscriptions) -> Interest:
    """What changes them."""
    return Interest(subscriptions.add, subscriptions.remove_one)


def noise(interest: Interest, topic: bytes, *, seconds: float = 1.0, count: int = 100) -> None:
    """So many messages in that time."""
    for n in range(count):
        interest.unwanted(topic, n * seconds / count)


def test_a_noisy_kernel_is_asked_for_less(interest: Interest, subscriptions: Subscriptions) -> None:
    interest.wanted(b"kernel.1.status", b"status")
    noise(interest, b"stream.stdout")
    assert interest.narrow
    assert not subscriptions.lets(b"stream.stdout")
    for kind in (b"status", b"execute_input", b"error"):
        assert subscriptions.lets(b"kernel.1." + kind)
    # And what comes without a topic.
    assert subscriptions.lets(b"<IDS|MSG>")
    assert b"<IDS|MSG>" not in subscriptions
    interest.widen()
    assert subscriptions == {b""}


def test_output_that_is_named_alike_can_be_left_out(interest: Interest, subscriptions: Subscriptions) -> None:
    interest.wanted(b"kernel_core.1.execute_input", b"execute_input")
    noise(interest, b"kernel_core.1.stream")
    assert not subscriptions.lets(b"kernel_core.1.stream")


@pytest.mark.parametrize(
    ("status", "output"),
    [
        (b"<IDS|MSG>", b"stream"),  # no topics at all
        (b"status", b"stream"),  # nothing that names the kernel
        (b"kernel.1.status", b"<IDS|MSG>"),  # errors may come like this, too
        (b"kernel.1.status", b"kernel.1.status.output"),
        (b"", b""),
    ],
)
def test_where_nothing_can_be_left_out(
    interest: Interest, subscriptions: Subscriptions, status: bytes, output: bytes
) -> None:
    interest.wanted(status, b"status")
    noise(interest, output)
    assert subscriptions == {b""}
    interest.widen()
    assert subscriptions == {b""}


def test_a_kernel_that_is_not_noisy(interest: Interest, subscriptions: Subscriptions) -> None:
    interest.wanted(b"kernel.1.status", b"status")
    noise(interest, b"stream.stdout", seconds=10)
    noise(interest, b"stream.stdout", count=40)
    assert subscriptions == {b""}


def test_another_process_has_other_names(interest: Interest, subscriptions: Subscriptions) -> None:
    interest.wanted(b"kernel.1.status", b"status")
    interest.widen()
    noise(interest, b"stream.stdout")
    assert subscriptions == {b""}
