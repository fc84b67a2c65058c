"""The ledger's tables, and the statements that say more than a query built in Python would."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, MetaData, String, Table, bindparam, text

STATES = ("new", "extracted", "published", "quarantined", "duplicate", "superseded")
#: Reasons that lie outside the file and may have passed by the next run.
PASSING = ("changed", "needs_ocr", "not_a_file", "unopened")

metadata = MetaData()
files = Table(
    "files",
    metadata,
    Column("id", Integer, primary_key=True),
    # The place as a URI: valid Unicode whatever the file's name is.
    Column("location", String, nullable=False),
    Column("doc_id", String, index=True),
    Column("name", String, nullable=False),
    Column("uri", String, nullable=False),
    # What tells without reading it that a file is still the same: size, time and number, or an object's tag.
    Column("stamp", String),
    Column("state", String, nullable=False, index=True),
    # The run that gave it its state.
    Column("since", String, nullable=False),
    Column("reason", String),
    Column("first_seen", String, nullable=False),
    Column("last_seen", String, nullable=False),
    # Whether it is what the place held when it was last looked at, and whether it was there then.
    Column("current", Boolean, nullable=False),
    Column("missing", Boolean, nullable=False),
    Index("files_location", "location"),
)
documents = Table(
    "documents",
    metadata,
    Column("doc_id", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("read_key", String),
    # What normalised it, and the SHA-256 of what that gave.
    Column("key", String),
    Column("digest", String),
    Column("part", String, index=True),
    Column("cited_id", String),
    Column("summary", String),
    Column("unit", String, index=True),
    # What the documents of its unit were when it was held against them, and what they told about it.
    Column("unit_key", String),
    Column("history", String),
    Column("reason", String),
    Column("first_seen", String, nullable=False),
    # The run that normalised it last; what a summary shows as new.
    Column("changed", String),
)

ENTER_READ = """
UPDATE documents SET tries = tries + 1,
    read_key = CASE WHEN :passes AND state IN ('extracted', 'published') THEN read_key ELSE :read_key END,
    reason = CASE WHEN :passes AND state IN ('extracted', 'published') THEN reason ELSE :reason END,
    state = CASE WHEN state = 'published' AND :state = 'extracted' OR :passes AND state = 'extracted'
        OR :passes AND state = 'published' THEN state ELSE :state END
WHERE doc_id = :which
"""

ENTER_COMPLETED = """
UPDATE documents SET key = :key, part = :part, cited_id = :cited_id, summary = :summary, unit = :unit,
    changed = CASE WHEN digest IS :digest THEN changed ELSE :changed END,
    unit_key = CASE WHEN digest IS :digest THEN unit_key END,
    history = CASE WHEN digest IS :digest THEN history END, digest = :digest
WHERE doc_id = :which
"""

# Of each place the newest content that could be read stands; of each content the first of its files speaks.
SETTLE = """
CREATE TEMP TABLE IF NOT EXISTS settled (id INTEGER PRIMARY KEY, doc_id TEXT, readable INTEGER, stands INTEGER,
    missing INTEGER, name TEXT, uri TEXT, location TEXT, current INTEGER, was_read INTEGER);
DELETE FROM settled;
INSERT INTO settled
    SELECT f.id, f.doc_id, readable,
        row_number() OVER (PARTITION BY f.location ORDER BY readable DESC, current DESC, last_seen DESC, f.id DESC) = 1,
        missing, name, uri, location, current, was_read
    FROM (SELECT files.*, coalesce(d.state IN ('extracted', 'published'), 0) AS readable,
              d.digest IS NOT NULL AS was_read
          FROM files LEFT JOIN documents AS d ON d.doc_id = files.doc_id) AS f;
UPDATE files SET state = 'superseded', since = :now WHERE state != 'superseded' AND id IN (
    SELECT id FROM settled WHERE readable AND NOT stands OR NOT readable AND (NOT current OR missing AND NOT was_read));
UPDATE files SET state = s.state, since = :now FROM (
    SELECT s.id, CASE
            WHEN s.doc_id IS NULL THEN 'quarantined'
            WHEN row_number() OVER (PARTITION BY s.doc_id ORDER BY s.missing, s.name, s.uri, s.location, s.id) > 1
            THEN 'duplicate'
            ELSE d.state END AS state
    FROM settled AS s LEFT JOIN documents AS d ON d.doc_id = s.doc_id
    WHERE readable AND stands OR NOT readable AND current AND (s.was_read OR NOT s.missing)) AS s
WHERE files.id = s.id AND files.state != s.state AND NOT (files.state = 'published' AND s.state = 'extracted')
"""

INDEX_CITED = """
DROP TABLE IF EXISTS cited;
CREATE TABLE cited (cited_id TEXT PRIMARY KEY, doc_id TEXT NOT NULL) WITHOUT ROWID;
INSERT OR IGNORE INTO cited SELECT d.cited_id, d.doc_id FROM documents AS d JOIN files AS f ON f.doc_id = d.doc_id
    WHERE f.state IN ('extracted', 'published') AND d.cited_id IS NOT NULL ORDER BY f.name, d.doc_id
"""

# One statement for any number of them: SQLAlchemy keeps what it makes of each that it meets.
CITED = text("SELECT cited_id, doc_id FROM cited WHERE cited_id IN :identities").bindparams(
    bindparam("identities", expanding=True)
)

PUBLISHED = """
UPDATE documents SET state = 'extracted' WHERE state = 'published'
    AND doc_id NOT IN (SELECT doc_id FROM files WHERE state IN ('extracted', 'published'));
UPDATE documents SET state = 'published' WHERE state = 'extracted'
    AND doc_id IN (SELECT doc_id FROM files WHERE state IN ('extracted', 'published'));
UPDATE files SET state = 'published' WHERE state = 'extracted'
"""

TOTALS = """
SELECT each.key, sum(each.value) FROM files JOIN documents USING (doc_id), json_each(documents.summary, :which) AS each
WHERE files.state IN ('extracted', 'published') GROUP BY each.key ORDER BY each.key
"""


HISTORY = """
SELECT coalesce(sum(json_array_length(history)), 0) FROM files JOIN documents USING (doc_id)
WHERE files.state IN ('extracted', 'published')
"""
