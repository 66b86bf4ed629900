"""Events: any validated record of this server, emitted, described and subscribed to."""

from .service import EventsService

__all__ = ["EventsService"]
