"""The REST routes of events: emitting one or many, and the schemas."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
from jupyter_server.auth.decorator import authorized
from jupyter_server.utils import url_path_join
from tornado import web

from ...errors import Forbidden, InvalidInput, NotificationsError, TooLarge
from ...identity import Asker
from ...models import JSON
from ..base import APIHandler, error_body
from ..notifications.manager import PostResult
from ..turns import Turns
from .incoming import Incoming, emit, read_raw, under
from .registry import MAX_SCHEMA

if TYPE_CHECKING:
    from .service import EventsService

__all__ = ["MAX_BATCH", "MAX_BATCH_ITEMS", "MAX_EVENT", "EventHandler", "SchemasHandler"]

MAX_EVENT = 64 * 1024
"""Bytes of one event."""
MAX_BATCH = 1024 * 1024
"""Bytes of a batch."""
MAX_BATCH_ITEMS = 1000


class _Handler(APIHandler):
    """Knows the service."""

    auth_resource = "events"
    service: EventsService

    def initialize(self, service: EventsService) -> None:
        """Take what the route gives."""
        self.service = service


class EventHandler(_Handler):
    """``/api/events``."""

    accepts_post_only = frozenset({"post"})

    @web.authenticated
    @authorized("write", "events")
    async def post(self) -> None:
        """Emit one event (204), or a batch (200 and one answer each, in order)."""
        # Whatever is longer is refused, without looking through all of it first.
        if self.request.body[: MAX_BATCH + 1].lstrip()[:1] == b"[":
            self.write_json(await self._post_batch(self.request.body))
            return
        event = read_raw(self.request.body, MAX_EVENT)
        asker = self.asker
        self._check_post_only(asker, event)
        if event.is_notification:
            await self._post_notification(asker, event)
        else:
            emit(self.service, event, asker.sender)
        self.set_status(204)
        self.finish()

    async def _post_notification(self, asker: Asker, event: Incoming) -> None:
        self.service.schemas.find(event.schema_id, event.version)
        await self._check_may_notify()
        try:
            result = await self.service.manager.post(
                asker, event.data, event_id=event.event_id, may_write_others=self._may_write_others
            )
        except InvalidInput as error:
            raise under("/data", error) from None
        if result.own:
            self.set_header("Location", url_path_join(self.base_url, "api/notifications", result.posted.id))

    async def _post_batch(self, body: bytes) -> list[JSON]:
        asker = self.asker
        answers: list[JSON | None] = []
        notifications: list[tuple[int, Incoming]] = []
        turns = Turns()
        for index, raw in enumerate(_split(body)):
            try:
                event = read_raw(raw, MAX_EVENT)
                self._check_post_only(asker, event)
                if event.is_notification:
                    self.service.schemas.find(event.schema_id, event.version)
                    notifications.append((index, event))
                    answers.append(None)
                else:
                    answers.append({"status": 204, "event_id": emit(self.service, event, asker.sender)})
            except NotificationsError as error:
                answers.append(_refused(error))
            await turns.give()
        if notifications:
            results = await self._post_notifications(asker, [event for _, event in notifications])
            for (index, event), result in zip(notifications, results, strict=True):
                answers[index] = _answer(event, result)
        return [answer for answer in answers if answer is not None]

    async def _post_notifications(
        self, asker: Asker, events: list[Incoming]
    ) -> list[PostResult | NotificationsError]:
        try:
            await self._check_may_notify()
        except Forbidden as error:
            return [error] * len(events)
        return await self.service.manager.post_many(
            asker,
            [(event.data, event.event_id) for event in events],
            may_write_others=self._may_write_others,
        )

    def _check_post_only(self, asker: Asker, event: Incoming) -> None:
        if asker.post_only and not event.is_notification:
            msg = "This token is only for notifications."
            raise Forbidden(msg)

    async def _check_may_notify(self) -> None:
        if not await self.may("write", "notifications"):
            msg = "User is not authorized to write on resource: notifications."
            raise Forbidden(msg)

    async def _may_write_others(self) -> bool:
        return await self.may("write", "notifications-others")


class SchemasHandler(_Handler):
    """``/api/events/schemas``."""

    @web.authenticated
    @authorized("read", "events")
    async def get(self) -> None:
        """All schemas in short, or the one asked for."""
        schema_id = self.get_query_argument("schema_id", None, strip=False)
        registry = self.service.registry
        if schema_id is None:
            self.write_json({"schemas": registry.summaries()})
        else:
            self.write_json(registry.whole(schema_id))

    @web.authenticated
    @authorized("write", "events")
    async def post(self) -> None:
        """Register a schema until the server stops: 201, or 200 if it was there already."""
        rule = self.service.schema_registration
        if rule == "off" or (rule == "owner" and self.identity.several):
            msg = "This server does not let you register schemas."
            raise Forbidden(msg)
        summary, new = self.service.registry.register(self.read_json(MAX_SCHEMA))
        self.write_json(summary, 201 if new else 200)


def _split(body: bytes) -> list[bytes]:
    """The items of an array as they stand, so that what is wrong with one is said of that one."""
    if len(body) > MAX_BATCH:
        msg = f"The batch has {len(body)} bytes; at most {MAX_BATCH} are taken."
        raise TooLarge(msg)
    where = ""
    try:
        items: list[Any] = msgspec.json.decode(body, type=list[msgspec.Raw])
    except (msgspec.MsgspecError, RecursionError):
        # One item may hold what is not strict JSON, such as NaN: reading that one will refuse it.
        try:
            items = json.loads(body.decode())
        except (ValueError, RecursionError) as error:
            raise InvalidInput.at(where, f"is not valid JSON: {error}") from None
    if not items:
        raise InvalidInput.at(where, "must hold at least one event")
    # Counted before any is looked at: half a million numbers fit into a batch.
    if len(items) > MAX_BATCH_ITEMS:
        msg = f"The batch has {len(items)} events; at most {MAX_BATCH_ITEMS} are taken."
        raise TooLarge(msg)
    return [bytes(item) if isinstance(item, msgspec.Raw) else json.dumps(item).encode() for item in items]


def _answer(event: Incoming, result: PostResult | NotificationsError) -> JSON:
    if isinstance(result, InvalidInput):
        return _refused(under("/data", result))
    if isinstance(result, NotificationsError):
        return _refused(result)
    answer: JSON = {"status": 204, "id": result.posted.id}
    event_id = event.event_id or event.data.get("event_id")
    if event_id is not None:
        answer["event_id"] = event_id
    return answer


def _refused(error: NotificationsError) -> JSON:
    body = error_body(error)
    return {"status": error.status, "message": body["message"], "errors": body["errors"]}
