# For scripts beside it: a Debian of its own that runs in namespaces, with its systemd as the first process. It ends with the script.
# Needs root, debootstrap, unshare and the mirror.
machine=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

namespaces=(unshare --mount --pid --fork --kill-child --net --uts --ipc)

# start_machine ROOT PACKAGES [COMMAND...]: makes the Debian with these packages, unless it is there, and boots it by COMMAND ROOT.
start_machine() {
    local root packages log state
    root=$(realpath -m "$1")
    packages=$2
    shift 2
    [ $# -gt 0 ] || set -- "${namespaces[@]}" "$machine/boot"
    # One that was not completed is made again.
    if [ ! -d "$root" ]; then
        mkdir -p "$(dirname "$root")"
        rm -rf "$root.new"
        debootstrap --variant=minbase --include="$packages" bookworm "$root.new" >/dev/null
        mv "$root.new" "$root"
    fi
    log=$(mktemp)
    booted=
    first=
    trap '[ -z "$booted" ] || kill -9 "$booted" $first 2>/dev/null; rm -f "'"$log"'"' EXIT

    "$@" "$root" >"$log" 2>&1 &
    booted=$!
    disown "$booted" # its end is no news
    state=
    for _ in $(seq 300); do
        first=$(pgrep -P "$booted" || true)
        if [ -n "$first" ] && [ "$(cat "/proc/$first/comm" 2>/dev/null)" = systemd ]; then
            state=$(inside systemctl is-system-running 2>/dev/null || true)
            case $state in running | degraded) break ;; esac
        fi
        sleep 0.2
    done
    case $state in running | degraded) ;; *) cat "$log"; exit 1 ;; esac
    inside mkdir -p /run/portmanager-test
}

# inside COMMAND ARGUMENT...: runs a command in it.
inside() { nsenter -t "$first" -a env PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 "$@"; }

# copy FILE: puts a file into its /run/portmanager-test.
copy() { inside sh -c "cat >/run/portmanager-test/$(basename "$1")" <"$1"; }
