# Everything a developer types. `make run` and `make test` need Python 3.11 and nothing else.

HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
WITH_DEBUG := DEBUG=$${DEBUG:-true}

.PHONY: install install-dev run test coverage check fuzz fix bench lock audit

install: .venv/installed

install-dev: .venv/installed-dev

.venv/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Cuppa needs Python 3.11 or 3.12: make PYTHON=/path/to/python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

run: install
	@$(WITH_DEBUG) $(BIN)/python bin/run_site.py --host $(HOST) --port $(PORT) --sample

test: install-dev
	@$(BIN)/python bin/run_tests.py

coverage: install-dev
	@$(BIN)/python bin/run_tests.py --coverage

check: install-dev
	@$(BIN)/python bin/run_checks.py

fuzz: install-dev
	@$(BIN)/python bin/fuzz_api.py

fix: install-dev
	@$(BIN)/python bin/run_checks.py --fix

bench: install-dev
	@$(WITH_DEBUG) $(BIN)/python -m bench $(ONLY)

lock: install-dev
	$(BIN)/uv pip compile --quiet pyproject.toml -p 3.11 --no-annotate --no-emit-index-url --generate-hashes -o requirements.txt
	$(BIN)/uv pip compile --quiet pyproject.toml --group dev -p 3.11 --no-annotate --no-emit-index-url --generate-hashes -c requirements.txt -o requirements-dev.txt

audit: install-dev
	@$(BIN)/python bin/audit_dependencies.py
