"""A set's meeting in a real JupyterLab: a whole one, and two in which everything goes wrong."""

import time

import pytest
from lab import arrived, drafts, kept_in_browser, ran_nothing, violations
from playwright.sync_api import expect
from waiting import until

import alsnb

KEYS = {
    "c": "clarifying_question", "r": "reflective_question", "a": "analytical_question", "f": "future_action_question",
    "x": "closed_question", "e": "experience", "d": "idea", "v": "advice", "q": "advice_as_question", "s": "support",
    "h": "challenge", "o": "process_observation", "t": "content_observation",
}  # fmt: skip


def show(door, page, workbook):
    door.open(page, f"{workbook.name}/set_meeting.ipynb")
    expect(page.locator(".alsnb h2")).to_be_visible()


def press(page, name, **more):
    page.get_by_role("button", name=name, **more).click()


def tab(page, name):
    page.get_by_role("tab", name=name).click()


def begin(page, members="A1\nA2\nA3\nA4\nA5"):
    page.get_by_label("Code of the cohort").fill("2026")
    page.get_by_label("Code of the set").fill("A")
    page.get_by_label("Format").select_option("wales")
    page.get_by_label("Codes of the members").fill(members)
    press(page, "Make the set")
    expect(page.get_by_role("button", name="Start the meeting")).to_be_visible()


def tap(page, member):
    page.locator(f'.alsnb-tile[data-member="{member}"]').click()


def frames(workbook):
    with alsnb.open_log(workbook / "cohort.db") as log:
        return log.frames()


def records(frame, *names):
    return [tuple(row) for row in frame.astype(object).where(frame.notna(), None)[[*names]].values.tolist()]


def present(page, presenter):
    """Choose who presents."""
    page.locator(".alsnb-pick", has_text=presenter).first.click()


def airtime(page, presenter, issue, taps, insight, action):
    """One airtime at great speed: what is said in which stage, by whom, of what kind."""
    present(page, presenter)
    page.get_by_label("What is it about?").fill(issue)
    press(page, f"Start the airtime of {presenter}")
    for stage, heard in enumerate(taps):
        if stage:
            press(page, "Next stage")
        for member, key in heard:
            tap(page, member)
            if key:
                page.keyboard.press(key)
    press(page, "End the airtime")
    page.get_by_label("Insight").fill(insight)
    page.get_by_label("Goal").fill("a calm Monday")
    page.get_by_label("On the process").fill("safe")
    press(page, "Save", exact=True)
    page.get_by_label("I will (required)").fill(action)
    expect(page.get_by_label("By when")).to_have_value("2027-01-15")
    page.get_by_label("Success measure").fill("they ask me")
    press(page, "Save the action")
    expect(page.get_by_label("I will (required)")).to_have_value("")


