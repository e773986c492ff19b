#!/bin/sh
# A host of the lab: a network, a name and folders of its own, until it is killed. Prints a line when it is there.
# usage: unshare --mount --net --uts host.sh NAME FOLDER BIN
#   FOLDER   where its folders are; empty
#   BIN      programs that it has besides, or in place of, those of this machine
set -eu
name=$1 folder=$2 bin=$3
hostname "$name"
ip link set lo up
mkdir "$folder/etc" "$folder/root" "$folder/run" "$folder/lib" "$folder/log" "$folder/tmp"
# What an ordinary user cannot read is not needed.
cp -rd --preserve=mode /etc/. "$folder/etc" 2>/dev/null || true
rm -rf "$folder/etc/etcd" "$folder/etc/portmanager"
cp "$(dirname "$folder")/hosts" "$folder/etc/hosts"
for user in etcd portmanager; do
    sed -i "/^$user:/d" "$folder/etc/passwd" "$folder/etc/group"
done
# As an ordinary user, this test has no other users than itself.
etcd=0 portmanager=0
if [ "$(cat /proc/self/setgroups)" = allow ]; then etcd=991 portmanager=992; fi
printf 'etcd:x:%s:%s::/:/bin/false\nportmanager:x:%s:%s::/:/bin/false\n' $etcd $etcd $portmanager $portmanager >>"$folder/etc/passwd"
printf 'etcd:x:%s:\nportmanager:x:%s:\n' $etcd $portmanager >>"$folder/etc/group"
mkdir -p "$folder/etc/systemd/system"
mkdir -m 1777 "$folder/log/nscldaq" "$folder/run/nscldaq"
chmod 1777 "$folder/tmp"
mount --bind "$folder/etc" /etc
mount --bind "$folder/root" /root
mount --bind "$folder/run" /run
mount --bind "$folder/lib" /var/lib
mount --bind "$folder/log" /var/log
mount --bind "$folder/tmp" /var/tmp
mount -t overlay none -o "lowerdir=$bin:/usr/bin" /usr/bin
echo ready
exec sleep infinity
