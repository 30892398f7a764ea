"""The board's browser half without a browser: `board.js` beside this file, run by Node.js."""

import shutil
import subprocess
from pathlib import Path

import pytest

from alsnb.widgets import SetMeeting


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js on the PATH")
def test_the_board_keeps_and_tells_what_was_done_and_takes_each_step_back(tmp_path):
    script, _, _ = SetMeeting._esm.rpartition("export default")
    tests = Path(__file__).with_name("board.js").read_text("utf-8")
    (tmp_path / "board.test.mjs").write_text(f"{tests}\n{script}", "utf-8")
    done = subprocess.run(["node", "--test", tmp_path / "board.test.mjs"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
