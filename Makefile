# SpineTUI: what can be done here.
#
#   make run        install what is missing, build, open the viewer on the built-in cohort
#   make test       install what is missing, build, run all tests
#   make build      release build
#   make conformance  odd, hostile and attacking files, read beside the peers (docs/conformance.md)
#   make conformance-onnx  the ONNX project's suite and 24 networks, beside their peers (docs/conformance.md)
#   make fuzz       100,000 mutated DICOM and as many NIfTI files; COUNT=1000000 for a night
#   make bench      benchmarks (docs/performance.md says what they show)
#   make install    install below PREFIX (default /usr/local); make uninstall takes it away
#   make dist       an archive that runs without root on another Debian or Ubuntu
#   make dist-test  run that archive in the bare systems of ROOTS="tree tree…", as root
#   make signals    720 signals: is the terminal restored on every way out?
#   make format     rewrite the Swift sources in the house format
#   make docs       regenerate the generated pages
#   make packages   install the Debian packages that are missing (run and test do it by themselves)

PREFIX ?= /usr/local
COUNT  ?= 100000
SWIFT  ?= swift
export SWIFT

# Needed to build and run; the tests add a terminal, an X server and DCMTK's tools.
PACKAGES      := libncursesw5-dev libdcmtk-dev libopenblas-dev libsixel-dev libopenjp2-7-dev libpng-dev zlib1g-dev libsqlite3-dev
TEST_PACKAGES := dcmtk libsixel-bin xvfb xterm xdotool x11-apps fonts-dejavu-core python3 python3-venv mandoc

.PHONY: run test build conformance conformance-onnx fuzz bench signals install uninstall dist dist-test format docs packages test-packages swift

run: build
	@./.build/release/spinetui demo

build: swift packages
	@SPINETUI_WITHOUT_TESTS=1 $(SWIFT) build -c release

test: swift test-packages
	@deploy/run-tests

conformance: build test-packages
	@deploy/run-conformance $(CONFORMANCE)

conformance-onnx: build test-packages
	@$(SWIFT) build -c release --product OnnxCases
	@deploy/run-conformance-onnx $(CONFORMANCE)

# The release build leaves out what only tests need, the fuzzer too.
fuzz: build test-packages
	@$(SWIFT) build -c release --product Fuzz
	@deploy/run-fuzz $(COUNT)

bench: build
	@Benchmarks/run

# Twelve signals in three situations, twenty times each; prints the count.
signals: swift test-packages
	@SPINETUI_SIGNAL_RUNS=20 deploy/run-tests --filter theTerminalIsRestoredAfterEverySignal

swift:
	@command -v $(SWIFT) >/dev/null || { echo "SpineTUI needs Swift 6.2 or later, and '$(SWIFT)' is not on PATH: add it, or run make SWIFT=/path/to/swift" >&2; exit 69; }

packages:
	@deploy/install-packages $(PACKAGES)

test-packages:
	@deploy/install-packages $(PACKAGES) $(TEST_PACKAGES)

# Programs, model, manual page and completions; as root for /usr/local, or with PREFIX=$$HOME/.local.
install: build
	@deploy/install-tree "$(DESTDIR)$(PREFIX)" .build/release
	@echo "installed: $(DESTDIR)$(PREFIX)/bin/spinetui"

uninstall:
	@deploy/uninstall-tree "$(DESTDIR)$(PREFIX)"

dist: swift packages
	@deploy/make-dist

# In system trees made by, for one: debootstrap --variant=minbase bookworm dist/bookworm
dist-test: dist
	@deploy/test-dist dist/spinetui-*-linux-*.tar.gz $(ROOTS)

format:
	@$(SWIFT) format --in-place --recursive Sources Tests Package.swift

docs: build
	@./.build/release/spinetui generate-keys > docs/keys.md
	@./.build/release/spinetui generate-operators > docs/operators.md
