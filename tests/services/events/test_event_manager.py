"""JupyterLab's own ``EventManager``, unchanged, emits through our routes and hears of it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import yaml

from tests.live_server import PATIENCE, live_server

from .conftest import RUN, event, schema

HERE = Path(__file__).parent


def test_it_emits_and_hears(tmp_path: Path) -> None:
    node = shutil.which("node")
    assert node is not None, "Node is needed, as for everything of the front end"
    folder = tmp_path / "data" / "events"
    folder.mkdir(parents=True)
    (folder / "run.yaml").write_text(yaml.safe_dump(schema()))
    with live_server(tmp_path, base_url="/user/alice/") as server:
        run = subprocess.run(
            [
                node,
                str(HERE / "event_manager.cjs"),
                server.url,
                server.token,
                json.dumps(event("from JupyterLab")),
            ],
            cwd=HERE,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    assert run.returncode == 0, run.stderr + "".join(server.log)
    emission = json.loads(run.stdout)
    assert (emission["schema_id"], emission["name"]) == (RUN, "from JupyterLab")
