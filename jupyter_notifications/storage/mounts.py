"""Which kind of file system a path is on, as far as Linux's mount table tells."""

from __future__ import annotations

import os
import re
from pathlib import Path

#: File systems behind a network, on which SQLite's shared memory and locks cannot be relied on.
_NETWORK = {
    "9p", "afs", "beegfs", "ceph", "cifs", "fhgfs", "fuse.ceph", "fuse.glusterfs", "fuse.s3fs", "fuse.sshfs",
    "gfs", "gfs2", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "panfs", "smb3", "smbfs",
    "vboxsf", "wekafs",
}  # fmt: skip

#: Those that only this machine writes to, so that it knows when they are.
_LOCAL = {
    "bcachefs", "btrfs", "exfat", "ext2", "ext3", "ext4", "f2fs", "jfs", "ntfs3", "overlay", "ramfs",
    "reiserfs", "tmpfs", "vfat", "xfs", "zfs",
}  # fmt: skip


def mount_table() -> str:
    """The text of this process's mount table; empty where there is none to read."""
    try:
        return Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
    except OSError:
        return ""


def file_system(path: Path, table: str) -> str | None:
    """The type of the file system that ``path`` is on, by a table in the form of proc_pid_mountinfo(5)."""
    best: tuple[int, str] | None = None
    for line in table.splitlines():
        before, dash, after = line.partition(" - ")
        fields, kinds = before.split(" "), after.split(" ")
        if not dash or len(fields) < 5:
            continue
        point = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[4])
        inside = path == Path(point) or Path(point) in path.parents
        # Of two mounts on one point the later one is seen.
        if inside and (best is None or len(point) >= best[0]):
            best = (len(point), kinds[0])
    return best[1] if best else None


def is_network(path: Path, table: str | None = None) -> bool:
    """Whether ``path``, or where it would be made, is behind a network."""
    return _kind(path, table) in _NETWORK


def is_local(path: Path, table: str | None = None) -> bool:
    """Whether nobody but this machine can write to where ``path`` is. In doubt it is not."""
    return _kind(path, table) in _LOCAL


def _kind(path: Path, table: str | None) -> str | None:
    return file_system(Path(os.path.realpath(path)), mount_table() if table is None else table)
