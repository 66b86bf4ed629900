# What a person does with this repository. `make` alone lists it; `make try` and `make test` need nothing set up before.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1
# A server of the person who types this must not be taken for the one under test.
unexport JUPYTER_NOTIFICATIONS_URL JUPYTER_NOTIFICATIONS_TOKEN JUPYTER_TOKEN JPY_PARENT_PID
# It makes the virtual environment, and everything after that is run by the one in there.
unexport PYTHON

# Every step writes its log to .make/logs and says in one line how it went.
STEP := scripts/step.sh

# Most tests of the server wait for a process, so three do well on two cores. A file stays with one worker: its tests share a server.
SIDE_BY_SIDE := python -m pytest -q -n 3 --dist loadfile

# Two targets at a time, what one needs of another before it.
PAIRED := $(MAKE) --no-print-directory -j 2

SOURCES := $(shell find packages/*/src packages/*/style packages/*/schema -type f 2>/dev/null)

.PHONY: help try test setup build lint lint-eslint lint-types lint-mypy lint-prettier lint-others test-js test-python test-wheel test-reliability test-browser bench soak compat pictures translations clean

help: ## List what can be done
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/make \1\t\2/' | expand -t 22

try: setup ## Set up, build, and start JupyterLab with a first notification
	@python scripts/try_it.py

test: ## Set up and run every test
	@$(MAKE) --no-print-directory setup
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory test-js
	@+$(PAIRED) test-python test-wheel
	@$(MAKE) --no-print-directory test-reliability
	@$(MAKE) --no-print-directory test-browser
	@echo "All tests passed."

setup: .make/installed ## Set up the environment and build

build: .make/built ## Build the three labextensions

lint: .make/installed ## Style, types and layers of Python and TypeScript
	@+$(PAIRED) lint-eslint lint-types lint-mypy lint-prettier lint-others

lint-eslint: .make/installed
	@$(STEP) "eslint" jlpm eslint:check

lint-types: .make/installed
	@$(STEP) "types of tests (TypeScript)" jlpm types:check

lint-mypy: .make/installed
	@$(STEP) "mypy --strict" mypy

lint-prettier: .make/installed
	@$(STEP) "prettier" jlpm prettier:check

lint-others: .make/installed
	@$(STEP) "ruff check" ruff check .
	@$(STEP) "ruff format" ruff format --check .
	@$(STEP) "layers (Python)" lint-imports
	@$(STEP) "stylelint" jlpm stylelint:check
	@$(STEP) "layers (TypeScript)" jlpm layers:check

test-js: .make/installed ## Unit tests of the front end
	@$(STEP) "unit tests (TypeScript)" jlpm test

test-python: .make/installed .make/tools .make/ui-tests .make/sources/installed ## Unit, contract and server tests
	@$(STEP) "tests (Python)" $(SIDE_BY_SIDE) --ignore=tests/packaging --ignore=tests/reliability

test-reliability: .make/installed .make/tools ## The reliability tests in short, alone: they measure
	@$(STEP) "tests of reliability (Python)" python -m pytest -q tests/reliability

test-wheel: .make/installed .make/tools ## The wheel, the sdist and Binder's steps, each in a clean environment
	@$(STEP) "tests (packaging)" python -m pytest -q tests/packaging

test-browser: .make/installed .make/tools .make/ui-tests ## Both applications in a real browser
	@$(STEP) "types of tests (browser)" scripts/browser.sh types:check
	@$(STEP) "tests (browser)" scripts/browser.sh test

bench: .make/installed .make/tools .make/bench .make/ui-tests ## Measure against baselines; prints the table, writes benchmarks/results
	@python -m benchmarks

soak: .make/installed .make/tools ## The reliability tests in full; prints the table, writes benchmarks/results
	@python -m tests.reliability

compat: .make/installed .make/tools .make/ui-tests ## The wheel with every supported release of the applications; writes the README's table
	@python scripts/compat.py

pictures: .make/installed .make/tools .make/ui-tests ## Take the pictures of the README again
	@$(STEP) "pictures" scripts/browser.sh pictures

translations: .make/installed ## Bring the translations up to date with the sources
	@python scripts/translations.py

clean: ## Remove everything that was built or set up
	rm -rf .venv .make node_modules packages/*/node_modules packages/*/lib packages/*/*.tsbuildinfo ui-tests/node_modules
	rm -rf jupyter_notifications/labextensions jupyter_notifications/_version.py dist

.make/checked: scripts/check_prerequisites.sh
	@mkdir -p .make/logs
	@PYTHON=$(PYTHON) scripts/check_prerequisites.sh
	@touch $@

.make/python: .make/checked pyproject.toml requirements/constraints.txt
	@test -x .venv/bin/python || $(STEP) "virtual environment" $(PYTHON) -m venv .venv
	@$(STEP) "Python packages" scripts/install_python.sh
	@touch $@

.make/node: .make/python package.json yarn.lock .yarnrc.yml $(wildcard packages/*/package.json)
	@$(STEP) "JavaScript packages" jlpm install --immutable
	@touch $@

.make/built: .make/node tsconfigbase.json $(wildcard packages/*/tsconfig.json) $(SOURCES)
	@$(STEP) "build" jlpm build:prod
	@touch $@

.make/installed: .make/built $(wildcard jupyter-config/*/*.json)
	@$(STEP) "install" scripts/install_editable.sh
	@touch $@

.make/tools: scripts/install_tools.sh
	@$(STEP) "browser, shells, R and other tools" scripts/install_tools.sh
	@touch $@

.make/sources/installed: .make/python scripts/install_sources.sh
	@$(STEP) "packages that notifications come from" scripts/install_sources.sh
	@touch $@

.make/bench: .make/python
	@$(STEP) "packages for benchmarks" python -m pip install --quiet --constraint requirements/constraints.txt "$$(python scripts/list_requirements.py bench)"
	@touch $@

.make/ui-tests: .make/python ui-tests/package.json ui-tests/yarn.lock
	@cd ui-tests && ../$(STEP) "browser test packages" jlpm install --immutable
	@touch $@
