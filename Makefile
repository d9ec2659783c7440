# The commands of this repository; `make` alone lists them.

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint bench-rust fuzz install clean

CARGO ?= cargo
FUZZ_SECONDS ?= 30

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

setup: ## Install what building needs and what is missing
	@scripts/setup build

demo: setup ## Verify real tokens of issuers that are not ours, then refuse them tampered with
	@scripts/demo

test: ## Run every test, in all languages
	@scripts/setup build test
	$(CARGO) test --workspace --all-features --locked
	@scripts/test-features
	@scripts/replay-corpora

lint: ## Check format, warnings, documentation and layers
	@scripts/lint

bench-rust: ## Measure against the Rust peers, and write benches/report/core.json
	@benches/run

fuzz: ## Run every fuzz target for FUZZ_SECONDS seconds each
	@scripts/fuzz $(FUZZ_SECONDS)

clean: ## Remove what was built
	$(CARGO) clean
