# Every target makes what it needs first. `make` alone lists them.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT
# Compiled code is kept, whatever the shell says: each worker of the tests would compile all of it again.
unexport PYTHONDONTWRITEBYTECODE

venv := .venv/bin/python
manage := $(venv) manage.py
environment := $(PYTHON) peaceinfra/management/environment.py

.DEFAULT_GOAL := help
.PHONY: help run test check noninterference drills mutants canaries accessibility bom vendor pins

help: ## List the targets.
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

run: ## Install, prepare, load and serve the register on HOST and PORT.
	@$(environment) requirements.txt
	@exec $(manage) start

test: ## Run all tests on two cores. ARGS="-m 'not slow'" leaves out the long proofs, ARGS="tests/core -n 0" chooses.
	@$(environment) requirements-dev.txt
	@$(venv) -m pytest -n 2 --dist loadscope --no-loadscope-reorder $(coverage) $(ARGS)

# The tracer costs two thirds more time: it runs where CI is set, over each second quick test, and there it has a floor.
coverage := $(if $(CI),--cov --cov-report=term:skip-covered)

check: ## Style, layers, migrations, production settings, vendored files, data dictionary, description of the API, policies.
	@$(environment) requirements-dev.txt
	@echo "· ruff" && $(venv) -m ruff check . && $(venv) -m ruff format --check --quiet .
	@echo "· layers" && .venv/bin/lint-imports --no-cache
	@echo "· migrations" && $(manage) makemigrations --check --dry-run
	@echo "· production settings" && $(production) $(manage) check --deploy --fail-level WARNING
	@echo "· vendored files" && $(manage) check_vendored
	@echo "· data dictionary" && $(manage) data_dictionary --check
	@echo "· description of the API" && $(manage) api_schema --check
	@echo "· policies" && $(manage) migrate --verbosity 0 && $(manage) check_walls

# Values that pass for real ones; nothing is served or opened with them.
production = DJANGO_SETTINGS_MODULE=peaceinfra.settings.production ALLOWED_HOSTS=register.example \
	DATABASE_URL=postgres://web@database.example/register \
	SECRET_KEY="$$($(venv) -c 'import secrets; print(secrets.token_urlsafe(48))')" \
	FACTORS_KEYS="$$($(venv) -c 'import base64, secrets; print(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())')"

noninterference: ## Two registers over 500 drawn worlds: SEED=17 WORLDS=1 draws a world that failed again.
	@$(environment) requirements-dev.txt
	@echo "· worlds $(SEED) to $$(($(SEED) + $(WORLDS) - 1))"
	@SEED=$(SEED) WORLDS=$(WORLDS) $(venv) -m pytest -v -p no:cacheprovider tests/test_non_interference_of_drawn_worlds.py $(ARGS)

SEED ?= 0
WORLDS ?= 500

drills: ## Kill (-9) a worker in the middle of an erasure; another one brings it to its end.
	@$(environment) requirements-dev.txt
	@DRILLS=1 $(venv) -m pytest -q -p no:cacheprovider tests/erasing/test_killed.py $(ARGS)

mutants: ## Put all seeded mistakes into the code, one by one, and print how many are found, and by which check.
	@$(environment) requirements-dev.txt
	@MUTANTS=all $(venv) -m pytest -q -p no:cacheprovider -p tests.security.score $(seeded) $(ARGS)

seeded := tests/security/test_seeded_mutants.py tests/core/walls/test_mutants.py tests/security/test_mutants_of_drawn_worlds.py

canaries: ## A word in every text of what is guarded: read every address, and save, as everybody who may see none.
	@$(environment) requirements-dev.txt
	@CANARIES=all $(venv) -m pytest -q -p no:cacheprovider tests/security/test_canaries.py tests/security/test_canaries_of_webhooks.py $(ARGS)

accessibility: ## Look at every page of the desk with axe, at three widths, light and dark.
	@$(environment) requirements-dev.txt
	@ACCESSIBILITY=all $(venv) -m pytest -q -p no:cacheprovider tests/admin/test_accessibility.py $(ARGS)

bom: ## Print the bill of materials (CycloneDX); ADVISORIES=folder compares it with advisories (OSV).
	@$(environment) requirements.txt
	@$(manage) bill_of_materials $(if $(ADVISORIES),--advisories "$(ADVISORIES)")

vendor: ## For maintainers: fetch the front-end files that static/vendor/manifest.json names.
	@$(environment) requirements-dev.txt
	@$(manage) fetch_vendored

pins: ## For maintainers: compile the hashed pins from pyproject.toml.
	@$(PYTHON) -m venv .data/pins
	@.data/pins/bin/python -m pip install --quiet --disable-pip-version-check "pip-tools>=7.4"
	@$(pip_compile) --output-file requirements.txt pyproject.toml
	@$(pip_compile) --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml

# Extras stay in the pins: a package that is asked for with its extra is pinned with it.
pip_compile := .data/pins/bin/python -m piptools compile --quiet --upgrade --generate-hashes --allow-unsafe \
	--no-strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header --no-annotate
