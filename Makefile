# Thin names for dev.py, which does the work and needs no make. Words for it go into ARGS:
# make test ARGS="-k ledger"
.DEFAULT_GOAL := help
.PHONY: demo codes test check bench faults screens clean lock messages help
PYTHON ?= python3
UV ?= .venv/bin/uv

demo: ## show the whole site with sample stories (PORT=9000, STORIES=DIR)
	@$(PYTHON) dev.py demo $(ARGS)

codes: ## show the demo's log-ins with the codes of this moment
	@$(PYTHON) dev.py codes

test: ## run the test suite on a real database and broker
	@$(PYTHON) dev.py test $(ARGS)

check: ## look for what CI would refuse beside failing tests
	@$(PYTHON) dev.py check

bench: ## measure how fast webhooks are taken and booked (ARGS="--events 2000")
	@$(PYTHON) dev.py bench $(ARGS)

faults: ## kill services while money moves, and check the books (ARGS="--rounds 10")
	@$(PYTHON) dev.py faults $(ARGS)

screens: ## take the pictures of handbook and site anew (ARGS="review answers")
	@$(PYTHON) dev.py screens $(ARGS)

clean: ## remove what the other commands made, the data too
	@$(PYTHON) dev.py clean

lock: ## write both lock files anew from pyproject.toml
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header $(ARGS) \
		pyproject.toml --group dev --output-file requirements-dev.txt
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header $(ARGS) \
		pyproject.toml --constraints requirements-dev.txt --output-file requirements.txt

messages: ## collect the texts for translators and compile their work (needs gettext)
	@$(PYTHON) dev.py manage update_translations

help: ## list these names
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