def test_a_whole_meeting_is_in_the_log_record_by_record(door, page, workbook):
    """The first airtime goes by keys, with slips that are taken back; then two by mouse and keys."""
    show(door, page, workbook)
    begin(page)
    keys, status = page.keyboard, page.get_by_role("status")
    # Who is here goes by arrows and letters.
    late = page.get_by_role("group", name="Attendance of A2").get_by_role("button", name="Late")
    page.get_by_role("group", name="Attendance of A1").get_by_role("button", name="Present").focus()
    keys.press("ArrowDown")
    keys.press("l")
    expect(late).to_have_attribute("aria-pressed", "true")
    keys.press("Control+z")
    expect(late).to_have_attribute("aria-pressed", "false")
    page.get_by_role("group", name="Attendance of A4").get_by_role("button", name="Late").click()
    page.get_by_role("group", name="Attendance of A5").get_by_role("button", name="Apologies").click()
    expect(page.locator(".alsnb-start")).to_contain_text("1 late, 1 apologies; not noted: A1, A2 and A3")
    press(page, "Everyone else is here")
    expect(page.locator(".alsnb-start")).to_contain_text("Who is here: 3 present, 1 late, 1 apologies.")
    keys.press("Control+z")
    expect(page.locator(".alsnb-start")).to_contain_text("not noted: A1, A2 and A3")
    expect(status.get_by_text("Undone: everyone else is here")).to_be_visible()
    press(page, "Redo")
    expect(page.locator(".alsnb-start")).to_contain_text("Who is here: 3 present, 1 late, 1 apologies.")
    page.get_by_label("Next meeting").focus()
    keys.type("15")  # half a date is asked about
    keys.press("Tab")
    keys.press("Shift+Tab")
    page.get_by_role("button", name="Start the meeting").focus()
    expect(page.get_by_text("Enter a whole date")).to_be_visible()
    keys.press("Enter")
    expect(page.get_by_label("Next meeting")).to_be_focused()  # and the meeting does not start
    assert frames(workbook).meetings["planned_on"].isna().all()  # half a date is no date, and nothing is saved
    page.get_by_label("Facilitator", exact=True).fill("F1")
    page.get_by_label("Next meeting").fill("2027-01-15")
    page.get_by_label("Check-in").check()
    assert violations(page) == []
    before = time.time()
    page.get_by_role("button", name="Start the meeting").focus()
    keys.press("Enter")
    expect(page.get_by_text("The meeting began at")).to_be_visible()
    after = time.time()
    tab(page, "Airtime")
    expect(page.locator(".alsnb-pick", has_text="A5")).to_contain_text("sent apologies")
    assert violations(page) == []
    present(page, "A4")
    press(page, "Start the airtime of A4")
    expect(page.get_by_role("group", name="The board")).to_be_focused()
    speaking = page.locator(".alsnb-tile", has_text="speaking")
    # Whatever has the focus, the space bar is silence and letters are kinds; a button is pressed by Enter.
    for name in ("Next stage", "Stop the clock", "End the airtime"):
        keys.press("2")
        expect(speaking).to_have_count(1)
        page.get_by_role("button", name=name).focus()
        keys.press("Space")
        expect(speaking).to_have_count(0)
        expect(page.get_by_role("heading", name="1 of 6")).to_be_visible()
    tap(page, "A3")
    page.locator("[data-kind=support]").click()
    keys.press("Space")
    expect(speaking).to_have_count(0)
    items = page.locator(".alsnb-items > li")
    expect(items).to_have_count(4)
    expect(page.get_by_role("heading", name="Contributions: 4, 3 not classified")).to_be_visible()
    page.get_by_role("button", name="Next stage").focus()
    keys.press("Enter")
    expect(page.get_by_role("heading", name="2 of 6")).to_be_visible()
    keys.press("Control+z")
    expect(page.get_by_role("heading", name="1 of 6")).to_be_visible()
    expect(status.get_by_text("Undone: next stage")).to_be_visible()
    page.get_by_role("button", name="Change: A3").click()
    page.locator(".alsnb-editor:visible").get_by_label("Note").click()
    keys.type("2 new ideas")  # in a field, keys type
    expect(items).to_have_count(4)
    press(page, "End the airtime")
    page.get_by_role("button", name="Sort them one by one").focus()
    keys.press("Enter")
    current = page.get_by_role("group", name="Contribution to be sorted")
    expect(current).to_be_focused()
    expect(current).to_contain_text("1 of 3")
    expect(current).to_contain_text("into the airtime of A4 · stage: ")
    assert violations(page) == []
    keys.press("d")
    expect(current).to_contain_text("2 of 3")
    keys.press("ArrowRight")
    expect(current).to_contain_text("3 of 3")
    keys.press("s")
    expect(page.get_by_text("1 is still not classified.")).to_be_focused()
    press(page, "Sort them one by one")
    expect(current).to_contain_text("1 of 1")
    keys.press("v")
    expect(page.get_by_text("All are classified.")).to_be_focused()
    keys.press("Control+z")
    expect(status.get_by_text("Undone: A2: advice")).to_be_visible()
    arrived(page)
    tab(page, "Summary")
    expect(page.get_by_role("tabpanel", name="Summary")).to_contain_text("1 of 4 contributions is not classified")
    press(page, "Sort them in Closing")
    press(page, "Sort them one by one")
    press(page, "Challenge")
    expect(page.get_by_text("All are classified.").last).to_be_focused()
    arrived(page)
    tab(page, "Airtime")
    press(page, "Next presenter")
    # The kind is said of the set's latest contribution: while it runs, or while the presenter answers it. Where nobody
    # says any, none is recorded, whatever the stage is for.
    first = [
        [("A1", ""), ("A2", "q")],
        [("A2", ""), ("A1", "x"), ("A3", "e"), ("F1", "")],
        [("A4", ""), ("A4", "a")],
        [("A2", ""), ("A1", "")],
        [("A1", "")],
        [("A3", "t")],
    ]
    expect(page.get_by_role("button", name="Start the airtime")).to_be_disabled()
    present(page, "A1")
    page.get_by_label("What is it about?").fill("A team that waits to be told")
    press(page, "Start the airtime of A1")
    expect(page.get_by_text("no interruptions")).to_be_visible()
    expect(page.locator(".alsnb-left")).to_contain_text("of 5–10 min: 4:5")
    for stage, heard in enumerate(first):
        if stage:
            press(page, "Next stage")
        for member, key in heard:
            tap(page, member)
            if key:
                page.keyboard.press(key)
    expect(items).to_have_count(12)
    expect(items.last).to_contain_text("A1")
    expect(items.nth(10)).to_contain_text("advice as a question")
    expect(items.nth(10)).to_contain_text("discouraged in this format")
    expect(items.nth(10)).to_contain_text("interrupted")
    # A wrong tap, undone: whoever spoke before goes on speaking.
    tap(page, "A4")
    page.keyboard.press("Control+z")
    expect(items).to_have_count(12)
    expect(page.locator(".alsnb-tile", has_text="speaking")).to_have_attribute("data-member", "A3")
    press(page, "Redo")
    expect(items).to_have_count(13)
    press(page, "Undo")
    expect(items).to_have_count(12)
    page.keyboard.press("Escape")
    # Another kind, another member and a note for one that is over; another is taken back.
    press(page, "Change: A4, not classified")
    editor = page.locator(".alsnb-editor:visible")
    editor.get_by_label("Kind").select_option("closed_question")
    editor.get_by_label("Who").select_option("A2")
    editor.get_by_label("Note").fill("Did you ask them?")
    page.locator(".alsnb-items [aria-expanded=true]").click()
    press(page, "Change: A3, experience")
    press(page, "Delete it", exact=True)
    expect(items).to_have_count(11)
    press(page, "The facilitator pauses the set")
    page.locator(".alsnb-tile", has_text="Silence").click()
    assert violations(page) == []
    press(page, "Stop the clock")
    expect(page.get_by_text("The clock is stopped")).to_be_visible()
    press(page, "Go on", exact=True)
    press(page, "End the airtime")
    press(page, "Back to the clock")
    press(page, "End the airtime")
    expect(page.get_by_label("Insight")).to_be_visible()
    page.get_by_label("Insight").fill("I answer before they think.")
    page.get_by_label("Goal").fill("a calm Monday")
    page.get_by_label("On the process").fill("safe")
    press(page, "Save", exact=True)
    expect(page.get_by_label("By when")).to_have_value("2027-01-15")
    for what in ("Ask, do not tell", "Wait ten seconds"):
        page.get_by_label("I will (required)").fill(what)
        page.get_by_label("Success measure").fill("they ask me")
        press(page, "Save the action")
        expect(page.get_by_label("I will (required)")).to_have_value("")
    expect(page.get_by_role("heading", name="Agreed so far")).to_be_visible()
    assert violations(page) == []
    press(page, "Next presenter")
    expect(page.locator(".alsnb-pick", has_text="A1")).to_contain_text("has presented today")
    expect(page.locator(".alsnb-pick").first).to_contain_text("A2")
    assert page.locator(".alsnb-pick input:checked").count() == 0
    airtime(page, "A3", "A report nobody reads", [[], [("A1", ""), ("A2", "")]], "It is mine alone.", "Ask one reader")
    tab(page, "Closing")
    expect(page.locator(".alsnb-row", has_text="an action review sheet")).to_contain_text("✓ there")
    page.get_by_label("Outcomes").fill("Three actions.")
    press(page, "Save", exact=True)
    press(page, "End the meeting")
    page.get_by_label("Minutes the meeting took").fill("95")
    page.keyboard.press("Tab")
    assert violations(page) == []
    arrived(page)
    tab(page, "Summary")
    expect(page.get_by_role("tabpanel", name="Summary")).to_contain_text("Present: A1, A2, A3")
    expect(page.get_by_role("tabpanel", name="Summary")).to_contain_text("It is mine alone.")
    assert violations(page) == []
    with page.expect_popup() as opened:
        press(page, "Print the action review sheet")
    sheet = opened.value
    assert sheet.locator("h2").all_text_contents() == [
        "A4",
        "A1A team that waits to be told",
        "A3A report nobody reads",
    ]
    assert sheet.locator("article").count() == 4  # nothing was agreed with A4: a blank one
    for text in (
        "Action review sheet",
        "Ask, do not tell",
        "Wait ten seconds",
        "Ask one reader",
        "they ask me",
        "What worked",
    ):
        expect(sheet.get_by_text(text).first).to_be_visible()
    sheet.close()

    held = frames(workbook)
    assert records(held.cohorts, "cohort", "format") == [("2026", "wales")]
    assert records(held.attendance.sort_values("member"), "member", "status") == [
        ("A1", "present"), ("A2", "present"), ("A3", "present"), ("A4", "late"), ("A5", "apologies"),
    ]  # fmt: skip
    meeting = held.meetings.set_index("cycle").loc[1]
    assert before - 1 <= meeting["started_at"].timestamp() <= after + 1
    assert (meeting["facilitator"], meeting["minutes"], meeting["summary"]) == ("F1", 95, "Three actions.")
    assert str(held.meetings.set_index("cycle")["planned_on"][2].date()) == "2027-01-15"
    keyed, one, two = held.airtimes.sort_values("order").to_dict("records")
    titles = held.issues.set_index("entry")["title"]
    assert [titles[each["issue"]] for each in (one, two)] == ["A team that waits to be told", "A report nobody reads"]
    assert records(held.airtimes.sort_values("order"), "member", "order", "insight", "goal", "process_feedback") == [
        ("A4", 1, None, None, None),
        ("A1", 2, "I answer before they think.", "a calm Monday", "safe"),
        ("A3", 3, "It is mine alone.", "a calm Monday", "safe"),
    ]
    stages = held.airtime_stages[held.airtime_stages["airtime"] == one["entry"]]
    assert stages["stage"].tolist() == ["outline", "clarify", "explore", "future", "presenter_feedback", "set_feedback"]
    assert stages["minutes"].sum() == pytest.approx(one["minutes"], abs=0.05)
    said = held.contributions.sort_values("at")
    assert records(said[said["airtime"] == keyed["entry"]], "member", "kind", "invited", "text") == [
        ("A2", "idea", None, None), ("A2", "challenge", None, None), ("A2", "support", None, None),
        ("A3", "support", None, "2 new ideas"),
    ]  # fmt: skip
    assert records(said[said["airtime"] == one["entry"]], "presenter", "member", "kind", "text") == [
        ("A1", "A1", None, None),
        ("A1", "A2", "advice_as_question", None),
        ("A1", "A2", "closed_question", None),
        ("A1", "A1", None, None),
        ("A1", "F1", None, None),
        ("A1", "A2", "closed_question", "Did you ask them?"),
        ("A1", "A4", "analytical_question", None),
        ("A1", "A2", None, None),
        ("A1", "A1", None, None),
        ("A1", "A1", None, None),
        ("A1", "A3", "content_observation", None),
        ("A1", "F1", "facilitator_pause", None),
    ]
    assert records(said[said["airtime"] == two["entry"]], "presenter", "member", "kind") == [
        ("A3", "A1", None), ("A3", "A2", None),
    ]  # fmt: skip
    assert (said["seconds"] >= 0).all()
    assert records(held.actions.sort_values("entry"), "member", "airtime", "what", "success") == [
        ("A1", one["entry"], "Ask, do not tell", "they ask me"),
        ("A1", one["entry"], "Wait ten seconds", "they ask me"),
        ("A3", two["entry"], "Ask one reader", "they ask me"),
    ]  # fmt: skip
    assert {str(day.date()) for day in held.actions["due"]} == {"2027-01-15"}
    assert (held.actions["agreed_on"] == meeting["held_on"]).all()
    with alsnb.open_log(workbook / "cohort.db") as log:
        assert alsnb.check(log) == []


