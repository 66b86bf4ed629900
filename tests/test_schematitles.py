"""The settings' own words in the reader's language, as a real JupyterLab answers them."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

import pytest
from jupyterlab_server.translation_utils import TranslationBundle, translator

from jupyter_notifications import schematitles

from .live_server import live_server

PLUGIN = "@jupyter-notifications/core:notifications"
LANGUAGE = "@jupyterlab/translation-extension:plugin"


def test_the_settings_are_answered_in_the_language_that_is_set(tmp_path: Path) -> None:
    with live_server(tmp_path / "home", command=(sys.executable, "-m", "jupyterlab")) as server:

        def titles() -> list[str]:
            status, answer = server.request("GET", f"lab/api/settings/{PLUGIN}")
            assert status == 200, answer
            schema = answer["schema"]
            return [schema["title"], *(each["title"] for each in schema["properties"].values())]

        english = titles()
        assert english[0] == "Notifications"
        german = {"raw": json.dumps({"locale": "de_DE"})}
        assert server.request("PUT", f"lab/api/settings/{LANGUAGE}", german)[0] == 204
        translated = titles()
        assert translated[0] == "Benachrichtigungen"
        assert len(translated) == len(english)
        assert [one for one in translated if one in english] == []
        english_again = {"raw": json.dumps({"locale": "default"})}
        assert server.request("PUT", f"lab/api/settings/{LANGUAGE}", english_again)[0] == 204
        assert titles() == english


def test_a_language_pack_that_knows_the_words_is_asked_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TranslationBundle, "pgettext", lambda *_: "From the pack")
    bundle = schematitles.Bundle("de_DE")
    assert bundle.pgettext("schema", "Notifications") == "From the pack"


def test_what_no_catalogue_has_stays_as_it_is() -> None:
    bundle = schematitles.Bundle("de_DE")
    assert bundle.pgettext("schema", "Notifications") == "Benachrichtigungen"
    assert bundle.pgettext("schema", "No such title") == "No such title"
    bundle.update_locale("xx_XX")
    assert bundle.pgettext("schema", "Notifications") == "Notifications"


def test_a_name_that_is_no_language_opens_no_file() -> None:
    bundle = schematitles.Bundle("../../locale/de_DE")
    assert bundle.pgettext("schema", "Notifications") == "Notifications"


def test_a_server_whose_translator_changed_goes_on_in_english(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delattr(translator, "_TRANSLATORS")
    with caplog.at_level(logging.DEBUG):
        schematitles.offer_titles(logging.getLogger("tests"))
    assert "stay in English" in caplog.text
