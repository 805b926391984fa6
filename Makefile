# Commonbeat: `make demo` shows it, `make test` proves it. The rest are parts of these two.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/commonbeat/target
export TOOLS := $(shell dirname "$(CARGO_TARGET_DIR)")/tools
export PATH := $(TOOLS)/bin:$(PATH):$(HOME)/.cargo/bin
export COMMONBEAT_SHELF ?= $(CURDIR)/../shared
SHELL := /bin/bash
LISTEN ?= 127.0.0.1:8080
SIZE ?= town
SEED ?= 1

TRUTH ?= truth-runs

.PHONY: demo test check fmt ui e2e shots truth help clean-demo

help: ## say what can be made
	@grep -E '^[a-z0-9-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

demo: ## build everything, make the town in ./demo-data, serve it on http://$(LISTEN)
	@scripts/need.sh build
	@$(MAKE) --no-print-directory ui
	cargo build --release --locked -p commonbeat
	"$(CARGO_TARGET_DIR)/release/commonbeat" demo --dir demo-data --listen $(LISTEN) --size $(SIZE) --seed $(SEED)

test: ## everything: format, lints, licenses, both databases, pages, browser; ends with `N passed, N failed`
	@scripts/need.sh test
	@scripts/test.sh

check: ## the quick half of test: format, lints, types; no database, no browser
	@scripts/need.sh build
	@scripts/test.sh check

fmt: ## put the code into its format
	cargo fmt --all

ui: ui/dist/manifest.json ## styles and scripts into ui/dist

ui/node_modules/.package-lock.json: ui/package-lock.json
	cd ui && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch node_modules/.package-lock.json

ui/dist/manifest.json: ui/node_modules/.package-lock.json ui/build.mjs $(shell find ui/src ui/styles ui/icons -type f 2>/dev/null)
	cd ui && node build.mjs

e2e: ## browser journeys against a demo of their own
	@scripts/need.sh test
	@scripts/test.sh e2e

shots: ## pictures of every page at 390 and 1440 pixels into docs/screenshots
	@scripts/need.sh shots
	@scripts/test.sh shots

truth: ## the product's rules on towns whose truth is known; resumable, results in $(TRUTH), tables on the screen
	@scripts/need.sh build
	cargo build --release --locked -p commonbeat-truth
	@for work in "finding 1..101" "nothing 1..101" "paired 1..201" "judging 1..2001" "noise 1..101"; do set -- $$work; \
	  nice -n 10 "$(CARGO_TARGET_DIR)/release/commonbeat-truth" $$1 --out "$(TRUTH)" --seeds $$2 || exit 1; done
	@"$(CARGO_TARGET_DIR)/release/commonbeat-truth" tables --out "$(TRUTH)"

clean-demo: ## forget the demo town
	rm -rf demo-data