# ---- taps while the kernel is busy, or dead --------------------------------------------------------------------------

TAPS = """([count, pause]) => { window.enough = !pause; window.tapped = 0; window.tapping = (async () => {
  const random = (most) => Math.floor(Math.random() * most);
  const seen = (each) => each.offsetParent;
  const taps = [];
  const wait = (time) => new Promise((go) => setTimeout(go, time));
  while (taps.length < count || !window.enough) {
    let tiles = [];
    while (!(tiles = [...document.querySelectorAll('.alsnb-tile[data-member]')].filter(seen)).length) await wait(20);
    const tile = tiles[random(tiles.length)];
    const key = random(2) ? 'crafxedvqshot'[random(13)] : null;
    const before = Date.now();
    tile.click();
    taps.push({ before, after: Date.now(), member: tile.dataset.member, key });
    const pressed = new KeyboardEvent('keydown', { key, bubbles: true });
    if (key) tile.closest('.alsnb-board').dispatchEvent(pressed);
    window.tapped = taps.length;
    await wait(pause);
  }
  await wait(100);
  [...document.querySelectorAll('.alsnb-tile:not([data-member])')].find(seen).click();
  return taps;
})(); }"""


def tapped(page, more=20):
    """Wait until so many more taps were made."""
    page.wait_for_function("most => window.tapped >= most", arg=page.evaluate("window.tapped") + more)


