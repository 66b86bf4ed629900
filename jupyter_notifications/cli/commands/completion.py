"""``completion``: prints what completes the commands in a shell."""

from __future__ import annotations

import sys
from argparse import Namespace

from .. import shells
from ..program import OK


def run(args: Namespace) -> int:
    """Print the script of the shell."""
    scripts = {"bash": shells.bash, "zsh": shells.zsh, "fish": shells.fish}
    sys.stdout.write(scripts[args.shell]())
    return OK
