# `make` lists the targets. Variables pass arguments on: make run ARGS=…, make test TESTFLAGS=….

GO           ?= go
ARGS         ?=
TESTFLAGS    ?=
PACKAGES     ?= ./...
POSTGRES_TESTFLAGS ?= $(TESTFLAGS)

# For `make fuzz`: the time or number of executions (300x) per target, a pattern of targets, and the cache of generated inputs. With an
# empty cache only the inputs of the repository are used.
FUZZTIME     ?= 1m
FUZZ         ?= .
FUZZCACHE    ?= $(shell $(GO) env GOCACHE)/fuzz/civicgraph

# Tests that take minutes with the race detector. They are skipped with it, and run without it by `make check`.
WITHOUT_RACE := ^(TestNew(Field|LinkKind|Kind)|TestEveryFieldAnswers|TestSearchAgreesWithOracle|TestRealRecords|TestPathsAreLimited|TestFormsOfAFilterAgree|TestDeepFiltersAgree|Test.*LittleMemory|Test(Import|Copy).*(Memory|Disk|Folder|Limit)|TestKilled.*|TestHostileClients)

# A template for `go list`: the packages whose tests open databases.
OPENS_DATABASES := {{range .TestImports}}{{if eq . "civicgraph/internal/store/storetest"}}{{$$.ImportPath}}{{end}}{{end}}{{range .XTestImports}}{{if eq . "civicgraph/internal/store/storetest"}}{{$$.ImportPath}}{{end}}{{end}}

GENERATED    := graph/generated
LINT_VERSION := v2.15.0
LINT         := .bin/golangci-lint-$(LINT_VERSION)

# The web pages are built if Node.js is installed. Without them, the playground needs internet access.
WEB_MODULES  := web/node_modules/.package-lock.json
WEB_BUILT    := internal/httpd/web/dist/index.html
JS_MODULES   := clients/graphql-js/node_modules/.package-lock.json
TS_MODULES   := clients/typescript/node_modules/.package-lock.json
PYTHON_VENV  := clients/python/.venv/installed
WEB_SOURCES  := schema.graphqls $(shell find web -type d \( -name node_modules -o -name output -o -name generated \) -prune -o -type f -print)
HAS_NODE   := command -v npm >/dev/null && node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || a === 22 && b > 11 || a === 20 && b > 18 ? 0 : 1)'

.DEFAULT_GOAL := help
.PHONY: help run build pages web-test conformance clients test test-postgres long fuzz bench generate generate-diff migration format format-check lint vet check

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: pages ## Start the server; ARGS=… passes arguments
	@echo "Building and starting civicgraph. The first time, Go downloads its modules and compiles for a few minutes." >&2
	@$(GO) run . $(ARGS)

build: pages ## Build the program, ./civicgraph
	$(GO) build -o civicgraph .

pages: ## Build the web pages if they changed and Node.js is installed
	@if ! { $(HAS_NODE); }; then echo "**** Node.js 20.19, 22.12 or later is not installed: continuing without the web pages. ****" >&2; \
	elif ! $(MAKE) --no-print-directory $(WEB_MODULES); then echo "**** npm cannot install the dependencies of web/: continuing without the web pages. ****" >&2; \
	else $(MAKE) --no-print-directory $(WEB_BUILT); fi

$(WEB_MODULES): web/package.json web/package-lock.json web/.npmrc
	cd web && npm ci --no-progress
	@touch $@

$(WEB_BUILT): $(WEB_MODULES) $(WEB_SOURCES)
	cd web && npm run --silent build

web-test: pages ## Lint and test the web pages, in Chromium if it is installed
	@if [ ! -f $(WEB_MODULES) ] || ! { $(HAS_NODE); }; then echo "**** THE WEB PAGES ARE NOT TESTED: they were not built. ****" >&2; else \
		{ $(MAKE) --no-print-directory $(JS_MODULES) || echo "**** npm cannot install graphql-js: it is not tested. ****" >&2; }; \
		cd web && npm run --silent lint && npm test --silent && GO="$(GO)" npm run --silent test:browser && \
		$(MAKE) -C .. --no-print-directory conformance; fi

conformance: $(WEB_MODULES) ## Audit GraphQL over HTTP with the suite of npm's graphql-http
	cd web && GO="$(GO)" npm run --silent test:conformance

$(JS_MODULES) $(TS_MODULES): %/node_modules/.package-lock.json: %/package.json %/package-lock.json %/.npmrc
	cd $* && npm ci --no-progress --silent
	@touch $@

$(PYTHON_VENV): clients/python/requirements.txt
	python3 -m venv clients/python/.venv
	clients/python/.venv/bin/pip install --quiet --retries 1 --requirement $<
	@touch $@

clients: ## Generate code for the clients of docs/clients.md and run them, as far as their packages can be installed
	@$(MAKE) --no-print-directory $(JS_MODULES) $(TS_MODULES) || echo "**** npm cannot install the TypeScript clients: they are not tested. ****" >&2
	@$(MAKE) --no-print-directory $(PYTHON_VENV) || echo "**** pip cannot install the Python client: it is tested only if graphql-core is installed. ****" >&2
	$(GO) test -tags long -count=1 -v -run TestClients ./internal/programtest

test: ## Run the tests; PACKAGES=… selects Go packages (without the web pages), TESTFLAGS=… passes flags
	@$(MAKE) --no-print-directory $(if $(filter ./...,$(PACKAGES)),web-test,pages)
	CIVICGRAPH_TEST_ENGINE=sqlite $(GO) test $(TESTFLAGS) $(PACKAGES)
	@$(MAKE) --no-print-directory test-postgres

