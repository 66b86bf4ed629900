"""The route that gives all of one's data, as JSON lines: ``/api/notifications/export``."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any, cast

from jupyter_server.auth.decorator import authorized
from tornado import web
from tornado.iostream import StreamClosedError

from ..._version import __version__
from ...errors import StoreUnavailable
from ...identity import Asker
from ...models import JSON, Filter
from ...times import to_rfc3339
from .. import strict_json
from . import preferences
from .handler import NotificationsHandler
from .manager import NotificationManager

__all__ = ["ExportHandler", "lines"]

#: Entries read and sent at a time, so that no inbox is ever in memory as a whole.
_PAGE = 100


class ExportHandler(NotificationsHandler):
    """``/api/notifications/export``."""

    @web.authenticated
    @authorized("read", "notifications")
    async def get(self) -> None:
        """A file of JSON lines, sent page by page."""
        self.read_query()
        parts = lines(self.manager, self.asker)
        first = await anext(parts)  # What fails before a byte is sent gets a proper answer.
        day = to_rfc3339(self.manager.clock())[:10]
        self.set_header("Content-Type", "application/x-ndjson")
        self.set_header("Content-Disposition", f'attachment; filename="notifications-{day}.jsonl"')
        self.set_header("Cache-Control", "private, no-store")
        try:
            await self._send(first)
            async for part in parts:
                await self._send(part)
        except StreamClosedError:
            self.log.debug("An export was given up by who asked for it")
        except StoreUnavailable as error:
            # Cut off, so that nobody takes a part for the whole.
            self.log.warning("An export was cut off: %s", error.message)
            cast("Any", self.request.connection).stream.close()
        else:
            self.finish()
        finally:
            await parts.aclose()

    async def _send(self, part: list[JSON]) -> None:
        self.write(b"".join(strict_json.encode(line) + b"\n" for line in part))
        await self.flush()


async def lines(manager: NotificationManager, asker: Asker) -> AsyncGenerator[list[JSON], None]:
    """All of a person's data in parts: about it, preferences, all entries, what was sent, what waits.

    Each is an object with a ``kind``. Raises ``StoreUnavailable``.
    """
    now = manager.clock()
    kept = await manager.preferences(asker.inbox)
    about: JSON = {"kind": "about", "format": 1, "version": __version__, "exported": to_rfc3339(now)}
    if asker.sender is not None:
        about["username"] = asker.sender
    yield [about, {"kind": "preferences", **preferences.DEFAULTS, **(kept or {})}]
    entries = sent = 0
    page = await manager.list(asker.inbox, Filter("all"), limit=_PAGE)
    while True:
        entries += len(page.items)
        yield [{"kind": "notification", **item.to_wire()} for item in page.items]
        if page.next is None:
            break
        page = await manager.list(asker.inbox, Filter("all"), limit=_PAGE, before=page.next)
    before: str | None = None
    while True:
        letters = await manager.sent(asker, limit=_PAGE, before=before)
        sent += len(letters.items)
        yield [{"kind": "sent", **item.to_wire()} for item in letters.items]
        before = letters.next
        if before is None:
            break
    waiting, after = 0, None
    while True:
        later = await manager.scheduled(asker, limit=_PAGE, after=after)
        waiting += len(later)
        yield [{"kind": "scheduled", **item.to_wire()} for item in later]
        if len(later) < _PAGE:
            break
        after = later[-1].id
    if manager.outbox is not None:
        async for part in manager.outbox.export(asker):
            yield part
    yield [{"kind": "end", "notifications": entries, "sent": sent, "scheduled": waiting}]
