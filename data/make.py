"""Make the files in data/: the data dictionary, and the sample cohort's frames as CSV."""

import inspect
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import alsnb
from alsnb.analyses import comparison
from alsnb.disclosure import MEASURES, Measure
from alsnb.frames import ENTRY, RECORDED_AT, Column, columns, stage_columns
from alsnb.records import RECORDS, Airtime

HERE = Path(__file__).parent
ANALYSES = (
    alsnb.participation.attendance,
    alsnb.participation.exposure,
    alsnb.participation.airtime,
    alsnb.participation.airtime_in_range,
    alsnb.participation.voice,
    alsnb.participation.voice_equity,
    alsnb.participation.question_mix,
    alsnb.participation.advice_breaches,
    alsnb.participation.who_asks_whom,
    alsnb.participation.asking_network,
    alsnb.participation.attendance_change,
    alsnb.participation.voice_equity_change,
    alsnb.actions.states,
    alsnb.actions.completion,
    alsnb.actions.follow_through,
    alsnb.actions.time_to_done,
    alsnb.actions.carry_over,
    alsnb.actions.cycles_lived,
    alsnb.actions.flow,
    alsnb.actions.completion_change,
    alsnb.actions.learning_chain,
    alsnb.actions.action_yield,
    alsnb.themes.writing,
    alsnb.themes.presence,
    alsnb.themes.prevalence,
    alsnb.themes.prevalence_change,
    alsnb.themes.co_occurrence,
    alsnb.themes.levels,
    alsnb.themes.levels_change,
    alsnb.themes.quotations,
    alsnb.themes.audit_trail,
    alsnb.themes.agreement,
    alsnb.themes.agreement_of_pairs,
    alsnb.themes.agreement_on_levels,
    alsnb.themes.suggest,
    alsnb.fidelity.rules,
    comparison.described,
    comparison.shares,
    comparison.kinds,
    comparison.themes_in_all,
    comparison.means,
    comparison.differences,
)


def dictionary() -> str:
    """The data dictionary as Markdown: every frame and its columns, every analysis and what it returns."""
    parts = [
        "# Data dictionary",
        "Made from the records and the analyses by `make data`; do not edit.",
        "Frames first (`alsnb.open_log(…).frames()`), then what the analyses return; of each that may be published, "
        "what its columns count.",
    ]
    for record in RECORDS.values():
        described = [ENTRY, *columns(record), RECORDED_AT]
        parts.append(f"## {record.frame_name}\n\n{inspect.cleandoc(record.__doc__ or '')}\n\n{_as_table(described)}")
        if record is Airtime:
            about = "How long each stage of an airtime lasted."
            parts.append(f"## airtime_stages\n\n{about}\n\n{_as_table(stage_columns())}")
    return "\n\n".join([*parts, *map(_measure, ANALYSES)]) + "\n"


def _as_table(described: Sequence[Column]) -> str:
    lines = ["| column | dtype | what it says |", "|---|---|---|"]
    for column in described:
        choices = ": " + ", ".join(f"`{choice}`" for choice in column.choices) if column.choices else ""
        lines.append(f"| `{column.name}` | {column.dtype} | {column.help}{choices} |")
    return "\n".join(lines)


def _measure(analysis: Callable[..., Any]) -> str:
    said = inspect.getdoc(analysis) or ""
    about = said.split("\n\nParameters\n")[0]
    returned = inspect.cleandoc(re.split(r"Returns\n-+\nDataFrame\n", said)[1].split("\n\n")[0])
    homes = {each: getattr(alsnb, each) for each in ("participation", "actions", "themes", "fidelity")}
    homes["comparison"] = comparison
    home = next(name for name, each in homes.items() if getattr(each, analysis.__name__, None) is analysis)
    name = f"{home}.{analysis.__name__}"
    told = "".join(f"\n\n{_published(each)}" for each in MEASURES if each.name == analysis.__name__)
    return f"## {name}\n\n{about}\n\n{returned}{told}".replace("``", "`").replace("…`", "…`")


def _published(measure: Measure) -> str:
    """What disclosure control knows of a measure, as a list."""
    wholes = {"size": "all that the cohort's members could make up"}
    counts = [
        f"`{name}`" + (f" (part of {wholes.get(whole, f'`{whole}`')})" if whole else "")
        for name, whole in measure.counts.items()
    ]
    curves = [f"`{name}` (curve of {', '.join(f'`{each}`' for each in made)})" for name, made in measure.curve.items()]
    shares = [f"`{name}` = `{part}` / `{whole}`" for name, (part, whole) in (measure.shares | measure.rates).items()]
    sums = [f"`{whole}` = {' + '.join(f'`{each}`' for each in parts)}" for whole, parts in measure.parts.items()]
    said = {
        "people": [f"`{name}`" for name in measure.people],
        "acts": [*counts, *curves],
        "shares and rates": shares,
        "means and indices": [f"`{name}`" for name in measure.means],
        "estimates of a model": [f"`{name}`" for name in measure.models],
        "as they are": [f"`{name}`" for name in measure.labels],
        "over the whole course alone": [f"`{name}`" for name in measure.over_course],
        "not published": [f"`{name}`" for name in measure.hidden],
        "rules without a row, as other tables have their numbers": [f"`{name}`" for name in measure.told_elsewhere],
        "relations": [*sums, *(f"`{each}`" for each in measure.relations)],
    }
    lines = [f"- {what}: {'; '.join(each)}" for what, each in said.items() if each]
    return "Published ([decision 19](../docs/decisions/0019-publishing-by-rounding.md)):\n\n" + "\n".join(lines)


def main(folder: Path = HERE) -> None:
    """Write the dictionary and the sample into `folder`."""
    (folder / "dictionary.md").write_text(dictionary(), encoding="utf-8")
    (folder / "sample").mkdir(exist_ok=True)
    frames = alsnb.open_log("alsnb:sample").frames()
    for name in frames.names():
        getattr(frames, name).to_csv(folder / "sample" / f"{name}.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
