"""The application's server: a start page, a page for each screen, reports; for the browser of this computer alone.

The address that `alsnb open` opens has a token, which is then kept in a cookie that no script can read. Without it,
nothing is served. Requests that name another host are refused, as a page from elsewhere might have its name point here
(DNS rebinding), and so are connections that such a page opens.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2
from tornado import httpserver, web, websocket

from alsnb.app import hosting
from alsnb.app.address import Address
from alsnb.app.making import Making
from alsnb.app.workbook import ScreenNotebook, Workbook
from alsnb.errors import AlsnbError
from alsnb.words import gettext

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_LARGEST = 16 * 2**20
"""Bytes of a message from a page; a reflection of 6,000 words is 40,000."""
_HOSTS = ("127.0.0.1", "localhost", "[::1]")
_STATIC = (Path(__file__).parent / "static", hosting.SCRIPTS)


class Application(web.Application):
    """The start page and the screens of a workbook.

    Parameters
    ----------
    workbook
        The workbook that is open.
    address
        Where it is served.
    stop
        Ends the server.
    when_closed
        Called when the last page has been closed, if the server is to end then.
    """

    def __init__(
        self,
        workbook: Workbook,
        address: Address,
        stop: Callable[[], None],
        when_closed: Callable[[], None] | None = None,
    ) -> None:
        self.workbook, self.address, self.stop, self.when_closed = workbook, address, stop, when_closed
        self.pages: set[Presence] = set()
        self.closing: set[asyncio.Task[None]] = set()
        self.threads = ThreadPoolExecutor(thread_name_prefix="screen")
        self.making = Making(workbook)
        self.templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(str(resources.files("alsnb.app") / "templates")),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
        )
        self.templates.globals["gettext"] = gettext
        name = r"([^/]+)"
        super().__init__(
            [
                (r"/", Start),
                (r"/alive", Alive),
                (r"/due", Due),
                (r"/reports", Reports),
                (rf"/reports/{name}", Report),
                (r"/stop", Stop),
                (rf"/screens/{name}", ScreenPage),
                (rf"/screens/{name}/style.css", Style),
                (rf"/screens/{name}/socket", Socket),
                (r"/presence", Presence),
                (rf"/static/{name}", Static),
            ],
            websocket_ping_interval=20,
            websocket_max_message_size=_LARGEST,
            default_handler_class=Missing,
        )

    def listen_here(self) -> None:
        """Listen on this computer alone.

        Raises
        ------
        OSError
            Something else uses the port.
        """
        self._server = httpserver.HTTPServer(self)
        self._server.listen(self.address.port, "127.0.0.1")

    async def shut_down(self) -> None:
        """Close every page's screen, and listen no more."""
        self._server.stop()
        self.making.stop()
        for page in [*self.pages]:
            page.close()
        await asyncio.gather(*(page.shut_down() for page in [*self.pages]), *self.closing)
        self.threads.shutdown()

    def screen(self, name: str) -> ScreenNotebook:
        """Return a screen of the workbook.

        Raises
        ------
        tornado.web.HTTPError
            There is none of that name.
        """
        found = self.workbook.screens().get(name)
        if found is None:
            raise web.HTTPError(404)
        return found

    def changed(self, page: Socket) -> None:
        """Have other pages on the same log show it as it is now."""
        for other in self.pages:
            if isinstance(other, Socket) and other is not page and other.notebook.log == page.notebook.log:
                other.refresh_soon()

    def opened(self, page: Presence) -> None:
        """Note that a page is open."""
        self.pages.add(page)

    def closed(self, page: Presence) -> None:
        """Note that a page is closed."""
        self.pages.discard(page)
        if not self.pages and self.when_closed is not None:
            self.when_closed()


