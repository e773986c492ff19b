#!/bin/sh
# Two hosts with a wire between them, as network namespaces that vanish with this script: the daemon is on this one, and
# what a scenario does is printed. In a scenario, `there` runs a command on the other host, and `ask REQUEST` prints what is
# answered to it from there.
# usage: unshare --net --pid --fork --mount-proc two_hosts.sh ASK PORTMANAGER FOLDER SCENARIO [OPTION ...]
set -eu
ask=$1 program=$2 folder=$3 scenario=$4
shift 4
unshare --net sleep 300 &
other=$!
daemon=
trap 'kill $other $daemon; wait' EXIT
until [ "$(readlink /proc/$other/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do :; done

there() { nsenter --net=/proc/$other/ns/net "$@"; }
ask() { there python3 "$ask" 198.51.100.1 30000 "$@"; }
ip link set lo up
ip link add wire type veth peer name wire netns $other
ip address add 198.51.100.1/24 dev wire
ip link set wire up
there ip address add 198.51.100.2/24 dev wire
there ip link set wire up

"$program" serve --listen 30000 --ports 30001-30010 --log "$folder/log" --usagefile "$folder/ports" \
    --portfile "$folder/port" --pidfile "$folder/pid" --state "$folder/state" "$@" >/dev/null &
daemon=$!
until [ -s "$folder/port" ]; do kill -0 $daemon; sleep 0.02; done
eval "$scenario"
