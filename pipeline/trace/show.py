"""`kehoach trace` for one record: find it, verify its file, tell of it, and draw its page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.dataset import DataSet
from pipeline.errors import RequestError
from pipeline.review.log import CorrectionLog, log_path
from pipeline.review.show import deed, why
from pipeline.rows import Row
from pipeline.sources import Failure
from pipeline.trace.files import SourceFile, SourceFolders
from pipeline.trace.pages import Look, Pages, Picture, TextPage, boxes_on
from pipeline.trace.records import Traced, find_record
from pipeline.trace.words import Event, correction_events, extraction_event, trace_lines

#: Pages that a picture shows at most.
_MOST_PAGES = 4


@dataclass(frozen=True, slots=True)
class Trace:
    """The lines of a trace, and whether the file was `found`, `changed` or `gone`."""

    lines: list[str]
    state: str


def trace(dataset: DataSet, identity: str, folders: tuple[Path, ...], png: Path | None) -> Trace:
    """Trace one record; writes the picture of its page to `png` where that is given.

    Raises `RequestError` where there is no such record, or no picture can be made.
    """
    traced = find_record(dataset, identity)
    source = SourceFolders(folders, dataset.outputs).find(traced.document)
    if png is not None and source.state != "found":
        words = "\n".join(trace_lines(traced, source, None, history(dataset, traced)))
        raise RequestError(f"{words}\nNo picture is written: the file that was read is not there.")
    text: tuple[TextPage, ...] | None = None
    if source.path is not None and source.state == "found" and (png or _has_lines(traced)):
        with Pages() as pages:
            if _has_lines(traced):
                text = _shown_text(pages, source, traced)
            if png is not None:
                png.write_bytes(_picture(pages, source, traced).png)
    lines = trace_lines(traced, source, text, history(dataset, traced))
    if png is not None:
        lines.append(f"  {'picture':12} {png}")
    return Trace(lines, source.state)


def history(dataset: DataSet, traced: Traced) -> list[Event]:
    """What happened to a record, in the order of time."""
    import pyarrow.compute as pc

    corrections: list[Row] = []
    identity = traced.record["doc_id" if traced.table == "documents" else "record_id"]
    if (dataset.folder / "corrections.parquet").exists():
        corrections = dataset.rows("corrections", filters=pc.field("record_id") == identity)
    events = [extraction_event(dataset), *correction_events(corrections)]
    if dataset.outputs is not None and log_path(dataset.outputs).exists():
        # What was said since the release was made counts from the next run on.
        published = {row["correction_id"] for row in corrections}
        with CorrectionLog(log_path(dataset.outputs)) as log:
            newer = [entry for entry in log.entries(record_id=identity) if entry.entry_id not in published]
        words = [f"{deed(entry)}{why(entry)} [from the next run on]" for entry in newer]
        events += [Event(entry.made_at, entry.reviewer, said) for entry, said in zip(newer, words, strict=True)]
    return events


def look_at(traced: Traced, source: SourceFile) -> Look:
    """The question for the picture of the pages that a record stands on, the record marked."""
    record = traced.record
    places: list[Row] = record["header_evidence"] if traced.table == "documents" else [record]
    first = min(places, key=lambda place: (place["page"], place["line_start"]), default=None)
    if first is None:
        return Look("picture", str(source.path), record["doc_id"])
    numbers = sorted({number for place in places for number in range(place["page"], place["page_end"] + 1)})
    held = [(number, tuple(box for place in places for box in boxes_on(place, number))) for number in numbers]
    quote = " ".join(place["quote"] for place in places)
    lines = (first["line_start"], first["line_end"])
    (page, boxes), more = held[0], tuple(held[1:_MOST_PAGES])
    return Look("picture", str(source.path), record["doc_id"], page, boxes, lines, quote, more)


def _has_lines(traced: Traced) -> bool:
    """Whether a record stands in lines without geometry, which are shown as they are."""
    return bool(traced.table != "documents" and traced.record["bbox"] is None)


def _shown_text(pages: Pages, source: SourceFile, traced: Traced) -> tuple[TextPage, ...]:
    text = pages.text(str(source.path), traced.document["doc_id"])
    if isinstance(text, Failure):
        raise RequestError(f"{traced.document['source_name']}: {text.message}")
    return text


def _picture(pages: Pages, source: SourceFile, traced: Traced) -> Picture:
    picture = pages.picture(look_at(traced, source))
    if isinstance(picture, Failure):
        raise RequestError(f"{traced.document['source_name']}: {picture.message}")
    return picture
