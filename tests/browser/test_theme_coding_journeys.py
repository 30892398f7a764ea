"""Coding of themes in a real JupyterLab: from a new workbook to agreement, by keyboard, and through losses."""

from __future__ import annotations

import pytest
from lab import kept_in_browser, kept_in_log, ran_nothing, violations
from playwright.sync_api import expect
from sklearn.metrics import cohen_kappa_score

import alsnb

HOSTILE = "<script>window.hit = 1</script><img src=x onerror='window.hit = 1'> **b** $\\TeX$ =HYPERLINK('x')"
HOSTILE_NAME = "\"><img src=x onerror='window.hit=1'>=1+1"


def gathered(book, count=12):
    """Reflections in a workbook's log as bundles would have brought them."""
    with alsnb.open_log(book / "cohort.db") as log:
        log.add([alsnb.Cohort(cohort="K"), alsnb.LearningSet(learning_set="A")])
        log.add(alsnb.Member(member=f"A{n}", learning_set="A") for n in range(1, 5))
        texts = [f"I listened {n} times. Then the money ran out.\n\nNobody had a voice but me." for n in range(count)]
        return log.add(
            [
                alsnb.Reflection(
                    cycle=1, member=f"A{n % 4 + 1}", text=text, prompt="What happened?", visibility="tutor"
                )
                for n, text in enumerate(texts)
            ]
        )


def show(door, page, book, coder):
    door.open(page, f"{book.name}/theme_coding.ipynb")
    expect(page.locator(".alsnb h2")).to_be_visible()
    box = page.get_by_label("Your code as a coder")
    box.fill(coder)
    box.press("Enter")
    expect(page.get_by_text(f"You code as {coder}")).to_be_visible()


def tab(page, name):
    page.get_by_role("tab", name=name, exact=True).click()


def progress(page):
    return page.locator(".coding-progress")


def settle(page, done):
    """Wait until the kernel has answered."""
    expect(progress(page)).to_contain_text(f"{done} of ")


def add_theme(page, name, definition):
    form = page.get_by_role("form", name="A new theme")
    if not form.is_visible():
        page.get_by_role("button", name="Add a theme", exact=True).click()
    expect(form.get_by_label("Theme (required)")).to_have_value("")  # each one added leaves room for the next
    form.get_by_label("Theme (required)").fill(name)
    form.get_by_label("Definition").fill(definition)
    form.get_by_role("button", name="Add the theme").click()
    expect(page.locator(".alsnb-card h4").get_by_text(name, exact=True)).to_be_visible()


def judged(book):
    with alsnb.open_log(book / "cohort.db") as log:
        frames = log.frames()
        found = {
            (row["reflection"], row["theme"], row["coder"]): (row["present"], row["passage"])
            for row in frames.codings.to_dict("records")
        }
        levels = {(row["reflection"], row["coder"]): row["level"] for row in frames.ratings.to_dict("records")}
        return found, levels, alsnb.check(log)


@pytest.fixture
def another(page):
    """A second coder's browser."""
    context = page.context.browser.new_context(viewport={"width": 1000, "height": 900}, bypass_csp=True)
    yield context.new_page()
    context.close()


