# Everything runs in .venv and keeps its state in .aksnet: nothing else on the machine is touched.
# `make` alone lists what there is.

STACK ?= dev
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.locked
CACHE := $(CURDIR)/.aksnet/cache
SITE := $(CURDIR)/.aksnet/docs
AUDIT := $(CURDIR)/.aksnet/audit
SUPPLY := $(CURDIR)/.aksnet/supply-chain
PINNED := requirements-dev.lock requirements-uv.lock policy/requirements.txt tools/site/requirements.txt tools/site/chooser/requirements.txt tools/supply_chain/requirements.txt tools/audit/requirements.txt
ACTIONLINT := $(CACHE)/actionlint
LOCKS := requirements-uv.lock requirements-dev.lock pyproject.toml setup.py

export UV_CACHE_DIR ?= $(CACHE)/uv
export RUFF_CACHE_DIR ?= $(CACHE)/ruff
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# Without bytecode every process compiles the product again, and pytest rewrites every test.
unexport PYTHONDONTWRITEBYTECODE

WORKERS ?= 2
STACKS ?= 64
PYTEST = $(BIN)/python -m pytest -q -n $(WORKERS)
UNIT := "not engine and not matrix and not slow and not wheel and not node and not real"
BENCHES ?= unit plan growth engine fleet verify serve real

COMPILE = $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help preview up plan diff verify refresh destroy parts real live unit engine test fuzz chaos cuts fleet lint bench figures radar audit advisories licences lock docs site pictures clean setup

help: ## List what there is
	@echo "make TARGET [STACK=dev]   (stack files: $(patsubst Pulumi.%.yaml,%,$(wildcard Pulumi.*.yaml)))"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

preview: $(STAMP) ## Preview a stack on a real engine without an Azure account
	@$(BIN)/aksnet sandbox preview -s $(STACK)

up: $(STAMP) ## Deploy a stack into the simulated subscription
	@$(BIN)/aksnet sandbox up -s $(STACK)

plan: $(STAMP) ## Show what a stack takes in addresses and what is wrong with it
	@$(BIN)/aksnet plan -s $(STACK)

diff: $(STAMP) ## Show what a stack file changes in what is deployed in the sandbox
	@$(BIN)/aksnet diff -s $(STACK) --sandbox

verify: $(STAMP) ## Verify what is deployed in the sandbox
	@$(BIN)/aksnet verify -s $(STACK) --sandbox

refresh: $(STAMP) ## Read every resource of a stack again
	@$(BIN)/aksnet sandbox refresh -s $(STACK)

destroy: $(STAMP) ## Delete a stack from the simulated subscription
	@$(BIN)/aksnet sandbox destroy -s $(STACK)

unit: $(STAMP) ## Run the unit tests, with a tenth of the cases of each property
	@$(PYTEST) --dist worksteal -m $(UNIT)

engine: $(STAMP) ## Find or build the Pulumi engine
	@$(BIN)/aksnet engine > /dev/null

test: engine ## Run all tests in full: unit tests, the wheel, the engine
	@$(PYTEST) --dist loadfile --hypothesis-profile full -m "not real"

parts: engine ## Build the parts of a real Kubernetes, once: about 15 minutes of processor
	@$(BIN)/python -m tools.real --parts

real: engine ## Start a real control plane with the nodes of a stack's simulated cluster
	@$(BIN)/python -m tools.real $(STACK)

live: $(STAMP) ## Run the tests on a real control plane, where its parts are built or can be in time [WITHIN=seconds]
	@$(BIN)/python -m tools.real --tests $(if $(WITHIN),--within $(WITHIN))

fuzz: $(STAMP) ## Run the tests that draw cases, with twenty times as many
	@$(PYTEST) --dist worksteal -m "fuzz or hypothesis" --hypothesis-profile large

chaos: engine ## Kill the engine at every point of an up or a change in place, and recovery [MODE=overlay, overlay:cilium-overlay] [CUTS=2]
	@$(BIN)/python -m tools.chaos $(if $(CUTS),--cuts $(CUTS)) $(MODE)

cuts: engine ## Interrupt every command at random moments
	@$(BIN)/python -m tools.cuts

lint: $(STAMP) $(ACTIONLINT) ## Check style, types and workflows
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(ACTIONLINT) -shellcheck= -pyflakes=
	@$(BIN)/zizmor --offline --persona auditor --no-progress --quiet .github

# The version stands in the module; what a shell would say of `run:` steps has no place there (tools/ci).
$(ACTIONLINT): tools/actionlint_module/go.mod tools/actionlint_module/go.sum
	@command -v go > /dev/null || { echo "make lint builds actionlint with Go 1.25 or newer, and there is no go on the PATH." >&2; exit 1; }
	@GOFLAGS= GOWORK=off GOTOOLCHAIN=local CGO_ENABLED=0 \
	    go build -C tools/actionlint_module -trimpath -buildvcs=false -o $@ github.com/rhysd/actionlint/cmd/actionlint

fleet: engine ## Preview many generated stack files side by side [STACKS=64]
	@$(BIN)/python -m tools.fleet $(STACKS)

bench: engine ## Measure [BENCHES="unit plan growth engine fleet verify serve real"] and print the figures
	@$(BIN)/python -m tools.figures --print $(BENCHES)

figures: engine ## Measure as bench does and write docs/figures.md
	@$(BIN)/python -m tools.figures $(BENCHES)

radar: $(STAMP) ## Say which dates of the planner's tables are due
	@$(BIN)/python -m tools.radar

