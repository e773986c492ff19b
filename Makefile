# What a person types. Everything else is in the scripts that these call.

OUT     ?= out
SHARED  ?= ../shared
ROUNDS  ?= 5
MINUTES ?= 5
ARGS    ?=
RID     := linux-$(shell uname -m | sed -e s/x86_64/x64/ -e s/aarch64/arm64/)

.PHONY: help run build test test-systemd fuzz soak format publish bench clean

help:
	@echo "make run               serve on port 30000 (ARGS=\"--listen 30500\" for other options)"
	@echo "make test              install what the tests need, and run every test"
	@echo "make test-systemd      run the shipped units under a real systemd --user (needs root)"
	@echo "make fuzz MINUTES=n     feed each parser what afl++ thinks of, for that long each"
	@echo "make soak MINUTES=n     honest and hostile clients, and restarts, for that long"
	@echo "make format            put the code into the project's format"
	@echo "make publish OUT=dir   the native executable"
	@echo "make bench             the speed, as ratios to the least any server could cost"

run:
	@dotnet build src/PortManager.Cli -c Release -v quiet --nologo
	@exec src/PortManager.Cli/bin/Release/net10.0/portmanager serve $(ARGS)

build:
	dotnet build -c Release --nologo

test:
	@tests/prepare
	@tests/run $(RID)

test-systemd:
	@$(MAKE) --no-print-directory publish OUT=out/systemd >/dev/null
	@tests/systemd/run out/systemd/portmanager

fuzz:
	@tests/PortManager.Fuzz/run $(MINUTES)

soak:
	@$(MAKE) --no-print-directory publish OUT=out/soak >/dev/null
	@tests/soak/soak.py out/soak/portmanager $(MINUTES)

format:
	dotnet format

publish:
	dotnet restore src/PortManager.Cli -v quiet
	dotnet publish src/PortManager.Cli -c Release -r $(RID) -o $(OUT) --nologo --no-restore

bench:
	@$(MAKE) --no-print-directory publish OUT=out/bench >/dev/null
	@bench/bench.py out/bench/portmanager $(SHARED)/bench $(ROUNDS)

clean:
	git clean -dfX -e '!.vs' .
