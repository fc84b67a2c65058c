"""Cited documents: one identity for one document, what the registry adds and contradicts, and the graph."""

from __future__ import annotations

import xml.etree.ElementTree as ET  # reads what the project itself has written
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import patterns
from extractors import extract
from pipeline.cli import main
from pipeline.graph import Edge, Graph, Node, build, to_dot, to_graphml
from pipeline.normalise import normalise
from pipeline.normalise.cited import resolve_citations
from pipeline.normalise.numbers import read_number, slug
from pipeline.normalise.places import Named, resolve
from pipeline.normalise.registry import likeness
from pipeline.rows import Row, Tables, document_tables
from tests.publishing import publish

PLAN_DAY = date(2024, 5, 6)
HOME = resolve(Named("Tân Lập"), Named("Chợ Đồn", "huyện"), Named("Bắc Kạn"), before=True)
DOCUMENT: Row = {"commune": "Tân Lập", "district": "Chợ Đồn", "province": "Bắc Kạn", "issued_on": PLAN_DAY}


def cite(doc_type: str, number: str | None, day: str | None = None, issuer: str | None = None, **more: Any) -> Row:
    """A row of citations as the extractors make it."""
    return {
        "doc_type": doc_type, "number": number, "issued_on": date.fromisoformat(day) if day else None,
        "issuer": issuer, "subject": None, "quote": f"{doc_type} {number}", "rule": "symbol", "flags": [], **more,
    }  # fmt: skip


def resolved(*citations: Row) -> list[Row]:
    return resolve_citations(list(citations), DOCUMENT, HOME)


def law(name: str, day: str | None = None, quote: str | None = None) -> Row:
    return cite("Luật", None, day, subject=name, quote=quote or f"Luật {name}", rule="named_law")


IDENTITIES = [
    # Central documents: the symbol says who issued them.
    (cite("Quyết định", "749/QĐ-TTg", "2020-06-03", "Thủ tướng Chính phủ"), "quyet-dinh.749-qd-ttg.2020"),
    (cite("Quyết định", "749/QĐ-TTG", "2020-06-03"), "quyet-dinh.749-qd-ttg.2020"),
    (cite("Nghị quyết", "52-NQ/TW", "2019-09-27", "Bộ Chính trị"), "nghi-quyet.52-nq-tw.2019"),
    (cite("Nghị quyết", "52/NQ-TW", "2019-09-27"), "nghi-quyet.52-nq-tw.2019"),
    (cite("Nghị định", "73/2019/NĐ-CP"), "nghi-dinh.73-2019-nd-cp"),
    (cite("Nghị định", "73/2019/NĐCP"), "nghi-dinh.73-2019-nd-cp"),
    (cite("Nghị định", "123/2015/NĐ"), "nghi-dinh.123-2015-nd-cp"),
    (cite("Thông tư", "01/2022/TT-BTP", "2022-01-04", "Bộ trưởng Bộ Tư pháp"), "thong-tu.1-2022-tt-btp"),
    (cite("Công văn", "5406/BTTTT-CĐSQG", "2022-11-03"), "cong-van.5406-btttt-cdsqg.2022"),
    (cite("Văn bản", "2685/BTTTT-QLDN", "2021-07-21"), "cong-van.2685-btttt-qldn.2021"),
    (cite("Công văn", "7886/HD-BNV", "2025-09-14"), "huong-dan.7886-hd-bnv.2025"),
    (cite("Nghị quyết", "1202/NQ-UBTVQH15"), "nghi-quyet.1202-nq-ubtvqh15"),
    # Local ones: whose committee, with the unit's code; the committee and its chairman keep one register.
    (cite("Kế hoạch", "123/KH-UBND", "2023-06-27", "UBND huyện"),
     "ke-hoach.123-kh-ubnd.2023.ubnd-huyen-cho-don-064"),
    (cite("Kế hoạch", "123/KH-UBND", "2023-06-27", "UBND xã"), "ke-hoach.123-kh-ubnd.2023.ubnd-xa-tan-lap-02032"),
    (cite("Kế hoạch", "0123/KH-UBND", "2023-06-27", "Chủ tịch UBND tỉnh Bắc Kạn"),
     "ke-hoach.123-kh-ubnd.2023.ubnd-tinh-bac-kan"),
    (cite("Kế hoạch", "123/KH-UBND", "2024-06-27", "UBND tỉnh"), "ke-hoach.123-kh-ubnd.2024.ubnd-tinh-bac-kan"),
    (cite("Chương trình", "12-CTr/TU", "2022-01-04", "Ban Thường vụ Tỉnh ủy"),
     "chuong-trinh.12-ctr-tu.2022.tu-tinh-bac-kan"),
    (cite("Chương trình", "12-CTr/TU", "2022-01-04", "Tỉnh ủy Bắc Kạn"), "chuong-trinh.12-ctr-tu.2022.tu-tinh-bac-kan"),
    (cite("Tờ trình", "8/TTr-SNV", "2024-01-04", "Giám đốc Sở Nội vụ"),
     "to-trinh.8-ttr-snv.2024.so-noi-vu-tinh-bac-kan"),
    # Laws by name: those of the registry by their number.
    (law("Công nghệ thông tin", "2006-06-29"), "luat.67-2006-qh11"),
    (law("Giao dịch điện tử", quote="Luật Giao dịch\nđiện tử năm 2023"), "luat.20-2023-qh15"),
    (law("tổ chức Chính quyền địa phương", "2015-06-19"), "luat.77-2015-qh13"),
    (law("Trồng trọt", "2018-11-19"), "luat.luat-trong-trot.2018"),
    (cite("Đề án", None, subject="06", rule="nickname"), "quyet-dinh.6-qd-ttg.2022"),
    # Without year or issuer it could be any of several.
    (cite("Nghị quyết", "93/NQ-CP"), None),
    (cite("Quyết định", "104/QĐ-UBND", "2023-02-07"), None),
    (law("Giao dịch điện tử"), None),
    (cite("Kế hoạch", "02", "2023-01-01"), None),
]  # fmt: skip


