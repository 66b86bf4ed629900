"""What following a kernel that prints costs the server, and whether its output is as whole and as prompt.

``python -m benchmarks.watching``: one server that follows its kernels and one that does not, in turn. In
each, a kernel prints 10,000 lines a second, and a client counts them; the server's CPU time is taken.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil
from jupyter_client.blocking.client import BlockingKernelClient

from tests.live_server import LiveServer, live_server

PATIENCE = 60.0

#: Prints for so long, at most so many lines a second, each with its moment; in the end how many they were.
PRINTS = """
import time
begin, n = time.monotonic(), 0
while time.monotonic() < begin + {seconds}:
    print(n, time.time(), flush={flush})
    n += 1
    ahead = begin + n / {rate} - time.monotonic()
    if ahead > 0.002: time.sleep(ahead)
print("of", n)
"""


@dataclass(frozen=True)
class Figures:
    """Of one kernel that printed."""

    cpu: float
    """Share of one processor that the server took."""
    missing: int
    """Lines that the client did not get."""
    messages: int
    late: float
    """Milliseconds from printing to its arrival at the client, the median of the messages' last lines."""
    rate: float
    """Lines a second."""


def watch(server: LiveServer, *, rate: int, seconds: float, flush: bool) -> Figures:
    """Let a kernel of this server print, and look on."""
    process = psutil.Process(server.process.pid)
    with server.kernel() as client:
        client.execute("None", reply=True, timeout=PATIENCE)
        before, began = sum(process.cpu_times()[:2]), time.monotonic()
        client.execute(PRINTS.format(seconds=seconds, rate=rate, flush=flush))
        lines, missing, messages, late = collect(client)
        took = time.monotonic() - began
        cpu = sum(process.cpu_times()[:2]) - before
    return Figures(cpu / took, missing, messages, statistics.median(late) * 1000, lines / took)


def collect(client: BlockingKernelClient) -> tuple[int, int, int, list[float]]:
    """How many lines were printed, how many do not come, in how many messages, and how late each of these is.

    Messages are read without the checks of a client, which could not keep up; what a kernel cannot get rid
    of it drops, so that lines may be missing whoever listens.
    """
    lines, seen, messages, late, rest = -1, 0, 0, [], ""
    socket = client.iopub_channel.socket
    while socket.poll(PATIENCE * 1000):
        _, frames = client.session.feed_identities(socket.recv_multipart())
        now = time.time()
        if b'"stream"' in frames[1]:
            messages += 1
            *whole, rest = (rest + json.loads(frames[4])["text"]).split("\n")
            if whole and whole[-1].startswith("of "):
                lines = int(whole.pop().split()[1])
            seen += len(whole)
            if whole:
                late.append(now - float(whole[-1].split()[-1]))
        elif seen and b'"status"' in frames[1] and json.loads(frames[4])["execution_state"] == "idle":
            if lines >= 0:
                return lines, lines - seen, messages, late
            break
    msg = "the kernel did not end, or its last line is missing"
    raise RuntimeError(msg)


def main() -> int:
    """Measure, and print a line for each way of printing."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.watching", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rate", type=int, default=10_000, help="lines a second")
    parser.add_argument("--seconds", type=float, default=10.0, help="for which each kernel prints")
    options = parser.parse_args()
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(
                live_server(
                    Path(stack.enter_context(tempfile.TemporaryDirectory())),
                    f"--KernelsSource.enabled={name == 'followed'}",
                )
            )
            for name in ("followed", "not followed")
        }
        for flush in (False, True):
            found: dict[str, list[Figures]] = {name: [] for name in servers}
            for _ in range(options.rounds):
                for name, server in servers.items():
                    one = watch(server, rate=options.rate, seconds=options.seconds, flush=flush)
                    found[name].append(one)
            print("each line a message" if flush else "as Python prints")
            for name, figures in found.items():
                medians = {
                    field: round(statistics.median(getattr(one, field) for one in figures), 4)
                    for field in Figures.__dataclass_fields__
                }
                print(f"  {name:12} {json.dumps(medians)}")
            pairs = zip(found["followed"], found["not followed"], strict=True)
            more = [100 * (with_it.cpu - without.cpu) for with_it, without in pairs]
            spread = f"{min(more):.2f} to {max(more):.2f}"
            print(f"  more CPU: {statistics.median(more):.2f} % of a processor ({spread})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
