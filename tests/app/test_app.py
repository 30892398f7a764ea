import asyncio
import json
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

import alsnb
from alsnb import new_id
from alsnb.app import workbook
from alsnb.app.address import address_of, new_address
from alsnb.app.server import Application, proof_of


class Visitor:
    """A browser with the cookie that the opened address gave it."""

    def __init__(self, address):
        self.address = urlsplit(address)
        self.cookie = ""

    async def get(self, path, method="GET", headers=(), **options):
        request = HTTPRequest(
            f"http://{self.address.netloc}{path}", method=method, follow_redirects=False,
            headers={"Cookie": self.cookie, **dict(headers)}, **options,
        )  # fmt: skip
        return await AsyncHTTPClient().fetch(request, raise_error=False)

    async def enter(self):
        answer = await self.get(f"/?{self.address.query}")
        self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        return answer

    async def connect(self, path, headers=()):
        request = HTTPRequest(f"ws://{self.address.netloc}{path}", headers={"Cookie": self.cookie, **dict(headers)})
        return Page(await websocket_connect(request))


class Page:
    """The page of a screen, with the traits it has been sent."""

    def __init__(self, socket):
        self.socket, self.traits, self.custom = socket, {}, []

    async def until(self, condition):
        while not condition(self):
            message = await self.socket.read_message()
            assert message is not None, "the server closed the connection"
            content = json.loads(message)
            self.traits |= content.get("state", {})
            self.custom += [content["custom"]] if "custom" in content else []
            if "problem" in content:
                self.traits["problem"] = content["problem"]

    async def send(self, *events):
        """Send events, and wait until they are acknowledged."""
        sent = [{"id": new_id(), "at": 0, "page": "p", **event} for event in events]
        self.socket.write_message(json.dumps({"events": sent}))
        ids = {event["id"] for event in sent}
        await self.until(lambda page: ids <= {one for each in page.custom for one in each.get("acknowledged", ())})


@asynccontextmanager
async def serving(folder, **options):
    stopped = asyncio.Event()
    application = Application(workbook.Workbook(folder), address_of(folder), stopped.set, options.get("when_closed"))
    application.stopped = stopped
    application.listen_here()
    visitor = Visitor(application.address.url)
    try:
        yield application, visitor
    finally:
        await application.shut_down()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    made = workbook.make(tmp_path / "my <b>log", "student").folder
    with alsnb.open_log(made / "cohort.db") as log:
        log.add([alsnb.Cohort(cohort="C"), alsnb.Member(cohort="C", learning_set="A", member="A1")])
    return made


def opened(page):
    return "view" in page.traits


async def test_only_the_address_that_was_opened_lets_one_in(folder):
    async with serving(folder) as (_, visitor):
        for path in ("/", "/due", "/reports", "/screens/student_log", "/static/page.js", "/nothing", "/?token=guess"):
            assert (await visitor.get(path)).code == 401
        assert (await visitor.get("/stop", "POST", body="")).code == 401
        with pytest.raises(HTTPClientError, match="401"):
            await visitor.connect("/screens/student_log/socket")
        answer = await visitor.enter()
        assert (answer.code, answer.headers["Location"]) == (302, "/")  # the token is in no history
        assert {"HttpOnly", "SameSite=Strict"} <= {each.strip() for each in answer.headers["Set-Cookie"].split(";")}
        assert (await visitor.get("/")).code == 200


async def test_a_server_proves_whose_it_is_and_tells_nobody_the_token(folder):
    async with serving(folder) as (application, visitor):
        for challenge in ("a", "b"):
            said = (await visitor.get(f"/alive?challenge={challenge}")).body.decode()
            assert said == proof_of(application.address, challenge)
            assert said != proof_of(application.address._replace(token="guess"), challenge)
            assert application.address.token not in said


def test_a_workbook_has_one_address_until_something_else_takes_its_port(folder):
    first = address_of(folder)
    assert address_of(folder) == first
    assert new_address(folder) != first
    assert address_of(folder) != first
    (file,) = (folder.parent / "state").rglob("address.json")
    assert file.stat().st_mode & 0o077 == 0
    file.write_text("{")
    assert address_of(folder).port > 0


async def test_pages_from_elsewhere_reach_nothing(folder):
    async with serving(folder) as (_, visitor):
        await visitor.enter()
        elsewhere = [("Origin", "http://elsewhere.example")]
        assert (await visitor.get("/due", headers=elsewhere)).code == 403
        assert (await visitor.get("/due", headers=[("Host", "elsewhere.example")])).code == 403
        assert (await visitor.get("/stop", "POST", headers=elsewhere, body="")).code == 403
        assert (await visitor.get("/stop", "POST", headers=[("Origin", "null")], body="")).code == 403
        with pytest.raises(HTTPClientError, match="403"):
            await visitor.connect("/screens/student_log/socket", elsewhere)
        policy = (await visitor.get("/")).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy


async def test_the_start_page_offers_what_the_workbook_has(folder):
    async with serving(folder) as (_, visitor):
        await visitor.enter()
        page = (await visitor.get("/")).body.decode()
        assert 'href="/screens/student_log"' in page
        assert "/screens/cohort_setup" not in page
        assert "<b>log" not in page
        assert "my &lt;b&gt;log" in page
        assert (await visitor.get("/screens/cohort_setup")).code == 404
        assert (await visitor.get("/static/..%2f..%2ferrors.py")).code == 404


