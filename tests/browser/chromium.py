"""Find the browser that the tests drive, or install one: the machine's own first.

`python -m tests.browser.chromium` is what `make test` runs before the tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)
# Quiet on the network: nothing but the page under test is to be fetched.
ARGUMENTS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)


def installed() -> str | None:
    """Return the path of a Chrome or Chromium of this machine, or None."""
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path), None) or next(
        (str(path) for path in PLACES if path.exists()), None
    )


def downloaded() -> str | None:
    """Return the path of the browser that Playwright fetched, or None."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def arguments() -> list[str]:
    """Return the command-line flags; as root a sandbox cannot be had."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*ARGUMENTS, *(["--no-sandbox"] if root else [])]


def install() -> None:
    """Install a browser by the system's package manager as root, else by Playwright."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root and shutil.which("apt-get"):
        commands = (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"])
        if all(subprocess.run(c, stdout=subprocess.DEVNULL).returncode == 0 for c in commands):
            return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    if installed() or downloaded():
        return 0
    print("No Chrome or Chromium on this machine: installing one for the tests.")
    install()
    if installed() or downloaded():
        return 0
    print("A browser is missing: install Chrome or Chromium, then run make test again.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
