"""``python -m tests.reliability``: all promises in full, then the table. Further words are for pytest."""

from __future__ import annotations

import os
import sys

from .figures import ELSEWHERE

files = [name for names in ELSEWHERE.values() for name in names]
command = [sys.executable, "-m", "pytest", "-q", "--soak", "tests/reliability", *files, *sys.argv[1:]]
os.execv(sys.executable, command)
