# The habits of the house. Needs Python 3.11+ and make; everything else is fetched by package name.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
JARS := $(VENV)/.jars
POLICY := tests/streams/policy
ONLY ?=

.PHONY: demo test lint faults bench contracts setup clean

demo: $(JARS)
	@$(BIN)/hutong demo

# Every test once. The policy's run first, and leave no line or branch of it unrun: those that draw
# at random are left out of that count, so that it never depends on what they drew. All others run
# on two cores, a file on one of them, each with a Kafka and a ClickHouse of its own.
test: lint $(JARS)
	$(BIN)/python -m coverage run -m pytest -m "not hypothesis" $(POLICY)
	$(BIN)/python -m coverage report
	$(BIN)/python -m pytest -m hypothesis $(POLICY)
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not faults" \
		--ignore=$(POLICY) --ignore=tests/bench

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m schemas.contracts --check
	$(BIN)/python -m infra.policy_pages --check

faults: $(JARS)
	$(BIN)/python -m pytest -m faults tests --ignore=tests/bench --timeout 3600

bench: $(JARS)
	$(BIN)/python -m tests.bench $(ONLY)

contracts: $(STAMP)
	$(BIN)/python -m schemas.contracts
	$(BIN)/python -m infra.policy_pages

setup: $(JARS)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Hutong needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Set PYTHON=python3.11 (or newer) and run make again.")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing pinned packages into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[embedded,dev]'
	@touch $@

$(JARS): $(STAMP) infra/embedded/jars.lock.toml
	@$(BIN)/python -m infra.embedded
	@touch $@

clean:
	rm -rf $(VENV) build .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
