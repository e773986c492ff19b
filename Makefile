# What a person types. Everything else is in the scripts that these call.

OUT     ?= out
ROUNDS  ?= 5
ONLY    ?=
MINUTES ?= 5
TIMES   ?= 100000
KILLS   ?= 1000
ARGS    ?=
BASE    ?=
HOSTS   ?= 10,30,100,300
PEER    ?=
CSV     ?= out/bench/figures.csv
PREFIX  ?= /usr/local
LIBRARY ?= out/library/libportmanager.so
# The C library that native builds are linked against: Debian 11's, for older Linux; with "OLD_LINUX=" this machine's own.
OLD_LINUX ?= $$(packaging/old-linux)
# No greetings of the SDK, which are longer than what a build has to say.
export DOTNET_NOLOGO := true
HERE    := linux-$(shell uname -m | sed -e s/x86_64/x64/ -e s/aarch64/arm64/)
RID     := $(HERE)
# For another machine: its gcc's prefix, as in RID=linux-arm64 CROSS=aarch64-linux-gnu- OLD_LINUX="$(packaging/old-linux '' arm64)".
CROSS   ?=
TOOLS    = $(if $(CROSS),-p:CppCompilerAndLinker=$(CROSS)gcc -p:ObjCopyName=$(CROSS)objcopy)
# Says there what the packages have of the program's texts.
ifneq ($(CROSS),)
export PORTMANAGER_HERE := out/package/here/portmanager
endif

.PHONY: help run run-lab build test attack test-systemd test-roots test-packages deb tarball nupkg package fuzz soak order kills mutants format publish library install-c wheel sdist bench bench-quick bench-compare bench-python bench-lab bench-plots bench-micro clean

help:
	@echo "make run                   serve on port 30000 (ARGS=\"--trial\" to try it beside another one)"
	@echo "make run-lab               a lab to look at: three hosts in networks of their own, one etcd and the page, until Ctrl-C (needs root, etcd)"
	@echo "make test                  install what the tests need, and run every test"
	@echo "make attack                run the tests that SECURITY.md names: what another user, another host, a full disk or a hung file system can do"
	@echo "make test-systemd          run the shipped units under a real systemd --user, and in a Debian of their own (needs root)"
	@echo "make test-roots            try the program and the wheel in Debian 11 and 13, and make run in Debian 12, which are fetched (needs root)"
	@echo "make test-packages         install, upgrade and remove what make package makes, and replace another port manager by it, in Debians of their own (needs root)"
	@echo "make fuzz MINUTES=n        feed each parser what afl++ thinks of, for that long each; or INPUTS=n of our own, which is quicker"
	@echo "make soak MINUTES=n        honest and hostile clients, and restarts, for that long"
	@echo "make order TIMES=n         look for listings that show what was closed before, so many times"
	@echo "make kills KILLS=n         kill the daemon under load, so many times: each request is answered once"
	@echo "make mutants ONLY=folder   change the program in one place after the other, and see whether a test notices (hours; Pool takes a quarter of one)"
	@echo "make format                put the code into the project's format"
	@echo "make publish OUT=dir       the native executable, for Linux with glibc 2.17 or later (OLD_LINUX= for this machine's or later); its symbols go to out/symbols"
	@echo "make library OUT=dir       the client as a C library, libportmanager.so (in out/library)"
	@echo "make install-c PREFIX=dir  installs that library, its header and its pkg-config file, for C and C++ programs"
	@echo "make wheel OUT=dir         the Python package, with the library in it"
	@echo "make sdist OUT=dir         the Python package without the library, which it finds where the system has it"
	@echo "make deb OUT=dir           the Debian packages"
	@echo "make tarball OUT=dir       a tarball with an install script, for Linux without them and for shared folders"
	@echo "make nupkg OUT=dir         the NuGet packages"
	@echo "make package OUT=dir       all of these"
	@echo "make bench                 speed and cost beside the least any server could cost, fairness, memory (ONLY=word for some rows)"
	@echo "make bench PEER='command'  that, and another port manager under the same load: DaqPortManager -listen {port} -ports 20000-20999"
	@echo "make bench-quick           the most telling of that, once, in about a minute"
	@echo "make bench-compare BASE=rev what the code here costs beside that of another commit, by turns"
	@echo "make bench-lab HOSTS=n,n   a lab of so many daemons on one etcd, and how it grows; draws docs/lab-growth.svg (needs root, etcd, python3-matplotlib)"
	@echo "make bench-python          the speed of the Python package, as ratios to a bare Python socket"
	@echo "make bench-plots           draws docs/performance/*.png of docs/performance/figures.csv (make bench CSV=docs/performance/figures.csv)"
	@echo "make bench-micro           the codec, the pool and the registry by themselves, with what they allocate (ONLY=word for some)"

