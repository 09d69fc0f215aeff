import re
import shutil
from contextlib import closing

import pytest

from config.settings import Settings
from tests.ui.scripted_analyst import ScriptedAnalyst, ScriptedShop

CUT = re.compile("signal is aborted|Connection errored out")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]


@pytest.fixture(scope="session")
def chromium():
    """A running Chromium; where there is none, the tests that need it are skipped."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium fonts-noto-cjk)")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


class Served:
    """A page served in a thread, and the analyst behind it."""

    def __init__(self, analyst, shop, *, door=None, settings=None):
        from agent.reports.shelf import Shelf
        from tests.ui.serving import Serving
        from ui.app import build_app
        from ui.audiences.routes import AudienceRoutes
        from ui.chat.routes import ChatRoutes
        from ui.reports.routes import ReportRoutes
        from ui.server import web_app
        from ui.visitors import OpenDoor

        self.analyst = analyst
        settings, known = settings or Settings(), door or OpenDoor()
        blocks = build_app(analyst, shop, settings, door=door)
        routers = [ChatRoutes(analyst, known).router(), ReportRoutes(Shelf(settings.workspace), known).router()]
        routers.append(AudienceRoutes(analyst, known).router())
        self._serving = Serving(web_app(blocks, hosts=["127.0.0.1"], door=door, routers=routers))
        self.address = self._serving.address

    def close(self):
        self._serving.close()


@pytest.fixture(scope="session")
def served():
    """The page over the scripted analyst."""
    page = Served(ScriptedAnalyst(pause_seconds=0.4), ScriptedShop())
    yield page
    page.close()


@pytest.fixture(scope="session")
def real_app(shop, tmp_path_factory):
    """The app over the handmade shop and the real analyst with its offline planner."""
    from agent.analyst import Analyst

    folder = tmp_path_factory.mktemp("real-app")
    with closing(Analyst(shop, Settings(), folder=folder)) as analyst:
        app = Served(analyst, shop, settings=Settings(workspace=folder))
        yield app
        app.close()


class Visit:
    """One browser tab on a page, with everything it complained about or asked the outside for."""

    def __init__(
        self,
        browser,
        address,
        *,
        language="en",
        width=1440,
        height=900,
        scheme="light",
        script="",
        path="/",
        ready="#kz-chat .example",
    ):
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            locale="zh-CN" if language == "zh" else "en-GB",
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.page.add_init_script(script)
        self.complaints, self.outside, self._leaving = [], [], False
        self.page.on("console", lambda m: self._complain(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self._complain(str(error)))
        self.page.on("request", self._leave)
        self.page.on("load", self._arrive)
        own = (address, "data:", "blob:")
        self.context.on("request", lambda r: None if r.url.startswith(own) else self.outside.append(r.url))
        self.page.goto(address + path)
        self.page.wait_for_selector(ready)
        if path == "/":
            self.page.wait_for_selector("text=新对话" if language == "zh" else "text=New conversation")

    # Gradio's client says of a page that is left that its streams were cut, before or after the next page is asked for.
    def _leave(self, request):
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self._leaving = True
            while self.complaints and CUT.search(self.complaints[-1]):
                self.complaints.pop()

    def _arrive(self, _page):
        self._leaving = False

    def _complain(self, said):
        if not (self._leaving and CUT.search(said)):
            self.complaints.append(said)

    def begin(self, question):
        """Type the question and press Enter."""
        self.page.fill("#kz-composer textarea", question)
        self.page.keyboard.press("Enter")

    def ask(self, question):
        """Ask the question and wait for the answer's card."""
        before = self.page.locator(".kz-foot, .kz-error").count()
        self.page.wait_for_selector("#kz-composer .submit-button")
        self.begin(question)
        self.page.locator(".kz-foot, .kz-error").nth(before).wait_for()
        self.page.wait_for_selector("#kz-composer .submit-button")

    def close(self):
        self.context.close()


@pytest.fixture
def visit(chromium, served):
    """Opens tabs on the scripted page; at the end none may have complained or left the house."""
    visits = []

    def open_tab(**options):
        visits.append(Visit(chromium, served.address, **options))
        return visits[-1]

    yield open_tab
    for tab in visits:
        complaints, outside = tab.complaints, tab.outside
        tab.close()
        assert complaints == []
        assert outside == []
