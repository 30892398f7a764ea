"""The screens' JavaScript without a browser: the tests in `js/tests`, run by Node.js."""

import shutil
import subprocess
from pathlib import Path

import pytest

JS = Path(__file__).parents[2] / "js"


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js on the PATH")
@pytest.mark.skipif(not (JS / "node_modules").is_dir(), reason="needs the JavaScript tools; install them with: make js")
def test_the_tests_in_javascript_pass():
    done = subprocess.run(["npm", "test"], cwd=JS, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
