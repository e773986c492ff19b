#!/bin/sh
# Two hosts with a wire between them, as network namespaces that vanish with this script: the daemon is on this one.
# usage: unshare --net two_hosts.sh FOLDER-OF-SCRIPTS PORTMANAGER FOLDER
set -eu
scripts=$1 program=$2 folder=$3
unshare --net sleep 300 &
other=$!
daemon=
trap 'kill $other $daemon; wait' EXIT
until [ "$(readlink /proc/$other/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do :; done

there() { nsenter --net=/proc/$other/ns/net "$@"; }
ip link set lo up
ip link add wire type veth peer name wire netns $other
ip address add 198.51.100.1/24 dev wire
ip address add 2001:db8::1/64 dev wire nodad
ip link set wire up
there ip address add 198.51.100.2/24 dev wire
there ip address add 2001:db8::2/64 dev wire nodad
there ip link set wire up

"$program" serve --listen 30000 --ports 30001-30010 --log "$folder/log" --usagefile "$folder/ports" \
    --portfile "$folder/port" --pidfile "$folder/pid" --state "$folder/state" >/dev/null &
daemon=$!
until [ -s "$folder/port" ]; do kill -0 $daemon; sleep 0.02; done

for host in 198.51.100.1 2001:db8::1; do
    echo "there $host"
    there python3 "$scripts/ask.py" $host 30000 'LIST'
    there python3 "$scripts/ask.py" $host 30000 'GIMME s u'
    there python3 "$scripts/ask.py" $host 30000 'CLAIM 30005 s u'
    echo "here $host"
    python3 "$scripts/ask.py" $host 30000 'GIMME s u'
done
