# Rapor Kota. Each target does its own set-up; the work is in tools/.
.PHONY: help setup run test city awards check format bench
PORT ?= 8000
python := .venv/bin/python

help: ## Show the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

setup: ## Make .venv, install the locked packages, see to the system libraries
	@sh tools/setup.sh test

run: ## Start everything on this machine (PORT=8000)
	@sh tools/setup.sh run
	@exec $(python) manage.py up --port $(PORT)

test: ## Run all tests (ARGS="-k ranking" for some)
	@sh tools/setup.sh test
	@exec $(python) -m pytest -n 2 $(ARGS)

city: ## Enter a whole city through its pages, and compare what comes out
	@sh tools/setup.sh test
	@exec $(python) -m pytest tests/city/full_city.py $(ARGS)

awards: ## Issue 500 certificates with the worker killed twice, and verify each
	@sh tools/setup.sh test
	@exec $(python) -m pytest tests/awards/many_certificates.py $(ARGS)

check: ## Run linters, types, contracts and translations
	@sh tools/setup.sh check
	@exec $(python) tools/check.py

format: ## Bring code, templates, styles and scripts into shape
	@sh tools/setup.sh run
	@exec $(python) tools/check.py --fix

bench: ## Measure against a named rival and print JSON
	@sh tools/setup.sh run
	@exec $(python) -m tests.bench $(ARGS)
