# `make run` serves the chat; `make test` checks everything. Both set themselves up: Python 3.11+ and make are all they need.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin

.PHONY: install run test lint types imports docs bench

install: .venv/.installed

.venv/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

run: install
	$(BIN)/aicmo serve

test: lint types imports
	$(BIN)/pytest
	$(BIN)/aicmo play tests/conversations

lint: install
	$(BIN)/ruff check agent tests

types: install
	$(BIN)/mypy

imports: install
	$(BIN)/lint-imports

docs: install
	$(BIN)/python -m tests.docs.generate

bench: install
	$(BIN)/python -m tests.bench
