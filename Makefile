# `make` alone lists what can be done. Everything is installed into .venv; nothing else is touched,
# except the browser that the tests drive.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

.DEFAULT_GOAL := help
.PHONY: help run test check bench proof-choice proof-calibration proof-reading words examples fixtures screens browser clean

help: ## List the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: $(VENV)/app ## Install what the app needs and open it
	$(BIN)/streamlit run streamlit_app.py --server.port $(PORT)

test: check browser ## Install what the tests need, the browser included, and pass everything
	$(BIN)/python -m pytest -n auto --dist loadgroup

check: $(VENV)/dev ## Format, lint, types, import rule
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy ui pages streamlit_app.py
	$(BIN)/python -m pytest tests/test_import_rule.py

bench: $(VENV)/dev ## Measure the speed, as ratios to a baseline in the same run
	$(BIN)/python -m bench.speed
	$(BIN)/python -m bench.reading_speed

proof-choice: $(VENV)/dev ## The long proof of the KPI choice
	$(BIN)/python -m bench.choice

proof-calibration: $(VENV)/dev ## False alarms and recall of the audit, at length
	$(BIN)/python -m bench.calibration

proof-reading: $(VENV)/dev ## The long proofs of the reader: bad, labelled, unknown, polluted and fuzzed files
	$(BIN)/python -m pytest tests/intake/bad tests/intake/test_laws.py
	$(BIN)/python -m bench.reading

words: $(VENV)/dev ## Check that both languages are complete
	$(BIN)/python -m pytest tests/words

examples: $(VENV)/dev ## Write the ready example again
	$(BIN)/python -m examples.generate

fixtures: $(VENV)/dev ## Write the look-alike exports of the tests again
	$(BIN)/python -m tests.exports.generate

screens: $(VENV)/dev browser ## Take the pictures of the README again
	$(BIN)/python -m tests.browser.screens

browser: $(VENV)/dev
	@$(BIN)/python -m tests.browser.chromium

clean: ## Remove what was installed
	rm -rf $(VENV)

$(VENV)/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing: install Python 3.11 or later (python.org), then try again."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; this is $$($(PYTHON) --version). Name another one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing: on Debian or Ubuntu, apt install python3-venv, then try again."; rm -rf $(VENV); exit 1; }
	@touch $@

$(VENV)/app: requirements.txt | $(VENV)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/dev: requirements.txt requirements-dev.txt | $(VENV)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $(VENV)/app $@
