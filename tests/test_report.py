"""The report as its readers meet it: in a browser, offline, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from click.testing import CliRunner
from markupsafe import Markup

from extractors import extract
from pipeline.cli import main
from pipeline.dataset import open_dataset
from pipeline.report import heatmap, report
from pipeline.report.columns import COLUMNS
from pipeline.report.strips import bar, draw, spread
from pipeline.report.words import alphabetical, both, bounded, label, number, plain_label
from pipeline.rows import document_tables
from tests.conftest import read_samples
from tests.publishing import complete_documents, publish, publish_documents
from tests.synthetic import documents

CHROMIUM = Path("/usr/bin/chromium")
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;{{7*7}}\u202e"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data set whose names and texts are made to run in a browser."""
    tables = read_samples()
    for document in tables:
        (row,) = document["documents"]
        for name in ("source_name", "commune", "issuer", "province", "doc_type", "doc_number", "title"):
            row[name] = HOSTILE if row[name] else None
        for record in [*document["targets"], *document["citations"], *document["budget_lines"]]:
            record["quote"] = HOSTILE
        for record in document["budget_lines"]:
            record["column"] = record["source"] = record["unit"] = HOSTILE
    out = tmp_path_factory.mktemp("hostile") / "outputs"
    unread = {"source_name": HOSTILE, "source_uri": "x", "sha256": None, "state": "quarantined", "reason": "empty"}
    publish(out, complete_documents(tables), inputs=[unread])
    return out


@pytest.fixture(scope="module")
def page(published_samples: Path) -> lxml.html.HtmlElement:
    return shown_in("vi", report(open_dataset(published_samples), "vi"))


def shown_in(language: str, text: str) -> lxml.html.HtmlElement:
    """The page as one language has it."""
    page = lxml.html.document_fromstring(text)
    for other in page.xpath("//span[@class='vi' or @class='en'][@class!=$language]", language=language):
        other.drop_tree()
    return page


def texts(page: lxml.html.HtmlElement, path: str) -> list[str]:
    return [" ".join(" ".join(element.itertext()).split()) for element in page.xpath(path)]


def test_every_link_leads_somewhere_in_the_page(page: lxml.html.HtmlElement) -> None:
    targets = set(page.xpath("//@id"))
    links = page.xpath("//a/@href")
    assert len(links) > 300
    assert [link for link in links if not link.startswith("#") or link[1:] not in targets] == []
    assert len(targets) == len(page.xpath("//@id"))


def test_a_number_leads_to_document_line_and_quote(page: lxml.html.HtmlElement) -> None:
    (cell,) = page.xpath("//table[@class='map']//tr[th[contains(., 'Hưng Đạo')]]/td/a[contains(., '> 80')]")[:1]
    (row,) = page.xpath(f"//tr[@id='{cell.get('href')[1:]}']")
    line, quote, record = (" ".join(td.text_content().split()) for td in row.iterfind("td"))
    assert line.startswith("1")
    assert "80%" in quote
    assert record == row.get("id")
    assert "Hưng Đạo" in row.getparent().getparent().find("caption").text_content()


def test_all_documents_are_counted_and_listed(page: lxml.html.HtmlElement) -> None:
    assert texts(page, "//section[@id='coverage']//table[caption[contains(., 'Theo tỉnh')]]//tbody/tr") == [
        "Thanh Hóa 3",
        "Hải Dương 1",
        "Quảng Ngãi 1",
    ]
    assert len(page.xpath("//table[contains(@class, 'document_list')]/tbody/tr")) == 5


def test_the_findings_stand_with_their_lines(page: lxml.html.HtmlElement) -> None:
    (row,) = page.xpath("//table[contains(@class, 'problems')]//tr[contains(., 'values_contradict')]")
    assert [link.text_content() for link in row.iter("a")] == ["163", "405"]
    assert "75 % và 50 %" in row.text_content()


def test_the_least_the_median_and_the_greatest_value_are_values_of_documents(page: lxml.html.HtmlElement) -> None:
    (row,) = page.xpath("//tr[@id='i-health-record']")
    assert [" ".join(td.text_content().split()) for td in row.iterfind("td")] == [
        "4", "70", "75", "92", "90 2025", "1", ""
    ]  # fmt: skip
    assert row.find(".//svg") is not None


