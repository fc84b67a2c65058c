-- Answers to the questions that are asked most, as views over the tables of a release. `kehoach export --format duckdb`
-- puts them into its file; comparison and report read them too.

CREATE VIEW places AS
SELECT
    doc_id,
    -- One identity for the unit that a document speaks for: its code, else its body by full name, else the document.
    coalesce(
        commune_code,
        CASE WHEN commune IS NOT NULL OR issuer_level IS DISTINCT FROM 'commune' THEN issuer_body END,
        doc_id
    ) AS place_id,
    concat_ws(
        ', ',
        CASE
            WHEN commune IS NOT NULL THEN concat_ws(' ', level, commune)
            ELSE coalesce(issuer, source_name)
        END,
        CASE WHEN contains(coalesce(issuer, ''), district) AND commune IS NULL THEN NULL ELSE district END,
        CASE WHEN contains(coalesce(issuer, ''), province) AND commune IS NULL THEN NULL ELSE province END
    ) AS place,
    level,
    commune,
    district,
    province,
    province_today,
    source_name,
    doc_type,
    doc_number,
    issued_on,
    issuer,
    plan_year
FROM documents;

COMMENT ON VIEW places IS 'One row a document: the unit that it speaks for, under one place_id for all its documents';

CREATE VIEW indicator_values AS
SELECT
    target.indicator_id,
    indicator.name AS indicator,
    place.place_id,
    place.place,
    place.province,
    place.province_today,
    target.role,
    target.comparator,
    target.value,
    target.value_high,
    target.value_text,
    target.unit,
    target.year,
    target.scope,
    indicator.direction,
    indicator.national_target,
    indicator.national_target_year,
    place.doc_number,
    place.source_name,
    target.page,
    target.line_start,
    target.quote,
    target.doc_id,
    target.record_id
FROM targets AS target
JOIN indicators AS indicator USING (indicator_id)
JOIN places AS place USING (doc_id)
WHERE target.role <> 'other';

COMMENT ON VIEW indicator_values IS 'One row an aim or a result that an indicator of the catalogue measures, with its place and the national target';

CREATE VIEW targets_by_commune AS
SELECT * FROM indicator_values
WHERE value IS NOT NULL
QUALIFY row_number() OVER (
    PARTITION BY place_id, indicator_id
    ORDER BY
        role = 'target' DESC,
        scope IS NULL DESC,
        year DESC NULLS LAST,
        CASE direction WHEN 'up' THEN -value ELSE value END,
        source_name, doc_id, page, line_start, record_id
) = 1;

COMMENT ON VIEW targets_by_commune IS 'One row a place and indicator: its aim for the latest year (the most ambitious where there are several), else its result';

CREATE VIEW budget_by_source AS
WITH amounts AS (
    SELECT
        *,
        -- Where a column has a grand total, that is its sum; else the single items are. Rates and subtotals are no sums.
        CASE
            WHEN row_kind IN ('total', 'text') THEN row_kind
            WHEN row_kind = 'item'
            AND NOT bool_or(row_kind = 'total') OVER (PARTITION BY doc_id, table_no, "column", source) THEN 'item'
        END AS counted
    FROM budget_lines
)
SELECT
    place.place_id,
    place.place,
    place.province,
    amounts.source,
    amounts."column",
    amounts.year,
    amounts.counted AS row_kind,
    amounts.unit,
    sum(amounts.amount) AS amount,
    CASE WHEN bool_and(amounts.amount_vnd IS NOT NULL) THEN sum(amounts.amount_vnd) END AS amount_vnd,
    count(*) AS amounts,
    place.source_name,
    amounts.doc_id,
    amounts.table_no,
    list(amounts.record_id ORDER BY amounts.page, amounts.line_start, amounts.record_id) AS record_ids
FROM amounts
JOIN places AS place USING (doc_id)
WHERE amounts.counted IS NOT NULL
-- What prose says may hold one amount twice, or a sum beside its parts: added up it would be a figure of nobody.
GROUP BY
    place.place_id, place.place, place.province, place.source_name, amounts.source, amounts."column", amounts.year,
    amounts.counted, amounts.unit, amounts.doc_id, amounts.table_no,
    CASE WHEN amounts.counted = 'text' THEN amounts.record_id END;

COMMENT ON VIEW budget_by_source IS 'One row a budget table''s column and source: the sum as its grand total says, else of its items (row_kind says which); each amount in running text (row_kind text) is a row of its own';

CREATE VIEW most_cited AS
SELECT
    cited_id,
    min(cited_name) AS name,
    min(cited_title) AS title,
    min(cited_issuer) AS issuer,
    min(cited_issued_on) AS issued_on,
    min(cited_level) AS level,
    count(DISTINCT doc_id) AS documents,
    count(*) AS mentions,
    arg_min(record_id, (doc_id, page, line_start, record_id)) AS record_id
FROM citations
WHERE cited_id IS NOT NULL
GROUP BY cited_id
ORDER BY documents DESC, mentions DESC, cited_id;

COMMENT ON VIEW most_cited IS 'One row a cited document, the most cited first; record_id is one of its mentions';

CREATE VIEW findings_by_document AS
SELECT
    place.place,
    place.source_name,
    finding.severity,
    finding.code,
    count(*) AS findings,
    finding.doc_id
FROM findings AS finding
JOIN places AS place USING (doc_id)
GROUP BY ALL;

COMMENT ON VIEW findings_by_document IS 'How often each kind of problem was found in each document';
