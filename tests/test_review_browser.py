"""Reviewing in a real browser: by keyboard alone, by marking text, two at once, and after the rules have changed."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, sync_playwright

from pipeline.cli import main
from pipeline.rows import Tables
from tests.review_pages import Desks

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed (apt-get install chromium)")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def address(desks: Desks) -> Iterator[str]:
    """The address of a real server on the pages."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(desks.app(), host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


def opened(browser: Browser, url: str) -> Page:
    """A page of a new visitor, on which no error of script or policy may happen."""
    page = browser.new_context().new_page()
    page.set_default_timeout(60_000)

    def told(message: Any) -> None:
        if message.type == "error" and "favicon" not in str(message.location):
            raise AssertionError(message.text)

    page.on("console", told)
    page.goto(url)
    return page


def markable(page: Page) -> None:
    """Words are made once somebody is about to mark some."""
    page.hover("#sheet")
    page.wait_for_selector("#sheet[data-ready=yes]")


def press(page: Page, key: str) -> None:
    """A key that leads to another page."""
    before = page.url
    page.keyboard.press(key)
    page.wait_for_url(lambda url: url != before)


def says(page: Page) -> str:
    return page.locator("main").inner_text()


def test_a_value_is_corrected_by_keyboard_alone_and_lasts(browser: Browser, desks: Desks, address: str) -> None:
    row = desks.target(90)
    page = opened(browser, address)
    # From the queue, with no filter, to the wanted record with nothing but keys.
    press(page, "n")
    assert "/record/documents/" in page.url
    while row["record_id"] not in page.url:
        press(page, "n")
    page.keyboard.press("e")
    page.keyboard.type("95")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.keyboard.type("line 7 says 95")
    page.keyboard.press("Enter")
    page.wait_for_selector(".message:not(.failed)")
    desks.run()
    corrected = desks.target(95)
    assert corrected["record_id"] == row["record_id"]
    assert (corrected["review_status"], corrected["original"]) == ("corrected", [{"field": "value", "value": "90"}])
    traced = CliRunner().invoke(
        main, ["trace", row["record_id"], "--dataset", str(desks.out), "--sources", str(desks.folder)]
    )
    assert "lan: edit value 90 → 95 [applied] (line 7 says 95)" in traced.output
    page.goto(f"{address}/trace/{row['record_id']}")
    assert "Giá trị: 90 → 95" in says(page)
    assert "Tệp còn nguyên" in says(page)


def test_history_writes_numbers_as_the_page_does(browser: Browser, desks: Desks, address: str) -> None:
    row = desks.target(90)
    page = opened(browser, f"{address}/record/targets/{row['record_id']}")
    page.fill("input[name=value]", "91,5")
    page.click("button.main")
    page.wait_for_selector(".message:not(.failed)")
    for language, said in (("vi", "Giá trị: 90 → 91,5"), ("en", "Value 90 → 91.5")):
        page.goto(f"{address}/trace/{row['record_id']}?lang={language}")
        assert said in says(page)


