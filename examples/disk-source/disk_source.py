"""Notifies when the disk under the server's files is nearly full: a source in a package of its own."""

from __future__ import annotations

import asyncio
import shutil

from traitlets import Float, List, Unicode

from jupyter_notifications.sources import Source


class DiskSource(Source):
    """Looks at the disk now and then, and tells once until there is room again."""

    name = "disk"

    least = Float(5.0, config=True, help="GiB that should be free.")
    interval = Float(60.0, config=True, help="Seconds between two looks.")
    people = List(Unicode(), config=True, help="Who is told on a server of several people.")

    _task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._look())

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _look(self) -> None:
        told = False
        while True:
            # In a thread: a disk may be slow to answer, and the server must not wait for it.
            usage = await asyncio.to_thread(shutil.disk_usage, self.serverapp.root_dir)
            free = usage.free / 2**30
            if free >= self.least:
                told = False
            elif not told:
                told = await self.notify(
                    "The disk is nearly full",
                    to=self.people,
                    type="warning",
                    topic="disk",
                    key="disk",
                    body=f"{free:.1f} GiB are free.",
                )
            await asyncio.sleep(self.interval)
