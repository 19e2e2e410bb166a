# Everything a person or a machine does here; CI calls these targets and nothing else.
# `make demo PORT=8123 DATA=build/x` chooses the port and the data folder.

PORT ?= 8000
DATA ?= build/data
PYTHON ?= python3
BIN := .venv/bin
export THIDUA_DATA := $(abspath $(DATA))

.DEFAULT_GOAL := help
.PHONY: help setup demo serve test check format bench prove messages clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12

setup: ## prepare everything without starting anything
	@$(PYTHON) tools/setup.py

check: setup ## lint, types, order of the layers, missing migrations
	@$(BIN)/ruff format --check -q .
	@$(BIN)/ruff check -q .
	@$(BIN)/mypy src config
	@$(BIN)/lint-imports --no-cache > build/lint-imports.txt || { cat build/lint-imports.txt; exit 1; }
