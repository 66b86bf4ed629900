"""Tells when a notebook job of jupyter-scheduler has ended.

That package emits no events, and runs each job in a process of its own, which writes what becomes of it into
a database. So a job is noticed when its row is inserted, by SQLAlchemy's own hook, and then asked for until
it has ended; while there is none, nothing is asked.
"""

from __future__ import annotations

import asyncio
import os
import re
from dataclasses import dataclass
from typing import Any, ClassVar

from jupyter_server.base.call_context import CallContext
from traitlets import Float, TraitError, validate

from ..ending import end
from .base import Source, SourceUnavailable, asking, file_link

__all__ = ["SchedulerSource"]

#: Definitions of recurring jobs whose makers are remembered.
_LIMIT = 1000

#: Looks at a job without a process before that is taken for its end: it writes just before it ends.
_GONE = 2

_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Maker:
    """Who made a job or its definition, and of which notebook."""

    person: str | None
    notebook: str | None


class SchedulerSource(Source):
    """Jobs that this server starts, now or by a schedule: completed, failed, stopped, or gone."""

    name = "jupyter-scheduler"
    requires: ClassVar[tuple[str, ...]] = ("jupyter_scheduler", "sqlalchemy")

    interval = Float(
        5.0, config=True, help="""Seconds between two questions for the jobs that have not ended."""
    )

    _task: asyncio.Task[None] | None = None

    @validate("interval")
    def _positive(self, proposal: dict[str, Any]) -> float:
        value = float(proposal["value"])
        if not 0 < value < 1e6:
            msg = f"interval must be a number of seconds above 0, not {value}"
            raise TraitError(msg)
        return value

    async def start(self) -> None:
        """Notice new jobs, if that extension is on and keeps its jobs in its own tables."""
        from jupyter_scheduler.orm import Job, JobDefinition  # noqa: PLC0415 - only where it is installed
        from jupyter_scheduler.scheduler import Scheduler  # noqa: PLC0415

        scheduler = self.serverapp.web_app.settings.get("scheduler")
        if not isinstance(scheduler, Scheduler):
            reason = "the extension jupyter_scheduler is not on, or its scheduler has no tables"
            raise SourceUnavailable(reason)
        self._scheduler, self._job, self._definition = scheduler, Job, JobDefinition
        self._jobs: dict[str, Maker] = {}
        self._gone: dict[str, int] = {}
        self._definitions: dict[str, Maker] = {}
        self._wake = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._task = self._loop.create_task(self._follow(), name="notifications: jobs")
        self._hooks("listen")

    async def stop(self) -> None:
        """Notice nothing more. The jobs themselves go on."""
        if self._task is not None:
            self._hooks("remove")
            await end(self._task)

    def _hooks(self, verb: str) -> None:
        from sqlalchemy import event  # noqa: PLC0415

        getattr(event, verb)(self._job, "after_insert", self._on_job)
        getattr(event, verb)(self._definition, "after_insert", self._on_definition)

    def _on_job(self, mapper: object, connection: object, job: Any) -> None:  # noqa: ARG002
        self._loop.call_soon_threadsafe(self._begin, str(job.job_id), job.job_definition_id, _maker())

    def _on_definition(self, mapper: object, connection: object, definition: Any) -> None:  # noqa: ARG002
        self._loop.call_soon_threadsafe(self._define, str(definition.job_definition_id), _maker())

    def _begin(self, job_id: str, definition_id: str | None, maker: Maker) -> None:
        defined = self._definitions.get(definition_id or "", Maker(None, None))
        self._jobs[job_id] = Maker(maker.person or defined.person, maker.notebook or defined.notebook)
        self._wake.set()

    def _define(self, definition_id: str, maker: Maker) -> None:
        self._definitions[definition_id] = maker
        if len(self._definitions) > _LIMIT:
            del self._definitions[next(iter(self._definitions))]

    async def _follow(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._jobs:
                await asyncio.sleep(self.interval)
                for job_id in list(self._jobs):
                    await self._look(job_id)

    async def _look(self, job_id: str) -> None:
        try:
            job = await asyncio.to_thread(self._read, job_id)
        except Exception as error:  # noqa: BLE001 - whatever a database raises; it may be well the next time
            self.log.warning("A job could not be looked up: %s: %s", type(error).__name__, error)
            return
        if job is not None and job.status is None:
            return
        maker = self._jobs.pop(job_id)
        self._gone.pop(job_id, None)
        if job is not None:  # Otherwise somebody deleted it.
            await self._tell(job_id, maker, job)

    def _read(self, job_id: str) -> Ended | None:
        """How a job stands, read in a thread; ``None`` if there is no such job any more."""
        with self._scheduler.db_session() as session:
            row = session.get(self._job, job_id)
            if row is None:
                return None
            status: str | None = str(row.status)
            # A new row says STOPPED until the job has begun.
            if status in {"COMPLETED", "FAILED"} or (status == "STOPPED" and row.start_time):
                files = self._scheduler.get_job(job_id).job_files
            else:
                status, files = self._without_process(job_id, str(row.status), row.pid), []
            seconds = (row.end_time or row.update_time) - row.start_time if row.start_time else 0
            paths = [file.file_path for file in files if file.file_format != "input" and file.file_path]
            return Ended(
                status, row.name, row.input_filename, seconds / 1000, row.status_message or "", paths
            )

    def _without_process(self, job_id: str, status: str, pid: int | None) -> str | None:
        """How a job ended that says that it runs, if its process is gone."""
        if not pid or _is_alive(pid):
            return None
        self._gone[job_id] = self._gone.get(job_id, 0) + 1
        if self._gone[job_id] <= _GONE:
            return None
        return "STOPPED" if status == "STOPPING" else "GONE"

    async def _tell(self, job_id: str, maker: Maker, job: Ended) -> None:
        took = f"{job.filename}, after {_duration(job.seconds)}."
        body, kind = took, "success"
        what = {"COMPLETED": "completed", "FAILED": "failed", "STOPPED": "was stopped"}.get(str(job.status))
        if job.status == "COMPLETED":
            body += "" if job.paths else " Its outputs can be downloaded in the list of notebook jobs."
        elif job.status == "STOPPED":
            kind = "info"
        else:
            kind = "error"
            lines = [line for line in _ESCAPES.sub("", job.message).splitlines() if line.strip()]
            if what is None:
                what = "ended without a word"
                body += " Its process is gone: it may have been ended for want of memory."
            elif lines:
                body = f"    {lines[-1].strip()[:1000]}\n\n{took}"
        ended = "died" if job.status == "GONE" else str(job.status).lower()
        await self.notify(
            f"Job {job.name} {what}",
            to=maker.person or os.environ.get("JUPYTERHUB_USER"),
            type=kind,
            topic=f"job.{ended}",
            key=job_id,
            event_id=f"jupyter-scheduler.{job_id}.{ended}",
            body=body,
            link=next(filter(None, map(file_link, [*job.paths, maker.notebook or ""])), None),
        )


@dataclass(frozen=True, slots=True)
class Ended:
    """A job that has ended, or with the status ``None`` one that has not."""

    status: str | None
    name: str
    filename: str
    seconds: float
    message: str
    paths: list[str]
    """Its outputs, as far as they are in the folder of this server, by their API paths."""


def _maker() -> Maker:
    """What the request says that is being handled; nothing if it is the schedule that makes a job."""
    handler = CallContext.get(CallContext.JUPYTER_HANDLER)
    try:
        notebook = handler.get_json_body()["input_uri"]
    except Exception:  # noqa: BLE001 - no request, or one of another shape: then it is not known
        notebook = None
    return Maker(asking(), notebook if isinstance(notebook, str) else None)


def _is_alive(pid: int) -> bool:
    import psutil  # noqa: PLC0415 - there if jupyter-scheduler is

    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(max(0.0, seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