class Handler(web.RequestHandler):
    """What every request is checked for."""

    application: Application

    @property
    def app(self) -> Application:
        """The application, by its type."""
        return self.application

    @property
    def _cookie(self) -> str:
        # A browser sends a host's cookies to all of its ports.
        return f"alsnb-{self.app.address.port}"

    def set_default_headers(self) -> None:
        """Have the browser load nothing from elsewhere, and keep nothing."""
        self.set_header("Content-Security-Policy", _POLICY)
        self.set_header("X-Content-Type-Options", "nosniff")
        # With "no-referrer", a form would be sent without its origin, and refused.
        self.set_header("Referrer-Policy", "same-origin")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Cache-Control", "no-store")
        self.clear_header("Server")

    def prepare(self) -> None:
        """Refuse requests that are not from this computer's own browser."""
        self.refuse_elsewhere()
        token = self.get_query_argument("token", "")
        if self._is_token(token) and self.request.method == "GET" and self.request.path == "/":
            self.set_cookie(self._cookie, token, httponly=True, samesite="Strict", path="/")
            self.redirect("/")
        elif not self._is_token(self.get_cookie(self._cookie, "")):
            raise web.HTTPError(401)

    def refuse_elsewhere(self) -> None:
        """Refuse a request that names another host, or comes from another site's page."""
        if self.request.host not in {f"{host}:{self.app.address.port}" for host in _HOSTS}:
            raise web.HTTPError(403)
        origin = self.request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != self.request.host:
            raise web.HTTPError(403)

    def _is_token(self, text: str | None) -> bool:
        return hmac.compare_digest((text or "").encode(), self.app.address.token.encode())

    def check_xsrf_cookie(self) -> None:
        """Leave it to `prepare`: the cookie is sent by this site's own pages alone, and their origin is checked."""

    def write_error(self, status_code: int, **_: Any) -> None:
        """Show what is wrong and what to do about it."""
        texts = {
            401: gettext("This page belongs to somebody who started alsnb. Open it again with: alsnb open"),
            403: gettext("This address is not the one that alsnb opened. Open it again with: alsnb open"),
            404: gettext("There is no such page in this workbook."),
        }
        text = texts.get(status_code, gettext("Something went wrong. What you typed is kept; reload the page."))
        self.page("problem.html", text=text)

    def page(self, template: str, **values: Any) -> None:
        """Write a page."""
        title = self.app.workbook.folder.name
        self.finish(self.app.templates.get_template(template).render(workbook=title, **values))


class Missing(Handler):
    """Whatever is not there."""

    def prepare(self) -> None:
        """Answer that it is not there, to the owner of the token alone."""
        super().prepare()
        raise web.HTTPError(404)


class Alive(Handler):
    """Proves to the owner of the token that this is the server of the workbook; tells nobody else anything."""

    def prepare(self) -> None:
        """Let everybody of this computer ask."""
        self.refuse_elsewhere()

    def get(self) -> None:
        """Write the proof."""
        self.finish(proof_of(self.app.address, self.get_query_argument("challenge")))


def proof_of(address: Address, challenge: str) -> str:
    """Return what only the owner of an address's token can make of a challenge."""
    return hmac.new(address.token.encode(), f"alive:{challenge}".encode(), "sha256").hexdigest()


class Start(Handler):
    """The start page."""

    def get(self) -> None:
        """Show the screens, what is due, and the reports."""
        from alsnb.app.start import kinds_of_report, tiles

        self.page(
            "start.html", tiles=tiles(self.app.workbook), reports=self.app.workbook.reports(),
            kinds=kinds_of_report(self.app.workbook), folder=self.app.workbook.folder,
        )  # fmt: skip


class Due(Handler):
    """What is due, which takes reading the log."""

    async def get(self) -> None:
        """Write the sentences as JSON."""
        from alsnb.app.start import due

        try:
            sentences = await asyncio.get_running_loop().run_in_executor(self.app.threads, due, self.app.workbook)
        except AlsnbError as error:
            sentences = [str(error)]
        self.finish({"due": sentences})


class Reports(Handler):
    """The reports made so far, and those being made."""

    def get(self) -> None:
        """Write them as JSON."""
        names = [{"name": path.name, "title": path.stem} for path in self.app.workbook.reports()]
        self.finish({"reports": names, "making": self.app.making.state()})

    async def post(self) -> None:
        """Make a report."""
        try:
            self.app.making.start(self.get_body_argument("notebook"))
        except AlsnbError as error:
            self.set_status(409)
            self.finish({"problem": str(error)})
            return
        self.finish({"making": self.app.making.state()})


class Report(Handler):
    """A report, which brings a policy of its own: it loads nothing from anywhere."""

    def get(self, name: str) -> None:
        """Write the file."""
        found = next((path for path in self.app.workbook.reports() if path.name == name), None)
        if found is None:
            raise web.HTTPError(404)
        # A page in a sandbox has no origin: whatever somebody put into this file reaches nothing of this site.
        self.set_header("Content-Security-Policy", "sandbox allow-scripts allow-popups allow-modals")
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(found.read_bytes())


