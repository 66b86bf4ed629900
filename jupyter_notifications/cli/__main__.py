"""``python -m jupyter_notifications.cli``, for a Python whose scripts are not on the path."""

from __future__ import annotations

import sys

from . import main

sys.exit(main())
