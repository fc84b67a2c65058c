"""Imported once by the process that workers are forked from: loads all that they need.

Extractors load rules and models on first use; reading a small text here makes every worker start ready.
"""

from __future__ import annotations

import pipeline.work  # noqa: F401 (loaded for the workers)
from extractors import extract

_SAMPLE = """ỦY BAN NHÂN DÂN
KẾ HOẠCH
Thực hiện Quyết định số 1/QĐ-TTg ngày 01 tháng 01 năm 2024 của Thủ tướng Chính phủ
1. Phấn đấu 50% hồ sơ được xử lý trực tuyến.
"""

try:
    extract(_SAMPLE.encode())
except Exception as error:
    # A preload that cannot be imported is passed over; the worker then meets the same error and reports it.
    raise ImportError("the extractors cannot be loaded ahead") from error
