#!/bin/sh
# A host of its own, as namespaces that vanish with this script, with an empty /var/tmp. What a scenario writes, be it to standard error, is printed. In a
# scenario, `serve PORT PORTFILE` starts a daemon, and waits until it serves.
# usage: unshare --net --mount --pid --fork --mount-proc own_host.sh PORTMANAGER FOLDER SCENARIO
set -eu
program=$1 folder=$2 scenario=$3
daemon=
ip link set lo up
mount -t tmpfs -o mode=1777 none /var/tmp
cd "$folder"
serve() {
    "$program" serve --listen "$1" --ports 30001-30010 --log log --usagefile ports --portfile "$2" --pidfile pid --state state >/dev/null 2>&1 &
    daemon=$!
    until [ -s "$2" ] && grep -qx "$1" "$2"; do kill -0 $daemon || exit 9; sleep 0.02; done
}
set +e
: > errors
eval "$scenario" > errors 2>&1
cat errors
exit 0