def kinds_of(taps, presenter):
    """A set member's contribution is of no kind, unless one was said before somebody else's began.

    Said before there is any, it is the kind of the first; said twice, it is taken back.
    """
    kinds, latest, first = [], None, None
    for place, each in enumerate(taps):
        presents, said = each["member"] == presenter, each["key"] and KEYS[each["key"]]
        if not presents:
            latest, first = place, first if latest is None else None
        kinds.append(None if presents else first)
        if said and latest is not None:
            kinds[latest] = said
        elif said:
            first = None if first == said else said
    return kinds


def test_no_tap_is_lost_doubled_or_late_when_the_program_is_busy_or_killed(door, page, workbook):
    """While the program is busy, then killed, and after; at the end all taps come at once, by a clock of 50 ms."""
    show(door, page, workbook)
    begin(page)
    press(page, "Start the meeting")
    tab(page, "Airtime")
    present(page, "A1")
    press(page, "Start the airtime of A1")
    press(page, "Next stage")
    arrived(page)
    door.pause(page)
    page.evaluate(TAPS, [60, 40])
    tapped(page)
    kept_in_browser(page, '"page"', 20)
    door.go_on(page)
    door.kill(page)
    tapped(page)  # into the void
    kept_in_browser(page, '"page"', 20)
    door.run_again(page)
    tapped(page)
    page.evaluate("window.enough = true")
    bursts = [page.evaluate("() => window.tapping")]
    page.evaluate("() => { const now = Date.now; Date.now = () => 50 * Math.floor(now() / 50) }")
    page.evaluate(TAPS, [60, 0])
    bursts.append(page.evaluate("() => window.tapping"))
    taps = [each for burst in bursts for each in burst]
    arrived(page)
    held = frames(workbook)
    said = held.contributions.sort_values("entry")
    assert len(taps) == len(said) >= 120
    assert said["member"].tolist() == [each["member"] for each in taps]
    assert [kind for (kind,) in records(said, "kind")] == kinds_of(taps, "A1")
    start = held.meetings["started_at"].item().timestamp()
    for at, each in zip(said["at"], taps, strict=True):
        assert each["before"] / 1000 - 0.1 < start + at < each["after"] / 1000 + 0.1
    # Within each burst, each ended where the next began.
    ends, begins = (said["at"] + said["seconds"]).tolist(), said["at"].tolist()
    pairs = [(at, at + 1) for at in range(len(taps) - 1) if at + 1 != len(bursts[0])]
    assert [ends[at] for at, _ in pairs] == pytest.approx([begins[at] for _, at in pairs], abs=0.002)


