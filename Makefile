# Each target stands alone on a bare machine: .venv is made from uv.lock first, where it is missing or older.
SHELL := /bin/sh
# The system's own build of Python where there is one: Debian's is optimised and starts Prefect twice as fast.
PYTHON ?= $(firstword $(wildcard /usr/bin/python3.11) python3.11)
UV_VERSION := 0.13.9
READY := .venv/.ready
SYNC := VIRTUAL_ENV= UV_PROJECT_ENVIRONMENT=.venv .venv/bin/uv sync --frozen --compile-bytecode --quiet

# Scans are read with Tesseract; without it they are quarantined with the command that installs it.
OCR := command -v tesseract >/dev/null || [ "$$(id -u)" != 0 ] \
	|| { apt-get update -qq && apt-get install -y -qq tesseract-ocr tesseract-ocr-vie; } \
	|| echo 'Tesseract could not be installed: scans will wait in quarantine.' >&2

.PHONY: run test review-long bench bench-report bench-scale faults
.DELETE_ON_ERROR:

run: $(READY)
	@$(OCR)
	.venv/bin/kehoach run corpus/samples

test: $(READY)
	.venv/bin/python -m pytest

# 10,000 corrections over 50 runs, every hostile word in every field, and 300 odd requests of every route.
review-long: $(READY)
	.venv/bin/python -m pytest -m long tests/test_review_traps.py tests/test_review_web.py

bench: $(READY)
	.venv/bin/python -m tests.bench
	.venv/bin/python -m tests.bench_pages

bench-report: $(READY)
	.venv/bin/python -m tests.bench_report

# 100, 1,000 and 10,000 documents with one process, with two, and on a Dask cluster of two workers; best on a machine at rest.
bench-scale: $(READY)
	.venv/bin/python -m tests.bench_scale

# Every fault made for real, once each and then many times, and hostile texts of 250,000 characters; it takes over an hour, and is best run as root, who may mount small disks.
faults: $(READY)
	.venv/bin/python -m pytest -m long tests/faults tests/test_linear.py
	.venv/bin/python -m tests.faults

# Debian and Ubuntu ship Python without venv and pip; as root they are installed, else the command is named.
$(READY): uv.lock pyproject.toml
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	|| { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq python3.11-venv; } \
	|| { echo 'Python 3.11 with venv is needed: sudo apt-get install python3.11-venv' >&2; exit 1; }
	@[ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@[ -x .venv/bin/uv ] || .venv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(SYNC) || { echo 'Once more, with the certificates of this system:' >&2; $(SYNC) --system-certs; }
	@touch $@
