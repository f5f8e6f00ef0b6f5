"""Each page in both languages through its widgets, without a browser: what it says, what it never
shows.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.browser import planted

ROOT = Path(__file__).parent.parent.parent
PAGES = ("home", "goal", "context", "kpis", "data", "results")
# A placeholder left open, a code in place of a word, a figure nobody can read.
LEAKS = re.compile(r"\{\w+\}|\bnan\b|\binf\b|None|Traceback|\b[a-z]+_[a-z_]+\b")


def visitor(language: str, page: str = "home", **parameters: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
    app.query_params["lang"] = language
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    if page != "home":
        app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return app


def leaks(text: str) -> list[str]:
    icons = re.findall(r":material/([a-z_]+):", text)
    return [leak for leak in LEAKS.findall(text) if leak not in icons]


def said(app: AppTest) -> str:
    shown = [*app.title, *app.header, *app.subheader, *app.markdown, *app.metric, *app.warning]
    texts = [str(one.value) for one in shown] + [str(one.label) for one in app.metric]
    return "\n".join(text for text in texts if "<script>" not in text)


def upload(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.switch_page("pages/data.py").run()
    uploader = app.get("file_uploader")[0]
    for name, data in files:
        uploader = app.get("file_uploader")[0]
        uploader.upload(name, data).run()
    assert not app.exception
    return app


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_stands_before_anything_is_known(page: str, language: str) -> None:
    app = visitor(language, page)
    assert len(app.title) == 1, "one title a page"
    assert leaks(said(app)) == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_results_of_the_example_leak_no_code(language: str) -> None:
    app = visitor(language, "results", example="1")
    assert leaks(said(app)) == []


def test_every_page_keeps_the_language_switch_after_a_second_run() -> None:
    app = visitor("fr", "kpis")
    app.run()
    assert any(button.label == "English" for button in app.button)


def test_switching_the_language_loses_nothing() -> None:
    app = visitor("fr", "kpis", goal="loyalty", model="subscription", channels="email")
    before = [one.value for one in app.header]
    next(button for button in app.button if button.label == "English").click().run()
    assert not app.exception
    after = [one.value for one in app.header]
    assert len(before) == len(after)
    assert before != after


def test_names_from_a_file_never_wake_markdown() -> None:
    hostile = "[gagnez](http://x.test) $x^2$ :red[rouge] <b>gras</b>"
    data = planted.google_french().decode().replace(planted.CLICKBAIT, hostile).encode()
    app = upload(visitor("fr"), ("rapport.csv", data))
    app.switch_page("pages/results.py").run()
    assert not app.exception
    texts = [one.value for one in (*app.markdown, *app.subheader, *app.title)]
    awake = [text for text in texts if "gagnez" in text and "\\[gagnez" not in text]
    assert any("gagnez" in text for text in texts)
    assert awake == []


def test_two_visitors_never_see_each_others_files() -> None:
    one = upload(visitor("fr"), ("rapport.csv", planted.google_french()))
    other = visitor("fr", "data")
    assert "rapport.csv" in said(one).replace("\\", "")
    assert "rapport.csv" not in said(other).replace("\\", "")
    other.switch_page("pages/results.py").run()
    assert planted.CLICKBAIT not in said(other)


def test_a_goal_chosen_changes_the_set() -> None:
    first = visitor("fr", "kpis", goal="acquisition", model="ecommerce", channels="paid_search")
    second = visitor("fr", "kpis", goal="loyalty", model="ecommerce", channels="email")
    assert first.header[0].value != second.header[0].value


def test_files_added_beside_the_example_join_ones_own() -> None:
    app = upload(visitor("fr"), ("rapport.csv", planted.google_french()))
    app.switch_page("pages/home.py").run()
    app.button(key="home_example").click().run()
    upload(app, ("second.csv", planted.meta_english()))
    texts = said(app).replace("\\", "")
    assert "rapport.csv" in texts
    assert "second.csv" in texts


def test_a_warning_dismissed_no_longer_opens_the_results() -> None:
    app = visitor("fr", "results", example="1")
    opening = app.title[0].value
    while app.title[0].value == opening:
        put_aside = [b for b in app.button if str(b.key).startswith("dismiss_")]
        assert put_aside, "the warning that opens can be dismissed"
        put_aside[0].click().run()
    assert not app.exception
    assert opening.rstrip(".") not in said(app).splitlines()[0]


def test_days_that_are_all_the_days_change_nothing() -> None:
    app = visitor("fr", "results", example="1")
    before = said(app)
    radio = next(r for r in app.radio if str(r.key).startswith("period_choice"))
    radio.set_value(radio.options[-1]).run()
    assert not app.exception
    assert said(app) == before


def test_a_platform_never_met_in_a_real_file_wears_its_badge() -> None:
    head = "Campaign Id,Advertiser,Displays,Clicks,Cost,Sales,Revenue"
    data = f"{head}\n7,Maison,9000,90,45.5,3,240\n".encode()
    app = upload(visitor("en"), ("criteo.csv", data))
    assert app.subheader[0].value == "Criteo"
    assert "Documented, not yet seen" in said(app)
    app = upload(visitor("en"), ("g.csv", planted.google_french()))
    assert "Documented, not yet seen" not in said(app)


def test_an_answer_about_a_format_is_remembered_and_one_about_rows_is_not() -> None:
    head = "Date,Campaign,Clicks,Clicks,Cost\n"
    twice = "01/02/2026,A,1,2,3\n01/02/2026,A,1,2,3\n02/03/2026,A,4,5,6\n"
    app = upload(visitor("en"), ("june.csv", (head + twice).encode()))
    asked = {one.label: one for one in app.radio}
    assert len(asked) == 3, list(asked)
    for radio, answer in (("same name", "Clicks (2)"), ("exact", "all"), ("read two ways", "mdy")):
        one = next(r for r in app.radio if radio in r.label)
        one.set_value(answer).run()
    assert not app.radio
    later = twice.replace("/2026", "/2027")
    app = upload(app, ("july.csv", (head + later).encode()))
    assert [one.value for one in app.radio] == ["once"]


def daily(name: str, first: str, days: int) -> tuple[str, bytes]:
    start = date.fromisoformat(first)
    head = {
        "google.csv": "Day,Campaign,Currency code,Impr.,Clicks,Cost",
        "meta.csv": "Day,Campaign name,Currency,Impressions,Clicks (all),Amount spent (EUR)",
    }[name]
    lines = [f"{start + timedelta(days=n)},Generic,EUR,10000,200,100" for n in range(days)]
    return name, "\n".join([head, *lines, ""]).encode()


def test_a_file_that_begins_later_is_said_not_to_compare_and_how_many_weeks_it_takes() -> None:
    files = daily("google.csv", "2026-01-05", 112), daily("meta.csv", "2026-03-16", 42)
    app = upload(visitor("en"), *files)
    app.switch_page("pages/results.py").run()
    assert "Another 2 weeks will tell whether it moves" in said(app)
    radio = next(r for r in app.radio if str(r.key).startswith("period_choice"))
    radio.set_value(next(one for one in radio.options if "8" in one)).run()
    assert not app.exception
    assert "not compared: a file covers only one of the two periods" in said(app)


def test_a_line_that_only_wobbles_says_what_would_have_shown() -> None:
    texts = said(visitor("en", "results", example="1"))
    assert "no sign of change" in texts
    assert "Over these 26 weeks, a move of 23% or more would show." in texts


def test_a_doubt_about_the_data_is_not_called_too_much_spent() -> None:
    """Visits of one campaign are missing: its results cost what the others' do."""
    days = [date(2026, 3, 2) + timedelta(days=n) for n in range(84)]
    names = ("Curtains", "Bed linen", "Sofas", "Partner sites")
    ads = ["Day,Campaign,Campaign type,Currency code,Impr.,Clicks,Cost"]
    site = ["Session campaign,Date,Sessions,Engaged sessions"]
    for n, one in enumerate(days):
        for name in names:
            clicks = 60 + 5 * (n % 3)
            visits = round(clicks * (0.25 if name == "Partner sites" else 0.9))
            ads.append(f"{one},{name},Search,EUR,2000,{clicks},{clicks * 0.6:.2f}")
            site.append(f"{name},{one:%Y%m%d},{visits},{round(visits * 0.6)}")
    files = [(n, "\n".join(f).encode()) for n, f in (("ads.csv", ads), ("ga4.csv", site))]
    app = upload(visitor("en"), *files)
    app.switch_page("pages/results.py").run()
    assert "the site: some went missing" in app.title[0].value
    assert "1 campaign needs a closer look" in [one.value for one in app.subheader]
