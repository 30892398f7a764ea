"""Every text of the screens goes through gettext: in a locale that puts messages in brackets, none is without them."""

import json
import os
import re
import subprocess
import sys

from pseudo import ROOT, preamble, untranslated

KEYS = {
    "action", "add", "ahead", "airtime", "ask", "at", "change", "cohort", "cohorts", "column", "entry", "file", "form",
    "free", "group", "id", "issue", "key", "moved", "name", "path", "per", "place", "policies", "report", "secret",
    "status", "tag", "value", "where", "you", "acknowledged", "attended", "blank", "values", "before", "control",
}  # fmt: skip
"""Fields of any type that hold ids, codes, names of forms, files, or values of records."""
PEOPLE = {
    "about", "coder", "coders", "definition", "description", "email", "example", "facilitator", "goal", "header",
    "earlier_facilitator", "insight", "learning", "level", "member", "members", "module", "names", "not_worked",
    "organisation", "practice", "process_feedback", "prompt", "role", "skip", "success", "summary", "theme", "themes",
    "what", "why", "worked",
}  # fmt: skip
"""Fields of any type that hold what people wrote, or what a format or a set of prompts says."""
OTHERS = {
    "AirtimeShown.title", "AllocationRules.level_weight", "AllocationRules.line", "AllocationRules.organisation_weight",
    "BeginView.formats", "CalendarShown.weekdays", "Comparison.formats", "ConsentShown.on", "EntryShown.text",
    "EntryShown.title", "FormatChoice.title", "FormatShown.report_on", "FormatShown.title", "GroundRules.format",
    "GroundRules.text", "Guidance.format", "Guidance.should_be", "IssueShown.state", "IssueShown.title", "Item.text",
    "KindChoice.kind", "KindCount.kind", "Listed.text", "PersonTyped.manager", "PromptGroup.title", "PromptSet.about",
    "PromptSet.source", "PromptSet.title", "PromptStep.title", "Renaming.of", "Renaming.to", "RulesOffer.format",
    "RulesOffer.rules", "SetChoice.label", "Shown.rules", "Span.text", "StageShown.questions", "StageShown.title",
    "Suggestion.words", "Turn.title", "Who.course", "Who.format", "RuleJudged.weight", "Disagreement.text",
}  # fmt: skip
"""The same, of one type."""
ELSEWHERE = {
    "Choice.label", "CodeDoubts.doubts", "Comparison.traits", "CalendarShown.skip_problems", "Doubt.text",
    "FieldSpec.help", "FieldSpec.label", "FormSpec.title", "FormState.doubts", "FormState.problems",
    "Message.coder_doubts", "PlanDoubts.doubts", "ProblemFound.do", "ProblemFound.found", "Renaming.doubts",
    "RuleJudged.rule", "RuleJudged.where", "SetProposed.broken", "SetsShown.off", "YieldShown.what",
    "ListUnderstood.why", "ListUnderstood.why_not_kept", "ListUnderstood.about_one", "CourseShown.format_problem",
}  # fmt: skip
"""Texts that other rooms make (records, plausibility, privacy, planning, formats), or that quote them."""


def test_every_text_is_in_the_catalogue(tmp_path):
    (tmp_path / "files").mkdir()
    code = preamble(tmp_path / "locale") + (
        f"import runpy, sys\nsys.argv = ['journeys', {str(tmp_path / 'files')!r}]\n"
        f"runpy.run_path({str(ROOT / 'tests' / 'widgets' / 'journeys.py')!r}, run_name='__main__')\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT, env=environment
    )
    assert done.returncode == 0, done.stderr
    texts = json.loads(done.stdout)
    assert sum("⟦" in text for _, text in texts) > 1000
    plain = {
        (field, text)
        for field, text in texts
        if field.rpartition(".")[2] not in KEYS | PEOPLE and field not in OTHERS | ELSEWHERE
        if re.search(r"[^\W\d_]{2,}", untranslated(text))
    }
    assert not plain
