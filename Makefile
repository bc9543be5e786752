# Thin on purpose: a target is one line that also works when typed by hand with .venv/bin on the PATH.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/.venv/bin:$(CURDIR)/.venv-uv/bin:$(PATH)

ENVIRONMENT := .venv/.ready
PACKAGES := dbt_project/dbt_packages/.ready
LANDING := $(or $(TILLHOUSE_LANDING),$(or $(TILLHOUSE_HOME),.tillhouse)/landing)
# Exit code 3: all is done, and somebody is needed, as the demo's defects have it.
RUN := (tillhouse run || test $$? = 3)
SQL := dbt_project/models dbt_project/tests

.PHONY: help setup demo test reliability lint fmt check up down status generate ingest build docs metrics ui bench defects mutants clean

help: ## Print these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(PACKAGES) ## Make the environment in .venv and fetch the dbt packages

demo: setup ## Generate 30 days of four shops' files, load, model and test them; then what came late or corrected
	tillhouse up && tillhouse generate --out $(LANDING) --days 30 && $(RUN) && tillhouse generate --out $(LANDING) --deliver 2 && tillhouse generate --out $(LANDING) --deliver 3 && $(RUN)

test: setup ## Run the whole test suite (without the reliability runs)
	pytest --numprocesses 2 --dist worksteal --durations 15 -m 'not reliability'

reliability: setup ## Kill loads at random, load in random orders; minutes
	pytest --numprocesses 2 --dist worksteal -m reliability

lint: setup ## Format, lint, import rule and SQL style
	ruff format --check . && ruff check . && lint-imports --no-logo && sqlfluff lint $(SQL)

fmt: setup ## Format Python and SQL
	ruff format . && ruff check --fix . && sqlfluff fix --quiet $(SQL)

check: lint ## Everything that is checked before the tests: lint, types, the lock, dbt's deprecations
	mypy && uv lock --check && cd dbt_project && dbt --quiet --warn-error-options '{"error": ["Deprecations"]}' parse --no-partial-parse

up: setup ## Start Postgres
	tillhouse up

down: setup ## Stop Postgres
	tillhouse down

status: setup ## Show the database, the files that wait and the last batch
	tillhouse status

generate: setup ## Write 30 days of generated files into the landing zone
	tillhouse generate --out $(LANDING) --days 30

ingest: setup ## Load every file that is ready
	tillhouse ingest

build: setup ## dbt build against the running warehouse
	cd dbt_project && dbt build

docs: setup ## Write the dbt docs site as one static folder
	python -m orchestration.docs

metrics: setup ## Write docs/metrics.md from the definitions of the metrics
	python -m orchestration.metrics

ui: setup ## Open Dagster on a local instance
	python -m orchestration.ui

bench: setup ## Measure against the targets; bench-NAME measures one, ARGS="--rows 5000000" sets options
	python -m benchmarks $(ARGS)

bench-%: setup
	python -m benchmarks $* $(ARGS)

defects: setup ## Inject every class of defect and score what was found; DEFECTS="bom ragged_row" scores some
	python -m benchmarks.defects $(DEFECTS)

mutants: setup ## Change one thing in the SQL at a time and see whether a test notices; MUTANTS="20" or "all" says how many
	python -m tests.mutants $(MUTANTS)

clean: ## Remove what make made, except the warehouse in .tillhouse
	rm -rf .venv .venv-uv .venv-newest .mypy_cache .pytest_cache .ruff_cache .import_linter_cache dbt_project/{target,logs,dbt_packages,package-lock.yml}

# An environment is made again when TILLHOUSE_PYTHON names another Python than the one that it was made with.
ifneq ($(TILLHOUSE_PYTHON),)
ifneq ($(TILLHOUSE_PYTHON),$(shell cat $(ENVIRONMENT) 2>/dev/null))
.PHONY: $(ENVIRONMENT)
endif
endif

$(ENVIRONMENT): pyproject.toml uv.lock .ci/setup .ci/pythons
	@.ci/setup && echo '$(TILLHOUSE_PYTHON)' > $@

$(PACKAGES): $(ENVIRONMENT) compat/swap_lock.py dbt_project/packages.yml $(wildcard dbt_project/locks/*.yml)
	@python compat/swap_lock.py && mkdir -p $(@D) && touch $@
	-@cd dbt_project && dbt --quiet parse # so that no home has to: see dbt_tillhouse/parse_cache.py
