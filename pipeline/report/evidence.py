"""The lines that the report's numbers were read from, under their documents."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from pipeline.rows import Row

#: Characters of a quote that are shown; the data set holds it whole.
QUOTE_LENGTH = 240
_RECORDS = """
    WITH records AS (
        SELECT record_id, doc_id, page, line_start, line_end, quote FROM citations
        UNION ALL SELECT record_id, doc_id, page, line_start, line_end, quote FROM targets
        UNION ALL SELECT record_id, doc_id, page, line_start, line_end, quote FROM budget_lines
        UNION ALL SELECT record_id, doc_id, page, line_start, line_end, quote FROM tasks
    ), shown AS MATERIALIZED (
        FROM records JOIN wanted USING (record_id)
    )
    SELECT
        record.record_id,
        record.page,
        record.line_start,
        record.line_end,
        left(record.words, $length) AS quote,
        length(record.words) > $length AS cut,
        doc_id,
        place.place,
        place.source_name,
        document.media_type
    FROM (SELECT *, trim(regexp_replace(quote, '\\s+', ' ', 'g')) AS words FROM shown) AS record
    JOIN places AS place USING (doc_id)
    JOIN documents AS document USING (doc_id)
    ORDER BY place.source_name, doc_id, record.page, record.line_start, record.record_id
"""


def gather_evidence(connection: Any, record_ids: Iterable[str]) -> list[tuple[Row, list[Row]]]:
    """The records of these identities under their documents, in the order of files and lines."""
    import pyarrow as pa

    connection.register("wanted", pa.table({"record_id": pa.array(sorted(set(record_ids)), pa.string())}))
    rows = connection.execute(_RECORDS, {"length": QUOTE_LENGTH}).to_arrow_table().to_pylist()
    grouped = [list(group) for _, group in groupby(rows, key=lambda row: row["doc_id"])]
    return [(group[0], group) for group in grouped]
