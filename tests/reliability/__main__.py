"""``python -m tests.reliability [R1 R3 ...]``: these promises, or all, in full; keeps what was measured."""

from __future__ import annotations

import os
import sys

from .figures import PROMISES, ROOT, shown_by

chosen = [word for word in sys.argv[1:] if word in PROMISES] or list(PROMISES)
options = [word for word in sys.argv[1:] if word not in PROMISES]
files = [name for promise in chosen for name in shown_by(promise)]
os.chdir(ROOT)
os.execv(
    sys.executable,
    [sys.executable, "-m", "pytest", "-q", "--soak", "--keep-figures", *dict.fromkeys(files), *options],
)
