# CDO Share: the commands of the project. `make help` prints them.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
lower = $(shell echo $(1) | tr A-Z a-z)
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.ready-run
DEV_READY := $(VENV)/.ready-dev
CLIENTS := .venv-clients
CLIENTS_READY := $(CLIENTS)/.ready
QUIET_PIP := -m pip --disable-pip-version-check --quiet
PIP := $(BIN)/python $(QUIET_PIP)
.DEFAULT_GOAL := help
.PHONY: help run test test-long native check format lint types contracts migrations translations bench lock clean

help: ## Print these lines
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(RUN_READY) native ## Start the site with the demonstration groupement (Ctrl-C stops it, data are kept)
	@$(BIN)/python -m cdo_share demo --port $(PORT)

# The tests start hundreds of processes: without bytecode each would compile the site anew.
test test-long: export PYTHONDONTWRITEBYTECODE =

test: $(DEV_READY) $(CLIENTS_READY) native ## Run the whole everyday test suite
	@$(BIN)/python -m pytest

test-long: $(DEV_READY) $(CLIENTS_READY) native ## Run what takes longer: load, mutants, slow clients, every page on both databases
	@$(BIN)/python -m pytest -m long -n 0
	@$(BIN)/python -m pytest --both-databases tests/web

check: format lint types contracts migrations test ## Everything a change must pass

native: $(RUN_READY) ## Compile the fast part of the solver, if there is a C compiler
	@$(BIN)/python -m solver.native

format: $(DEV_READY) ## Fail if a file is not formatted
	@$(BIN)/ruff format --check .

lint: $(DEV_READY) ## Ruff and djlint
	@$(BIN)/ruff check .
	@$(BIN)/djlint --quiet --lint templates

types: $(DEV_READY) ## mypy, strict
	@$(BIN)/mypy

contracts: $(DEV_READY) ## The directions between rooms (import-linter)
	@$(BIN)/lint-imports

migrations: $(DEV_READY) ## Models and migrations agree
	@$(BIN)/python -m pytest -q -n 0 tests/test_migrations.py

translations: $(DEV_READY) ## Extract, update and compile the catalogue
	@$(BIN)/pybabel -q extract --sort-output --width 100 --project "CDO Share" --copyright-holder "The CDO Share authors" -F pyproject.toml -k N_ -k _l --no-location -o cdo_share/translations/messages.pot .
	@$(BIN)/pybabel -q update --no-fuzzy-matching --width 100 -i cdo_share/translations/messages.pot -d cdo_share/translations
	@$(BIN)/pybabel -q compile -d cdo_share/translations

# For example: make bench SIZE=S,M SECONDS=60 SEEDS=1,2,3 GRID=half-day,hour EVENTS=sick,join,cancel
bench: $(RUN_READY) native ## Compare the solver with its peers: make bench SIZE=S,M
	@$(BIN)/python -m bench.harness $(foreach option,SIZE GRID RATIO WEEKS SEEDS SECONDS PEERS EVENTS WORKERS NAME,$(if $($(option)),--$(call lower,$(option)) '$($(option))'))

lock: ## Resolve the versions anew (needs uv)
	uv pip compile --universal --generate-hashes --no-header --python-version 3.11 --extra postgres pyproject.toml -o requirements/run.lock
	uv pip compile --universal --generate-hashes --no-header --python-version 3.11 --extra postgres --group dev -c requirements/run.lock pyproject.toml -o requirements/dev.lock
	uv pip compile --universal --generate-hashes --no-header --python-version 3.11 --group clients -o requirements/clients.lock

clean: ## Remove the environments and the caches (the data in var/ stay)
	rm -rf $(VENV) $(CLIENTS) .pytest_cache .mypy_cache .ruff_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "CDO Share needs Python 3.11 or newer; $(PYTHON) is older. Maybe: make PYTHON=python3.12"; exit 1; }
	@echo "Creating the Python environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)

# The lock files carry a hash per file: nothing else can be installed.
$(RUN_READY): $(BIN)/python requirements/run.lock pyproject.toml
	@echo "Installing what the site needs (about 60 packages, downloads included)"
	@$(PIP) install --require-hashes -r requirements/run.lock
	@touch $@

$(DEV_READY): $(RUN_READY) requirements/dev.lock
	@echo "Installing what the tests need"
	@$(PIP) install --require-hashes -r requirements/dev.lock
	@touch $@

# Calendar programs that read our feeds; one of them replaces a library of the site, so apart.
$(CLIENTS_READY): $(BIN)/python requirements/clients.lock
	@echo "Installing the calendar programs of the tests (about 50 packages, in $(CLIENTS))"
	@$(PYTHON) -m venv --clear $(CLIENTS)
	@$(CLIENTS)/bin/python $(QUIET_PIP) install --require-hashes -r requirements/clients.lock
	@touch $@