# Their tools have an environment of their own: nothing of the project needs them.
$(SUPPLY): $(STAMP) tools/supply_chain/requirements.txt
	@$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python $(SUPPLY)
	@$(BIN)/uv pip sync --quiet --python $(SUPPLY)/bin/python --require-hashes tools/supply_chain/requirements.txt
	@touch $(SUPPLY)

advisories: $(SUPPLY) ## Ask the advisory database about every package that a lock pins (needs the network)
	@code=0; for lock in $(PINNED); do echo "$$lock"; \
	    $(SUPPLY)/bin/pip-audit --strict --progress-spinner off --require-hashes --disable-pip -r $$lock || code=1; done; exit $$code

licences: $(SUPPLY) ## List the licences of what the wheel brings, and fail for one that nobody has looked at
	@$(SUPPLY)/bin/pip-licenses --python $(BIN)/python --from mixed --order license --partial-match \
	    --allow-only "Apache;BSD;MIT;ISC;MPL 2.0;PSF-2.0;Python Software Foundation" \
	    --packages $$($(BIN)/python -m tools.shipped)

# checkov has an environment of its own, kube-score and kubeconform are built with Go: nothing of the project needs them.
audit: engine $(AUDIT)/venv $(AUDIT)/bin/kube-score $(AUDIT)/bin/kubeconform ## Let scanners look at what prod and landingzone declare
	@$(BIN)/python -m tools.audit $(AUDIT)/reports $(AUDIT)/venv/bin/checkov $(AUDIT)/bin

$(AUDIT)/venv: $(STAMP) tools/audit/requirements.txt
	@$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python $(AUDIT)/venv
	@$(BIN)/uv pip sync --quiet --python $(AUDIT)/venv/bin/python --require-hashes tools/audit/requirements.txt
	@touch $(AUDIT)/venv

$(AUDIT)/bin/kube-score: MANIFEST_TOOL := github.com/zegl/kube-score/cmd/kube-score
$(AUDIT)/bin/kubeconform: MANIFEST_TOOL := github.com/yannh/kubeconform/cmd/kubeconform
$(AUDIT)/bin/kube-score $(AUDIT)/bin/kubeconform: tools/audit/manifest_module/go.mod tools/audit/manifest_module/go.sum
	@command -v go > /dev/null || { echo "make audit builds $(@F) with Go 1.26 or newer, and there is no go on the PATH." >&2; exit 1; }
	@GOFLAGS= GOWORK=off GOTOOLCHAIN=local CGO_ENABLED=0 \
	    go build -C tools/audit/manifest_module -trimpath -buildvcs=false -o $@ $(MANIFEST_TOOL)

lock: $(STAMP) ## Resolve the dependencies again and write the lock files
	@$(COMPILE) pyproject.toml --extra program --extra recover --extra verify -o requirements.lock
	@$(COMPILE) pyproject.toml --all-extras --group dev -c requirements.lock -o requirements-dev.lock
	@$(COMPILE) requirements-uv.in -o requirements-uv.lock
	@$(COMPILE) policy/requirements.in -o policy/requirements.txt
	@$(COMPILE) tools/site/requirements.in -o tools/site/requirements.txt
	@$(COMPILE) -c requirements.lock tools/site/chooser/requirements.in -o tools/site/chooser/requirements.txt
	@$(COMPILE) tools/audit/requirements.in -o tools/audit/requirements.txt
	@$(COMPILE) tools/supply_chain/requirements.in -o tools/supply_chain/requirements.txt

docs: $(STAMP) ## Write the pages of docs/ that are generated from the code
	@$(BIN)/python -m tools.docs

# The generator has an environment of its own: nothing of the project needs it.
site: $(STAMP) ## Build the documentation as a site in .aksnet/docs/site, every link checked
	@rm -rf $(SITE)/pages $(SITE)/site && mkdir -p $(SITE)
	@$(BIN)/python -m tools.site.chooser_page $(SITE)/pages/chooser
	@$(BIN)/python -m tools.site.pages $(SITE)
	@$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python $(SITE)/venv
	@$(BIN)/uv pip sync --quiet --python $(SITE)/venv/bin/python --require-hashes tools/site/requirements.txt
	@NO_MKDOCS_2_WARNING=1 DISABLE_MKDOCS_2_WARNING=true $(SITE)/venv/bin/mkdocs build --quiet --strict --config-file $(SITE)/mkdocs.yml
	@echo "The site is in $(SITE)/site; open index.html there."

pictures: site ## Look at reports and the site in a browser: axe-core, phone and screen, light and dark (needs npm)
	@$(BIN)/python -m tools.pictures $(if $(REQUIRED),--required) $(ONLY)

clean: ## Remove .venv, the engine and all sandbox state
	@rm -rf $(VENV) .aksnet ./*.egg-info

setup: $(STAMP) ## Only set up .venv

$(STAMP): $(LOCKS)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null || { \
	    echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) --version 2>&1). Name another: make PYTHON=python3.12" >&2; exit 1; }
	@echo "Setting up $(VENV) from the lock files …"
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null || { rm -rf $(VENV) && $(PYTHON) -m venv $(VENV); } || { \
	    echo "No virtual environment could be made. On Debian and Ubuntu install python3-venv." >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-uv.lock || { \
	    echo "uv could not be installed: is the Python package registry reachable (pip config, proxy)?" >&2; exit 1; }
	@$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements-dev.lock || { \
	    echo "The locked packages could not be installed: is the Python package registry reachable?" >&2; exit 1; }
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable . || { \
	    echo "This project could not be installed into $(VENV)." >&2; exit 1; }
	@touch $@
