#!/bin/sh
# Hosts on one switch, as network namespaces that vanish with this script: 198.51.100.1 and on, and the switch itself is 198.51.100.254. Prints the process
# that has the network of the switch, then one for each host. Then a line "down HOST" or "up HOST" of its input cuts that host off, or connects it again.
# usage: unshare --net lab_network.sh HOSTS
set -eu
hosts=
trap 'kill $hosts' EXIT
ip link set lo up
ip link add switch type bridge
ip address add 198.51.100.254/24 dev switch
ip link set switch up
echo $$
for i in $(seq "$1"); do
    unshare --net sleep infinity >/dev/null &
    host=$!
    hosts="$hosts $host"
    until [ "$(readlink /proc/$host/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do :; done
    ip link add "wire$i" type veth peer name wire netns "$host"
    ip link set "wire$i" master switch
    ip link set "wire$i" up
    nsenter --net=/proc/$host/ns/net sh -c "ip link set lo up; ip address add 198.51.100.$i/24 dev wire; ip link set wire up"
    echo "$host"
done
while read -r way host; do
    ip link set "wire$host" "$way"
    echo "$way"
done
