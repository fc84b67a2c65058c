"""Imported once by the process that workers are forked from: loads all that they need.

Extractors load rules and models on first use; reading a small text here makes every worker start ready.
"""

from __future__ import annotations

# Loaded for the workers, and so for all of them at once.
import pipeline.checks
import pipeline.parts
from extractors import extract
from pipeline.findings import document_findings
from pipeline.normalise import normalise_document
from pipeline.rows import document_tables

_SAMPLE = """ỦY BAN NHÂN DÂN
KẾ HOẠCH
Thực hiện Quyết định số 1/QĐ-TTg ngày 01 tháng 01 năm 2024 của Thủ tướng Chính phủ
1. Phấn đấu 50% hồ sơ được xử lý trực tuyến.
"""

try:
    _tables = normalise_document(document_tables(extract(_SAMPLE.encode()), "warm", "warm"))
    _tables["findings"] = document_findings(_tables)
    pipeline.checks.check(_tables)
    pipeline.parts.pack(pipeline.parts.completed(_tables), _tables)
except Exception as error:
    # A preload that cannot be imported is passed over; the worker then meets the same error and reports it.
    raise ImportError("the extractors cannot be loaded ahead") from error
