"""What the settings of the applications on this server say: which commands buttons may run."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

__all__ = ["commands_of_settings"]

#: The plugin that has the settings which both applications share.
PLUGIN = "@jupyter-notifications/core:notifications"


def commands_of_settings(server: ServerApp, log: logging.Logger) -> set[str]:
    """The setting ``allowedCommands`` as the applications of this server have it, overrides included.

    Empty where there is no application, or its settings cannot be read: that is logged.
    """
    found: set[str] = set()
    for apps in server.extension_manager.extension_apps.values():
        for app in apps:
            if getattr(app, "app_settings_dir", None):
                try:
                    found |= _of_application(app)
                except Exception as error:  # noqa: BLE001 - of another package, which raises what it likes
                    log.warning("The settings of %s cannot be read: %r", app.name, error)
    return found


def _of_application(app: Any) -> set[str]:
    # It is there, since the application is built on it.
    from jupyterlab_server.settings_utils import get_settings  # noqa: PLC0415

    answer, _ = get_settings(
        app.app_settings_dir,
        app.schemas_dir,
        app.user_settings_dir,
        schema_name=PLUGIN,
        labextensions_path=[*app.extra_labextensions_path, *app.labextensions_path],
    )
    by_default = answer["schema"]["properties"]["allowedCommands"].get("default", [])
    value = (answer.get("settings") or {}).get("allowedCommands", by_default)
    return {one for one in value if isinstance(one, str)} if isinstance(value, list) else set()
