"""Reports made by a cluster that somebody already runs: a scheduler and two workers of Dask, one of which dies."""

import contextlib
import re
import subprocess
import sys

import pytest
from test_batch import log_of, notebook
from waiting import until

import alsnb
from alsnb.reports import batch
from alsnb.reports.engine import isolation

pytestmark = pytest.mark.skipif(not isolation.AVAILABLE, reason="this platform does not fork safely")


@contextlib.contextmanager
def running(folder, name, *command):
    with (folder / f"{name}.txt").open("wb") as said:
        process = subprocess.Popen([sys.executable, "-m", "dask", *command], stdout=said, stderr=said, cwd=folder)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def said(folder, name, pattern):
    text = (folder / f"{name}.txt").read_text
    return until(lambda: re.search(pattern, text()), text)[0]


# Whichever report begins first is made; all others wait until a worker was killed.
HALF_WAY = """
import os, time
try:
    os.close(os.open({first!r}, os.O_CREAT | os.O_EXCL))
except FileExistsError:
    while not os.path.exists({killed!r}): time.sleep(0.05)
print("made", cohort)
"""


@pytest.mark.filterwarnings("ignore")
def test_all_reports_arrive_though_a_worker_is_killed_half_way(tmp_path):
    codes = [f"C{number}" for number in range(5)]
    log = log_of(tmp_path / "x.db", *codes)
    first_made, killed = tmp_path / "first", tmp_path / "killed"
    own = notebook(tmp_path / "own.ipynb", HALF_WAY.format(first=str(first_made), killed=str(killed)))
    options = ["--no-nanny", "--nthreads", "1", "--host", "127.0.0.1", "--no-dashboard"]
    with running(tmp_path, "s", "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"):
        address = said(tmp_path, "s", r"tcp://127\.0\.0\.1:\d+")
        with (
            running(tmp_path, "w1", "worker", address, *options) as first,
            running(tmp_path, "w2", "worker", address, *options),
        ):
            for worker in ("w1", "w2"):
                said(tmp_path, worker, "Registered to")
            tasks = batch.tasks(log, own, everything=True)
            results = []
            for result in batch.make_all(tasks, tmp_path / "out", backend="dask", scheduler=address):
                results.append(result)
                first.kill()
                killed.touch()
    assert [each.failure for each in results] == [""] * 5
    assert {each.task.parameters["cohort"] for each in results} == {*codes}
    for code in codes:
        assert f"made {code}" in (tmp_path / "out" / f"own-{code}.html").read_text()


def test_a_cluster_that_does_not_answer_is_said_so(tmp_path, monkeypatch):
    import distributed

    asked = distributed.Client
    monkeypatch.setattr(distributed, "Client", lambda address, timeout: asked(address, timeout=min(timeout, 1)))
    log = log_of(tmp_path / "x.db", "C1")
    tasks = batch.tasks(log, notebook(tmp_path / "own.ipynb", "1"))
    with pytest.raises(alsnb.ReportError, match="No Dask cluster answers at tcp://127"):
        list(batch.make_all(tasks, tmp_path / "out", backend="dask", scheduler="tcp://127.0.0.1:1"))
