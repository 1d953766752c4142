# Needs the .NET SDK that global.json names, bash and make; nothing else has to be installed by hand.
SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help run test check bench tools

# Stop the build servers with the build, and keep the output to what matters.
export MSBUILDDISABLENODEREUSE := 1
export DOTNET_NOLOGO := 1
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_CLI_UI_LANGUAGE := en

# Says nothing where all is well, unlike dotnet build.
BUILD := dotnet msbuild -restore -v:quiet -nologo

help: ## Show this list.
	@awk 'BEGIN { FS = ":.*## " } /^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build and start everything in one process, with a demo region in an empty store; HTTP_PORT, GRPC_PORT, DATA_DIR.
	@echo "Building ..."
	@$(BUILD) -p:Configuration=Release services/suite/Matching.Suite.csproj
	@exec dotnet services/suite/bin/Release/net10.0/Matching.Suite.dll

test: tools ## Build the solution and run every test.
	@tests/run-tests

# Style beyond white space is the compiler's and the analyzers' business: the build itself fails on it.
check: ## Look at format, warnings and the repository's rules, and run the fast tests.
	@echo "Looking at the format ..."
	@dotnet format whitespace . --folder --verify-no-changes -v quiet
	@tests/run-tests --fast

bench: ## Measure: BENCH=ranking or BENCH=wire writes artifacts/bench/….json; ARGS goes to BenchmarkDotNet, such as ARGS='--filter *Fit*'.
	@dotnet run -c Release --project tests/Benchmarks -- $(or $(strip $(BENCH) $(ARGS)),--filter '*')

# Servers, foreign clients and the browser that tests use.
tools:
	@tests/install-tools