def test_words_of_the_queue_stay_whole_on_a_phone(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.set_viewport_size({"width": 390, "height": 844})
    cells = page.eval_on_selector_all(".queue td", "cells => cells.map(cell => cell.clientWidth)")
    assert min(cells) > 300


def test_reject_undo_and_zoom_by_single_keys(browser: Browser, desks: Desks, address: str) -> None:
    url = f"{address}/record/targets/{desks.target(80)['record_id']}"
    page = opened(browser, url)
    page.keyboard.press("+")
    assert page.locator(".lines.zoom-2").count() == 1
    page.keyboard.press("r")
    page.wait_for_selector(".message")
    page.goto(url)
    assert "Đã loại" in says(page)
    page.keyboard.press("u")
    page.wait_for_selector(".message")
    assert "Chưa xem" in says(page)
    page.keyboard.press("?")
    assert page.locator("#keys[open]").count() == 1
    page.keyboard.press("r")
    assert page.url.startswith(url), "while the keys are listed they do nothing"
    page.keyboard.press("?")
    assert page.locator("#keys[open]").count() == 0


def test_a_key_pressed_twice_counts_once_and_the_last_record_is_one_key_away(
    browser: Browser, desks: Desks, address: str
) -> None:
    url = f"{address}/record/targets/{desks.target(80)['record_id']}"
    page = opened(browser, url)
    page.evaluate("for (let n = 0; n < 2; n += 1) document.dispatchEvent(new KeyboardEvent('keydown', { key: 'a' }))")
    page.wait_for_selector(".message:not(.failed)")
    assert [entry.action for entry in desks.log().entries()] == ["confirm"]
    press(page, "b")
    assert page.url.startswith(url)
    assert "Đã xác nhận" in says(page)


def test_the_main_button_says_whether_something_was_changed(browser: Browser, desks: Desks, address: str) -> None:
    page = opened(browser, f"{address}/record/targets/{desks.target(80)['record_id']}")
    assert page.locator("button.main").inner_text().startswith("Chấp nhận")
    page.keyboard.press("c")
    page.keyboard.type("a comment")
    assert page.locator("button.main").inner_text().startswith("Chấp nhận")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    page.keyboard.type("81")
    assert page.locator("button.main").inner_text().startswith("Lưu thay đổi")


def test_a_missed_record_is_added_by_marking_its_words(browser: Browser, desks: Desks, address: str) -> None:
    doc_id = desks.target(90)["doc_id"]
    page = opened(browser, f"{address}/document/{doc_id}/1")
    markable(page)
    line = page.locator("li[data-line='5'] .w")
    line.nth(0).click()
    line.nth(4).click(modifiers=["Shift"])
    assert page.locator("#marked-words q").inner_text() == "Chuyển đổi số năm 2025"
    page.get_by_role("button", name="Chỉ tiêu").click()
    page.wait_for_selector("input[name=value]")
    page.fill("input[name=value]", "50")
    page.fill("textarea[name=subject]", "Chuyển đổi số")
    page.click("button.main")
    page.wait_for_selector(".message:not(.failed)")
    desks.run()
    added = desks.target(50)
    assert (added["review_status"], added["line_start"], added["quote"], added["subject"]) == (
        "added", 5, "Chuyển đổi số năm 2025", "Chuyển đổi số",
    )  # fmt: skip


def test_a_missed_record_is_added_by_keyboard_alone(browser: Browser, desks: Desks, address: str) -> None:
    row = desks.target(80)
    page = opened(browser, f"{address}/record/targets/{row['record_id']}")
    press(page, "d")
    page.keyboard.press("m")
    page.wait_for_selector(".w.on")
    for _ in range(row["line_start"] - 1):
        page.keyboard.press("ArrowDown")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    assert page.locator("#marked-words q").inner_text() == "Phấn đấu 80% cán"
    press(page, "2")
    page.keyboard.press("1")
    page.keyboard.type("81,5")
    page.keyboard.press("Enter")
    page.wait_for_selector(".message:not(.failed)")
    desks.run()
    added = desks.target(81.5)
    assert (added["review_status"], added["line_start"], added["quote"]) == ("added", 8, "Phấn đấu 80% cán")


def test_a_record_is_moved_by_keys(browser: Browser, desks: Desks, address: str) -> None:
    row = desks.target(90)
    page = opened(browser, f"{address}/record/targets/{row['record_id']}")
    page.keyboard.press("m")
    page.wait_for_selector(".w.on")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    for _ in range(2):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    assert page.locator("#marked-words q").inner_text() == "90% hồ sơ"
    page.keyboard.press("a")
    page.wait_for_selector(".message:not(.failed)")
    desks.run()
    assert desks.target(90)["quote"] == "90% hồ sơ"


def test_of_two_browsers_on_one_record_the_second_is_told(browser: Browser, desks: Desks, address: str) -> None:
    url = f"{address}/record/targets/{desks.target(90)['record_id']}"
    first, second = opened(browser, url), browser.new_context().new_page()
    second.goto(url)
    for page, value in ((first, "95"), (second, "96")):
        page.fill("input[name=value]", value)
        page.click("button.main")
        page.wait_for_selector(".message")
    assert "lan vừa xác nhận bản ghi này lúc" in second.locator(".message.failed").first.inner_text()
    assert second.input_value("input[name=value]") == "96", "what was typed is not lost"
    second.click("button.main")
    second.wait_for_selector(".message:not(.failed)")
    desks.run()
    assert desks.target(96)["original"] == [{"field": "value", "value": "90"}]


def test_a_conflict_after_a_change_of_rules_comes_first(browser: Browser, desks: Desks, address: str) -> None:
    row = desks.target(90)
    page = opened(browser, f"{address}/record/targets/{row['record_id']}")
    page.fill("input[name=value]", "95")
    page.click("button.main")
    page.wait_for_selector(".message")

    def other_rules(tables: Tables) -> Tables:
        changed = [{**r, "value": 9.0, "record_id": "f" * 24} if r["value"] == 90 else r for r in tables["targets"]]
        return {**tables, "targets": changed}

    desks.run(change=other_rules)
    assert "review_conflict" in desks.target(95)["flags"]
    page.goto(f"{address}/")
    assert "Mâu thuẫn" in page.locator("tbody tr").first.inner_text()
    page.locator("tbody tr a").first.click()
    page.wait_for_selector(".message.failed")
    assert "Máy đọc: 9" in says(page)
    page.click("button.main")
    page.wait_for_selector(".message:not(.failed)")
    desks.run(change=other_rules)
    settled = desks.target(95)
    assert (settled["review_status"], "review_conflict" in settled["flags"]) == ("corrected", False)


#: Texts whose contrast with what is behind them is below what WCAG 2.2 asks for at level AA (1.4.3).
FAINT = """() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => channels(color).slice(0, 3).map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (channels(color)[3] !== 0) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const faint = [];
  let seen = 0;
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!(own || element.matches("input, select, textarea")) || !element.checkVisibility()) continue;
    if (element.closest("svg, option") || element.disabled) continue;
    seen += 1;
    const [one, other] = [light(getComputedStyle(element).color), light(behind(element))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    if (ratio < 4.5) faint.push(`${element.tagName}.${element.className}: ${ratio.toFixed(2)}`);
  }
  return { seen, faint };
}"""
#: Whether what has the focus shows it, and what it is.
FOCUS = """() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  return [element.outerHTML.slice(0, 80), element === document.body
    || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)];
}"""


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (820, 1180), (390, 844)])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_fit_desktop_tablet_and_phone_and_can_be_read(
    browser: Browser, desks: Desks, address: str, width: int, height: int, language: str
) -> None:
    row = desks.target(90)
    page = opened(browser, f"{address}/?lang={language}")
    page.set_viewport_size({"width": width, "height": height})
    record = f"/record/targets/{row['record_id']}"
    for path in ("/", record, f"/record/documents/{row['doc_id']}", f"/document/{row['doc_id']}/1",
                 f"/trace/{row['record_id']}", f"/add/targets/{row['doc_id']}?mark=1,7,0,1,7,8"):  # fmt: skip
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.documentElement.lang") == language
        page.keyboard.press("?")
        contrast = page.evaluate(FAINT)
        page.keyboard.press("?")
        assert contrast["seen"] > 40, path
        assert contrast["faint"] == [], path
        for _ in range(12):
            page.keyboard.press("Tab")
            what, shown = page.evaluate(FOCUS)
            assert shown, what
    page.goto(address + record)
    other = {"vi": "English", "en": "Tiếng Việt"}[language]
    page.get_by_role("link", name=other).click()
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.lang") != language
    assert record in page.url
