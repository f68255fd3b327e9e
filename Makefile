# Needs make, Python 3.11 or newer with venv, and PyPI. PYTHON=path picks another Python.
VENV := .venv
BIN  := $(VENV)/bin
PIP  := $(BIN)/python -m pip install -qq --disable-pip-version-check

# Worker processes for pytest; 0 runs the tests in one process.
WERKERS ?= 2

# A Python counts when it is new enough; `venv` is part of it, except where a distribution split it off.
CANDIDATES := $(or $(PYTHON),python3 python3.13 python3.12 python3.11)

DOSSIER := scenarios/rblim-2019-6788.yaml

.PHONY: demo test lint wet mutate bench clean
.DELETE_ON_ERROR:

demo: $(VENV)/.demo
	@echo '== Het leven achter ECLI:NL:RBLIM:2019:6788'
	@$(BIN)/inburgerregels simuleer $(DOSSIER)
	@echo
	@echo '== Hetzelfde leven, bekeken op 1 augustus 2019'
	@$(BIN)/inburgerregels simuleer $(DOSSIER) --peildatum 2019-08-01

test: lint
	$(BIN)/python -m pytest -n $(WERKERS)

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The rule book in docs/wet, from rules/; a test fails when it is stale.
wet: $(VENV)/.demo
	$(BIN)/inburgerregels regels --naar docs/wet

mutate: $(VENV)/.test
	$(BIN)/python -m tests.mutate_rules

bench: $(VENV)/.test
	$(BIN)/python -m bench
	$(BIN)/python -m bench.executors
	$(BIN)/python -m bench.scale
	$(BIN)/python -m bench.country --miljoen 1
	$(BIN)/python -m bench.peers
	$(BIN)/python -m bench.policy --levens 100000
	$(BIN)/python -m bench.equality --levens 16000

clean:
	rm -rf $(VENV) build dist *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.python:
	@for python in $(CANDIDATES); do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    "$$python" -c 'import ensurepip, venv' 2>/dev/null || { \
	        echo "$$python kan geen virtuele omgeving maken: installeer venv (Debian: apt-get install python3-venv)." >&2; exit 1; }; \
	    "$$python" -m venv --clear $(VENV) && touch $@; exit; \
	done; \
	echo "Python 3.11 of nieuwer is nodig; gezocht: $(CANDIDATES)." >&2; exit 1

$(VENV)/.demo: $(VENV)/.python setup.cfg pyproject.toml
	@echo 'inburgerregels wordt geïnstalleerd in $(VENV)'
	@$(PIP) --editable .
	@touch $@

# durable-rules must be compiled, and does not load on Python 3.13.
$(VENV)/.test: $(VENV)/.python setup.cfg pyproject.toml
	@echo 'inburgerregels wordt met het testgereedschap geïnstalleerd in $(VENV)'
	@$(PIP) --editable '.[test,dev,batch,beleid,bewijs,postgres,snel]'
	@if ! $(BIN)/python -c 'import sys; sys.exit(sys.version_info >= (3, 13))'; then \
	    echo 'durable-rules niet geïnstalleerd: het werkt niet op Python 3.13 en nieuwer.'; \
	elif ! command -v "$${CC:-cc}" >/dev/null && ! command -v gcc >/dev/null; then \
	    echo 'durable-rules niet geïnstalleerd: er is geen C-compiler.'; \
	elif ! $(PIP) --editable '.[durable]' >$(VENV)/durable.log 2>&1; then \
	    echo 'durable-rules niet geïnstalleerd: het bouwen mislukte, zie $(VENV)/durable.log.'; \
	fi
	@if ! command -v java >/dev/null; then \
	    echo 'pyspark niet geïnstalleerd: er is geen Java.'; \
	elif ! $(PIP) --editable '.[spark]' >$(VENV)/spark.log 2>&1; then \
	    echo 'pyspark niet geïnstalleerd: zie $(VENV)/spark.log.'; \
	fi
	@touch $@ $(VENV)/.demo
