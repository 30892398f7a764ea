"""What holds for the project as a whole."""

import ast
import inspect
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from longest import LONGEST, SLOW

import alsnb

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CONDA_NAMES = {
    "duckdb": "python-duckdb",
    "matplotlib": "matplotlib-base",
    "playwright": "playwright-python",
    "pypandoc-binary": "pypandoc",
}
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_the_conda_environment_asks_for_the_same_packages():
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    plain = [re.sub(r"\[.*\]", "", each) for each in wanted]
    expected = {re.sub(r"^[\w-]+", lambda name: CONDA_NAMES.get(name[0], name[0]), each) for each in plain}
    expected |= {f"python{PROJECT['requires-python']}", "pip"}
    listed = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    by_pip = {each for part in listed if isinstance(part, dict) for each in part["pip"]} - {"-e ."}
    assert {each for each in listed if isinstance(each, str)} | by_pip == expected


def test_the_constraints_pin_every_package_asked_for_and_name_no_address():
    text = (ROOT / "constraints.txt").read_text()
    pinned = {name.lower().replace("_", "-") for name in re.findall(r"^([\w.-]+)==[\w.]+$", text, re.M)}
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    assert {re.match(r"[\w-]+", each)[0] for each in wanted} <= pinned
    assert "://" not in text
    assert "@" not in text


def test_every_public_name_is_there_and_declared_for_type_checkers():
    for name in alsnb.__all__:
        assert getattr(alsnb, name) is not None
    tree = ast.parse(Path(alsnb.__file__).read_text())
    declared = [
        node for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
    ]
    names = [alias.asname for node in declared[0].body for alias in node.names]
    assert sorted(names) == alsnb.__all__
    assert set(alsnb.__all__) <= set(dir(alsnb))
    with pytest.raises(AttributeError, match="nonsense"):
        alsnb.nonsense  # noqa: B018


@pytest.mark.parametrize("heavy", ["pandas", "matplotlib", "sqlalchemy", "pydantic", "papermill", "statsmodels"])
def test_importing_alsnb_imports_nothing_heavy(heavy):
    code = f"import sys, alsnb; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_what_is_made_from_the_code_is_up_to_date(tmp_path):
    subprocess.run(
        [sys.executable, "-c", "import make, pathlib, sys; make.main(pathlib.Path(sys.argv[1]))", str(tmp_path)],
        check=True,
        cwd=ROOT / "data",
    )
    for made in (path for path in tmp_path.rglob("*") if path.is_file()):
        kept = ROOT / "data" / made.relative_to(tmp_path)
        assert kept.read_text() == made.read_text(), f"{kept.name} is out of date; run: make data"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_parameterised_has_no_outputs_and_no_logic(path):
    notebook = json.loads(path.read_text())
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    tagged = [cell for cell in code if "parameters" in cell["metadata"].get("tags", [])]
    assert len(tagged) == 1
    of = "cohorts" if notebook["metadata"].get("alsnb") == "cohorts" else "cohort"
    assert {"log", of} <= {line.split(" = ")[0] for line in tagged[0]["source"]}
    for cell in code:
        assert cell["outputs"] == []
        assert cell["execution_count"] is None
        logic = (ast.If, ast.For, ast.While, ast.FunctionDef, ast.Lambda, ast.ListComp, ast.Try, ast.BinOp)
        assert not [node for node in ast.walk(ast.parse("".join(cell["source"]))) if isinstance(node, logic)]


@pytest.mark.parametrize("name", ["cohort_setup", "set_meeting", "student_log", "theme_coding"])
def test_no_cell_of_a_screen_can_be_deleted_or_edited_by_accident(name, tmp_path):
    from click.testing import CliRunner

    from alsnb.cli import main

    assert CliRunner().invoke(main, ["new", str(tmp_path / "work")]).exit_code == 0
    cells = json.loads((tmp_path / "work" / f"{name}.ipynb").read_text())["cells"]
    locked = {(cell["metadata"].get("deletable"), cell["metadata"].get("editable")) for cell in cells}
    assert locked == {(False, False)}


def test_the_import_ladder_holds():
    from importlinter.cli import lint_imports

    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


