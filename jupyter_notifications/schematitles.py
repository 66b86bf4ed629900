"""Hands the translations of our settings' titles to JupyterLab's server, which translates schemas itself."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path

try:
    from jupyterlab_server.translation_utils import TranslationBundle, translator
except ImportError:  # pragma: no cover - a server without any application has no settings to show
    TranslationBundle = object  # type: ignore[misc, assignment]
    translator = None  # type: ignore[misc, assignment]

__all__ = ["Bundle", "offer_titles"]

DOMAIN = "jupyter_notifications"
LOCALES = Path(__file__).parent / "locale"
#: What stands between a context and a message in the catalogues, as in those of gettext.
SEPARATOR = "\x04"


class Bundle(TranslationBundle):
    """The words of our domain: a language pack's where it has them, else those that come with this package.

    jupyterlab_server hands catalogues of packages to pages, but translates schemas by language packs alone.
    """

    def __init__(self, locale: str):
        self._own: dict[str, list[str]] = {}
        super().__init__(DOMAIN, locale)

    def update_locale(self, locale_: str) -> None:
        """Read the catalogue of another language, ``de_DE``; a language without one is English."""
        super().update_locale(locale_)
        file = LOCALES / locale_ / "LC_MESSAGES" / f"{DOMAIN}.json"
        if re.fullmatch(r"\w+", locale_) and file.is_file():
            self._own = json.loads(file.read_text("utf-8"))
        else:
            self._own = {}

    def pgettext(self, msgctxt: str, msgid: str) -> str:
        """The message in the language of now, or as it is."""
        said: str = super().pgettext(msgctxt, msgid)
        return self._own.get(f"{msgctxt}{SEPARATOR}{msgid}", [msgid])[0] if said == msgid else said


def offer_titles(log: logging.Logger) -> None:
    """Let the settings' schemas be translated. Where that cannot be done, they stay in English."""
    if translator is None:
        return
    try:
        # There is no public way to bring a bundle along (jupyterlab_server notes it as to be done).
        translator._TRANSLATORS[DOMAIN] = Bundle(translator._LOCALE)
    except AttributeError as error:
        log.debug("The titles of the settings stay in English: %s", error)
