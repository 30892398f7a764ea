"""The student's log in a real JupyterLab: from an empty log to a bundle, and through losses."""

import re
from datetime import date

import pytest
from lab import kept_in_browser, kept_in_log
from playwright.sync_api import expect

import alsnb
from alsnb.log.exchange import bundles, hand_ins
from alsnb.log.schema import PLACE

TABS = ["My actions", "Prepare my issue", "Reflect", "My journey", "Hand in"]
TODAY = date.today()


@pytest.fixture
def shown(door, page, workbook):
    """A function that opens the student's log of a new workbook with some records in it; where the log is."""

    def show(records=(), member=None):
        path = workbook / "cohort.db"
        with alsnb.open_log(path) as log:
            log.add(list(records))
        notebook = workbook / "student_log.ipynb"
        if member:
            notebook.write_text(notebook.read_text().replace("member = None", f"member = '{member}'"))
        door.open(page, f"{workbook.name}/{notebook.name}")
        expect(page.locator(".alsnb h2")).to_be_visible()
        return path

    return show


def tab(page, name):
    page.get_by_role("tab", name=name).click()
    return page.get_by_role("tabpanel", name=name)


def button(where, name, exact=True):
    return where.get_by_role("button", name=name, exact=exact)


def saved(where):
    expect(where.locator(".alsnb-status").filter(has_text="saved").first).to_be_visible()


def kept(path, *kinds):
    """The newest revision of each entry that is not withdrawn, of some kinds, oldest first."""
    with alsnb.open_log(path) as log:
        newest = {each.entry: each.record for each in log.revisions()}
    return [each for each in newest.values() if each.kind_name in kinds and not each.withdrawn]


