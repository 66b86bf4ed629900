"""Listens to what one kernel publishes, and tells when a run is over."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import zmq
from jupyter_client.session import Session

from .interest import Interest
from .messages import kind_of, read
from .runs import Failure, Run, Runs

if TYPE_CHECKING:
    from jupyter_client.manager import KernelManager
    from zmq.eventloop.zmqstream import ZMQStream

__all__ = ["KernelWatch", "OutOfReach"]

#: Messages that are read in one turn of the loop, before others have theirs.
_MOST_IN_A_TURN = 100


class OutOfReach(Exception):
    """The kernel publishes nothing that this process could listen to, such as one behind a gateway."""


class KernelWatch:
    """One kernel, from its start to its end, through its restarts.

    It has a connection of its own to the kernel's output, and neither asks nor sends anything.
    """

    def __init__(
        self, kernel: KernelManager, *, pause: float, on_run: Callable[[Run], None], log: logging.Logger
    ) -> None:
        """Begin to listen. Raises ``OutOfReach``.

        ``on_run`` is called with each run, ``pause`` seconds after it ended.
        """
        self._kernel = kernel
        self._on_run = on_run
        self._log = log
        self._loop = asyncio.get_running_loop()
        self._runs = Runs(pause)
        self._timer: asyncio.TimerHandle | None = None
        self._complained = False
        self.heard = False
        """Whether the process that runs now has published anything yet."""
        self._open()

    @property
    def busy_for(self) -> float | None:
        """Seconds since the run of now began, or ``None`` if there is none."""
        since = self._runs.since
        return None if since is None else self._loop.time() - since

    def interrupted(self) -> None:
        """Somebody asked the server to interrupt the kernel."""
        self._runs.interrupted()

    def lose(self) -> Run | None:
        """The process is gone, or about to be: give the run of now, over or not, and listen on."""
        self.heard = False
        # Another process may name its messages otherwise.
        self._interest.widen()
        run = self._runs.lose(self._loop.time())
        self._look_when_due()
        return run

    def follow(self) -> None:
        """Listen where the kernel is now: one that is restarted may have got other ports."""
        if self._address() != self._listening_to:
            self._stream.close(linger=0)
            self._open()

    def close(self) -> None:
        """Listen no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._stream.close(linger=0)

    def _open(self) -> None:
        self._listening_to = self._address()
        if not self._listening_to[-1]:
            msg = "it has no connection from this machine"
            raise OutOfReach(msg)
        key: Any = self._kernel.session
        # A session remembers what it has read, to know a repetition, so each reader needs its own.
        self._session = Session(key=key.key, signature_scheme=key.signature_scheme)
        stream: ZMQStream = self._kernel.connect_iopub()  # type: ignore[assignment]
        self._stream = stream
        self._interest = Interest(
            lambda prefix: stream.socket.setsockopt(zmq.SUBSCRIBE, prefix),
            lambda prefix: stream.socket.setsockopt(zmq.UNSUBSCRIBE, prefix),
        )
        stream.on_recv(self._on_messages)

    def _address(self) -> tuple[object, ...]:
        kernel = self._kernel
        return (kernel.transport, kernel.ip, kernel.session.key, kernel.iopub_port)

    def _on_messages(self, frames: list[bytes]) -> None:
        """Read a message, and those that wait behind it: one a turn would cost a turn for each."""
        self.heard = True
        now = self._loop.time()
        self._on_message(frames, now)
        socket = self._stream.socket
        for _ in range(_MOST_IN_A_TURN):
            try:
                following = socket.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                break
            self._on_message(following, now)
        self._look_when_due()

    def _on_message(self, frames: list[bytes], now: float) -> None:
        if self._kernel.shutting_down:
            # It is being made to end: what it says of that is not how its run ended.
            return
        kind = kind_of(frames)
        if kind is None:
            self._interest.unwanted(frames[0], now)
            return
        try:
            self._act(kind, frames, now)
        except ValueError as error:
            if not self._complained:
                self._complained = True
                self._log.warning("What kernel %s says cannot be read: %s", self._kernel.kernel_id, error)

    def _act(self, kind: bytes, frames: Sequence[bytes], now: float) -> None:
        message = read(self._session, frames, content=kind != b"execute_input")
        parent, content = message["parent_header"], message["content"]
        request: str = parent["msg_id"]
        shell = str(parent.get("subshell_id") or "")
        if kind == b"execute_input":
            self._runs.cell(request, now, shell)
        elif kind == b"error":
            self._runs.failed(request, _failure(content))
        elif content.get("execution_state") == "busy":
            # Whatever was over before this begins another run.
            self._settle(now)
            self._runs.busy(request, now, shell)
        elif content.get("execution_state") == "idle":
            self._runs.idle(request, now)
        self._interest.wanted(frames[0], kind)

    def _look_when_due(self) -> None:
        due = self._runs.due
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if due is None else self._loop.call_at(due, self._on_time)

    def _on_time(self) -> None:
        self._timer = None
        # What arrived while this loop was held up may say that the run goes on.
        self._stream.flush(zmq.POLLIN, limit=_MOST_IN_A_TURN)
        self._settle(self._loop.time())
        self._look_when_due()

    def _settle(self, now: float) -> None:
        run = self._runs.take(now)
        if run is not None:
            self._interest.widen()
            self._on_run(run)


def _failure(content: dict[str, Any]) -> Failure:
    """An error as a kernel tells it; kernels leave out what their language does not have."""
    traceback = content.get("traceback")
    return Failure(
        str(content.get("ename") or ""),
        str(content.get("evalue") or ""),
        tuple(str(line) for line in traceback) if isinstance(traceback, list) else (),
    )
