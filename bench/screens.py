"""How long people wait for a form and for a screen, in a real JupyterLab and a real browser.

    python bench/screens.py

Three questions, each asked in one interleaved run, medians in milliseconds, measured in the page itself:

- *save*: from the click to "saved" on the screen, beside a form made of ipywidgets whose button appends to a file of
  JSON lines and sets a label;
- *shown*: from the request to run a cell, ``alsnb`` being imported, to the form on the screen, for every record, beside
  the same fields as ipywidgets;
- *student log*: the same with a log of 20 entries of one's own and with one of 2,000.
"""

import json
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from lab import CHROMIUM, FLAGS, Lab
from playwright.sync_api import sync_playwright

import alsnb
from alsnb.records import RECORDS

READY = "import os, alsnb, alsnb.widgets, ipywidgets, json\nalsnb.Reflection"
OURS = """
log = alsnb.open_log("x.db", create=not os.path.exists("x.db"), author="A1")
alsnb.widgets.form(log, alsnb.Reflection, member="A1", cohort="C", cycle=1)
"""
PEER = """
texts = [ipywidgets.Textarea(description=name) for name in ("Prompt", "Reflection", "Who")]
status, button = ipywidgets.Label("typing"), ipywidgets.Button(description="Save")
def save(_):
    with open("peer.jsonl", "a") as file:
        file.write(json.dumps([each.value for each in texts]) + "\\n")
        file.flush()
        os.fsync(file.fileno())
    status.value = f"saved {texts[0].value}"
button.on_click(save)
ipywidgets.VBox([*texts, button, status], _dom_classes=["peer"])
"""
# Types into a field, clicks, and waits until the page says "saved" of what was typed.
SAVE = """async ({root, field, button, status, says, text}) => {
  const find = (what) => document.querySelector(`${root} ${what}`);
  const box = find(field);
  box.value = text;
  for (const kind of ["input", "change"]) box.dispatchEvent(new Event(kind, { bubbles: true }));
  await new Promise((done) => setTimeout(done, 1000));
  const began = performance.now();
  find(button).click();
  while (!find(status)?.textContent.startsWith(says)) {
    await new Promise((done) => requestAnimationFrame(done));
  }
  return performance.now() - began;
}"""
# Runs code in a cell of its own, and waits until what it shows is on the screen.
SHOW = """async ([code, selector]) => {
  const panel = jupyterapp.shell.currentWidget, commands = jupyterapp.commands;
  await commands.execute("notebook:replace-selection", { text: code });
  const began = performance.now();
  commands.execute("notebook:run-cell");
  const cell = panel.content.activeCell.node;
  while (!cell.querySelector(selector)?.offsetHeight) await new Promise((done) => requestAnimationFrame(done));
  return performance.now() - began;
}"""


def notebook(path: Path, *cells: str) -> None:
    made = [
        {"cell_type": "code", "id": f"c{n}", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
        for n, source in enumerate(cells)
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path.write_text(json.dumps({"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}))


def told(name: str, times: dict[str, list[float]]) -> None:
    for what, each in times.items():
        print(f"{name:<12}{what:<28}{statistics.median(each):7.0f} ms  (slowest {max(each):.0f}, n {len(each)})")


def saves(lab: Lab, page, rounds: int = 25) -> None:
    notebook(lab.root / "saves.ipynb", READY, OURS, PEER)
    lab.open(page, "saves.ipynb")
    page.wait_for_selector(".peer button", timeout=60_000)
    page.wait_for_selector(".alsnb form", timeout=60_000)
    times: dict[str, list[float]] = {"alsnb": [], "ipywidgets": []}
    ours = {
        "says": "saved",
        "root": ".alsnb",
        "field": "textarea",
        "button": ".alsnb-primary",
        "status": ".alsnb-status",
    }
    peer = {"root": ".peer", "field": "textarea", "button": "button", "status": ".widget-label:last-child"}
    for n in range(rounds + 1):
        for name, where in (("alsnb", ours), ("ipywidgets", peer)):
            text = f"{n}: what I wrote"
            taken = page.evaluate(SAVE, {"says": f"saved {text}"} | where | {"text": text})
            if n:
                times[name].append(taken)
    told("save", times)


def shown(lab: Lab, page, rounds: int = 5) -> None:
    notebook(lab.root / "shown.ipynb", READY + "\nlog = alsnb.open_log('alsnb:sample')", "")
    lab.open(page, "shown.ipynb")
    page.wait_for_timeout(5_000)
    times: dict[str, list[float]] = {}
    for n in range(rounds + 1):
        for kind, record in RECORDS.items():
            taken = cell(page, f"alsnb.widgets.form(log, alsnb.{record.__name__})", ".alsnb form")
            labels = [field.title for name, field in record.model_fields.items() if name != "entry"]
            plain = cell(page, f"ipywidgets.VBox([ipywidgets.Textarea(description=d) for d in {labels}])", "textarea")
            if n:
                times.setdefault(f"alsnb, {kind}", []).append(taken)
                times.setdefault("ipywidgets, all records", []).append(plain)
    told("shown", times)


def cell(page, code: str, selector: str) -> float:
    """Run code in a new cell at the end."""
    page.evaluate(
        """async () => {
          const commands = jupyterapp.commands;
          await commands.execute("notebook:insert-cell-below");
          await commands.execute("notebook:enter-command-mode");
        }"""
    )
    return page.evaluate(SHOW, [code, selector])


def student_log(lab: Lab, page, rounds: int = 7) -> None:
    for entries in (20, 2000):
        with alsnb.open_log(lab.root / f"s{entries}.db", create=True) as log:
            log.add(list(own(entries)))
    notebook(lab.root / "student.ipynb", READY, "")
    lab.open(page, "student.ipynb")
    page.wait_for_timeout(5_000)
    times: dict[str, list[float]] = {}
    for n in range(rounds + 1):
        for entries in (20, 2000):
            code = f"alsnb.widgets.StudentLog(alsnb.open_log('s{entries}.db'), member='A1')"
            taken = cell(page, code, ".alsnb [role=tabpanel]")
            if n:
                times.setdefault(f"{entries} entries", []).append(taken)
    told("student log", times)
    few, many = (statistics.median(each) for each in times.values())
    print(f"{'':<12}2,000 entries to 20: {many / few:.2f}")


def own(entries: int):
    """A log of that many entries of one's own: half reflections, a quarter actions, a quarter reports on them."""
    yield alsnb.Cohort(cohort="C", format="wales")
    yield alsnb.LearningSet(cohort="C", learning_set="A")
    yield alsnb.Member(cohort="C", learning_set="A", member="A1")
    shared = {"cohort": "C", "learning_set": "A", "member": "A1"}
    for n in range(entries // 4):
        cycle = 1 + n * 6 // (entries // 4)
        action = alsnb.Action(**shared, cycle=cycle, what=f"Ask before I answer, for the {n}th time")
        yield action
        status = "partly" if n < 5 else "done"
        yield alsnb.ActionReport(
            **shared, cycle=cycle + 1, action=action.entry, status=status, learning="It takes time"
        )
        for part in ("first", "second"):
            yield alsnb.Reflection(
                **shared, cycle=cycle, prompt="What surprised you?", text=f"The {part} silence " * 20
            )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        lab = Lab(Path(folder))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            for question in (saves, shown, student_log):
                page = browser.new_page(viewport={"width": 1000, "height": 900})
                question(lab, page)
                page.close()
        finally:
            browser.close()
            lab.stop()


if __name__ == "__main__":
    main()