def test_two_coders_from_a_new_workbook_to_agreement(door, page, workbook, another):
    door.open(page, f"{workbook.name}/theme_coding.ipynb")
    expect(page.get_by_text("This log holds no cohort yet")).to_be_visible()
    entries = gathered(workbook)
    page.get_by_role("button", name="Look again").click()
    box = page.get_by_label("Your code as a coder")
    box.fill("T1")
    page.get_by_role("button", name="Start coding").click()
    page.get_by_role("button", name="Make the codebook").click()
    for name in ("listening", "silence", "money"):
        add_theme(page, name, f"{name}, and what comes of it")
    tab(page, "Code")
    # Five reflections by mouse and keys; which, the texts say.
    expected, levels = {}, {}

    def code(screen, coder, place, *chosen, passage=None, level=None):
        text = screen.locator(".coding-text")
        number = int(text.inner_text().split()[2])
        entry = entries[number]
        text.focus()
        for name in chosen:
            if passage:  # a sentence, by keyboard
                screen.keyboard.press("ArrowDown")
                expect(screen.locator(".coding-selected")).to_contain_text(f"I listened {number} times.")
            screen.get_by_role("button", name=name).first.click()
        if level:
            screen.get_by_role("button", name=level).click()
        screen.keyboard.press("Control+Enter")
        if not chosen:
            expect(screen.get_by_role("group", name="No theme fits this one?")).to_be_visible()
            screen.keyboard.press("y")
        if place < len(entries):
            expect(text).not_to_contain_text(f"listened {number} times")
        for name in ("listening", "silence", "money"):
            words = f"I listened {number} times." if passage and name in chosen else None
            expected[entry, name, coder] = (name in chosen, words)
        if level:
            levels[entry, coder] = level.lower().replace(" ", "_")
        settle(screen, place)

    for place in range(1, 6):
        code(page, "T1", place, "silence" if place % 2 else "listening", passage=True, level="Understanding")
    found, rated, problems = judged(workbook)
    assert {
        key: (present, words if isinstance(words, str) else None) for key, (present, words) in found.items()
    } == expected
    assert (rated, problems) == (levels, [])

    # The second coder sees nothing of it, and codes all.
    show(door, another, workbook, "T2")
    tab(another, "Agreement")
    expect(another.get_by_text("No reflection is done by you and another coder yet")).to_be_visible()
    tab(another, "Code")
    for place in range(1, 13):
        code(another, "T2", place, *(["listening"] if place % 3 else ["money"]))
    assert "Understanding" not in another.locator(".coding-panel [aria-pressed=true]").all_inner_texts()
    for place in range(6, 13):
        code(page, "T1", place, *(["listening"] if place % 2 else []))

    # One theme is merged into another, by the second coder.
    tab(another, "Codebook")
    another.get_by_role("button", name="Merge silence").click()
    another.get_by_label("Merge into").select_option("listening")
    another.get_by_role("button", name="Merge", exact=True).click()
    expect(another.get_by_text("silence was merged into listening")).to_be_visible()
    merged = {}
    for (entry, name, coder), (present, _) in expected.items():
        name = "listening" if name == "silence" else name
        merged[entry, name, coder] = merged.get((entry, name, coder), False) or present
    found, rated, problems = judged(workbook)
    assert {key: present for key, (present, _) in found.items()} == merged
    assert problems == []
    assert rated == levels
    with alsnb.open_log(workbook / "cohort.db") as log:
        assert sorted(log.frames().themes["theme"]) == ["listening", "money"]

    # Agreement, as recomputed here.
    tab(another, "Agreement")
    row = another.get_by_role("row").filter(has_text="T1 and T2")
    expect(row).to_be_visible()
    keys = sorted({(entry, name) for entry, name, _ in merged})
    values = [[merged[(*key, coder)] for key in keys] for coder in ("T1", "T2")]
    kappa = cohen_kappa_score(*values)
    expect(row).to_contain_text(f"{kappa:.2f}".replace("-", "−"))
    same = sum(a == b for a, b in zip(*values, strict=True)) / len(keys)
    expect(another.get_by_role("row").filter(has_text="all themes")).to_contain_text(f"{round(100 * same)} %")
    differ = sum(a != b for a, b in zip(*values, strict=True))
    expect(another.get_by_text(f"{differ} judgements differ")).to_be_visible()

    # A disagreement is opened, and settled; agreement stays what it was, the log has both.
    item = another.locator(".alsnb-card:visible").filter(has_text="listening").first
    item.get_by_role("button", name="Open the reflection").click()
    text = another.locator(".coding-text")
    expect(text).to_be_visible()
    entry = entries[int(text.inner_text().split()[2])]
    before = merged[entry, "listening", "T2"]
    another.get_by_role("button", name="listening").first.click()
    another.get_by_role("button", name="Save and next").click()
    if before and not merged[entry, "money", "T2"]:
        another.get_by_role("button", name="Yes, none").click()
    tab(another, "Agreement")
    expect(another.get_by_text(f"{differ - 1} judgements differ")).to_be_visible()
    expect(another.get_by_text("1 other was settled")).to_be_visible()
    expect(row).to_contain_text(f"{kappa:.2f}".replace("-", "−"))
    with alsnb.open_log(workbook / "cohort.db") as log:
        changed = log.frames().codings.query("reflection == @entry and theme == 'listening' and coder == 'T2'").iloc[0]
        assert (changed["present"], changed["at_first"]) == (not before, before)
        assert len(log.history(changed["entry"])) >= 2