def test_the_files_that_take_long_are_there():
    for names in (LONGEST, SLOW):
        assert [name for name in names if not (ROOT / name).is_file()] == []
        assert len(set(names)) == len(names)


SLEEPS = {
    "waiting.py": "between two looks at what it waits for",
    "log/test_server.py": "between two looks at a server that starts again, and while clients write to it",
}


def test_no_test_sleeps():
    """A while is too long or too short; a test waits for what is to come: `until` in `tests/waiting.py`, `expect`."""
    found = set()
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            names = (
                [node.func] if isinstance(node, ast.Call) else node.names if isinstance(node, ast.ImportFrom) else []
            )
            for name in map(ast.unparse, names):
                if name.rpartition(".")[2] in ("sleep", "wait_for_timeout"):
                    found.add(path.relative_to(ROOT / "tests").as_posix())
    assert found <= set(SLEEPS), "wait for what is to come: until() in tests/waiting.py, or expect()"


def _never_none() -> set[str]:
    """Names of what alsnb offers, and of what a log does, that is annotated never to return None."""
    functions = [*vars(alsnb.Log).values(), *(getattr(alsnb, name) for name in alsnb.__all__)]
    returned = {each.__name__: each.__annotations__.get("return") for each in functions if inspect.isfunction(each)}
    return {name for name, hint in returned.items() if hint is not None and "None" not in str(hint)}


def _cannot_fail(test: ast.expr, never_none: set[str]) -> bool:
    """Whether an asserted expression is true whatever happens: it has an alternative that always is."""
    match test:
        case ast.Constant(value=value):
            return bool(value)
        case ast.BoolOp(op=ast.Or(), values=values):
            return any(_cannot_fail(each, never_none) for each in values)
        case ast.BoolOp(op=ast.And(), values=values):
            return all(_cannot_fail(each, never_none) for each in values)
        case ast.Compare(left=left, ops=[ast.Eq() | ast.Is()], comparators=[right]):
            calls = any(isinstance(node, ast.Call) for node in ast.walk(left))
            return not calls and ast.dump(left) == ast.dump(right)
        case ast.Compare(left=ast.Call(func=called), ops=[ast.IsNot()], comparators=[ast.Constant(value=None)]):
            return ast.unparse(called).rpartition(".")[2] in never_none
    return False


def test_every_assertion_can_fail():
    never_none = _never_none()
    assert {"check", "frames"} <= never_none
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assert) and _cannot_fail(node.test, never_none)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("assertion", "can_fail"),
    [
        ("f().error or True", False),
        ("a == b or a == a", False),
        ("True and 1", False),
        ("alsnb.check(log) is not None", False),
        ("log.frames() is not None", False),
        ("a == b or c", True),
        ("draw().order == draw().order", True),
        ("log.draft(key) is not None", True),
        ("alsnb.check(log) == []", True),
    ],
)
def test_assertions_that_cannot_fail_are_recognised(assertion, can_fail):
    assert _cannot_fail(ast.parse(assertion, mode="eval").body, _never_none()) != can_fail


def test_the_version_is_the_same_everywhere():
    from importlib.metadata import version

    assert version("alsnb") == alsnb.__version__
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text())["version"] == alsnb.__version__
    assert f"## {alsnb.__version__}" in (ROOT / "CHANGELOG.md").read_text()


def test_the_python_in_the_docs_runs_and_may_be_run_again(tmp_path, monkeypatch):
    from click.testing import CliRunner

    from alsnb.cli import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    assert CliRunner().invoke(main, ["new", "my-cohort"]).exit_code == 0
    pages = ("README.md", "docs/python.md", "docs/privacy.md", "docs/reports.md")
    parts = [re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(), re.DOTALL) for page in pages]
    assert all(parts)
    code = "\n".join(part for page in parts for part in page)
    for _ in range(2):
        subprocess.run([sys.executable, "-c", code], check=True)
    with alsnb.open_log("my-cohort/cohort.db") as log:
        assert alsnb.check(log) == []
        frames = log.frames("2026")
    assert len(frames.members) == len(frames.meetings) == len(frames.attendance) == 1
    assert list(frames.codings["member"]) == ["A3"] * 2
