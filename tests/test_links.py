"""Links: what may be shown, and every way seen to smuggle in what may not."""

from __future__ import annotations

import pytest

from jupyter_notifications.links import link_error


@pytest.mark.parametrize(
    "link",
    [
        "work/forecast.ipynb#cell=4c1e0a",
        "a b.ipynb",
        "r%C3%A9sum%C3%A9.ipynb",
        "folder/10:30.ipynb",
        "a..b.ipynb",
        "?q=1",
        "#here",
        "lab/tree/a.ipynb?reset=1",
        "https://example.org",
        "http://localhost:8888/lab?x=a//b#c",
        "HTTPS://EXAMPLE.ORG/",
        "https://[::1]:8888/",
        "https://example.org/a/../b",
    ],
)
def test_good_ones(link: str) -> None:
    assert link_error(link) is None


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "javascript%3Aalert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://example.org",
        "vbscript:x",
        "/absolute",
        "%2Fabsolute",
        "//example.org",
        "a//b",
        "%2F%2Fexample.org",
        "\\\\example.org",
        "a\\b",
        "a%5Cb",
        "..",
        "../up",
        "a/../../b",
        "a/%2e%2e/b",
        "a/.%2E/b",
        "a/%252e%252e/b",
        "..%2Fup",
        "a%00b",
        "a%0Ab",
        "a\u2028b",
        "a ",
        "http:example.org",
        "http:/example.org",
        "http:///path",
        "https://",
        "https://?x",
        "https://user:pass@example.org/",
        "https://example.org@evil.example/",
        "https://[bad",
        "https://example.org:port/",
        "https:\\\\example.org",
    ],
)
def test_bad_ones(link: str) -> None:
    assert link_error(link)