@pytest.mark.parametrize(("citation", "expected"), IDENTITIES)
def test_identities(citation: Row, expected: str | None) -> None:
    (row,) = resolved(citation)
    assert row["cited_id"] == expected
    assert ("cited_unresolved" in row["flags"]) is (expected is None)


def test_one_number_in_two_districts_is_two_documents() -> None:
    ours, theirs = resolved(
        cite("Kế hoạch", "123/KH-UBND", "2023-06-27", "UBND huyện"),
        cite("Kế hoạch", "123/KH-UBND", "2023-06-27", "UBND huyện Gia Lâm, thành phố Hà Nội"),
    )
    assert ours["cited_id"] != theirs["cited_id"]
    assert theirs["issuer_body"] == "Ủy ban nhân dân huyện Gia Lâm, thành phố Hà Nội"
    assert (ours["cited_level"], theirs["cited_level"]) == ("district", "district")


def test_a_bare_mention_takes_date_and_issuer_from_the_same_text() -> None:
    whole, bare, short = resolved(
        cite("Quyết định", "735/QĐ-UBND", "2023-11-14", "UBND tỉnh"),
        cite("Quyết định", "735/QĐ-UBND"),
        cite("Quyết định", "735/QĐ"),
    )
    assert whole["cited_id"] == bare["cited_id"] == short["cited_id"]
    assert bare["cited_issued_on"] == date(2023, 11, 14)
    assert bare["issued_on"] is None
    assert bare["issuer_body"] is None
    assert bare["cited_issuer"] == "Ủy ban nhân dân tỉnh Bắc Kạn"
    assert short["cited_name"] == "Quyết định 735/QĐ-UBND"


def test_the_text_comes_before_the_registry() -> None:
    stated, bare = resolved(cite("Nghị quyết", "50/NQ-CP", "2024-03-13"), cite("Nghị quyết", "50/NQ-CP"))
    assert stated["cited_id"] == bare["cited_id"] == "nghi-quyet.50-nq-cp.2024"
    assert bare["cited_title"] is None


def test_a_text_that_gives_two_years_leaves_a_bare_mention_open() -> None:
    rows = resolved(
        cite("Nghị quyết", "50/NQ-CP", "2020-04-17"),
        cite("Nghị quyết", "50/NQ-CP", "2024-03-13"),
        cite("Nghị quyết", "50/NQ-CP"),
    )
    assert [row["cited_id"] for row in rows] == ["nghi-quyet.50-nq-cp.2020", "nghi-quyet.50-nq-cp.2024", None]


def test_the_registry_completes_a_mention_without_a_date() -> None:
    (row,) = resolved(cite("Quyết định", "749/QĐ-TTg"))
    assert (row["cited_issued_on"], row["cited_issuer"]) == (date(2020, 6, 3), "Thủ tướng Chính phủ")
    assert row["cited_title"].startswith("Chương trình Chuyển đổi số quốc gia")
    assert row["flags"] == ["cited_by_registry"]


