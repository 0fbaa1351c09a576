#!/bin/sh
# Prepares .venv: `setup.sh product` for what the product runs on; `dev`, `bench` and `lock` add the tools of the gate,
# of `make bench` and of `make lock` to it. `setup.sh web` fetches what the scanning page's camera reads with;
# `setup.sh servers` and `setup.sh browser` install what the tests start servers and a browser of their own from;
# `setup.sh releases` has the earlier releases at hand from which an upgrade is tried.
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
    [ -x /usr/bin/prometheus ] || missing="$missing prometheus"
    [ -x /usr/sbin/nginx ] || missing="$missing nginx"
    command -v openssl >/dev/null || missing="$missing openssl"
    [ -x /usr/sbin/clamd ] || missing="$missing clamav-daemon"
    # shellcheck disable=SC2086  # a list of names
    [ -z "$missing" ] || quietly $missing || say "not installed:$missing (it takes root or sudo, and a network)"
}

# The system's npm, else one from a wheel.
find_npm() {
    command -v npm >/dev/null && { npm=npm; return; }
    npm="$PWD/$venv/bin/npm"
    [ -x "$npm" ] || { say "there is no npm: taking it from requirements/node.txt"; install node; }
}

# In a folder of .venv, so that nothing of it lies in the project: `npm_packages FOLDER [npm's options]`.
npm_packages() {
    find_npm || return 1
    folder="$venv/$1"
    shift
    mkdir -p "$folder"
    cp requirements/web/package.json requirements/web/package-lock.json requirements/web/.npmrc "$folder"
    (cd "$folder" && PATH="$PWD/../bin:$PATH" "$npm" ci --silent --ignore-scripts "$@")
}

# Served from our own origin; without it the page reads no camera, and takes keyboards, typing and photos all the same.
web() {
    reader=services/chassis/static/station/vendor/zxing
    say "fetching the reader of the scanning page (npm)"
    npm_packages web --omit=dev ||
        die "the reader was not fetched (it takes npm or pip, and a network): the page works without its camera."
    from="$venv/web/node_modules/zxing-wasm"
    rm -rf "$reader"
    mkdir -p "$reader/reader"
    cp "$from/dist/es/share.js" "$reader"
    cp "$from/dist/es/reader/index.js" "$from/dist/reader/zxing_reader.wasm" "$reader/reader"
    cp "$from/LICENSE" "$reader/LICENSE.txt"
}

# Debian's own; no browser is downloaded from elsewhere. As with servers: without it, tests are skipped and say so.
browser() {
    [ -x /usr/bin/chromium ] || debian_packages chromium ||
        say "not installed: chromium (it takes root or sudo, and a network)"
}

# What the test of upgrades begins with. A clone without history asks its origin for these commits alone.
releases() {
    git rev-parse --git-dir >/dev/null 2>&1 || { say "no history here: upgrades are tried from this release alone"; return 0; }
    tail -n +2 docs/data/releases.csv | cut -d, -f 1,2 | tr , ' ' | while read -r version commit; do
        git cat-file -e "$commit^{commit}" 2>/dev/null ||
            GIT_TERMINAL_PROMPT=0 git fetch -q --depth 1 origin "$commit" 2>/dev/null ||
            say "not fetched: release $version ($commit); upgrades are tried from this one alone"
    done
}

case ${1:-} in
    product) product ;;
    web) web ;;
    servers | browser | releases) "$1"; exit ;;
    dev)
        say "installing requirements/dev.txt"
        install dev
        npm_packages web-dev || say "not fetched: what checks pages (it takes npm or pip, and a network)" ;;
    bench | lock)
        say "installing requirements/$1.txt"
        install "$1" ;;
    *) die "usage: deploy/setup.sh product|web|dev|bench|lock|servers|browser|releases" ;;
esac
say "$1 ready"
