# Every command of the project. `make` alone lists them.
# They need a POSIX shell, make and Python 3.11 or newer, and fetch everything else themselves.

.DEFAULT_GOAL := help
.PHONY: help run test check content-check lint types lock clean

BIN := .venv/bin
PORT ?= 5000
export PORT

# Sets $found to the first Python that is 3.11 or newer. When all are older, to one that says so itself.
find_python = \
  for name in "$(PYTHON)" python3 python3.13 python3.12 python3.11; do \
    command -v "$$name" >/dev/null 2>&1 || continue; \
    "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { found=$$name; break; }; \
    old=$${old:-$$name}; \
  done; \
  found=$${found:-$$old}; \
  test -n "$$found" || { echo "Plinth needs Python 3.11 or newer, and there is no python3 here." >&2; exit 1; }

# With the test tools in .venv.
setup_dev = $(find_python); "$$found" -m worker.bootstrap setup-dev

##@ Use

run: ## Start Plinth on http://127.0.0.1:5000 with demo data (other port: make run PORT=5001)
	@$(find_python); exec "$$found" -m worker.bootstrap run

##@ Check

test: ## Everything: lint, types, contracts, all tests on SQLite and PostgreSQL, in a real browser
	@$(setup_dev) && $(BIN)/python -m tests.services.install && exec $(BIN)/python -m tests.run $(ARGS)

check: ## The quick part: lint, types, contracts, unit and web tests on SQLite
	@$(setup_dev) && exec $(BIN)/python -m tests.run --quick $(ARGS)

content-check: ## Every text, link and figure under content/, in seconds and without a database
	@$(setup_dev) && $(BIN)/python -m app.proofreading --not-from tests/fixtures/article-shingles.txt \
	  && exec $(BIN)/python -m pytest -q tests/unit/proofreading tests/unit/exercises/test_exercise_content.py

lint: ## Style and import contracts
	@$(setup_dev) && exec $(BIN)/python -m tests.run style contracts

types: ## Type check
	@$(setup_dev) && exec $(BIN)/python -m tests.run types

##@ Keep

lock: ## Write both lock files anew from requirements.in and requirements-dev.in (needs uv)
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 requirements.in -o requirements.txt
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 requirements-dev.in -o requirements-dev.txt

words: ## Gather every word to translate into app/translations/, and compile what is translated
	@$(setup_dev) && $(BIN)/pybabel -q extract -F pyproject.toml -k lazy_gettext -k lazy_ngettext:1,2 --no-location --omit-header \
	  --sort-output -o app/translations/messages.pot . \
	  && $(BIN)/pybabel -q update --no-fuzzy-matching --ignore-pot-creation-date --no-wrap -i app/translations/messages.pot -d app/translations \
	  && $(BIN)/pybabel -q compile -d app/translations

clean: ## Remove the environment and every cache; the data in instance/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

help: ## This list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))