def test_by_keyboard_alone_then_hostile_texts_and_nothing_typed_is_lost_and_nothing_typed_is_run(door, page, workbook):
    entries = gathered(workbook, 3)
    with alsnb.open_log(workbook / "cohort.db") as log:
        log.add(alsnb.Theme(theme=name) for name in ("listening", "money"))
    show(door, page, workbook, "T1")
    text = page.locator(".coding-text")
    expect(text).to_be_visible()
    page.get_by_role("tab", name="Code", exact=True).focus()
    for _ in range(12):  # to the text, by Tab alone
        page.keyboard.press("Tab")
        if text.evaluate("node => node === document.activeElement"):
            break
    number = int(text.inner_text().split()[2])
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight"):  # the second word and the third
        page.keyboard.press(key)
    expect(page.locator(".coding-selected")).to_contain_text(f"“listened {number}”")
    page.keyboard.press("1")
    expect(page.locator(".coding-labelled")).to_have_attribute("data-label", "listening")
    for key in ("ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    page.keyboard.press("Shift+ArrowDown")  # over the end of a paragraph
    page.keyboard.press("2")
    page.keyboard.press("r")
    page.keyboard.press("x")  # would cut the cell
    page.keyboard.press("Control+Enter")
    settle(page, 1)
    expect(text).to_be_focused()
    page.keyboard.press("z")  # taken back, with what was chosen
    settle(page, 0)
    expect(text).to_contain_text(f"I listened {number}")
    expect(page.get_by_role("button", name="money").first).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Control+Enter")
    settle(page, 1)
    second = text.inner_text()
    page.keyboard.press("s")
    expect(text).not_to_have_text(second)
    page.keyboard.press("p")
    expect(text).to_have_text(second)
    page.keyboard.press("?")
    expect(page.get_by_text("undo the last reflection saved")).to_be_visible()
    found, levels, problems = judged(workbook)
    entry = entries[number]
    assert found == {
        (entry, "listening", "T1"): (True, f"listened {number}"),
        (entry, "money", "T1"): (True, "Then the money ran out.\nNobody had a voice but me."),
    }
    assert levels == {(entry, "T1"): "reflection"}
    assert problems == []

    # No theme: that may be a slip of the finger.
    said = text.inner_text()
    question = page.get_by_role("group", name="No theme fits this one?")
    expect(question).to_be_hidden()
    for wrong in ("n", "Escape"):
        text.focus()
        page.keyboard.press("Control+Enter")
        expect(question).to_be_visible()
        page.keyboard.press("Control+Enter")  # the same slip again is no answer
        expect(question).to_be_visible()
        assert violations(page) == []
        page.keyboard.press(wrong)
        expect(question).to_be_hidden()
        expect(text).to_be_focused()
        expect(text).to_have_text(said)
    assert judged(workbook)[0] == found
    page.keyboard.press("Control+Enter")
    page.keyboard.press("1")  # a theme is an answer, too
    expect(question).to_be_hidden()
    page.keyboard.press("Control+Enter")
    settle(page, 2)
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Enter")
    settle(page, 3)
    later, _, problems = judged(workbook)
    assert sorted(later[each][0] for each in set(later) - set(found)) == [False, False, False, True]
    assert problems == []

    # Texts that would be markup; and then everything dies.
    hostile = door.workbook("hostile-coding")
    with alsnb.open_log(hostile / "cohort.db") as log:
        log.add(alsnb.Cohort(cohort="K"))
        log.add(alsnb.Reflection(cycle=1, text=f"{HOSTILE} one.", prompt=HOSTILE, visibility="tutor") for _ in range(2))
        log.add(alsnb.Theme(theme=name, description=HOSTILE, example=HOSTILE) for name in (HOSTILE_NAME, "money"))
    show(door, page, hostile, "T1")
    expect(text).to_contain_text("<script>")
    page.locator(".coding-text").focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("1")
    note = page.locator(".coding-note:visible textarea").first
    note.fill(HOSTILE)
    log = hostile / "cohort.db"
    kept_in_log(log, HOSTILE)
    tab(page, "Codebook")
    form = page.get_by_role("form", name="A new theme")
    page.get_by_role("button", name="Add a theme", exact=True).click()
    for label in ("Theme (required)", "Definition", "Example", "Part of"):
        form.get_by_label(label).fill(HOSTILE[:90])
    page.get_by_role("button", name="Edit money").click()
    edit = page.get_by_role("form", name="Edit money")
    edit.get_by_label("Definition").fill("half a defini")
    page.get_by_role("button", name=f"Rename {HOSTILE_NAME}").click()
    page.get_by_label("New name").fill("half a na")
    kept_in_log(log, HOSTILE[:90], 4 + 1)  # each field of the form, and the note
    kept_in_log(log, "half a defini")
    door.kill(page)
    form.get_by_label("Example").fill("typed into the void")
    kept_in_browser(page, "typed into the void")
    door.open(page, f"{hostile.name}/theme_coding.ipynb")
    expect(form.get_by_label("Example")).to_have_value("typed into the void")
    expect(form.get_by_label("Definition")).to_have_value(HOSTILE[:90])
    expect(edit.get_by_label("Definition")).to_have_value("half a defini")
    expect(page.get_by_label("New name")).to_have_value("half a na")
    tab(page, "Code")
    expect(note).to_have_value(HOSTILE)
    expect(page.get_by_role("button", name=HOSTILE_NAME).first).to_have_attribute("aria-pressed", "true")
    door.restart(page)
    door.run_again(page)
    expect(note).to_have_value(HOSTILE)
    page.keyboard.press("Tab")
    page.locator(".coding-text").focus()
    page.keyboard.press("Control+Enter")
    settle(page, 1)
    tab(page, "Codebook")
    form.get_by_role("button", name="Add the theme").click()
    expect(page.get_by_role("button", name="Edit money")).to_be_visible()
    page.get_by_role("button", name="Merge money").click()
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_text("No longer in the codebook", exact=True)).to_be_visible()
    for each in page.locator(".alsnb-history summary").all():
        if each.is_visible():
            each.click()
    ran_nothing(page)
    assert page.locator(".alsnb img, .alsnb script").count() == 0
    (passage,) = (said[1] for key, said in judged(hostile)[0].items() if key[1] == HOSTILE_NAME and said[0])
    assert passage == f"{HOSTILE} one."