run:
	@packaging/quietly dotnet build src/PortManager.Cli -c Release -o out/run -v quiet --nologo
	@echo 'In another shell, for the command portmanager:  export PATH="$(CURDIR)/out/run:$$PATH"'
	@exec out/run/portmanager serve $(ARGS)

run-lab:
	@examples/lab/lab.py --check
	@packaging/quietly dotnet build src/PortManager.Cli -c Release -o out/run -v quiet --nologo
	@exec examples/lab/lab.py out/run/portmanager

build:
	dotnet build -c Release --nologo

test:
	@tests/prepare
	@tests/run $(RID)

attack:
	@tests/prepare
	@packaging/quietly $(MAKE) --no-print-directory publish OUT=out/attack
	@tests/attack out/attack/portmanager

test-systemd:
	@packaging/quietly $(MAKE) --no-print-directory publish OUT=out/systemd
	@tests/systemd/units out/systemd/portmanager
	@tests/systemd/run out/systemd/portmanager
	@for where in '' confined away nspawn lxc; do tests/systemd/machine/run out/systemd/portmanager out/systemd/machine $$where || exit; done

test-roots:
	@packaging/quietly $(MAKE) --no-print-directory publish OUT=out/roots/program
	@packaging/quietly $(MAKE) --no-print-directory wheel OUT=out/roots/wheel
	@tests/release/roots out/roots/program/portmanager out/roots/wheel/*.whl out/roots
	@tests/release/checkout out/roots

test-packages:
	@command -v lintian >/dev/null || { echo 'make test-packages: please install: lintian' >&2; exit 1; }
	@command -v twine >/dev/null || { echo 'make test-packages: please install: twine' >&2; exit 1; }
	@$(MAKE) --no-print-directory deb tarball OUT=out/package/made >/dev/null
	@tests/packages/run out/package/program/portmanager out/package/library/libportmanager.so
	@$(MAKE) --no-print-directory wheel OUT=out/package/wheel >/dev/null
	@tests/packages/roots out/package/program/portmanager out/package/library/libportmanager.so out/package/wheel/*.whl out/package/roots
	@tests/systemd/machine/packages out/package/machine out/package/made/*.deb out/package/made/*.tar.gz
	@tests/systemd/machine/replacing out/package/machine out/package/made/portmanager_*.deb

fuzz:
	@tests/PortManager.Fuzz/run $(if $(INPUTS),--many $(INPUTS),$(MINUTES))

soak:
	@packaging/quietly $(MAKE) --no-print-directory publish OUT=out/soak
	@tests/soak/soak.py out/soak/portmanager $(MINUTES)

order:
	@packaging/quietly $(MAKE) --no-print-directory publish OUT=out/order
	@tests/order/stale.py out/order/portmanager $(TIMES)

kills:
	@packaging/quietly $(MAKE) --no-print-directory publish OUT=out/kills
	@tests/restarts/exactly_once.py out/kills/portmanager $(KILLS)

mutants:
	@tests/PortManager.Mutants/run $(ONLY)

format:
	dotnet format

publish:
	dotnet restore src/PortManager.Cli -v quiet
	old="$(OLD_LINUX)" && dotnet publish src/PortManager.Cli -c Release -r $(RID) -o $(OUT) --nologo --no-restore -p:OldLinux="$$old" $(TOOLS)

library: OUT = out/library
library:
	dotnet restore src/PortManager.Native -v quiet
	old="$(OLD_LINUX)" && dotnet publish src/PortManager.Native -c Release -r $(RID) -o $(OUT) --nologo --no-restore -p:OldLinux="$$old" $(TOOLS)

# Does not build: what root builds, its owner cannot build again.
install-c:
	@bindings/c/install $(LIBRARY) $(PREFIX)

wheel:
	@packaging/quietly $(MAKE) --no-print-directory library OUT=out/library
	@bindings/python/build out/library/libportmanager.so $(OUT)

deb: program-and-library
	@packaging/deb/build out/package/program/portmanager out/package/library/libportmanager.so $(OUT)

tarball: program-and-library
	@packaging/tarball/build out/package/program/portmanager out/package/library/libportmanager.so $(OUT)

nupkg:
	@packaging/nupkg $(OUT)

sdist:
	@bindings/python/build $(OUT)

package: deb tarball nupkg sdist
	@bindings/python/build out/package/library/libportmanager.so $(OUT)

.PHONY: program-and-library
program-and-library:
	@packaging/quietly $(MAKE) --no-print-directory publish OUT=out/package/program
	@packaging/quietly $(MAKE) --no-print-directory library OUT=out/package/library
ifneq ($(CROSS),)
	@packaging/quietly $(MAKE) --no-print-directory publish OUT=out/package/here RID=$(HERE) CROSS= OLD_LINUX=
endif

bench:
	@packaging/quietly $(MAKE) --no-print-directory publish OUT=out/bench
	@bench/bench.py out/bench/portmanager --rounds $(ROUNDS) --only "$(ONLY)" --csv "$(CSV)" $(if $(PEER),--peer '$(PEER)')

bench-quick:
	@packaging/quietly $(MAKE) --no-print-directory publish OUT=out/bench
	@bench/bench.py out/bench/portmanager --quick

bench-compare:
	@test -n "$(BASE)" || { echo "make bench-compare: say with which commit to compare, as in BASE=HEAD~1" >&2; exit 2; }
	@rm -rf out/compare && git worktree prune
	@git worktree add --quiet --detach out/compare/source "$(BASE)"
	@packaging/quietly $(MAKE) --no-print-directory -C out/compare/source publish OUT="$(CURDIR)/out/compare/base"
	@git worktree remove --force out/compare/source
	@packaging/quietly $(MAKE) --no-print-directory publish OUT=out/compare/changed
	@bench/compare.py out/compare/base/portmanager out/compare/changed/portmanager --only "$(ONLY)"

bench-python:
	@packaging/quietly $(MAKE) --no-print-directory publish OUT=out/bench
	@packaging/quietly $(MAKE) --no-print-directory wheel OUT=out/bench-wheel
	@/usr/bin/python3 -m pip install --quiet --no-index --no-deps --upgrade --target out/bench-python out/bench-wheel/*.whl
	@bench/python.py out/bench/portmanager out/bench-python $(ROUNDS)

# In a network of its own: its hosts have most of the ports that there are.
bench-lab:
	@/usr/bin/python3 -c 'import matplotlib' || { echo 'make bench-lab: please install: python3-matplotlib' >&2; exit 1; }
	@packaging/quietly $(MAKE) --no-print-directory publish OUT=out/bench
	@unshare --net sh -c 'ip link set lo up && exec bench/lab.py out/bench/portmanager --hosts "$(HOSTS)" --json out/bench/lab.json'
	@bench/lab_plot.py out/bench/lab.json docs/lab-growth.svg

bench-plots:
	@packaging/quietly dotnet build bench/plots -c Release -o out/plots --nologo -v quiet
	@out/plots/Plots docs/performance/figures.csv docs/performance

bench-micro:
	@packaging/quietly dotnet build bench/micro -c Release -o out/micro --nologo -v quiet
	@out/micro/PortManager.Micro --inProcess --job short --filter '*$(ONLY)*' --artifacts out/micro/artifacts $(ARGS)

clean:
	git clean -dfX -e '!.vs' .