class Stop(Handler):
    """Ends the server."""

    def post(self) -> None:
        """Say so, and end."""
        self.page("problem.html", text=gettext("alsnb is closed. Your log is kept. You can close this page."))
        self.app.stop()


class ScreenPage(Handler):
    """A screen's page."""

    def get(self, name: str) -> None:
        """Write the page; its script connects to the screen."""
        from alsnb.app.start import title_of

        notebook = self.app.screen(name)
        self.page("screen.html", name=name, bundle=hosting.BUNDLES[notebook.screen], title=title_of(notebook))


class Style(Handler):
    """A screen's style sheet."""

    async def get(self, name: str) -> None:
        """Write it."""
        screen = self.app.screen(name).screen
        style = await asyncio.get_running_loop().run_in_executor(self.app.threads, hosting.style_of, screen)
        self.set_header("Content-Type", "text/css; charset=utf-8")
        self.finish(style)


class Static(Handler):
    """The application's own files, and the screens' JavaScript."""

    def get(self, name: str) -> None:
        """Write a file."""
        path = next((folder / name for folder in _STATIC if (folder / name).is_file()), None)
        if path is None or path.parent not in _STATIC:
            raise web.HTTPError(404)
        types = {".js": "text/javascript", ".css": "text/css"}
        self.set_header("Content-Type", f"{types[path.suffix]}; charset=utf-8")
        self.finish(path.read_bytes())


class Presence(websocket.WebSocketHandler, Handler):
    """A connection by which the server knows that a page is open."""

    def check_origin(self, origin: str) -> bool:
        """Take connections from this site's own pages alone."""
        return urlsplit(origin).netloc == self.request.host

    def open(self, *_: str) -> None:
        """Note the page."""
        self.app.opened(self)

    def on_message(self, message: str | bytes) -> None:
        """Take nothing: this connection is only there."""

    def on_close(self) -> None:
        """Forget the page."""
        self.app.closed(self)

    async def shut_down(self) -> None:
        """End what the page has open."""


class Socket(Presence):
    """The connection of one page to its screen."""

    notebook: ScreenNotebook
    hosted: hosting.Hosted | None = None

    async def open(self, name: str) -> None:  # type: ignore[override]
        """Open the screen, in a thread: reading a log takes its time."""
        self.notebook = self.app.screen(name)
        self._loop = asyncio.get_running_loop()
        self._turn = asyncio.Lock()
        self._refreshing = False
        self.app.opened(self)
        try:
            await self._do(self._make_screen)
        except AlsnbError as error:
            self._push({"problem": str(error)})

    def _make_screen(self) -> None:
        self.hosted = hosting.Hosted(self.app.workbook, self.notebook, self._push)

    def _push(self, message: dict[str, Any]) -> None:
        """Send a message, from whatever thread, in the order of the calls."""
        text = json.dumps(message)
        self._loop.call_soon_threadsafe(self._send, text)

    def _send(self, text: str) -> None:
        if self.ws_connection is not None:
            self.write_message(text)

    async def _do(self, what: Callable[..., Any], *values: Any) -> Any:
        """Do something in a thread, after all that came before."""
        async with self._turn:
            return await self._loop.run_in_executor(self.app.threads, what, *values)

    async def on_message(self, message: str | bytes) -> None:  # type: ignore[override]
        """Hand the page's events to the screen."""
        try:
            content = json.loads(message)
        except ValueError:
            content = None
        if await self._do(self._take, content):
            self.app.changed(self)

    def _take(self, content: Any) -> bool:
        return self.hosted is not None and self.hosted.take(content)

    def refresh_soon(self) -> None:
        """Show the log anew, once for however many changes."""
        if not self._refreshing and self.hosted is not None:
            self._refreshing = True
            self._loop.create_task(self._refresh())

    async def _refresh(self) -> None:
        async with self._turn:
            self._refreshing = False
            if self.hosted is not None:
                await self._loop.run_in_executor(self.app.threads, self.hosted.refresh)

    def on_close(self) -> None:
        """Close the screen and its log."""
        self.app.closed(self)
        closing = self._loop.create_task(self.shut_down())
        self.app.closing.add(closing)
        closing.add_done_callback(self.app.closing.discard)

    async def shut_down(self) -> None:
        """Close the screen and its log, after all that came before."""
        async with self._turn:
            hosted, self.hosted = self.hosted, None
            if hosted is not None:
                await self._loop.run_in_executor(self.app.threads, hosted.close)
