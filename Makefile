# Luodi 落地: what can be made. `make` alone prints the table.
#
#   target      what it does                                                    takes about
#   ---------   -------------------------------------------------------------   -----------
#   run         install what is missing, build, forecast Jiangmen 2023          2 min, then 3 s
#   charts      install the renderer of charts                                  1 min
#   test        tests in debug and in release, schemas; lists the slowest        25 min
#   gates       instructions and allocations of a tile against their bounds     1 min
#   fuzz        10,000 runs on changed inputs (Fuzzing/README.md)                   10 min
#   test-long   the same with more trials, exact tables recomputed, data races  25 min
#   lint        formatting and style, strict                                    10 s
#   format      mend the formatting                                             10 s
#   bench       time and memory of planners' jobs; Luodi against its rivals     20 min
#   bench-parts time and allocations of the parts of the engine                 5 min
#   pictures    the pictures of docs/jiangmen-2023.md                           1 min
#   docs        the library's reference as a static site in docs/api            2 min
#   clean       remove everything that was built                                1 s

SCENARIO ?= baseline
ARGUMENTS ?=
LUODI := .build/release/luodi
PYTHON := .venv/bin/python
MODULES := LinearAlgebra RandomStreams Distributions ExactDistributions Calibration InvestmentPipeline Forecasting Planning Registers ScenarioFiles Reports
STEPS := .build/steps
STEP := python3 Tests/steps.py run $(STEPS)
SMALL := Tests/Reference/scenarios/monthly/baseline.yaml --trials 3000 --format json

.PHONY: help run build charts pictures test test-steps gates fuzz test-long lint format bench bench-parts docs clean

help:
	@sed -n '1,/^$$/s/^# \{0,1\}//p' Makefile

build:
	@.ci/install-missing build
	swift build -c release --product luodi

run: build charts
	$(LUODI) run $(SCENARIO) $(ARGUMENTS)

.venv/installed: Tests/Reference/requirements.txt
	@.ci/install-missing python
	[ -x $(PYTHON) ] || python3 -m venv .venv
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -r Tests/Reference/requirements.txt
	@touch $@

# The renderer of charts; without it everything else works.
charts:
	-@$(MAKE) --no-print-directory .venv/charts

.venv/charts: .ci/charts.txt
	@.ci/install-missing python
	@.ci/install-missing charts
	[ -x $(PYTHON) ] || python3 -m venv .venv
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -r .ci/charts.txt
	@touch $@

# Each step records what it takes; the table comes last, whether or not a step failed.
test: .venv/installed .venv/charts
	@rm -rf $(STEPS)
	@status=0; $(MAKE) --no-print-directory test-steps || status=$$?; \
	  python3 Tests/steps.py table $(STEPS); exit $$status

test-steps:
	@$(STEP) "build, release" $(MAKE) --no-print-directory build
	@$(STEP) "gates" python3 Benchmarks/gates.py $(LUODI)
	@$(STEP) "module graph" python3 docs/module_graph.py --check
	@$(STEP) "schemas" $(PYTHON) Tests/Reference/check_schema.py
	@$(STEP) "outputs" $(PYTHON) Tests/Reference/check_outputs.py $(LUODI)
	@$(STEP) "Jiangmen's register" python3 scenarios/jiangmen-2023/make_register.py --check
	@$(STEP) "registers" $(PYTHON) Tests/Fixtures/registers/make_registers.py --check
	@$(STEP) "build of the tests, debug" swift build --build-tests
	@$(STEP) "tests, debug" swift test --skip-build --no-parallel
	@$(STEP) "build of the tests, release" swift build -c release --build-tests
	@$(STEP) "tests, release" swift test -c release --skip-build --no-parallel
	@.build/debug/luodi run $(SMALL) > .build/debug.json
	@$(LUODI) run $(SMALL) > .build/release.json
	cmp .build/debug.json .build/release.json
	@echo "debug and release agree"

pictures: build .venv/charts
	$(PYTHON) docs/pictures/make_pictures.py $(LUODI)

gates: build
	python3 Benchmarks/gates.py $(LUODI)

fuzz: build
	python3 Fuzzing/fuzz.py $(LUODI)

test-long: test
	LUODI_TRIALS_FACTOR=10 swift test -c release --skip-build --filter ForecastingTests
	$(PYTHON) Tests/Reference/exact_scenarios.py --check
	$(PYTHON) Tests/Reference/size_law.py --check
	swift test --sanitize=thread --scratch-path .build-thread --filter TrialPlanTests

lint:
	swift format lint --strict --parallel --recursive Sources Tests Package.swift

format:
	swift format --in-place --parallel --recursive Sources Tests Package.swift

bench: build .venv/installed
	swift build -c release --package-path Benchmarks
	$(PYTHON) Benchmarks/measure.py
	python3 Benchmarks/rivals.py

Benchmarks/data/S/workload.json: Benchmarks/workload.py
	@$(MAKE) --no-print-directory .venv/installed
	$(PYTHON) Benchmarks/workload.py S >/dev/null

bench-parts: Benchmarks/data/S/workload.json
	@.ci/install-missing build
	cd Benchmarks/Parts && swift package --disable-sandbox benchmark --no-progress

docs:
	@.ci/install-missing build
	swift package dump-symbol-graph --skip-synthesized-members
	@rm -rf .build/docs && mkdir -p .build/docs/Luodi.docc .build/docs/graphs docs/api
	@printf '# Luodi\n\nForecasts of a city'"'"'s yearly investment promotion.\n' > .build/docs/Luodi.docc/Luodi.md
	@for module in $(MODULES); do \
	  cp "$$(swift build --show-bin-path)"/../symbolgraph/$$module.symbols.json .build/docs/graphs/; done
	docc convert .build/docs/Luodi.docc --fallback-display-name Luodi \
	  --fallback-bundle-identifier luodi --additional-symbol-graph-dir .build/docs/graphs \
	  --transform-for-static-hosting --output-path docs/api

clean:
	rm -rf .build .build-thread .venv docs/api
