# The commands of this repository; `make` alone lists them.

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-laravel test lint bench-rust bench-php bench-session bench-python fuzz install dist wheel clean

CARGO ?= cargo
FUZZ_SECONDS ?= 30

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

setup: ## Install what building needs and what is missing
	@scripts/setup build

demo: setup ## Verify real tokens of issuers that are not ours, then refuse them tampered with
	@scripts/demo

demo-laravel: ## Run a small Laravel API on PHP-FPM and nginx, and show what four tokens are answered
	@scripts/setup build php
	@scripts/demo-laravel

test: ## Run every test, in all languages
	@scripts/setup build test php python
	$(CARGO) test --workspace --all-features --locked
	@scripts/test-features
	@scripts/replay-corpora
	@laravel/tests/run
	@python/tests/run

lint: ## Check format, warnings, documentation, each feature alone and the smallest Rust version
	@scripts/lint

bench-rust: ## Measure beside the Rust peers, and write benches/report/core.json
	@benches/run

bench-php: ## Measure a request under PHP-FPM beside PHP's own OpenSSL, and write benches/report/php.json
	@scripts/setup build php
	@benches/php/run

bench-python: ## Measure beside the Python peers and the core, and write benches/report/python.json
	@scripts/setup build python
	@benches/python/run

bench-session: ## Measure sessions over Redis beside redis-benchmark, and write benches/report/session.json
	@scripts/setup build test
	$(CARGO) run --release -p jwtcore-session --no-default-features --features redis --example throughput --locked \
		>benches/report/session.json

fuzz: ## Run every fuzz target for FUZZ_SECONDS seconds
	@scripts/fuzz --install $(FUZZ_SECONDS)

install: ## Install libjwtcore, its header and its pkg-config file (PREFIX, DESTDIR)
	@PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)" scripts/install-lib

dist: ## Build libjwtcore for release, laid out where the PHP package looks
	@scripts/dist

wheel: setup ## Build the Python wheel for this machine, for release, into target/wheels
	@scripts/setup python
	@scripts/wheel

clean: ## Remove what was built
	$(CARGO) clean