def forward(page, to, most=40):
    """Press Tab until something of that name has the focus."""
    for _ in range(most):
        name = page.evaluate(
            "() => { const e = document.activeElement;"
            " return e.getAttribute('aria-label') ?? [...(e.labels ?? [])].map(l => l.textContent).join() ?? '' }"
        )
        if to in (name or "") or to == page.evaluate("() => document.activeElement.textContent"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{to} is not reached by Tab; at {name!r}")


def test_a_log_is_kept_from_the_first_step_to_the_bundle(page, shown, workbook):
    """Whatever is done once by mouse is done once by keyboard alone."""
    path = shown()
    keys = page.keyboard
    page.get_by_label("Cohort").focus()
    keys.type("2026")
    forward(page, "Module")
    keys.type("Coaching")
    forward(page, "Format")
    keys.type("Ped")  # Pedagogic and professional tool
    keys.press("Control+s")
    expect(page.get_by_label("Member (required)")).to_be_visible()
    page.get_by_label("Member (required)").focus()
    keys.type("A3")
    keys.press("Tab")
    keys.type("A")
    forward(page, "Role")
    keys.type("deputy head")
    keys.press("Control+Enter")
    expect(page.locator(".alsnb h2")).to_have_text("Reflective log of A3")

    issue = tab(page, "Prepare my issue")
    expect(issue.locator(".alsnb-guide")).to_contain_text("about mentoring or coaching")
    expect(issue.locator(".alsnb-guide")).to_contain_text("an insight")
    issue.get_by_label("Issue (required)").fill("Being heard")
    issue.get_by_label("pattern").check()
    issue.get_by_label("About").fill("I speak last")
    button(issue, "Save the issue").click()
    expect(issue.locator(".alsnb-card")).to_contain_text("Being heard")
    button(issue, "Continue").click()
    expect(issue.locator(".alsnb-card")).to_contain_text("state: continued")

    promised = tab(page, "My actions")
    page.get_by_role("tab", selected=True).focus()
    forward(page, "I will")
    keys.type("Ask, do not tell")
    forward(page, "Success measure")
    keys.type("They answer")
    keys.press("Control+s")
    expect(promised.locator("h4", has_text="Ask, do not tell")).to_be_visible()
    expect(promised.get_by_label("I will")).to_have_value("")
    promised.get_by_label("I will").fill("Speak first")
    promised.get_by_label("Success measure").fill("They answer")
    button(promised, "Save the action").click()
    expect(promised.locator("h4", has_text="Speak first")).to_be_visible()
    expect(promised.get_by_label("I will")).to_have_value("")
    expect(promised.get_by_label("I will")).to_be_focused()
    expect(page.get_by_role("tab", name=TABS[0])).to_have_text("My actions (2)")

    # At the next meeting: two clicks, and what was learnt.
    page.get_by_label("Cycle", exact=True).select_option("2")
    action = promised.locator(".alsnb-card", has_text="Ask, do not tell")
    button(action, "partly").click()
    expect(action.get_by_label("partly")).to_be_checked()
    action.get_by_label("What I am learning").fill("I answer my own questions")
    button(action, "Save the report").click()
    expect(action).to_be_focused()
    expect(action).to_contain_text("✓ Saved")
    expect(promised.get_by_role("heading", name="Reported in cycle 2")).to_be_visible()
    expect(action).to_contain_text("partly done, stays open for the next cycle")
    other = promised.locator(".alsnb-card", has_text="Speak first")
    page.get_by_role("tab", selected=True).focus()
    forward(page, "done")
    keys.press("Enter")
    expect(other.get_by_label("done", exact=True)).to_be_focused()
    forward(page, "What worked")
    keys.type("a b d m")  # letters that JupyterLab has commands on
    keys.press("Control+s")
    expect(other).to_be_focused()
    button(other, "Undo report").click()
    expect(page.locator(".alsnb [role=status] .alsnb-card")).to_be_focused()
    expect(button(other, "not done")).to_be_visible()
    button(page, "Undo").click()
    expect(other).to_contain_text("done")

    page.get_by_role("tab", selected=True).focus()
    for key in ("ArrowRight", "ArrowRight"):
        keys.press(key)
    expect(page.get_by_role("tab", name="Reflect")).to_have_attribute("aria-selected", "true")
    reflect = page.get_by_role("tabpanel", name="Reflect")
    forward(page, "Gibbs' reflective cycle")
    keys.press("Space")
    expect(reflect.get_by_role("heading", name=re.compile("^What happened"))).to_be_visible()
    expect(reflect.locator(".alsnb-help", has_text="Gibbs, G. (1988)")).to_be_visible()
    forward(page, "Reflection (required)")
    keys.type("I filled the silence.")
    reflect.get_by_label("my set and the tutor").check()
    expect(reflect.locator(".alsnb-count")).to_have_text("4 words")
    keys.press("Control+s")
    expect(button(reflect, "Next question")).to_be_visible()
    forward(page, "Next question")
    keys.press("Enter")
    expect(reflect.get_by_role("listitem").nth(0)).to_have_text("1. Description ✓ written")
    expect(reflect.get_by_label("Reflection (required)")).to_be_focused()
    keys.type("Uneasy, then relieved.")
    reflect.get_by_label("my set and the tutor").check()
    expect(reflect.locator(".alsnb-count")).to_have_text("3 words")
    reflect.get_by_role("button", name="Save", exact=True).click()
    button(reflect, "Next question").click()
    expect(reflect.get_by_role("listitem").nth(1)).to_have_text("2. Feelings ✓ written")
    expect(reflect.get_by_label("Reflection (required)")).to_be_focused()
    expect(reflect.get_by_label("only me")).to_be_checked()  # each time anew
    button(reflect, "Write freely").click()
    reflect.get_by_label("Reflection (required)").fill("For me alone.")
    reflect.get_by_label("only me").check()
    reflect.get_by_role("button", name="Save", exact=True).click()
    saved(reflect)

    journey = tab(page, "My journey")
    expect(journey.get_by_role("row", name=re.compile("^2"))).to_contain_text("not recorded")
    journey.get_by_label("with the words").fill("silence")
    expect(journey.get_by_role("status")).to_have_text(re.compile("1 of 8 entries"))
    entry = journey.locator(".alsnb-card")
    button(entry, "Open").click()
    entry.get_by_label("Reflection (required)").fill("I filled the silence again.")
    button(entry, "Save the change").click()
    entry.get_by_text("History").click()
    expect(entry.locator(".alsnb-history li")).to_have_count(2)

    page.get_by_role("tab", selected=True).focus()
    keys.press("End")
    hand_in = page.get_by_role("tabpanel", name="Hand in")
    expect(hand_in).to_contain_text("Your tutor gets: 8 entries")
    expect(hand_in).to_contain_text("Stays here: 1 reflection")
    expect(hand_in).to_contain_text("For me alone.")
    research = hand_in.get_by_role("group", name="Research")
    button(research, "I consent").click()
    expect(button(research, "Withdraw my consent")).to_be_visible()
    expect(hand_in.locator(".alsnb-card:focus")).to_contain_text("✓ Recorded")
    page.get_by_role("tab", selected=True).focus()
    forward(page, "Write the bundle")
    keys.press("Enter")
    bundle = workbook / "hand-in-A3.jsonl"
    expect(page.locator(".alsnb-notice")).to_contain_text(str(bundle))
    button(hand_in, "Save all my data as text").click()
    expect(page.locator(".alsnb-notice")).to_contain_text(str(workbook / "A3.txt"))

    (cohort, member) = kept(path, "cohort", "member")
    assert (cohort.cohort, cohort.module, cohort.format) == ("2026", "Coaching", "carnegie")
    assert (member.cohort, member.member, member.learning_set, member.role) == ("2026", "A3", "A", "deputy head")
    (issue,) = kept(path, "issue")
    assert (issue.title, issue.kind, issue.about, issue.state) == (
        "Being heard",
        "pattern",
        "I speak last",
        "continued",
    )
    first, second = kept(path, "action")
    for action, what in ((first, "Ask, do not tell"), (second, "Speak first")):
        assert (action.what, action.success, action.cycle) == (what, "They answer", 1)
        assert (action.due, action.agreed_on, action.learning_set) == (None, TODAY, "A")
    partly, done = kept(path, "action_report")
    assert (partly.action, partly.status, partly.cycle) == (first.entry, "partly", 2)
    assert (partly.learning, partly.reported_on) == ("I answer my own questions", TODAY)
    assert (done.action, done.status, done.worked) == (second.entry, "done", "a b d m")
    reflections = [(each.prompt_set, each.text, each.visibility, each.cycle) for each in kept(path, "reflection")]
    assert reflections == [
        ("gibbs", "I filled the silence again.", "tutor", 2),
        ("gibbs", "Uneasy, then relieved.", "tutor", 2),
        (None, "For me alone.", "private", 2),
    ]
    assert kept(path, "reflection")[0].prompt.startswith("What happened?")
    (consent,) = kept(path, "consent")
    assert (consent.purpose, consent.given, consent.member) == ("research", True, "A3")
    with alsnb.open_log(path) as log:
        assert alsnb.check(log) == []
        assert bundles.read(bundle).revisions == hand_ins.sharing_of(log, "A3").leaving
        assert not [each for each in log.drafts("student/") if not each.endswith(PLACE)]
    assert "For me alone." not in bundle.read_text()
    assert "For me alone." in (workbook / "A3.txt").read_text()


def typed(page, text):
    """Write a text into every text field of every tab; the tab and the id of each."""
    fields = []
    for name in TABS[:4]:
        panel = tab(page, name)
        if name == TABS[3]:
            button(panel, "Open").click()
            expect(panel.get_by_label("I will")).to_be_visible()
        if name == TABS[0]:
            button(panel.locator(".alsnb-card").first, "changed").click()
            expect(panel.get_by_label("What worked")).to_be_visible()
        for field in panel.locator("form :is(textarea, input[type=text])").all():
            field.fill(text)
            fields.append((name, field.get_attribute("id")))
        expect(panel.locator(".alsnb-status").filter(has_text="draft kept").first).to_be_visible()
    return fields


def test_what_is_typed_anywhere_comes_back_after_every_loss(door, page, shown, workbook):
    actions = [alsnb.Action(cohort="C", member="A3", cycle=1, what="Ask", due=TODAY)]
    path = shown([alsnb.Cohort(cohort="C", format="wales"), alsnb.Member(cohort="C", member="A3"), *actions], "A3")
    expect(page.get_by_role("tab", name=TABS[0])).to_be_visible()
    fields = typed(page, "typed, not saved")
    assert len(fields) == 2 + 5 + 2 + 1 + 2
    kept_in_log(path, "typed, not saved", len(fields))

    def all_back(text):
        expect(page.locator(".alsnb .alsnb-status").filter(has_text="unsaved draft from").first).to_be_attached()
        for name in TABS[:4]:
            tab(page, name)
            for where, id in fields:
                if where == name:
                    expect(page.locator(f"#{id}")).to_have_value(text)
                    expect(page.locator(f"#{id}")).to_be_visible()

    door.restart(page)
    door.run_again(page)
    all_back("typed, not saved")
    assert page.get_by_label("changed", exact=True).is_checked()

    # A kernel that is gone: the browser keeps what is typed meanwhile.
    door.kill(page)
    for name in TABS[:4]:
        panel = tab(page, name)
        for where, id in fields:
            if where == name:
                panel.locator(f"#{id}").fill("typed into the void")
    kept_in_browser(page, "typed into the void", len(fields))
    door.open(page, f"{workbook.name}/student_log.ipynb")
    expect(page.get_by_role("tab", name=TABS[0])).to_be_visible()
    for name in TABS[:4]:
        tab(page, name)
        for where, id in fields:
            if where == name:
                expect(page.locator(f"#{id}")).to_have_value("typed into the void")
    button(tab(page, "Reflect"), "Save").click()
    saved(page.get_by_role("tabpanel", name="Reflect"))
    assert [each.text for each in kept(path, "reflection")] == ["typed into the void"]
    assert kept(path, "action_report", "issue") == []
