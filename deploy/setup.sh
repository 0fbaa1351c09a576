#!/bin/sh
# Prepares .venv: `setup.sh product` for what the product runs on; `dev`, `bench` and `lock` add the tools of the gate,
# of `make bench` and of `make lock` to it. `setup.sh servers` installs what the tests start servers of their own from.
set -eu
cd "$(dirname "$0")/.."
venv=.venv

say() { printf 'setup: %s\n' "$*"; }
die() { say "$*" >&2; exit 1; }

pip() { "$venv/bin/python" -m pip "$@" --disable-pip-version-check -qq; }

# Wheels only: building one would fetch tools that no hash here pins.
install() { pip install --require-hashes --only-binary :all: -r "requirements/$1.txt"; }

# No password is ever asked for: without root and without passwordless sudo this fails.
as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi; }

apt() { as_root env DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes apt-get -qq -o DPkg::Lock::Timeout=120 "$@" >/dev/null; }

# The package lists of a fresh machine may be absent or old: they are fetched only when a first try fails.
debian_packages() {
    command -v apt-get >/dev/null && as_root true 2>/dev/null || return 1
    say "installing Debian packages: $*"
    apt install --no-install-recommends -y "$@" 2>/dev/null ||
        { apt update && apt install --no-install-recommends -y "$@"; }
}

find_python() {
    for python in ${PYTHON:-} python3 python3.11 python3.12 python3.13 python3.14; do
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
    done
    die "Python 3.11 or newer is needed; PYTHON=/its/path names one that is not on the PATH."
}

make_venv() {
    find_python
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    "$python" -c 'import ensurepip, venv' 2>/dev/null || debian_packages "$package" ||
        die "the Debian package $package is missing: install it, or run this once with root."
    say "making $venv with $("$python" --version)"
    "$python" -m venv --clear "$venv"
}

# What opencv-python loads to open windows, and the headless wheel does not.
can_open_windows() {
    "$venv/bin/python" -c 'import ctypes; [ctypes.CDLL(name) for name in ("libGL.so.1", "libgthread-2.0.so.0")]' 2>/dev/null
}

choose_opencv() {
    opencv=opencv other=opencv-python-headless
    can_open_windows && return
    debian_packages libgl1 libglib2.0-0 && can_open_windows && return
    opencv=opencv-headless other=opencv-python
    say "OpenCV without windows: libGL or GLib is missing, and installing it takes root and a network; reading labels is not affected."
}

product() {
    "$venv/bin/python" -m pip --version >/dev/null 2>&1 || make_venv
    say "installing what the product runs on"
    install run
    choose_opencv
    # Both wheels own the folder cv2: taking one out spoils the other.
    ! pip show "$other" >/dev/null 2>&1 || pip uninstall -y opencv-python opencv-python-headless
    say "installing $opencv"
    install "$opencv"
    "$venv/bin/python" -c 'import cv2' || die "OpenCV was installed but does not load."
    say "installing the commands reserve and scanner in $venv/bin"
    install build
    pip install --no-index --no-deps --no-build-isolation -e .
}

# Debian starts a server as soon as it is installed, and makes PostgreSQL a cluster: the tests start their own, and want
# neither. A policy that is there already stays.
quietly() {
    policy=/usr/sbin/policy-rc.d
    [ ! -e "$policy" ] || { debian_packages "$@"; return; }
    as_root sh -c "printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy" || return 1
    installed=0
    debian_packages "$@" || installed=1
    as_root rm -f "$policy"
    return "$installed"
}

# Without root or sudo the tests that need a server are skipped and say so; in CI that is a failure.
servers() {
    missing=""
    ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="$missing postgresql"
    [ -e /usr/lib/rabbitmq/bin/rabbitmq-server ] || missing="$missing rabbitmq-server"
    # shellcheck disable=SC2086  # a list of names
    [ -z "$missing" ] || quietly $missing || say "not installed:$missing (it takes root or sudo, and a network)"
}

case ${1:-} in
    product) product ;;
    servers) servers; exit ;;
    dev | bench | lock)
        say "installing requirements/$1.txt"
        install "$1" ;;
    *) die "usage: deploy/setup.sh product|dev|bench|lock|servers" ;;
esac
say "$1 ready"
