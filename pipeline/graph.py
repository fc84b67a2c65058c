"""The citation graph of a release as GraphML or DOT, for programs that draw and measure graphs.

Nodes are documents: those of the data set and those that they cite, one each, by their identity. Edges run from
the citing document to the cited one. GraphML: http://graphml.graphdrawing.org/; DOT:
https://graphviz.org/doc/info/lang.html.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from xml.sax.saxutils import escape as escape_xml
from xml.sax.saxutils import quoteattr

import regex

from pipeline.dataset import open_dataset
from pipeline.rows import Row, Tables

_TABLES = {
    "documents": [
        "doc_id",
        "cited_id",
        "source_name",
        "doc_type",
        "doc_number",
        "issued_on",
        "issuer_body",
        "issuer_level",
        "title",
    ],
    "citations": ["cited_id", "cited_name", "cited_issued_on", "cited_issuer", "cited_title", "cited_level"],
    "citation_edges": ["doc_id", "cited_id", "cited_doc_id", "relation", "count"],
}
# XML 1.0 has no way of writing these, not even escaped.
_NO_XML = regex.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Node:
    """A document; texts are empty where unknown. `source` is the file's name for those of the data set."""

    id: str
    label: str
    level: str
    issuer: str
    issued_on: str
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class Edge:
    """One document cites another; `count` mentions say so."""

    source: str
    target: str
    relation: str
    count: int


@dataclass(frozen=True)
class Graph:
    """Nodes by first appearance, edges in the order of the table."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def read_graph(dataset: Path) -> Graph:
    """The graph of a data set: of the current release in the folder of releases, or of a release's own folder."""
    release = open_dataset(dataset)
    return build({table: release.rows(table, names) for table, names in _TABLES.items()})


def build(tables: Tables) -> Graph:
    """The graph of the tables of a release."""
    nodes = {row["doc_id"]: _own_node(row) for row in tables["documents"]}
    node_of = {row["cited_id"]: row["cited_id"] for row in tables["citation_edges"]}
    node_of |= {row["cited_id"]: row["cited_doc_id"] for row in tables["citation_edges"] if row["cited_doc_id"]}
    for row in tables["citations"]:
        if row["cited_id"] is not None and node_of[row["cited_id"]] not in nodes:
            nodes[row["cited_id"]] = _cited_node(row)
    edges = (
        Edge(row["doc_id"], node_of[row["cited_id"]], row["relation"], row["count"]) for row in tables["citation_edges"]
    )
    return Graph(tuple(nodes.values()), tuple(edges))


def _own_node(row: Row) -> Node:
    named = [row["doc_type"], row["doc_number"]]
    label = " ".join(filter(None, named)) if row["doc_number"] else row["source_name"]
    texts = (row["issuer_level"], row["issuer_body"], row["issued_on"], row["title"], row["source_name"])
    return Node(row["doc_id"], label, *_texts(*texts))


def _cited_node(row: Row) -> Node:
    texts = (row["cited_level"], row["cited_issuer"], row["cited_issued_on"], row["cited_title"], None)
    return Node(row["cited_id"], row["cited_name"], *_texts(*texts))


def _texts(*values: object) -> tuple[str, ...]:
    return tuple(str(value) if value is not None else "" for value in values)


def to_graphml(graph: Graph) -> Iterator[str]:
    """The graph in GraphML, line by line."""
    node_fields = [name for name in Node.__dataclass_fields__ if name != "id"]
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    for name in node_fields:
        yield f'  <key id="{name}" for="node" attr.name="{name}" attr.type="string"/>'
    yield '  <key id="relation" for="edge" attr.name="relation" attr.type="string"/>'
    yield '  <key id="count" for="edge" attr.name="count" attr.type="int"/>'
    yield '  <graph id="citations" edgedefault="directed">'
    for node in graph.nodes:
        yield f"    <node id={_attribute(node.id)}>{_data(asdict(node), node_fields)}</node>"
    for edge in graph.edges:
        ends = f"source={_attribute(edge.source)} target={_attribute(edge.target)}"
        yield f"    <edge {ends}>{_data(asdict(edge), ['relation', 'count'])}</edge>"
    yield "  </graph>"
    yield "</graphml>"


def _data(values: dict[str, object], names: Iterable[str]) -> str:
    return "".join(
        f'<data key="{name}">{escape_xml(_clean(str(values[name])))}</data>' for name in names if values[name]
    )


def _attribute(text: str) -> str:
    return quoteattr(_clean(text))


def _clean(text: str) -> str:
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def to_dot(graph: Graph) -> Iterator[str]:
    """The graph in DOT, line by line; a box is a document of the data set."""
    yield "digraph citations {"
    yield "  rankdir=LR;"
    for node in graph.nodes:
        shape = "box" if node.source else "ellipse"
        rest = {"level": node.level, "issuer": node.issuer, "issued_on": node.issued_on, "tooltip": node.title}
        shown = "".join(f", {name}={_quoted(text)}" for name, text in rest.items() if text)
        yield f"  {_quoted(node.id)} [label={_quoted(node.label)}, shape={shape}{shown}];"
    for edge in graph.edges:
        about = f"label={_quoted(edge.relation)}, weight={edge.count}"
        yield f"  {_quoted(edge.source)} -> {_quoted(edge.target)} [{about}];"
    yield "}"


def _quoted(text: str) -> str:
    """A string of DOT: between quotes only the quote itself and the backslash mean anything; lines are joined."""
    plain = " ".join(_clean(text).split())
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


FORMATS: dict[str, Callable[[Graph], Iterator[str]]] = {"graphml": to_graphml, "dot": to_dot}