async def test_a_screen_is_shown_and_takes_what_is_typed(folder):
    async with serving(folder) as (_, visitor):
        await visitor.enter()
        page = await visitor.connect("/screens/student_log/socket")
        await page.until(opened)
        assert page.traits["view"]["step"] == "you"
        await page.send({"kind": "who", "member": "A1"})
        assert page.traits["view"]["who"]["member"] == "A1"
        form = reflection_form(page.traits["view"])
        await page.send({"kind": "open", "form": form})
        entry = page.traits["forms"][form]["state"]["entry"]
        await page.send({"kind": "draft", "form": form, "entry": entry, "values": {"text": "Half a sen"}})
        page.socket.close()
        page = await visitor.connect("/screens/student_log/socket")
        await page.until(opened)
        state = page.traits["forms"][form]["state"]
        assert state["values"]["text"] == "Half a sen"
        await page.send({"kind": "save", "form": form, "entry": state["entry"], "values": {"text": "A whole one."}})
    with alsnb.open_log(folder / "cohort.db") as log:
        assert list(log.frames().reflections["text"]) == ["A whole one."]


def reflection_form(view):
    """The form of the first step of the first set of questions."""
    return view["reflect"]["sets"][0]["groups"][0]["steps"][0]["form"]


async def test_another_page_shows_what_one_page_saved(folder):
    async with serving(folder) as (_, visitor):
        await visitor.enter()
        one, other = [await visitor.connect("/screens/student_log/socket") for _ in range(2)]
        await one.until(opened)
        await other.until(opened)
        with alsnb.open_log(folder / "cohort.db") as log:
            log.add(alsnb.Member(cohort="C", learning_set="A", member="A2"))
        await one.send({"kind": "who", "member": "A1"})
        await other.until(lambda page: [each["member"] for each in page.traits["view"]["members"]] == ["A1", "A2"])


async def test_nonsense_closes_no_screen(folder):
    async with serving(folder) as (_, visitor):
        await visitor.enter()
        page = await visitor.connect("/screens/student_log/socket")
        await page.until(opened)
        for text in ("no json", "[]", "null", '{"events": 3}', '{"events": [{"id": "x"}]}', '{"state": {"view": {}}}'):
            page.socket.write_message(text)
        await page.send({"kind": "who", "member": "A1"})
        assert page.traits["view"]["step"] == "ready"


async def test_a_log_that_cannot_be_opened_is_a_sentence_on_the_page(folder):
    (folder / "cohort.db").write_bytes(b"no database")
    async with serving(folder) as (_, visitor):
        await visitor.enter()
        page = await visitor.connect("/screens/student_log/socket")
        await page.until(lambda page: "problem" in page.traits)
        assert "cohort.db" in page.traits["problem"]


async def test_a_closed_page_lets_go_of_its_log_and_the_last_one_is_noted(folder):
    closed = asyncio.Event()
    async with serving(folder, when_closed=closed.set) as (application, visitor):
        await visitor.enter()
        one, other = [await visitor.connect("/screens/student_log/socket") for _ in range(2)]
        await one.until(opened)
        await other.until(opened)
        for page in (one, other):
            await page.send({"kind": "tab", "tab": "reflect"})
        hosted = [page.hosted for page in application.pages]
        one.socket.close()
        await other.send({"kind": "who", "member": "A1"})
        assert not closed.is_set()
        other.socket.close()
        await closed.wait()
        await asyncio.gather(*(page.shut_down() for page in application.pages))
    assert not application.pages
    assert all(each.screen.comm is None for each in hosted)


async def test_a_report_can_do_nothing_to_the_screens(folder):
    (folder / "reports").mkdir()
    (folder / "reports" / "r.html").write_text("<script>fetch('/due')</script>")
    (folder / "secret.html").write_text("not a report")
    async with serving(folder) as (_, visitor):
        await visitor.enter()
        answer = await visitor.get("/reports/r.html")
        assert answer.headers["Content-Security-Policy"].startswith("sandbox ")
        assert "allow-same-origin" not in answer.headers["Content-Security-Policy"]
        for name in ("..%2fsecret.html", "secret.html", "%2e%2e%2fsecret.html"):
            assert (await visitor.get(f"/reports/{name}")).code == 404


async def test_a_report_is_made_or_it_says_why_not(folder):
    async with serving(folder) as (application, visitor):
        await visitor.enter()
        assert (await visitor.get("/reports", "POST", body="notebook=student_log")).code == 409
        assert (await visitor.get("/reports", "POST", body="notebook=member_portfolio")).code == 200
        assert json.loads((await visitor.get("/reports")).body)["making"]["waiting"] == ["member_portfolio"]
        await application.making.finished()
        state = json.loads((await visitor.get("/reports")).body)
        assert state["making"] == {"waiting": [], "problem": ""}
        (report,) = state["reports"]
        assert b"A1" in (await visitor.get(f"/reports/{report['name']}")).body
        (folder / "cohort.db").write_bytes(b"no database")
        await visitor.get("/reports", "POST", body="notebook=member_portfolio")
        await application.making.finished()
        problem = json.loads((await visitor.get("/reports")).body)["making"]["problem"]
        assert "is not an alsnb log" in problem
        assert not problem.startswith("alsnb:")


async def test_the_server_can_be_stopped_from_the_start_page(folder):
    async with serving(folder) as (application, visitor):
        await visitor.enter()
        assert "closed" in (await visitor.get("/stop", "POST", body="")).body.decode()
        assert application.stopped.is_set()
