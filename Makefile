# Needs Python 3.11 or newer, make and a package registry; everything else is installed into .venv.

VENV    := .venv
BIN     := $(VENV)/bin
OLD     := $(VENV)/lowest
RUN     := $(VENV)/.stamp-run
DEV     := $(VENV)/.stamp-dev
LINK    := .link/duban
LOG     := $(VENV)/install.log
CODE    := $(wildcard benchmarks examples tools) tests

# The first Python that is new enough; `make PYTHON=python3.13 dev` chooses another.
PYTHON  ?= $(shell for name in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)

export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_NO_INPUT = 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help dev demo demo-campaign test check lint types format soak bench wheel smoke lowest clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

dev: $(DEV) ## Install for development into .venv

demo: $(RUN) ## Play a small campaign from drafting to pass, redo and overdue
	@$(BIN)/duban demo

demo-campaign: $(RUN) ## Play the whole campaign of a fictitious city, five months in a few minutes
	@$(BIN)/duban demo --campaign $(ARGS)

test: $(DEV) ## Run all tests, on SQLite and on a PostgreSQL that they start themselves
	@$(BIN)/python -m pytest -n auto --maxprocesses=4 --dist=loadfile $(ARGS)

check: lint types test ## Everything that must hold before a change is handed in

lint: $(DEV) ## Style, format and the direction of imports
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet --diff .
	@PYTHONPATH= $(BIN)/lint-imports --no-cache > $(VENV)/imports.log || { cat $(VENV)/imports.log; exit 1; }
	@echo "lint: clean"

types: $(DEV) $(LINK) ## mypy, strict
	@$(BIN)/mypy --no-error-summary -p duban
	@$(BIN)/mypy --no-error-summary $(CODE)
	@echo "types: clean"

format: $(DEV) ## Put the code into its form
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

soak: $(DEV) ## 50 kills and 20 freezes of three sweeping nodes, a database away for 30 seconds; minutes
	@DUBAN_SOAK=1 DUBAN_AWAY=30 $(BIN)/python -m pytest -o junit_family=xunit1 --junitxml=$(VENV)/soak.xml \
		tests/crash/test_night_kills.py tests/behaviour/test_clocks_and_outages.py $(ARGS)
	@grep -o 'name="night" value="[^"]*"' $(VENV)/soak.xml

bench: $(DEV) ## Measure what the README says about speed
	@$(BIN)/python benchmarks $(ARGS)

wheel: $(DEV) ## Build the wheel into dist/
	@rm -rf build dist
	@$(BIN)/python -m build --wheel --outdir dist . > $(LOG) 2>&1 || { cat $(LOG); exit 1; }
	@rm -rf build
	@ls dist/*.whl

smoke: wheel ## Install the wheel into an empty environment outside the clone and run it there
	@$(BIN)/python tools/smoke_wheel.py dist/*.whl

lowest: $(DEV) ## Run the tests on the oldest versions that pyproject.toml admits
	@rm -rf $(OLD) && $(BIN)/python -m venv --without-pip $(OLD)
	@$(BIN)/python tools/lowest.py > $(OLD)/constraints.txt
	@$(BIN)/python -m pip --python $(OLD)/bin/python install --quiet --constraint $(OLD)/constraints.txt \
		--editable '.[test,postgres,xlsx]' > $(LOG) 2>&1 || { cat $(LOG); exit 1; }
	@$(OLD)/bin/python -m pytest -q $(ARGS)

clean: ## Remove everything that was made
	@rm -rf $(VENV) .link build dist out *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "duban needs Python 3.11 or newer, and there is none in the PATH."; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version) ..."
	@mkdir -p $(VENV)
	@$(PYTHON) -m venv $(VENV) > $(LOG) 2>&1 \
	|| { $(PYTHON) -m venv --without-pip $(VENV) && $(PYTHON) -m pip --python $(BIN)/python install pip; } >> $(LOG) 2>&1 \
	|| { $(PYTHON) -m virtualenv $(VENV); } >> $(LOG) 2>&1 \
	|| { cat $(LOG); rm -rf $(VENV); \
	     echo "This Python can make no virtual environment. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }

$(RUN): pyproject.toml $(BIN)/python
	@echo "Installing duban into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --editable . > $(LOG) 2>&1 || { cat $(LOG); exit 1; }
	@touch $@

$(DEV): pyproject.toml $(BIN)/python
	@echo "Installing duban and its tools into $(VENV), a minute or two ..."
	@$(BIN)/python -m pip install --quiet --editable '.[dev,postgres,xlsx]' > $(LOG) 2>&1 || { cat $(LOG); exit 1; }
	@touch $(RUN) $@

$(LINK):
	@mkdir -p .link
	@ln -sfn .. $(LINK)