def test_budgets_are_shown_without_a_unit_where_none_is_stated(page: lxml.html.HtmlElement) -> None:
    (row,) = texts(
        page, "//table[contains(@class, 'budgets_by_place')]//tr[contains(., 'Nhu cầu') and contains(., 'NS tỉnh')]"
    )
    assert "tổng cộng 4.700 Không ghi đơn vị" in row


def test_years_and_stages_of_planning_are_no_sources(tmp_path: Path) -> None:
    samples = read_samples()
    lines = next(document["budget_lines"] for document in samples if document["budget_lines"])
    for row in lines:
        row["source"] = {"NS tỉnh": "Năm 2028", "Nguồn khác": "Vốn sự nghiệp"}.get(row["source"], row["source"])
    publish(tmp_path, complete_documents(samples))
    page = lxml.html.document_fromstring(report(open_dataset(tmp_path), "vi"))
    assert "Năm 2028" not in texts(page, "//table[contains(@class, 'budgets_by_source')]/tbody/tr/th")
    assert "Vốn sự nghiệp" in texts(page, "//table[contains(@class, 'budgets_by_source')]/tbody/tr/th")


def test_a_total_over_sources_is_no_source(page: lxml.html.HtmlElement) -> None:
    assert texts(page, "//table[contains(@class, 'budgets_by_source')]/tbody/tr/th") == ["NS tỉnh", "Nguồn khác"]


def test_days_are_written_as_each_language_does(published_samples: Path) -> None:
    text = report(open_dataset(published_samples), "vi")
    row = "//table[contains(@class, 'cited')]/tbody/tr[contains(., '749/QĐ-TTg')]/td[1]"
    assert texts(shown_in("vi", text), row) == ["3/6/2020"]
    assert texts(shown_in("en", text), row) == ["2020-06-03"]


def test_tasks_are_counted_and_lead_to_their_lines(page: lxml.html.HtmlElement) -> None:
    assert texts(page, "//section[@id='tasks']//table[caption[.='Theo đơn vị']]//tbody/tr") == [
        "phường Ngọc Sơn, Thanh Hóa 12"
    ]
    rows = page.xpath("//table[contains(@class, 'task_list')]/tbody/tr")
    assert len(rows) == 12
    (link,) = rows[0].iter("a")
    assert page.xpath(f"//details//table[@class='evidence']//tr[@id='{link.get('href')[1:]}']")


def test_values_of_the_header_stand_with_their_words(page: lxml.html.HtmlElement) -> None:
    (row,) = page.xpath("//table[contains(@class, 'document_list')]/tbody/tr[contains(., '40/KH-UBND')]")
    assert "40/KH-UBND" in [" ".join(quote.text_content().split()) for quote in row.iter("q")]


