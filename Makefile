# Each target starts from a machine with Python 3.11 or newer and nothing else installed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TOOLS := .venv-tools
RUN := .venv-run
COMPILE := uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
  --no-header --python-version 3.11
FUZZ := .venv-fuzz
ANCHOR := .venv-anchor
SECONDS ?= 60
# What is compiled is kept, whatever the environment says: both processes and all that they start read it.
PYTEST = PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n 2 --dist worksteal $(ARGS)

.PHONY: demo test test-all lint format manifest bench faults anchor fuzz tour cards playground audit sbom lock clean

demo: $(VENV)/demo.stamp ## try it in a browser; needs no account
	$(BIN)/cop-bot demo $(if $(PORT),--port $(PORT))

test: $(VENV)/dev.stamp ## the tests, on SQLite and on PostgreSQL by turns
	$(PYTEST)

test-all: $(VENV)/dev.stamp ## the long ones too, and every test on both databases
	COP_TEST_EVERYTHING=1 $(PYTEST)

lint: $(VENV)/dev.stamp ## style, types and the house's import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

manifest: $(VENV)/dev.stamp ## write manifest.json and teams/ anew, of the commands, shortcuts, events and scopes in the code
	$(BIN)/python -m scripts.manifest

bench: $(VENV)/dev.stamp ## measure, as ratios against something run beside it
	$(BIN)/python -m benchmarks

faults: $(VENV)/dev.stamp ## 100 statewide openings under fire; fewer with: make faults ARGS="--seeds 3", Teams: ARGS="--chat teams"
	$(BIN)/python -m benchmarks.faults $(ARGS)

anchor: $(VENV)/dev.stamp $(ANCHOR)/stamp ## our outbox beside one that DBOS sends, calm and under fire; takes an hour
	PYTHONPATH=.:$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') \
	  $(ANCHOR)/bin/python -m benchmarks.anchor $(ARGS)

fuzz: $(VENV)/demo.stamp $(FUZZ)/stamp ## try to break what reads text from outside, SECONDS=60 each; Linux on x86_64
	PYTHONPATH=.:$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') \
	  $(FUZZ)/bin/python -m scripts.fuzz $(SECONDS)

tour: $(VENV)/dev.stamp ## make the pictures in docs/ anew from the real page; needs Chromium
	$(BIN)/python -m scripts.tour

playground: $(VENV)/dev.stamp ## the bot in Microsoft's Agents Playground, fetched from npm; needs Node and Chromium
	$(BIN)/python -m scripts.playground

cards: $(VENV)/dev.stamp ## draw every card for Teams, light and dark, on sheets in var/cards; needs Chromium
	$(BIN)/python -m scripts.card_sheets $(ARGS)

audit: $(TOOLS)/stamp ## look up known holes in the pinned packages; OFFLINE=1 where the index is out of reach
	$(PYTHON) scripts/audit_dependencies.py --tool $(TOOLS)/bin/pip-audit $(if $(OFFLINE),--offline) requirements.lock

sbom: $(RUN)/stamp $(TOOLS)/stamp ## list every package that runs with its licence, as CycloneDX, in sbom.json
	$(TOOLS)/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --of JSON -o sbom.json $(RUN)

lock: $(VENV)/dev.stamp ## bring the pinned versions up to date; needs uv
	$(COMPILE) --upgrade pyproject.toml -o requirements.lock
	$(COMPILE) --upgrade -c requirements.lock --extra demo pyproject.toml requirements-build.in -o requirements-demo.lock
	$(COMPILE) --upgrade -c requirements-demo.lock --extra demo --extra dev pyproject.toml requirements-build.in \
	  -o requirements-dev.lock
	$(COMPILE) --upgrade requirements-tools.in -o requirements-tools.lock
	$(COMPILE) --upgrade requirements-fuzz.in -o requirements-fuzz.lock
	$(COMPILE) --upgrade -c requirements-dev.lock requirements-anchor.in -o requirements-anchor.lock

clean:
	rm -rf $(VENV) $(TOOLS) $(FUZZ) $(ANCHOR) $(RUN) var sbom.json

$(VENV)/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; say where it is with: make PYTHON=/path/to/python3.11 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/demo.stamp: $(VENV)/python.stamp requirements-demo.lock pyproject.toml
	test -f $(VENV)/dev.stamp || $(BIN)/pip install --quiet --require-hashes -r requirements-demo.lock
	test -f $(VENV)/dev.stamp || $(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/dev.stamp: $(VENV)/python.stamp requirements-dev.lock pyproject.toml
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

# What runs, and nothing else: neither the demo's packages nor what builds this one.
$(RUN)/stamp: requirements.lock
	$(PYTHON) -m venv $(RUN)
	$(RUN)/bin/pip install --quiet --require-hashes -r requirements.lock
	touch $@

# Tools that look at the project from outside live apart from what they look at.
$(FUZZ)/stamp: requirements-fuzz.lock
	$(PYTHON) -m venv $(FUZZ)
	$(FUZZ)/bin/pip install --quiet --require-hashes -r requirements-fuzz.lock
	touch $@

$(ANCHOR)/stamp: requirements-anchor.lock
	$(PYTHON) -m venv $(ANCHOR)
	$(ANCHOR)/bin/pip install --quiet --require-hashes -r requirements-anchor.lock
	touch $@

$(TOOLS)/stamp: requirements-tools.lock
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/pip install --quiet --require-hashes -r requirements-tools.lock
	touch $@
