# Every target sets up what it needs; `make help` lists them.
BIN := .venv/bin
PYTHON_FILES := smockproxy tests $(wildcard addons benchmarks)
WORKERS ?= 2
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run install test check format docs bench soak clean

help: ## List the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | while IFS='	' read -r name text; do printf '  make %-8s %s\n' "$$name" "$$text"; done

run: ## Start the proxy on mocks/ (ARGS="--port 9000" adds flags)
	@tools/install.sh
	@$(BIN)/smockproxy serve $(ARGS)

install: ## Set up .venv with everything that development needs
	@tools/install.sh dev

test: install ## Run all tests (ARGS="-k hello" chooses, WORKERS=0 runs them one by one)
	@$(BIN)/python -m pytest -n $(WORKERS) --durations=10 $(ARGS)

check: install ## Check format, lint, types and layers
	@$(BIN)/ruff format --check --quiet $(PYTHON_FILES)
	@$(BIN)/ruff check --quiet $(PYTHON_FILES)
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo

format: install ## Format the code and mend what ruff can mend
	@$(BIN)/ruff check --quiet --fix $(PYTHON_FILES) || true
	@$(BIN)/ruff format --quiet $(PYTHON_FILES)

docs: install ## Write the generated pages of docs/ anew
	@page=$$($(BIN)/python -m smockproxy.app.settings.page) && printf '%s\n' "$$page" > docs/settings.md
	@page=$$($(BIN)/python -m smockproxy.app.api.page < docs/api.md) && printf '%s\n' "$$page" > docs/api.md
	@schema=$$($(BIN)/python -m smockproxy.app.mocks.schemafile) && printf '%s\n' "$$schema" > smockproxy/files/mocks.schema.json

bench: install ## Measure, side by side with a bare mitmdump
	@$(BIN)/python -m benchmarks $(ARGS)

soak: install ## Ask 2,000 requests a second for an hour: memory and latency must stay flat (ARGS="--minutes 10")
	@$(BIN)/python -m benchmarks.soak $(ARGS)

clean: ## Remove .venv, caches and build output; certs/ stays
	@rm -rf .venv build dist *.egg-info tests/node/node_modules .coverage htmlcov
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
