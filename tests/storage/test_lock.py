"""The lock of the commits: it and ``filelock`` keep each other out, whatever becomes of the file."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock, Timeout

from jupyter_notifications.storage.sqlite.lock import Lock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.lock"


def is_free(path: Path) -> bool:
    """Whether somebody else would get it."""
    try:
        with FileLock(path, timeout=0):
            return True
    except Timeout:
        return False


def test_it_is_the_lock_that_filelock_takes(path: Path) -> None:
    lock = Lock(str(path))
    for _ in range(3):
        with lock:
            assert not is_free(path)
        assert is_free(path)
    with FileLock(path), pytest.raises(Timeout), lock:
        pytest.fail("both have it")
    with lock:
        pass
    assert path.stat().st_mode & 0o777 == 0o600


def test_two_of_one_process_keep_each_other_out(path: Path) -> None:
    one, other = Lock(str(path)), Lock(str(path))
    with one, pytest.raises(Timeout), other:
        pytest.fail("both have it")
    with other, pytest.raises(Timeout), one:
        pytest.fail("both have it")


def test_another_process_is_kept_out_and_its_end_frees_it(path: Path) -> None:
    code = (
        "import sys; from jupyter_notifications.storage.sqlite.lock import Lock\n"
        "with Lock(sys.argv[1]): print('held', flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        lock = Lock(str(path))
        with pytest.raises(Timeout), lock:
            pytest.fail("both have it")
        process.kill()
        process.wait(30)
        with lock:
            assert not is_free(path)
    finally:
        process.kill()
        process.communicate()


def test_a_failure_inside_gives_it_back(path: Path) -> None:
    lock = Lock(str(path))
    with pytest.raises(KeyError), lock:
        raise KeyError
    assert is_free(path)


@pytest.mark.parametrize("then", ["deleted", "replaced"])
def test_a_file_that_was_deleted_or_replaced_is_opened_anew(path: Path, then: str) -> None:
    lock = Lock(str(path))
    with lock:
        pass
    path.unlink()
    if then == "replaced":
        path.touch()
    with lock:
        assert not is_free(path)
    assert is_free(path)


def test_it_is_not_taken_twice(path: Path) -> None:
    lock = Lock(str(path))
    with lock, pytest.raises(RuntimeError, match="already"), lock:
        pytest.fail("twice")


def test_it_keeps_one_file_open_and_closes_it(path: Path) -> None:
    lock = Lock(str(path))
    with lock:
        pass
    assert lock._fd is not None
    opened = lock._fd
    with lock:
        assert lock._fd == opened
    assert not os.get_inheritable(opened)
    lock.close()
    with pytest.raises(OSError, match="descriptor"):
        os.fstat(opened)
    with lock:
        assert not is_free(path)
    lock.close()


def test_a_link_is_not_followed(path: Path, tmp_path: Path) -> None:
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="link"), Lock(str(path)):
        pytest.fail("it was followed")
    assert not (tmp_path / "elsewhere").exists()


def test_without_flock_it_leaves_it_to_filelock(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = fcntl.flock
    calls = []

    def missing(fd: Any, operation: int) -> None:
        calls.append(operation)
        if len(calls) == 1:
            raise OSError(errno.ENOSYS, "no flock here")
        real(fd, operation)

    monkeypatch.setattr(fcntl, "flock", missing)
    lock = Lock(str(path))
    for _ in range(2):
        with lock:
            assert not is_free(path)
        assert is_free(path)
    assert lock._other is not None
