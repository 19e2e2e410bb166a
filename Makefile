# Everything a person or a machine does here; CI calls these targets and nothing else.
# `make demo PORT=8123 DATA=build/x` chooses the port and the data folder, `make demo STORY=2025` the other story.

PORT ?= 8000
STORY ?= 2024
DATA ?= build/data$(STORY:2024=)
PYTHON ?= python3
BIN := .venv/bin
export THIDUA_DATA := $(abspath $(DATA))

.DEFAULT_GOAL := help
.PHONY: help setup demo serve test check format bench prove cluster-test guide messages clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-19s %s\n", $$1, $$2}'

setup: ## prepare everything without starting anything
	@$(PYTHON) tools/prepare.py

demo: setup ## start a demonstration federation
	@exec $(BIN)/thidua demo --port $(PORT) --story $(STORY)

serve: setup ## start an empty installation, which begins with its first administrator
	@exec $(BIN)/thidua serve --port $(PORT)

test: setup ## run all tests, those in a browser last
	@$(BIN)/pytest -q -n 2 --dist loadscope --no-loadscope-reorder --ignore=tests/browser --ignore=tests/bench
	@$(PYTHON) tools/chromium.py
	@if $(PYTHON) tools/chromium.py --found; then $(BIN)/pytest -q -n 2 --dist worksteal tests/browser; fi

check: setup ## lint, types, order of the layers, templates, missing migrations
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary src config tools
	@$(BIN)/lint-imports --no-cache > build/lint-imports.txt || { cat build/lint-imports.txt; exit 1; }
	@$(BIN)/djlint templates --lint --quiet
	@THIDUA_DATA=$(CURDIR)/build/check $(BIN)/thidua manage makemigrations --check --dry-run -v 1

format: setup ## bring Python files into shape
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .

bench: setup ## measure at national size; UNITS=12000 for a quick look; writes build/bench.json
	@$(BIN)/python -m tests.bench

prove: setup ## show every promise at full size; takes minutes
	@$(PYTHON) tools/libreoffice.py
	@THIDUA_PROVE=1 $(BIN)/pytest -q -n 0 --ignore=tests/bench --junitxml=build/prove.xml -o junit_family=xunit1
	@$(MAKE) --no-print-directory bench

cluster-test: setup ## break a cluster of database, web and worker processes under load; as root on Debian, minutes
	@$(BIN)/python -m tests.cluster

guide: setup ## take the pictures of docs/guide anew
	@THIDUA_GUIDE=1 $(BIN)/pytest -q -n 0 tests/browser/test_guide.py

messages: setup ## collect the interface's texts into locale/*/LC_MESSAGES/django.po
	@$(BIN)/python tools/messages.py

clean: ## remove everything that was made here, data folders of build/ included
	@$(PYTHON) tools/clean.py
