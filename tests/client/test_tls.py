"""A server over TLS with a certificate that no authority of the system has signed: real ones, by openssl."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ..live_server import LiveServer, clean_environment, execute, live_server


@dataclass
class Authority:
    """An authority of one's own, and what it signed."""

    folder: Path

    @property
    def certificate(self) -> Path:
        """Its own."""
        return self.folder / "ca.pem"

    def of_its_own(self, name: str, common_name: str) -> tuple[Path, Path]:
        """A certificate that signs itself, without other names, as Jupyter's docs make one; and its key."""
        certificate, key = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        self._run("req", "-x509", *self._key(key), "-subj", f"/CN={common_name}", "-out", certificate)
        return certificate, key

    def signed(self, host: str) -> tuple[Path, Path]:
        """A certificate for a host, signed by this authority; and its key."""
        certificate, key, request = (self.folder / f"{host}{suffix}" for suffix in (".pem", ".key", ".csr"))
        names = self.folder / "names"
        names.write_text(f"subjectAltName=DNS:{host}\nbasicConstraints=critical,CA:FALSE\n")
        self._run("req", "-new", *self._key(key), "-subj", f"/CN={host}", "-out", request)
        by = ("-CA", self.certificate, "-CAkey", self.folder / "ca.key", "-CAcreateserial")
        self._run("x509", "-req", "-in", request, *by, "-extfile", names, "-days", "2", "-out", certificate)
        return certificate, key

    @staticmethod
    def _key(path: Path) -> tuple[str | Path, ...]:
        return ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", path)

    @staticmethod
    def _run(*arguments: str | Path) -> None:
        assert shutil.which("openssl"), (
            "openssl is missing; `make test` installs it, or: apt-get install openssl"
        )
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=60)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    made = Authority(tmp_path_factory.mktemp("authority"))
    made.of_its_own("ca", "An authority")
    return made


@pytest.fixture(scope="module")
def server(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server whose certificate is for ``localhost``, not for 127.0.0.1, by which its kernels know it."""
    home = tmp_path_factory.mktemp("tls")
    with live_server(home, base_url="/behind/tls/", certificate=authority.signed("localhost")) as started:
        yield started


def send(server: LiveServer, title: str, *, host: str = "localhost", **variables: str | Path) -> str:
    """Send from a program with these variables, and give what it wrote to its errors."""
    code = f"from jupyter_notifications import notify; print(notify({title!r}))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=clean_environment()
        | {
            "HOME": str(server.home),
            "JUPYTER_NOTIFICATIONS_URL": f"https://{host}:{server.port}{server.base_url}",
            "JUPYTER_NOTIFICATIONS_TOKEN": server.token,
        }
        | {name: str(value) for name, value in variables.items()},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (title in titles(server)) == (done.stderr == ""), done.stderr
    return done.stderr


def titles(server: LiveServer) -> list[str]:
    """What is in the inbox."""
    return [item["title"] for item in server.inbox()]


def test_a_kernel_knows_its_server_by_its_certificate(server: LiveServer) -> None:
    with server.kernel() as kernel:
        execute(kernel, "from jupyter_notifications import notify; notify('a cell', raise_errors=True)")
    assert "a cell" in titles(server)


def test_the_authority_by_our_variable_or_by_the_systems(server: LiveServer, authority: Authority) -> None:
    assert send(server, "by ours", JUPYTER_NOTIFICATIONS_CA=authority.certificate) == ""
    assert send(server, "by the system's", SSL_CERT_FILE=authority.certificate) == ""


def test_a_program_that_no_server_started(server: LiveServer, authority: Authority) -> None:
    own = authority.folder / "localhost.pem"
    said = send(
        server,
        "from cron",
        JUPYTER_NOTIFICATIONS_URL="",
        JUPYTER_NOTIFICATIONS_CA=own,
        JUPYTER_RUNTIME_DIR=server.runtime,
    )
    assert said == ""


def test_nothing_is_sent_to_one_that_nobody_vouches_for(server: LiveServer) -> None:
    said = send(server, "never")
    assert said.count("NotificationsWarning") == 1
    assert "certificate is not trusted (unable to get local issuer certificate)" in said
    assert "JUPYTER_NOTIFICATIONS_CA can name a file" in said


def test_the_authority_vouches_for_a_name_only(server: LiveServer, authority: Authority) -> None:
    said = send(server, "never", host="127.0.0.1", JUPYTER_NOTIFICATIONS_CA=authority.certificate)
    assert "certificate is not valid for '127.0.0.1'" in said


def test_nothing_is_sent_to_an_impostor(server: LiveServer, authority: Authority) -> None:
    other, _ = authority.of_its_own("other", "localhost")
    assert "certificate is not trusted" in send(server, "never", JUPYTER_NOTIFICATIONS_CA=other)


@pytest.mark.parametrize("name", ["nowhere.pem", "empty.pem"])
def test_a_file_that_is_none_is_named(server: LiveServer, authority: Authority, name: str) -> None:
    (authority.folder / "empty.pem").write_text("")
    said = send(server, "never", JUPYTER_NOTIFICATIONS_CA=authority.folder / name)
    assert "JUPYTER_NOTIFICATIONS_CA: " in said
    assert name in said


def test_a_certificate_as_jupyters_docs_make_it(authority: Authority, tmp_path: Path) -> None:
    certificate, key = authority.of_its_own("own", "a-name-of-mine")
    # One file may hold both.
    both = tmp_path / "mycert.pem"
    both.write_text(key.read_text() + certificate.read_text())
    with live_server(tmp_path, certificate=(both, both)) as server, server.kernel() as kernel:
        execute(kernel, "from jupyter_notifications import notify; notify('a cell', raise_errors=True)")
        assert titles(server) == ["a cell"]
