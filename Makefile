# hatang: one command for each thing one does here. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
ADDR ?= 127.0.0.1:8080
DEMO ?= bin/demo.gpkg
GOLANGCI_LINT_VERSION := v2.15.0
GOLANGCI_LINT := bin/tools/golangci-lint-$(GOLANGCI_LINT_VERSION)
ASSETS := handlers/web/dist/.built

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

.PHONY: run
run: build ## build, load the demonstration and serve it on 127.0.0.1:8080
	bin/hatang demo --db $(DEMO)
	bin/hatang serve --db $(DEMO) --addr $(ADDR)

.PHONY: build
build: $(ASSETS) ## write bin/hatang, the web page within it
	go build -trimpath -ldflags "-X main.version=$(VERSION)" -o bin/hatang ./cmd/hatang

$(ASSETS): $(shell find handlers/web/assets -path '*/node_modules' -prune -o -type f -print 2>/dev/null)
	cd handlers/web/assets && npm ci --no-audit --no-fund && npm run --silent build
	touch $@

.PHONY: test
test: packages $(ASSETS) ## install what tests need, then run every test
	go vet ./...
	go test -timeout 30m ./...

.PHONY: packages
packages: ## install the Debian packages that tests need (root or sudo)
	.ci/packages

.PHONY: lint
lint: $(GOLANGCI_LINT) ## formatting, the layers, and everything golangci-lint finds
	@unformatted=$$(gofmt -l cmd data geo handlers internal registry); \
	  if [ -n "$$unformatted" ]; then echo "not gofmt-ed: $$unformatted"; exit 1; fi
	$(GOLANGCI_LINT) run ./...

$(GOLANGCI_LINT):
	GOBIN=$(CURDIR)/bin/tools go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT_VERSION)
	mv bin/tools/golangci-lint $@

.PHONY: bench
bench: ## every benchmark once, with allocations
	go test -run '^$$' -bench . -benchmem ./...

.PHONY: bench-peers
bench-peers: build ## side by side with PostGIS, pg_featureserv, tegola and SPLAT!: writes docs/performance.md and docs/terrain-performance.md
	.ci/bench-peers
	.ci/bench-splat

.PHONY: bench-terrain
bench-terrain: ## the second half of bench-peers: footprints over terrain beside SPLAT!
	.ci/bench-splat

.PHONY: fuzz
fuzz: ## each fuzz target for 20 seconds
	.ci/fuzz 20s

.PHONY: screenshots
screenshots: build ## the pictures of README and docs, from the page itself
	go test ./handlers/web -run Screenshot -update -timeout 30m -count=1

.PHONY: desk-timings
desk-timings: build ## how long the desk's map takes with 10,000 and 100,000 sites: writes docs/desk-timings.md
	.ci/desk-timings

.PHONY: clean
clean: ## remove what the build made
	rm -rf bin handlers/web/assets/node_modules
	find handlers/web/dist -mindepth 1 ! -name README.md ! -name .gitignore -delete