#: On how many lines each word of an element stands that is shown.
LINES_OF_WORDS = """head => {
  const text = [...head.querySelectorAll("span")].find((part) => part.checkVisibility()).firstChild;
  return [...text.data.matchAll(/\\S+/g)].map((word) => {
    const range = document.createRange();
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    return range.getClientRects().length;
  });
}"""


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
def test_the_head_of_places_breaks_between_words_only(
    browser: Any, tmp_path: Path, viewport: dict[str, int], language: str
) -> None:
    samples = read_samples()
    for document in samples:
        document["documents"][0]["media_type"] = "application/pdf"
    publish(tmp_path / "outputs", complete_documents(samples))
    out = tmp_path / "report.html"
    out.write_text(report(open_dataset(tmp_path / "outputs"), language), encoding="utf-8")
    page = browser.new_page(viewport=viewport)
    page.goto(out.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    assert page.locator(".evidence thead th").first.evaluate(LINES_OF_WORDS) == [1, 1]
    page.close()


def test_evidence_says_by_what_its_places_count(published_samples: Path) -> None:
    text = report(open_dataset(published_samples), "vi")
    assert set(texts(shown_in("vi", text), "//table[@class='evidence']/thead/tr/th[1]")) == {"Dòng"}
    assert "kehoach trace RECORD_ID" in texts(shown_in("en", text), "//section[@id='evidence']/p")[0]


def test_files_of_one_name_in_quarantine_are_told_apart(tmp_path: Path) -> None:
    state = {"sha256": None, "state": "quarantined", "reason": "not_vietnamese"}
    unread = [
        {"source_name": Path(uri).name, "source_uri": uri, **state} for uri in ("a/README.md", "b/README.md", "b/x.pdf")
    ]
    publish(tmp_path, complete_documents(read_samples()), inputs=unread)
    page = shown_in("vi", report(open_dataset(tmp_path), "vi"))
    files = texts(page, "//table[contains(@class, 'quarantine')]/tbody/tr/th")
    assert files == ["a/README.md", "b/README.md", "x.pdf"]


def test_every_table_has_a_caption_and_heads(page: lxml.html.HtmlElement) -> None:
    for table in page.iter("table"):
        assert table.find("caption").text_content().strip()
        assert table.findall("thead/tr/th[@scope='col']")


def test_the_same_data_set_gives_the_same_bytes(published_samples: Path, tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        arguments = ["report", str(published_samples), "--out", str(tmp_path / name)]
        assert CliRunner().invoke(main, arguments).exit_code == 0
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_nothing_of_a_document_becomes_mark_up(hostile: Path) -> None:
    page = lxml.html.document_fromstring(report(open_dataset(hostile), "vi"))
    assert len(page.xpath("//script")) == 1
    assert page.xpath("//img | //@onerror") == []
    assert "{{7*7}}\\u202e" in page.text_content()
    assert "\u202e" not in page.text_content()


def test_records_lead_to_the_review_application(published_samples: Path) -> None:
    page = lxml.html.document_fromstring(report(open_dataset(published_samples), "en", "http://127.0.0.1:8765/"))
    links = page.xpath("//table[@class='evidence']//td/a/@href")
    assert links
    assert all(link.startswith("http://127.0.0.1:8765/trace/") for link in links)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--link", "javascript:alert(1)"], "Give an address that begins with http:// or https://."),
        (["--out", "/dev/null/report.html"], "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said(published_samples: Path, arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(main, ["report", str(published_samples), *arguments])
    assert result.exit_code == 1
    assert message in result.stderr


def test_a_large_map_shows_what_most_places_have_and_says_so(
    published_samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heatmap, "SHOWN_INDICATORS", 3)
    monkeypatch.setattr(heatmap, "SHOWN_PLACES", 2)
    page = shown_in("en", report(open_dataset(published_samples), "en"))
    assert len(page.xpath("//table[@class='map']/thead/tr/th")) == 4
    assert len(page.xpath("//table[@class='map']/tbody/tr")) == 2
    notes = texts(page, "//section[@id='heatmap']/p[@class='note']")
    assert any("Shown 3 of" in note and "2 of 5 places" in note for note in notes)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip(f"Chromium is not installed at {CHROMIUM}: the report is not looked at in a browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="module", params=["samples", "hostile"])
def file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    name = {"samples": "published_samples", "hostile": "hostile"}[request.param]
    out = tmp_path_factory.mktemp("report") / "báo cáo.html"
    out.write_text(report(open_dataset(request.getfixturevalue(name)), "vi"), encoding="utf-8")
    return out


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_it_opens_offline_quietly_and_fits(browser: Any, file: Path, viewport: dict[str, int]) -> None:
    page = browser.new_page(viewport=viewport)
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    page.click("#document_list summary")
    assert said == []
    assert asked == [file.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    page.close()


def test_on_a_phone_rows_are_cards_that_say_what_each_number_is(browser: Any, file: Path) -> None:
    page = browser.new_page(viewport=PHONE)
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    wider = "parts => parts.filter(part => part.scrollWidth > part.clientWidth).map(part => part.innerText)"
    assert page.locator(".scroll:has(.cards)").count() == len(COLUMNS)
    assert page.eval_on_selector_all(".scroll:has(.cards)", wider) == []
    said = "cell => getComputedStyle(cell, '::before').content"
    least = page.locator(".distribution tbody tr").first.locator("td").nth(1)
    assert least.evaluate(said) == '"Thấp nhất"'
    page.click("[data-language=en]")
    assert least.evaluate(said) == '"Least"'
    page.set_viewport_size(DESKTOP)
    assert least.evaluate(said) == "none"
    page.close()


def test_a_row_has_a_cell_for_each_column(page: lxml.html.HtmlElement) -> None:
    tables = {table.get("class").split()[0]: table for table in page.xpath("//table[contains(@class, 'cards')]")}
    assert tables.keys() == COLUMNS.keys()
    for name, keys in COLUMNS.items():
        assert {len(row) for row in tables[name].iter("tr")} == {len(keys)}, name


def test_the_language_is_switched_by_keyboard(browser: Any, file: Path) -> None:
    page = browser.new_page(viewport=PHONE)
    page.goto(file.as_uri())
    assert page.inner_text("h1") == "Báo cáo bộ dữ liệu kế hoạch chuyển đổi số"
    page.focus("[data-language=en]")
    page.keyboard.press("Enter")
    assert page.inner_text("h1") == "Report on the data set of digital transformation plans"
    assert page.title() == "Report on the data set of digital transformation plans"
    assert page.get_attribute("html", "lang") == "en"
    assert page.get_attribute("[data-language=en]", "aria-pressed") == "true"
    page.close()


def test_a_cell_leads_to_its_evidence_and_a_count_to_its_documents(browser: Any, file: Path) -> None:
    page = browser.new_page(viewport=DESKTOP)
    page.goto(file.as_uri())
    cell = page.locator(".map td a").first
    record = (cell.get_attribute("href") or "")[1:]
    cell.click()
    row = page.locator(f"tr[id='{record}']")
    row.wait_for(state="visible")
    box = row.bounding_box()
    # The document's name stays in sight above it.
    named = page.locator("details", has=row).locator("summary").bounding_box()
    assert 0 <= named["y"] < named["y"] + named["height"] <= box["y"] < DESKTOP["height"]
    page.locator("[data-column=level]").filter(has_text="3").click()
    assert page.locator("#document_list tbody tr:visible").count() == 3
    page.click("#show-all")
    assert page.locator("#document_list tbody tr:visible").count() == 5
    page.close()


def test_a_long_list_is_closed_and_a_link_into_it_opens_it(browser: Any, tmp_path: Path) -> None:
    many = [document_tables(extract(one.text.encode()), one.name, one.name) for one in documents(20)]
    publish_documents(tmp_path / "outputs", many)
    out = tmp_path / "report.html"
    out.write_text(report(open_dataset(tmp_path / "outputs"), "vi"), encoding="utf-8")
    page = browser.new_page(viewport=PHONE)
    page.goto(out.as_uri())
    found = page.locator(".problems tbody tr")
    assert found.count() > 60
    assert found.filter(visible=True).count() == 0
    count = page.locator(".kinds a").last
    count.click()
    row = page.locator(f"[id='{(count.get_attribute('href') or '')[1:]}']")
    assert row.is_visible()
    assert 0 <= row.bounding_box()["y"] < PHONE["height"]
    page.close()


def test_every_label_is_there_in_both_languages() -> None:
    from pipeline.report.words import _labels

    for key, words in _labels().items():
        assert set(words) == {"vi", "en"}, key
        assert all(words.values()), key


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        (90.0, "90", "90"),
        (99.5, "99,5", "99.5"),
        (7100, "7.100", "7,100"),
        (1234567.891, "1.234.567,891", "1,234,567.891"),
        (152416.68599999996, "152.416,686", "152,416.686"),
    ],
)
def test_numbers_are_written_as_each_language_does(value: float, vietnamese: str, english: str) -> None:
    assert number(value) == both(vietnamese, english)


def test_bounds_stand_before_their_values() -> None:
    row = {"value": 60.0, "value_high": 70.0, "comparator": ">="}
    assert bounded(row) == "≥ 60–70"
    assert bounded({**row, "value_high": None, "comparator": "<"}) == Markup("&lt; 60")


def test_vietnamese_names_are_sorted_as_people_do() -> None:
    names = ["Đà Nẵng", "Cà Mau", "Điện Biên", "Bắc Ninh", "Hà Nội", "An Giang", None]
    assert sorted(names, key=alphabetical) == [
        "An Giang", "Bắc Ninh", "Cà Mau", "Đà Nẵng", "Điện Biên", "Hà Nội", None
    ]  # fmt: skip


def test_labels_are_escaped_and_unknown_ones_refused() -> None:
    assert (
        both("a < b", "a > b") == '<span class="vi" lang="vi">a &lt; b</span><span class="en" lang="en">a &gt; b</span>'
    )
    assert plain_label("findings", "en") == "Findings"
    with pytest.raises(KeyError):
        label("no such label")


def test_strips_are_cut_from_one_figure() -> None:
    drawn = draw([bar(1.0), spread([10.0, 50.0, 60.0, 90.0], 80.0), bar(0.0)])
    boxes = [lxml.html.fragment_fromstring(strip).get("viewbox") for strip in drawn]
    assert boxes == ["0 0 160 18", "0 18 160 18", "0 36 160 18"]
    classes = [path.get("class") for path in lxml.html.fragment_fromstring(drawn[1]).iter("path")]
    assert classes == ["scale", "range", "middle", "values", "median", "national"]
    assert draw([]) == []
