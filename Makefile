# make run and make test each start from nothing: a fresh clone, Python 3.11 or newer, and make.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
NOTES ?=
PORT ?= 8000

.PHONY: help run test test-all check bench clean

help:
	@echo "make run    from nothing to studying: install, ingest, cards, server on http://127.0.0.1:$(PORT)"
	@echo "            (NOTES=folder adds your own notes, PORT=8001 takes another port)"
	@echo "make test   from nothing to a passed suite; says which tests were skipped and why"
	@echo "make check  ruff, mypy --strict, import-linter, then the suite"
	@echo "make bench  figures as ratios to a peer or a floor in the same run"

$(VENV)/.run: pyproject.toml
	@test -n "$(PYTHON)" || { echo "Torchdeck needs Python 3.11 or newer; none was found."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: pyproject.toml
	@test -n "$(PYTHON)" || { echo "Torchdeck needs Python 3.11 or newer; none was found."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/.run

run: $(VENV)/.run
	$(BIN)/torchdeck ingest content $(if $(NOTES),"$(NOTES)")
	$(BIN)/torchdeck generate
	$(BIN)/torchdeck serve --port $(PORT)

test: $(VENV)/.dev
	$(BIN)/python -m pytest

test-all: $(VENV)/.dev
	TORCHDECK_TEST_ALL=1 $(BIN)/python -m pytest

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

bench: $(VENV)/.dev
	$(BIN)/python -m tests.benchmarks

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
