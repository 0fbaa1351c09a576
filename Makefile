# Every command of the project: `make help` lists them.
.NOTPARALLEL:
.DEFAULT_GOAL := help
BIN := .venv/bin
PYTHON_FILES := services scanner tests deploy

PRODUCT := .venv/.product
WEB := .venv/.web
DEV := .venv/.dev
BENCH := .venv/.bench
LOCK := .venv/.lock
LOCKS := run opencv opencv-headless build node bench dev lock
PO := $(wildcard services/*/translations/*/LC_MESSAGES/*.po scanner/translations/*/LC_MESSAGES/*.po)
CATALOGUES := $(PO:.po=.mo)

# The tests start hundreds of processes: none compiles again what another has compiled.
unexport PYTHONDONTWRITEBYTECODE

# Real servers: `make up BROKER=amqp://user:password@host/vhost DATABASE=postgresql://user:password@host/{service}`.
ifdef BROKER
export RESERVE_BROKER := $(BROKER)
endif
ifdef DATABASE
export RESERVE_DATABASE := $(DATABASE)
endif

##@ Run

.PHONY: setup up demo
setup: $(PRODUCT) $(WEB) $(CATALOGUES) ## prepare everything the product needs, and start nothing

up: setup ## start the whole reserve (BROKER=amqp://... DATABASE=postgresql://.../{service}: on real servers)
	$(BIN)/python -m services up $(ARGS)

demo: setup ## start it, play one request from portrait to hand-over, and leave the site running
	$(BIN)/python -m services demo $(ARGS)

##@ Verify

.PHONY: test fuzz walk chaos image-test machine-test bench servers browser releases pictures check format lint types imports asyncapi fix
test: setup $(DEV) $(BENCH) servers browser releases ## run the tests (ARGS="-k word" narrows them)
	@echo "== tests"
	$(BIN)/python -m pytest -rs -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

fuzz: setup $(DEV) servers ## all routes by all roles, every operation and value many times over, on both databases (EXAMPLES=50)
	$(BIN)/python -m pytest -n 0 -q --whole --examples=$(or $(EXAMPLES),50) tests/integration/test_every_route.py \
		tests/integration/test_hostile_api.py tests/integration/test_hostile_values.py $(ARGS)

walk: setup $(DEV) servers browser ## every page in a browser in either language, by keys, and asked for by each role
	$(BIN)/python -m pytest -n 0 -q --whole tests/integration/test_every_page.py \
		tests/integration/test_every_list.py $(ARGS)

bench: setup $(BENCH) servers ## measure events, scans and deliveries, and peers beside (ARGS="--only scans --quick")
	$(BIN)/python -m tests.bench $(ARGS)

chaos: setup $(DEV) servers ## kill, freeze, cut under load, then compare (SEED=n FAULTS=100 TIME=seconds)
	$(BIN)/python -m tests.system.chaos --faults $(or $(FAULTS),100) \
		$(if $(SEED),--seed $(SEED)) $(if $(TIME),--seconds $(TIME)) $(ARGS)

image-test: setup $(DEV) ## build the image, run compose.yaml whole, play on it (ENGINE=podman COMPOSE=podman-compose)
	ENGINE="$(or $(ENGINE),docker)" COMPOSE="$(or $(COMPOSE),docker compose)" $(BIN)/python -m tests.system.image

machine-test: setup $(DEV) ## a bare Debian with systemd, installed by deploy/install.sh, the guides typed on it (as root)
	$(BIN)/python -m tests.system.machine $(ARGS)

servers: ## PostgreSQL, RabbitMQ, nginx, Prometheus and ClamAV from Debian, for the tests to use as their own
	@deploy/setup.sh servers

releases: ## the releases from which upgrades are tried: a shallow clone fetches them
	@deploy/setup.sh releases

browser: ## Chromium from Debian, for the tests of pages
	@deploy/setup.sh browser

pictures: setup $(DEV) browser ## take the help's pictures anew from the pages (then look at them)
	$(BIN)/python -m pytest -n 0 -q tests/system/pages --pictures

check: format lint types imports asyncapi test ## the whole gate, as CI runs it

format: $(DEV) ## is the code laid out by ruff?
	@echo "== format"
	$(BIN)/ruff format --check $(PYTHON_FILES)

lint: $(DEV) ## what ruff has to say
	@echo "== lint"
	$(BIN)/ruff check $(PYTHON_FILES)

types: $(DEV) ## mypy, strict
	@echo "== types"
	$(BIN)/mypy

imports: $(DEV) ## do imports run one way only?
	@echo "== import rules"
	$(BIN)/lint-imports

asyncapi: setup ## does asyncapi.yaml say what the contracts say?
	@echo "== asyncapi.yaml"
	$(BIN)/python -m services asyncapi --check

fix: $(DEV) ## lay the code out and mend what can be mended by machine
	$(BIN)/ruff format $(PYTHON_FILES)
	$(BIN)/ruff check --fix $(PYTHON_FILES)

.PHONY: bench-scanner
bench-scanner: setup ## what the scanner reads of drawn frames and films, beside zxing-cpp (ARGS="--seed 7 --frames 20")
	$(BIN)/python -m tests.bench_scanner $(ARGS)

##@ Maintain

.PHONY: messages lock sbom audit clean help
messages: setup ## take new sentences into the French catalogues, to be translated there
	$(BIN)/python deploy/messages.py

lock: $(LOCK) ## recompile requirements/*.txt from *.in (ARGS=--upgrade takes the newest)
	@cd requirements && for name in $(LOCKS); do \
		echo "== $$name.txt"; \
		../$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --python-version 3.11 \
			--custom-compile-command "make lock" $(ARGS) $$name.in -o $$name.txt || exit 1; \
	done

sbom: $(DEV) ## the bill of materials, CycloneDX: build/reserve.cdx.json
	$(BIN)/python deploy/sbom.py build

audit: $(LOCK) ## known vulnerabilities of every pinned package; it asks the indexes, and fails where it cannot
	$(BIN)/python deploy/audit.py $(foreach name,$(LOCKS),requirements/$(name).txt)

clean: ## remove .venv, caches and compiled catalogues; data in var/ stays
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf services/chassis/static/station/vendor
	find $(wildcard $(PYTHON_FILES)) -name '*.pyc' -delete -o -name '*.mo' -delete

help: ## this list
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@/ { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(PRODUCT): deploy/setup.sh pyproject.toml $(foreach name,run opencv opencv-headless build,requirements/$(name).txt)
	@deploy/setup.sh product
	@touch $@

# Not to be had without a network: then set-up goes on, and tries again the next time.
$(WEB): deploy/setup.sh requirements/web/package-lock.json requirements/node.txt | $(PRODUCT)
	@deploy/setup.sh web && touch $@ || true

$(DEV): requirements/dev.txt requirements/web/package-lock.json | $(PRODUCT)
	@deploy/setup.sh dev
	@touch $@

$(BENCH): requirements/bench.txt | $(PRODUCT)
	@deploy/setup.sh bench
	@touch $@

$(LOCK): requirements/lock.txt | $(PRODUCT)
	@deploy/setup.sh lock
	@touch $@

%.mo: %.po | $(PRODUCT)
	@echo "setup: compiling $<"
	@$(BIN)/pybabel -q compile --use-fuzzy -i $< -o $@
