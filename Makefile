# The README's commands. `make demo` and `make test` set up everything they need in .venv.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check lint env js messages data engines clean

env: .venv/ready

.venv/ready: pyproject.toml constraints.txt
	@echo "Setting up the environment in .venv (a few minutes the first time) …"
	@$(PYTHON) -c 'import sys; sys.exit("alsnb needs Python 3.11 or newer, this is " + sys.version.split()[0] + "; name another: make PYTHON=python3.12 …") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@

# Only who changes a screen needs Node.js: what is built from js/ is committed, and ships.
JS_TOOLS := js/node_modules/.ready

$(JS_TOOLS): js/package.json
	@command -v npm >/dev/null || { echo "The JavaScript tools need Node.js 18 or newer, with npm."; exit 1; }
	@echo "Installing the JavaScript tools in js/node_modules …"
	@cd js && npm install --loglevel=error
	@touch $@

js: env $(JS_TOOLS)
	@$(BIN)/python js/protocol.py
	@cd js && npm run --silent build

demo: env
	@echo "Making a log of an invented cohort, and its report …"
	@rm -rf demo
	@$(BIN)/alsnb sample demo/sample.db
	@$(BIN)/alsnb report demo/sample.db --out demo
	@echo "Open it in a browser: $(CURDIR)/demo/cohort_report-sample.html"

test: env $(if $(shell command -v npm),$(JS_TOOLS))
	@echo "Running every test, every notebook included …"
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest

# What is worth running at every change: in a minute or so, without a browser, a server and whatever takes long.
check: env
	@echo "Running the fast tests; make test runs every one …"
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n auto -m "not (browser or server or attack or slow)" tests

lint: env $(JS_TOOLS)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/python docs/wording.py
	$(BIN)/python docs/messages.py --check
	$(BIN)/python js/protocol.py --check
	cd js && npm run --silent lint

# Collects every message that people read, for whoever translates them.
messages: env
	@$(BIN)/python docs/messages.py

# What is made from the code and kept in data/ and docs/; a test says when it is out of date.
data: env
	@$(BIN)/python data/make.py
	@$(BIN)/python tests/log/access_matrix.py > docs/access.md

# Takes minutes, and needs the extra `spark` and Java 17.
engines: env
	@$(BIN)/python tests/analyses/engine_table.py > docs/engines.md

clean:
	rm -rf .venv demo build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis js/node_modules
