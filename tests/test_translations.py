"""Every string of the front end is in the template, and in every language, and the applications find it."""

from __future__ import annotations

import json
import re
from collections import Counter
from importlib.metadata import entry_points
from pathlib import Path

import polib
import pytest
from jupyterlab_server.translation_utils import get_language_pack, get_language_packs

from jupyter_notifications import __version__
from scripts import translations

ROOT = translations.ROOT
LOCALES = translations.locales()

#: The functions of a translator, and how many literals their arguments begin with.
FUNCTIONS = {"__": 1, "gettext": 1, "_n": 2, "ngettext": 2, "_p": 2, "pgettext": 2, "_np": 3, "npgettext": 3}
CALL = re.compile(rf"\.({'|'.join(FUNCTIONS)})\(")
LITERAL = re.compile(r"""\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*,?""")
PLACEHOLDER = re.compile(r"%\d")


def key(entry: polib.POEntry) -> tuple[str | None, str, str]:
    """What tells one string from another."""
    return (entry.msgctxt, entry.msgid, entry.msgid_plural)


def read(file: Path) -> polib.POFile:
    """A catalog."""
    return polib.pofile(str(file))


def sources() -> list[Path]:
    """The modules of the front end."""
    return [file for file in sorted(ROOT.glob("packages/*/src/**/*.ts*")) if file.suffix in {".ts", ".tsx"}]


def literals(text: str, most: int) -> list[str]:
    """The string literals that some arguments begin with."""
    found: list[str] = []
    while len(found) < most and (match := LITERAL.match(text)):
        quoted = match[1]
        inner = quoted[1:-1].replace("\\'", "'").replace('\\"', '"')
        found.append(inner.replace("\\n", "\n"))
        text = text[match.end() :]
    return found


def test_there_is_a_full_translation() -> None:
    assert "de_DE" in LOCALES


def test_the_template_is_what_the_sources_say() -> None:
    said = Counter(map(key, translations.extract()))
    written = Counter(map(key, read(translations.TEMPLATE)))
    assert written == said, "run: make translations"
    assert set(said.values()) == {1}
    assert len(said) > 100


def test_no_call_of_a_translator_was_overlooked() -> None:
    """The tool finds only calls of what is called ``trans``, with literals: nothing else may be asked for."""
    template = read(translations.TEMPLATE)
    plain = {text for entry in template for text in (entry.msgctxt, entry.msgid, entry.msgid_plural)}
    calls = 0
    for file in sources():
        text = file.read_text("utf-8")
        for call in CALL.finditer(text):
            calls += 1
            found = literals(text[call.end() :], FUNCTIONS[call[1]])
            where = f"{file.relative_to(ROOT)}: {text[call.start() : call.end() + 60]!r}"
            assert len(found) == FUNCTIONS[call[1]], f"not literals: {where}"
            assert set(found) <= plain, f"not in the template: {where}"
    assert calls > 100


def test_settings_are_translated_in_our_domain() -> None:
    for file in sorted(ROOT.glob("packages/*/schema/*.json")):
        schema = json.loads(file.read_text("utf-8"))
        assert schema["jupyter.lab.internationalization"]["domain"] == translations.DOMAIN, file


@pytest.mark.parametrize("locale", LOCALES)
def test_a_language_has_every_string_and_no_other(locale: str) -> None:
    catalog = read(translations.catalog(locale))
    assert {key(entry) for entry in catalog} == {key(entry) for entry in read(translations.TEMPLATE)}
    assert catalog.untranslated_entries() == []
    assert catalog.fuzzy_entries() == []
    assert catalog.obsolete_entries() == []
    plurals = re.search(r"nplurals=(\d+)", catalog.metadata["Plural-Forms"])
    assert plurals is not None
    for entry in catalog:
        if entry.msgid_plural:
            assert sorted(entry.msgstr_plural) == list(range(int(plurals[1]))), entry.msgid
            assert all(entry.msgstr_plural.values()), entry.msgid


@pytest.mark.parametrize("locale", LOCALES)
def test_placeholders_spaces_and_ends_are_kept(locale: str) -> None:
    for entry in read(translations.catalog(locale)):
        said = entry.msgid_plural or entry.msgid
        for text in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            assert Counter(PLACEHOLDER.findall(text)) == Counter(PLACEHOLDER.findall(said)), said
            assert text == text.strip(), said
            for end in ("…", ":", "?", "."):
                assert text.endswith(end) == said.endswith(end), said


@pytest.mark.parametrize("locale", LOCALES)
def test_what_the_applications_load_is_what_is_written_down(locale: str, tmp_path: Path) -> None:
    catalog = translations.catalog(locale)
    compiled = translations.compile_catalog(catalog, tmp_path).read_text("utf-8")
    assert catalog.with_suffix(".json").read_text("utf-8") == compiled, "run: make translations"
    head = json.loads(compiled)[""]
    assert head["domain"] == translations.DOMAIN
    assert head["language"] == locale.replace("_", "-")
    # By this a newer package adds to an older language pack.
    assert head["version"] == translations.version()


def test_the_server_hands_it_out_where_the_language_is_installed() -> None:
    [ours] = entry_points(group="jupyterlab.locale", name=translations.DOMAIN)
    assert ours.value == "jupyter_notifications"
    languages, message = get_language_packs()
    assert (message, "de_DE" in languages) == ("", True)
    strings, message = get_language_pack("de_DE")
    assert message == ""
    assert strings[translations.DOMAIN]["Notifications"] == ["Benachrichtigungen"]
    assert strings[translations.DOMAIN][""]["version"] == translations.version()
    assert __version__.startswith(translations.version().split("-")[0])


def test_a_language_that_nobody_installed_is_not_there() -> None:
    # The rule of jupyterlab_server that the documentation tells: what a package brings alone is not offered.
    assert get_language_pack("fr_FR")[0] == {}