# ---- everything at once: hostile texts, a reload, a killed kernel, another browser -----------------------------------

HOSTILE = "<script>window.hit = 1</script><img src=x onerror='window.hit = 1'> **b** $\\TeX$ =HYPERLINK('x')"


def harmless(page):
    ran_nothing(page)
    assert page.locator(".alsnb img, .alsnb script").count() == 0


def test_nothing_is_lost_and_nothing_runs_whatever_is_typed_and_whatever_dies(door, page, browser, workbook):
    context = {"cohort": "2026", "learning_set": "A"}
    hostile = '"><img src=x onerror="window.hit=1">'
    with alsnb.open_log(workbook / "cohort.db") as log:
        log.add([
            alsnb.Cohort(cohort="2026", format="carnegie", module=HOSTILE),
            alsnb.LearningSet(**context, name=HOSTILE, ground_rules=(HOSTILE,)),
            *(alsnb.Member(**context, member=code, role=HOSTILE) for code in ("A1", "A2", hostile)),
            alsnb.Meeting(**context, cycle=1, held_on="2026-01-05"),
        ])  # fmt: skip
        airtime = log.add(alsnb.Airtime(**context, member="A2", cycle=1))
        action = log.add(alsnb.Action(**context, member="A2", cycle=1, airtime=airtime, what=HOSTILE, success=HOSTILE))
        log.add(alsnb.Issue(**context, member=hostile, cycle=1, title=HOSTILE))
    show(door, page, workbook)
    expect(page.locator(".alsnb-who").first).to_contain_text("<script>")
    page.get_by_label("Facilitator", exact=True).fill(hostile)
    due = page.locator(".alsnb-card", has_text="A2 said:")
    due.get_by_role("button", name="Partly").click()
    due.get_by_text("What worked, what did not").click()
    due.get_by_label("What worked", exact=True).fill(HOSTILE)
    press(page, "Start the meeting")
    tab(page, "Airtime")
    page.locator(".alsnb-pick", has_text="onerror").first.click()
    press(page, "Start the airtime of")
    press(page, "Next stage")
    press(page, "Next stage")
    tap(page, "A1")
    page.keyboard.press("v")
    expect(page.locator(".alsnb-items > li").first).to_contain_text("invited? not noted")
    page.keyboard.press("i")
    expect(page.locator(".alsnb-items > li").first).to_contain_text("invited")
    tap(page, "A2")
    page.get_by_role("button", name="Change: A1").click()
    page.locator(".alsnb-editor:visible").get_by_label("Note").fill(HOSTILE)
    harmless(page)

    # The page goes, and comes back in the middle: whoever spoke still speaks, and the clock has gone on.
    clock = page.locator(".alsnb-clock")
    seconds = lambda: sum(int(each) * 60**at for at, each in enumerate(reversed(clock.inner_text().split(":"))))  # noqa: E731
    before, gone, left = time.time(), seconds(), time.time()
    show(door, page, workbook)
    expect(clock).to_be_visible()
    # What is shown may be a moment late; a clock that had begun anew would stay behind for good.
    until(lambda: seconds() - gone >= time.time() - left - 1)
    assert seconds() - gone <= time.time() - before + 1
    expect(page.locator(".alsnb-tile", has_text="speaking")).to_have_attribute("data-member", "A2")
    expect(page.locator(".alsnb-items > li")).to_have_count(2)
    expect(page.locator(".alsnb-items")).to_contain_text(HOSTILE)
    expect(page.get_by_role("heading", name="3 of 4")).to_be_visible()
    page.keyboard.press("Escape")
    press(page, "Undo")
    expect(page.locator(".alsnb-tile", has_text="speaking")).to_have_attribute("data-member", "A1")
    harmless(page)

    # Another browser takes the meeting up, once the board is kept in the log.
    boards = "Object.keys(localStorage).filter((name) => name.startsWith('alsnb:board/'))"
    newest = f"() => String(Math.max(...{boards}.map((name) => JSON.parse(localStorage[name]).at)))"
    until(lambda: page.evaluate(newest) in drafts(workbook / "cohort.db"))
    arrived(page)
    fresh = browser.new_context(bypass_csp=True).new_page()
    show(door, fresh, workbook)
    tab(fresh, "Airtime")
    expect(fresh.locator(".alsnb-tile", has_text="speaking")).to_have_attribute("data-member", "A1")
    fresh.context.close()

    # The kernel dies while forms are open: what was typed is there again.
    press(page, "End the airtime")
    texts = {"Insight": HOSTILE, "Goal": "goal " + HOSTILE, "On the process": "process " + HOSTILE,
             "I will (required)": "action " + HOSTILE, "Success measure": "sign " + HOSTILE}  # fmt: skip
    for label, typed in texts.items():
        page.get_by_label(label).fill(typed)
    tab(page, "Closing")
    page.get_by_label("Outcomes").fill("outcomes " + HOSTILE)
    tab(page, "Opening")
    door.kill(page)
    due = page.locator(".alsnb-card", has_text="A2 said:")
    due.locator("button", has_text="Done").first.click()
    expect(due.locator("button", has_text="Done").first).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".alsnb-unsent")).to_contain_text("kept in this browser")
    # The sheet needs no kernel; what the log knows of is on it.
    tab(page, "Airtime")
    press(page, "Save the action")
    tab(page, "Summary")
    with page.expect_popup() as opened:
        press(page, "Print the action review sheet")
    sheet = opened.value
    expect(sheet.locator("article")).to_contain_text("action " + HOSTILE)
    expect(sheet.locator("article")).to_contain_text("sign " + HOSTILE)
    assert sheet.evaluate("() => window.hit") is None
    assert sheet.locator("img, script").count() == 0
    sheet.close()
    door.run(page)
    expect(page.locator(".alsnb-unsent")).to_be_empty()
    tab(page, "Airtime")
    for label in ("Insight", "Goal", "On the process"):
        expect(page.get_by_label(label)).to_have_value(texts[label])
    press(page, "Save", exact=True)
    tab(page, "Closing")
    expect(page.get_by_label("Outcomes")).to_have_value("outcomes " + HOSTILE)
    press(page, "Save", exact=True)
    tab(page, "Opening")
    due.get_by_text("What worked, what did not").click()
    expect(due.get_by_label("What worked", exact=True)).to_have_value(HOSTILE)
    due.get_by_role("button", name="Save the change").click()
    expect(due.get_by_text("saved")).to_be_visible()
    tab(page, "Summary")
    expect(page.get_by_role("tabpanel", name="Summary")).to_contain_text("outcomes " + HOSTILE)
    expect(page.get_by_role("tabpanel", name="Summary")).to_contain_text(texts["Insight"])
    harmless(page)
    arrived(page)
    held = frames(workbook)
    assert records(held.contributions, "member", "kind", "invited", "text") == [("A1", "advice", True, HOSTILE)]
    assert records(held.action_reports, "action", "worked") == [(action, HOSTILE)]
    now = held.airtimes[held.airtimes["cycle"] == 2]
    assert records(now, "member", "insight", "goal") == [(hostile, HOSTILE, "goal " + HOSTILE)]
    assert records(held.actions[held.actions["cycle"] == 2], "what", "success") == [
        ("action " + HOSTILE, "sign " + HOSTILE)
    ]
