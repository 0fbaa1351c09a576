#!/bin/sh
# The installation by its own script on a machine with nothing on it, whole: a Debian made for it in a folder, with
# namespaces of its own for processes and mounts, where systemd is not. As root: `make install-test`. It takes minutes and
# a network: packages come from where this machine has them (its settings of apt, pip and npm are taken along, and what
# BIND names, a list of folders, is there too). The ports 80, 443, 5432, 5672 and 25672 must be free.
set -eu
cd "$(dirname "$0")/../.."
[ "$(id -u)" = 0 ] || { echo "install-test: this takes root" >&2; exit 1; }
if [ "${INSIDE:-}" != yes ]; then
    # All that is started in there ends with this.
    exec env INSIDE=yes unshare --mount --pid --fork --kill-child "$0" "$@"
fi

site=reserve.example.org
root=$(mktemp -d /tmp/reserve-install.XXXXXX)
# Nobody else lives in this namespace.
trap 'kill -KILL -1 2>/dev/null || true; umount -R "$root" 2>/dev/null || true; rm -rf --one-file-system "$root" "$root".*' EXIT
say() { printf 'install-test: %s\n' "$*"; }
in_it() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 "$@"; }
elapsed() { echo $(($(date +%s) - began)); }

mount --make-rprivate /
mount --bind "$root" "$root"
chmod 755 "$root"
say "a minimal Debian in $root"
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Codename: bookworm' | sort -u | head -n 1)
debootstrap --variant=minbase --include=ca-certificates bookworm "$root" "$mirror" >"$root.log" 2>&1 ||
    { tail -n 20 "$root.log" >&2; exit 1; }
for kept in /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/apt.conf.d /etc/pip.conf /etc/xdg/pip /etc/npmrc /root/.npmrc \
    /root/.config/pip /etc/resolv.conf /etc/hosts /etc/ssl/certs; do
    [ ! -e "$kept" ] || { mkdir -p "$root$(dirname "$kept")"; rm -rf "$root$kept"; cp -aL "$kept" "$root$kept"; }
done
for folder in ${BIND:-}; do
    mkdir -p "$root$folder"
    mount --rbind -o ro "$folder" "$root$folder"
done
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mkdir "$root/root/release"
git ls-files -z | tar -cf - --null -T - | tar -xf - -C "$root/root/release" --no-same-owner

type_it() {
    began=$(date +%s)
    in_it sh -c "cd /root/release && deploy/install.sh $site" >"$root.typed" 2>&1 || { cat "$root.typed" >&2; exit 1; }
    say "$1 call: $(elapsed) s"
}
type_it first
grep -q "done: https://$site" "$root.typed"
type_it second
grep -q "nothing was to be changed" "$root.typed"

say "its roles, by the units' own commands"
in_it sh -c 'nginx; cd /etc/systemd/system; for unit in $(sed -n "s/^Wants=//p" reserve.target); do
    name=${unit%.service}; of=${name##*@}
    line=$(sed -n "s/^ExecStart=//p" "$(echo "$unit" | sed "s/@.*/@.service/; s/\.service\.service/.service/")" | sed "s/%i/$of/")
    case $name in *setup*) ;; *) reserve ${line#*/reserve } >"/tmp/$name.log" 2>&1 & ;; esac
done'
for _ in $(seq 120); do ! in_it reserve health --ready >/dev/null 2>&1 || break; sleep 1; done
in_it reserve health --ready
in_it reserve broker check
[ -n "$(in_it reserve account ministere.1 --role ministry)" ]
say "all is well"
