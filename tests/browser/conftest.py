"""A real server and a real Chromium for each journey. Nothing is mocked."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium

ROOT = Path(__file__).parent.parent.parent
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def plain(text: str) -> str:
    """The text with ordinary spaces, as one types it."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


class Server:
    """The app in a process of its own, as `make run` starts it."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "streamlit", "run", "streamlit_app.py",
                "--server.port", str(self.port), "--server.headless", "true",
                "--server.fileWatcherType", "none",
            ],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._wait()

    def _wait(self) -> None:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1) as answer:
                    if answer.read() == b"ok":
                        return
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise RuntimeError("The app did not start.")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=15)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.stop()


@pytest.fixture
def fresh_server() -> Iterator[Server]:
    """A server nobody has visited yet."""
    running = Server()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium.installed(), args=chromium.arguments()
        )
        yield opened
        opened.close()


class Visit:
    """One visitor: a page in its own context, waiting until each run of the app has ended."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.requested: list[str] = []
        self.broken: list[str] = []
        page.on("request", lambda request: self.requested.append(request.url))
        page.on("pageerror", lambda error: self.broken.append(str(error)))

    def open(self, path: str = "/") -> Visit:
        self.page.goto(self.url + path)
        return self.settled()

    def settled(self) -> Visit:
        """Wait until the script is at rest and stays so: a page switch starts a second run."""
        idle = "[data-testid=stApp][data-test-script-state=notRunning]"
        self.page.wait_for_selector(idle, timeout=60_000)
        self.page.wait_for_timeout(350)
        self.page.wait_for_selector(idle, timeout=60_000)
        # Between two pages the old one has left and the new one is not there yet.
        self.page.wait_for_selector("h1", timeout=60_000)
        return self

    def press(self, name: str, *, exact: bool = True) -> Visit:
        self.page.get_by_role("button", name=name, exact=exact).first.click()
        return self.settled()

    def upload(self, *files: tuple[str, bytes]) -> Visit:
        given = [{"name": n, "mimeType": "application/octet-stream", "buffer": b} for n, b in files]
        self.page.locator("input[type=file]").first.set_input_files(given)
        self.page.wait_for_timeout(600)
        return self.settled()

    def reads(self, *texts: str) -> Visit:
        """Wait until the page shows each text: on a busy machine a run may begin late."""
        self._until(lambda: all(text in self.text for text in texts), texts)
        return self

    def titled(self, text: str) -> Visit:
        """Wait until the page's title holds the text."""
        self._until(lambda: text in self.title, (text,))
        return self

    def at(self, *parts: str) -> Visit:
        """Wait until the address holds each part."""
        self._until(lambda: all(part in self.page.url for part in parts), parts)
        return self

    def _until(self, holds: Callable[[], bool], wanted: tuple[str, ...]) -> None:
        for _ in range(150):
            if holds():
                return
            self.page.wait_for_timeout(200)
        missing = f"{wanted} not shown at {self.page.url}: {self.text}"
        raise AssertionError(missing)

    @property
    def text(self) -> str:
        return plain(self.page.inner_text("[data-testid=stMain]"))

    @property
    def title(self) -> str:
        return plain(self.page.locator("h1").first.inner_text())

    def no_traceback(self) -> None:
        assert self.page.locator("[data-testid=stException]").count() == 0, self.text
        assert "Traceback" not in self.text
        assert self.broken == [], "the page's own scripts run whole"


@pytest.fixture
def visit(server: Server, browser: Browser) -> Iterator[Visit]:
    yield from _visit(server, browser, "fr-FR")


@pytest.fixture
def visit_en(server: Server, browser: Browser) -> Iterator[Visit]:
    yield from _visit(server, browser, "en-GB")


@pytest.fixture
def fresh_visit(fresh_server: Server, browser: Browser) -> Iterator[Visit]:
    yield from _visit(fresh_server, browser, "fr-FR")


def _visit(server: Server, browser: Browser, locale: str) -> Iterator[Visit]:
    context = browser.new_context(locale=locale, viewport=DESKTOP)  # type: ignore[arg-type]
    yield Visit(context.new_page(), server.url)
    context.close()