CHECKED = [
    (cite("Quyết định", "749/QĐ-TTg", "2020-06-03", "Thủ tướng Chính phủ"), []),
    # A wrong day, a wrong year with the right day, a wrong year with the right title.
    (cite("Quyết định", "749/QĐ-TTg", "2020-06-13"), ["cited_date_differs"]),
    (cite("Quyết định", "749/QĐ-TTg", "2021-06-03"), ["cited_date_differs"]),
    (cite("Quyết định", "749/QĐ-TTg", "2021-07-05", subject="Chương trình Chuyển đổi số quốc gia đến năm 2025"),
     ["cited_date_differs"]),
    (law("An ninh mạng", "2018-06-21"), ["cited_date_differs"]),
    # Another document of that number.
    (cite("Quyết định", "749/QĐ-TTg", "2018-07-09", subject="khen thưởng thành tích"), []),
    # The issuer.
    (cite("Nghị định", "45/2020/NĐ-CP", "2020-04-08", "Thủ tướng Chính phủ"), ["cited_issuer_differs"]),
    (cite("Quyết định", "749/QĐ-TTg", "2020-06-03", "Thủ tướng"), []),
    (cite("Thông tư", "12/2022/TT-BTTTT", "2022-08-12", "Bộ trưởng Bộ TT&TT"), []),
    (cite("Thông tư", "12/2022/TT-BTTTT", "2022-08-12", "Bộ Khoa học và Công nghệ"), []),
    (cite("Thông tư", "12/2022/TT-BTTTT", "2022-08-12", "Bộ Công an"), ["cited_issuer_differs"]),
]  # fmt: skip


@pytest.mark.parametrize(("citation", "flags"), CHECKED)
def test_the_registry_checks_date_and_issuer(citation: Row, flags: list[str]) -> None:
    (row,) = resolved(citation)
    assert row["flags"] == flags
    assert (row["issued_on"], row["issuer"]) == (citation["issued_on"], citation["issuer"])
    if "cited_date_differs" in flags:
        assert row["cited_issued_on"] != row["issued_on"]


def test_of_two_laws_of_one_name_and_year_the_day_tells() -> None:
    rows = resolved(
        law("Tổ chức chính quyền địa phương", "2025-02-19"), law("Tổ chức chính quyền địa phương", "2025-06-16")
    )
    assert [row["cited_id"] for row in rows] == ["luat.65-2025-qh15", "luat.72-2025-qh15"]


def test_the_registry_is_sound() -> None:
    documents = patterns.load("registry")["documents"]
    assert len(documents) >= 60
    keys = set()
    for entry in documents:
        number = read_number(entry["number"], entry["type"], entry["date"].year)
        assert number is not None, entry
        # The number's own year and symbol agree with what stands beside it.
        assert number.year in (None, entry["date"].year), entry
        assert number.doc_type in (None, entry["type"]), entry
        assert number.issuer in (None, entry["issuer"]), entry
        keys.add((entry["type"], number.key, entry["date"].year))
    assert len(keys) == len(documents)


@given(st.integers(1, 99_999), st.sampled_from(["QĐ-TTg", "KH-UBND", "NQ-CP", "UBND-VX"]), st.sampled_from(["", "0"]))
def test_zeros_before_and_the_sign_between_do_not_matter(figures: int, symbol: str, zeros: str) -> None:
    usual = read_number(f"{figures}/{symbol}", "Quyết định", 2020)
    other = read_number(f"{zeros}{figures}-{symbol.replace('-', '/')}", "Quyết định", 2020)
    assert usual is not None
    assert other is not None
    assert usual.key == other.key == f"{figures}-{slug(symbol)}"


@given(st.text(max_size=60))
def test_any_number_is_read_or_refused(written: str) -> None:
    number = read_number(written, "Quyết định", None)
    assert number is None or number.key == slug(number.key)


def test_likeness_of_titles() -> None:
    title = "Chiến lược quốc gia phát triển kinh tế số và xã hội số đến năm 2025, định hướng đến năm 2030"
    assert likeness("phê duyệt Chiến lược phát triển kinh tế số và xã hội số", title) > 0.6
    assert likeness("khen thưởng các tập thể", title) < 0.3


PLAN = """ỦY BAN NHÂN DÂN
HUYỆN CHỢ ĐỒN
Số: 45/KH-UBND

Chợ Đồn, ngày 12 tháng 3 năm 2023
KẾ HOẠCH
Chuyển đổi số huyện Chợ Đồn năm 2023

Căn cứ Quyết định số 749/QĐ-TTg ngày 03/6/2020 của Thủ tướng Chính phủ;
Thực hiện Kế hoạch số 17/KH-UBND ngày 10/01/2023 của UBND tỉnh Bắc Kạn,
UBND huyện Chợ Đồn ban hành Kế hoạch như sau:
"""
COMMUNE_PLAN = """ỦY BAN NHÂN DÂN
XÃ TÂN LẬP
Số: 9/KH-UBND

Tân Lập, ngày 20 tháng 3 năm 2023
KẾ HOẠCH
Chuyển đổi số xã Tân Lập năm 2023

Căn cứ Quyết định số 749/QĐ-TTg ngày 03/6/2020 của Thủ tướng Chính phủ;
Thực hiện Kế hoạch số 45/KH-UBND ngày 12/3/2023 của UBND huyện Chợ Đồn, tỉnh Bắc Kạn về chuyển đổi số;
Kế hoạch số 45/KH-UBND là căn cứ để UBND xã tổ chức thực hiện.
"""


