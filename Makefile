# What a developer and CI call. Needs make and Python 3.11 or newer, nothing else.

PYTHON ?= $(firstword $(foreach name,python3.13 python3.12 python3.11 python3 python,$(shell \
	$(name) -c 'import sys; print("$(name)" if sys.version_info >= (3, 11) else "")' 2>/dev/null)))
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
JOBS ?= 2
DEMO := .demo

.PHONY: demo test lint types tests bench soak netbox netbox-down examples picture reference clean

demo: $(VENV)/.installed  ## take the example photos in, and show the queue
	HWLAB_HOME=$(DEMO) HWLAB_CONFIG=examples/config.toml $(BIN)/hwlab intake --yes examples
	HWLAB_HOME=$(DEMO) $(BIN)/hwlab queue list

test: lint types tests  ## everything that must hold before a commit

lint: $(VENV)/.developing
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --no-cache --no-logo

types: $(VENV)/.developing
	$(BIN)/mypy

tests: $(VENV)/.developing
	$(BIN)/pytest -n $(JOBS) --dist loadgroup --no-loadscope-reorder -m "not soak"

soak: $(VENV)/.developing  ## the long runs
	$(BIN)/pytest -m soak

bench: $(VENV)/.developing  ## what we claim about speed, measured here
	$(BIN)/python -m bench

netbox: $(VENV)/.developing  ## a real NetBox to try hwlab on: eval "$$(make -s netbox)" points hwlab at it
	@PYTHONPATH=tests/netbox $(BIN)/python -m netbox_server up

netbox-down: $(VENV)/.developing  ## end it; what is in it stays
	@PYTHONPATH=tests/netbox $(BIN)/python -m netbox_server down

picture: $(VENV)/.developing  ## draw the README's terminal again, from real runs
	$(BIN)/python examples/terminal_picture.py

examples: $(VENV)/.developing  ## render the example photos again
	$(BIN)/python examples/make_photos.py --examples

reference: $(VENV)/.developing  ## the reference pages and the man page, from the code
	$(BIN)/python -m reference

clean:
	rm -rf $(VENV) $(DEMO) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "hwlab needs Python 3.11 or newer; none was found" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade pip
	@touch $@

$(VENV)/.installed: $(VENV)/.made pyproject.toml constraints.txt
	$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.developing: $(VENV)/.installed
	$(PIP) install --constraint constraints.txt --group dev --group bench
	@touch $@
