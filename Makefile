# Needs the .NET SDK that global.json names, bash and make; nothing else has to be installed by hand.
SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help run up down chaos test check bench bench-packages interop interop-server interop-client images tools

# Stop the build servers with the build, and keep the output to what matters.
export MSBUILDDISABLENODEREUSE := 1
export DOTNET_NOLOGO := 1
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_CLI_UI_LANGUAGE := en

# Says nothing where all is well, unlike dotnet build.
BUILD := dotnet msbuild -restore -v:quiet -nologo

help: ## Show this list.
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build and start everything in one process, with a demo region in an empty store; HTTP_PORT, GRPC_PORT, DATA_DIR.
	@echo "Building ..."
	@$(BUILD) -p:Configuration=Release services/suite/Matching.Suite.csproj
	@exec dotnet services/suite/bin/Release/net10.0/Matching.Suite.dll

FLEET := services/fleet/Up/bin/Release/net10.0/Matching.Fleet.dll

up: ## Start every service as a process of its own, on PostgreSQL, RabbitMQ and Redis; HTTP_PORT, GRPC_PORT, DATA_DIR.
	@tests/install-tools servers
	@echo "Building ..."
	@$(BUILD) -p:Configuration=Release services/fleet/Up/Matching.Fleet.csproj
	@exec dotnet $(FLEET) up

down: ## Stop what make up started; calls in flight finish, the data stays.
	@[ -f $(FLEET) ] || $(BUILD) -p:Configuration=Release services/fleet/Up/Matching.Fleet.csproj
	@exec dotnet $(FLEET) down

chaos: ## Break the services and engines of make up under load, and count what is lost; SEED, MINUTES.
	@tests/install-tools servers
	@$(BUILD) -p:Configuration=Release tests/Chaos/Chaos.csproj
	@SEED=$(SEED) MINUTES=$(MINUTES) exec dotnet tests/Chaos/bin/Release/net10.0/Chaos.dll

test: tools ## Build the solution and run every test.
	@tests/run-tests

# Style beyond white space is the compiler's and the analyzers' business: the build itself fails on it.
check: ## Look at format, warnings and the repository's rules, and run the fast tests.
	@echo "Looking at the format ..."
	@dotnet format whitespace . --folder --verify-no-changes -v quiet
	@tests/run-tests --fast

bench: ## Measure: BENCH=ranking, wire, wire-packages, store, capacity, cache or telemetry; ARGS goes to BenchmarkDotNet, such as ARGS='--filter *Fit*'.
	@dotnet run -c Release --project tests/Benchmarks -- $(or $(strip $(BENCH) $(ARGS)),--filter '*')

# The same program on the packages that the stand-ins stand for, apart from what is built on the stand-ins.
bench-packages:
	@$(BUILD) -p:Configuration=Release -p:FullRegistry=true -p:UseArtifactsOutput=true \
		-p:ArtifactsPath=$(CURDIR)/artifacts/packages tests/Benchmarks/Benchmarks.csproj

ifeq ($(BENCH),wire-packages)
bench: bench-packages
override BENCH += artifacts/packages/bin/Benchmarks/release/Benchmarks.dll
endif

INTEROP := tests/Interop/bin/Release/net10.0/Interop.dll

interop: tools $(INTEROP) ## Run our gRPC server against foreign clients, and our client against foreign servers.
	@dotnet $(INTEROP) matrix

interop-server: $(INTEROP) ## Serve the public gRPC interop test service until stopped; PORT, VIA=gateway.
	@PORT=$(PORT) VIA=$(VIA) exec dotnet $(INTEROP) server

interop-client: $(INTEROP) ## Run one case of the public gRPC interop test; HOST, PORT, CASE=large_unary.
	@HOST=$(HOST) PORT=$(PORT) CASE=$(CASE) dotnet $(INTEROP) client

# Only where a source is newer, and one at a time: clients are run by the dozen while a server runs.
$(INTEROP): $(shell find tests/Interop services/shared gateway protos \( -name bin -o -name obj -o -name node_modules \) -prune -o \
		\( -name '*.cs' -o -name '*.proto' -o -name '*.csproj' \) -print) Directory.Packages.props
	@mkdir -p artifacts
	@flock artifacts/interop.lock $(BUILD) -p:Configuration=Release tests/Interop/Interop.csproj && touch $@

IMAGES := services/profile services/vacancy services/matching/Service gateway services/suite

images: ## Make an image of every service; needs a container engine, or REGISTRY=host to push to.
	@for project in $(IMAGES); do \
		dotnet publish -c Release -v:quiet -nologo -t:PublishContainer $(REGISTRY:%=-p:ContainerRegistry=%) $$project || exit 1; \
	done

# Servers, foreign clients and the browser that tests use.
tools:
	@tests/install-tools