@pytest.fixture(scope="module")
def tables() -> Tables:
    texts = {"huyen.txt": PLAN, "xa.txt": COMMUNE_PLAN}
    return normalise(document_tables(extract(text.encode()), name, name) for name, text in texts.items())


def test_edges_lead_from_plan_to_plan_to_the_centre(tables: Tables) -> None:
    names = {row["doc_id"]: row["source_name"] for row in tables["documents"]}
    edges = {(names[edge["doc_id"]], edge["cited_id"]): edge for edge in tables["citation_edges"]}
    up = edges["xa.txt", "ke-hoach.45-kh-ubnd.2023.ubnd-huyen-cho-don-064"]
    assert (names[up["cited_doc_id"]], up["cited_level"]) == ("huyen.txt", "district")
    for source in names.values():
        top = edges[source, "quyet-dinh.749-qd-ttg.2020"]
        assert (top["cited_doc_id"], top["cited_level"], top["relation"], top["count"]) == (None, "central", "basis", 1)
    assert edges["huyen.txt", "ke-hoach.17-kh-ubnd.2023.ubnd-tinh-bac-kan"]["cited_level"] == "province"
    mentions = [edge["count"] for edge in tables["citation_edges"] if edge["cited_id"] == up["cited_id"]]
    assert sum(mentions) == 2


def test_the_graph_has_a_node_for_each_document(tables: Tables) -> None:
    graph = build(tables)
    assert {node.label for node in graph.nodes} == {
        "Kế hoạch 45/KH-UBND", "Kế hoạch 9/KH-UBND", "Kế hoạch 17/KH-UBND", "Quyết định 749/QĐ-TTg",
    }  # fmt: skip
    ids = {node.id for node in graph.nodes}
    assert len(ids) == len(graph.nodes)
    assert {end for edge in graph.edges for end in (edge.source, edge.target)} <= ids


HOSTILE = Graph(
    (
        Node("a", '"]; b [label="', "central", "<b>&amp;", "2020-01-01", "hai\ndòng \\", "a.txt"),
        Node("b", "]]>\x00\x0b", "", "", "", "", ""),
    ),
    (Edge("a", "b", "basis", 2),),
)


def test_graphml_of_hostile_names_is_read_back() -> None:
    root = ET.fromstring("\n".join(to_graphml(HOSTILE)))
    space = "{http://graphml.graphdrawing.org/xmlns}"
    first, second = root.iter(f"{space}node")
    data = {item.get("key"): item.text for item in first}
    assert (data["label"], data["issuer"], data["title"]) == ('"]; b [label="', "<b>&amp;", "hai\ndòng \\")
    assert [item.text for item in second] == ["]]>\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}"]
    (edge,) = root.iter(f"{space}edge")
    assert (edge.get("source"), edge.get("target")) == ("a", "b")
    assert {item.get("key"): item.text for item in edge} == {"relation": "basis", "count": "2"}


def test_dot_keeps_hostile_names_in_their_quotes() -> None:
    lines = list(to_dot(HOSTILE))
    assert lines[2].startswith('  "a" [label="\\"]; b [label=\\"", shape=box')
    assert 'tooltip="hai dòng \\\\"];' in lines[2]
    assert lines[-2] == '  "a" -> "b" [label="basis", weight=2];'
    assert (lines[0], lines[-1]) == ("digraph citations {", "}")


def test_the_command_writes_the_graph_of_a_release(tables: Tables, tmp_path: Path) -> None:
    folder = publish(tmp_path, tables).folder
    runner = CliRunner()
    from_all, from_one = (runner.invoke(main, ["graph", str(path)]) for path in (tmp_path, folder))
    assert from_all.exit_code == from_one.exit_code == 0, from_all.output
    assert from_all.output == from_one.output
    assert len(list(ET.fromstring(from_all.output).iter("{http://graphml.graphdrawing.org/xmlns}node"))) == 4
    dot = runner.invoke(main, ["graph", str(tmp_path), "--format", "dot"])
    assert "Kế hoạch 45/KH-UBND" in dot.output


def test_the_command_says_what_is_missing(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["graph", str(tmp_path)])
    assert result.exit_code == 1
    assert "holds no data set" in result.output
    assert "kehoach run" in result.output
