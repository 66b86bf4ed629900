"""The server extension: every trait, all wiring, start and stop."""

from __future__ import annotations

import asyncio
import math
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from jupyter_core.paths import jupyter_data_dir
from jupyter_events import EventLogger
from jupyter_server.extension.application import ExtensionApp
from traitlets import Bool, Enum, Float, Int, List, TraitError, Unicode, default, validate

from .appsettings import commands_of_settings
from .identity import Identity, InboxRule
from .models import Clock
from .schemas import Schemas
from .schematitles import offer_titles
from .services.delivery import handlers as delivery
from .services.delivery.service import Delivery
from .services.delivery.traits import SCHEMES, ChannelAddresses, DeliveryRules, PublicUrl, usable_settings
from .services.events import EventsService
from .services.notifications import handlers as notifications
from .services.notifications.commands import AllowedCommands
from .services.notifications.inboxes import wall_clock
from .services.notifications.kernel_env import KernelEnvironment, local_url
from .services.notifications.manager import NotificationManager
from .sources.manager import SourceManager
from .storage.base import Journal
from .storage.guarded import open_store

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

__all__ = ["NotificationsExtension"]


class NotificationsExtension(ExtensionApp):
    """Events and notifications for a Jupyter server."""

    name = "jupyter_notifications"
    app_name = "Jupyter Notifications"
    description = "A durable, private inbox for each person who uses this server, filled from events."
    load_other_extensions = True
    classes = [SourceManager]

    #: Where the time comes from; tests put theirs here.
    clock: Clock = staticmethod(wall_clock)

    inbox = Enum(
        ["auto", "owner", "user"],
        default_value="auto",
        config=True,
        help="""Whose inbox a request is about. `auto`: on a server with the stock identity provider, whose
        usernames are random, all requests share the owner's inbox; with any other provider each username has
        its own. `owner` and `user` say which of the two, without looking at the provider.""",
    )
    allow_to_others = Bool(
        False,
        config=True,
        help="""Whether people may write to each other's inboxes, and to everyone's, on a server of several
        people. The authorizer must allow it too: (`write`, `notifications-others`).""",
    )
    replace_core_event_routes = Bool(
        True,
        config=True,
        help="""Whether `POST /api/events` and `/api/events/subscribe` are served by this extension instead of
        the server's own handlers. They stay compatible.""",
    )
    schema_registration = Enum(
        ["off", "owner", "all"],
        default_value="owner",
        config=True,
        help="""Who may register event schemas by `POST /api/events/schemas`: nobody, the owner of a
        one-person server, or whoever the authorizer lets write `events`.""",
    )
    db_path = Unicode(
        config=True,
        help="""File of the notifications. Default: `jupyter_notifications/notifications.sqlite3` in Jupyter's
        data directory. Best on a local disk.""",
    )
    storage = Enum(
        ["sqlite", "memory"],
        default_value="sqlite",
        config=True,
        help="""Where notifications live. `memory` forgets them when the server stops.""",
    )
    rate_limit = Float(
        20.0,
        config=True,
        help="""Notifications a second that one person may send, after a burst of a hundred. 0: no limit.""",
    )
    retention_days = Float(
        90.0,
        config=True,
        help="""Days for which notifications are kept after their last update; snoozed ones are kept longer.
        0: for ever.""",
    )
    retention_entries = Int(
        10000,
        config=True,
        help="""Notifications that one person's inbox keeps; the oldest read ones go first. 0: no limit.""",
    )
    poll_interval = Int(
        60,
        config=True,
        help="""Seconds that clients which poll are told to wait, in `X-Poll-Interval`; longer while the
        storage is in trouble. 0: they are told nothing.""",
    )
    disk_reserve = Int(
        50,
        config=True,
        help="""MiB of the disk that are left free: with less, nothing new is taken, so that there is room to
        delete. 0: none.""",
    )
    journal_mode = Enum(
        ["auto", "wal", "delete"],
        default_value="auto",
        config=True,
        help="""How SQLite keeps its journal. `auto`: `wal` on a local disk, `delete`, which is slower, on a
        network file system.""",
    )
    db_patience = Float(
        5.0,
        config=True,
        help="""Seconds to wait for a database that another process has locked.""",
    )
    max_sockets = Int(
        64,
        config=True,
        help="""Event sockets that one person may have open at once. 0 sets no limit.""",
    )
    run_threshold = Float(
        30.0,
        config=True,
        help="""Seconds that a run must take for its end to be told, unless a person has chosen otherwise.""",
    )
    allowed_commands = List(
        Unicode(),
        ["docmanager:open", "docmanager:save-all", "filebrowser:open-path"],
        config=True,
        help="""Commands of the application that a button of a notification may run. Such a command runs with
        all the rights of the person who clicks, so allow only what does no harm with any arguments.""",
    )
    delivery_channels = ChannelAddresses(
        config=True,
        help="""Where notifications can go besides the inbox: names with addresses of Apprise, such as
        `{"mail": "mailtos://…"}`. They hold secrets: read them from the environment or a file.""",
    )
    delivery_rules = DeliveryRules(
        config=True,
        help="""Which notifications go to which channels, and when, such as
        `[{"name": "errors", "channels": ["mail"], "types": ["error"], "after": 10}]`.""",
    )
    delivery_schemes = List(
        Unicode(),
        SCHEMES,
        config=True,
        help="""What the addresses may begin with that the owner of a one-person server sets; an empty list
        allows none. `delivery_channels` may have any.""",
    )
    delivery_limit = Int(
        60,
        config=True,
        help="""Messages an hour to one channel; what is more waits. 0: no limit.""",
    )
    public_url = PublicUrl(
        config=True,
        help="""The address of this server as browsers have it, with its base URL. Links in messages lead
        there; without it links to files are left out of them.""",
    )

    _starting: asyncio.Future[None] | None = None

    @default("db_path")
    def _default_db_path(self) -> str:
        return str(Path(jupyter_data_dir()) / "jupyter_notifications" / "notifications.sqlite3")

    @validate("db_path")
    def _valid_db_path(self, proposal: dict[str, Any]) -> str:
        text = proposal["value"]
        if not text or "\0" in text:
            msg = "db_path must be the path of a file"
            raise TraitError(msg)
        path = Path(text).expanduser().absolute()
        if path.is_dir():
            msg = f"db_path must be the path of a file, and {path} is a directory"
            raise TraitError(msg)
        return str(path)

    @validate(
        "rate_limit",
        "run_threshold",
        "max_sockets",
        "retention_days",
        "retention_entries",
        "poll_interval",
        "disk_reserve",
        "db_patience",
        "delivery_limit",
    )
    def _not_negative(self, proposal: dict[str, Any]) -> Any:
        value = proposal["value"]
        # Written so that NaN is refused as well.
        if not 0 <= value < math.inf:
            msg = f"{proposal['trait'].name} must be a number of 0 or more, not {value}"
            raise TraitError(msg)
        return value

    def initialize_settings(self) -> None:
        """Build the services; nothing runs yet."""
        server = cast("ServerApp", self.serverapp)
        self.identity = Identity(server.identity_provider, cast("InboxRule", self.inbox))
        self.manager = NotificationManager(
            self.identity,
            Schemas(cast("EventLogger", server.event_logger)),
            allow_to_others=self.allow_to_others,
            rate_limit=self.rate_limit,
            allowed_commands=AllowedCommands(
                self.allowed_commands, partial(commands_of_settings, server, self.log)
            ),
            retention_days=self.retention_days,
            retention_entries=self.retention_entries,
            poll_interval=self.poll_interval,
            clock=self.clock,
            log=self.log,
        )
        self.events = EventsService(
            cast("EventLogger", server.event_logger),
            self.manager,
            self.identity,
            schema_registration=self.schema_registration,
            max_sockets=self.max_sockets,
            log=self.log,
        )
        self.delivery = Delivery(
            self.manager,
            self.identity,
            usable_settings(self.delivery_channels, self.delivery_rules, self.log),
            schemes=self.delivery_schemes,
            limit=self.delivery_limit,
            public_url=self.public_url,
            log=self.log,
        )
        self.manager.outbox = self.delivery
        self.sources = SourceManager(server, self.manager.notify, several=self.identity.several, parent=self)
        self.kernel_environment = KernelEnvironment()
        self.kernel_environment.hide()
        offer_titles(self.log)
        self.settings.update(
            jupyter_notifications=self.manager,
            jupyter_notifications_identity=self.identity,
            jupyter_notifications_events=self.events,
            jupyter_notifications_delivery=self.delivery,
            jupyter_notifications_sources=self.sources.states,
        )

    def initialize_handlers(self) -> None:
        """Add the routes. They are matched before the server's own, a shadowed path with all its verbs."""
        self.handlers.extend(self.events.handlers(replace_core=self.replace_core_event_routes))
        self.handlers.extend(delivery.handlers())
        self.handlers.extend(notifications.handlers())

    async def _start_jupyter_server_extension(self, serverapp: ServerApp) -> None:
        """Open the store and begin; the server listens by now, so its port is known."""
        if self.identity.post_only_token is not None:
            self.kernel_environment.export(
                local_url(serverapp), self.identity.post_only_token, serverapp.certfile
            )
        self._starting = asyncio.ensure_future(self._start_services())
        await self._starting

    async def _start_services(self) -> None:
        path = None if self.storage == "memory" else Path(self.db_path)
        store = await open_store(
            path,
            log=self.log,
            patience=self.db_patience,
            journal=cast("Journal", self.journal_mode),
            reserve=self.disk_reserve * 2**20,
        )
        # Before anything is posted, so that no rule misses it.
        await self.delivery.start(store)
        await self.manager.start(store)
        await self.events.start()
        await self.sources.start()

    async def stop_extension(self) -> None:
        """Leave nothing running, and the environment as it was. Works whatever had been started."""
        if not hasattr(self, "manager"):
            return
        self.kernel_environment.restore()
        if self._starting is not None:
            # A store that is still being opened would be left open, and its thread would keep the process.
            await asyncio.wait([self._starting])
        else:
            # Whoever waits for the start waits in vain, and is not to hold up the end.
            await self.manager.stop()
        try:
            await self.sources.stop()
            await self.events.stop()
            await self.delivery.stop()
        finally:
            await self.manager.stop()