test-postgres: ## Run the tests that open databases on PostgreSQL, or on the server of CIVICGRAPH_TEST_DSN
	@if [ -z "$$CIVICGRAPH_TEST_DSN" ] && [ "$$CIVICGRAPH_REQUIRE_POSTGRES" != 1 ] && \
		! { ls /usr/lib/postgresql/*/bin/postgres || command -v postgres; } >/dev/null 2>&1; then \
		echo "**** NOTHING IS TESTED ON POSTGRESQL: it is not installed (Debian: apt-get install postgresql). ****" >&2; \
	else \
		packages="$$($(GO) list -f '$(OPENS_DATABASES)' $(PACKAGES))" || exit 1; \
		[ -z "$$packages" ] || CIVICGRAPH_TEST_ENGINE=postgres $(GO) test $(POSTGRES_TESTFLAGS) $$packages; \
	fi

long: pages ## Run all tests, including those that take minutes
	CIVICGRAPH_TEST_ENGINE=sqlite $(GO) test -tags long -timeout 60m $(TESTFLAGS) $(PACKAGES)
	@$(MAKE) --no-print-directory test-postgres POSTGRES_TESTFLAGS="-tags long -timeout 60m $(TESTFLAGS)"

fuzz: ## Run the fuzz tests; FUZZTIME=… is the time per target, FUZZ=… a pattern of targets
	@set -e; build="$$(mktemp -d)"; trap 'rm -rf "$$build"' EXIT; \
	for package in $$(grep -rl --include='*_test.go' '^func Fuzz' graph internal | xargs -n1 dirname | sort -u); do \
		targets="$$(cat $$package/*_test.go | sed -n 's/^func \(Fuzz[A-Za-z]*\)(.*/\1/p' | grep -e '$(FUZZ)' || true)"; \
		[ -z "$$targets" ] || $(GO) test -c -fuzz . -o "$$build/fuzz.test" ./$$package; \
		for target in $$targets; do \
			(cd $$package && "$$build/fuzz.test" -test.run '^$$' -test.fuzz "^$$target\$$" -test.fuzztime $(FUZZTIME) -test.fuzzminimizetime 10s \
				-test.parallel 1 -test.fuzzcachedir "$(or $(FUZZCACHE),$$build)/$$package" >"$$build/log" 2>&1) || { cat "$$build/log"; exit 1; }; \
			echo "$$package $$target: $$(grep -o 'execs: .*' "$$build/log" | tail -1)"; \
		done; \
	done

bench: ## Measure the server against its limits and the recorded run; ENGINE=postgres beside SQLite; ARGS=…: import, links, sizes, -help …
	$(GO) run ./bench $(ARGS) $(if $(ENGINE),-engine $(ENGINE))

generate: ## Generate schema.graphqls and docs/records.* from the kinds, and the GraphQL layer from it
	$(GO) run ./internal/generate schema schema.graphqls
	$(GO) run ./internal/generate records docs
	@# gqlgen deletes its files before it writes them, so they are put back where it fails.
	@keep="$$(mktemp -d)"; trap 'rm -rf "$$keep"' EXIT; cp $(GENERATED)/* "$$keep"; \
	$(GO) run ./graph/generate || { cp "$$keep"/* $(GENERATED); exit 1; }

migration: ## Write the migrations that the kinds need and the tables lack; NAME=… names their files
	@$(GO) run ./internal/generate migration $(or $(NAME),$(error NAME=… names the files))

generate-diff: generate ## Generate, and fail if the result is not the one in git
	@git rev-parse --git-dir >/dev/null || { echo "make generate-diff needs a git checkout." >&2; exit 1; }
	@git diff --exit-code --stat -- schema.graphqls docs/records.md docs/records.schema.json $(GENERATED) || \
		{ echo "schema.graphqls, docs/records.* or $(GENERATED) is not what the kinds and gqlgen.yml give: run 'make generate' and add the result to git." >&2; exit 1; }
	@untracked="$$(git ls-files --others --exclude-standard -- $(GENERATED))"; [ -z "$$untracked" ] || \
		{ echo "$$untracked"; echo "$(GENERATED) holds files that git does not know: add them, or remove what the generator no longer needs." >&2; exit 1; }

format: $(LINT) ## Format the Go code
	$(LINT) fmt

format-check: $(LINT) ## Fail if Go code is not formatted
	@$(LINT) fmt --diff || { echo "Some Go code is not formatted: run 'make format'." >&2; exit 1; }

lint: $(LINT) ## Run the linters, which also check the dependencies between packages
	$(LINT) run

vet: ## Run go vet
	$(GO) vet $(PACKAGES)

check: ## Run what CI runs: format, lint, generated code, vet, web pages, short fuzzing, tests with the race detector and on PostgreSQL
	@$(MAKE) --no-print-directory format-check
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory generate-diff
	@$(MAKE) --no-print-directory vet
	@$(MAKE) --no-print-directory fuzz FUZZTIME=300x FUZZCACHE=
	@$(MAKE) --no-print-directory test TESTFLAGS="-race -timeout 20m $(TESTFLAGS)" POSTGRES_TESTFLAGS="-timeout 20m $(TESTFLAGS)"
	CIVICGRAPH_TEST_ENGINE=sqlite $(GO) test -run '$(WITHOUT_RACE)' ./internal/programtest ./graph ./internal/store ./internal/ingest

# The name of the file contains the version, so that changing LINT_VERSION installs it.
$(LINT):
	GOBIN=$(CURDIR)/.bin $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	mv .bin/golangci-lint $@
