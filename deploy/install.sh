#!/bin/sh
# Installs the Reserve on this machine, for real: PostgreSQL, RabbitMQ, nginx with TLS, systemd. A second call changes
# nothing; a newer release is installed by its own call of this. As root, from the folder of a release:
#
#     deploy/install.sh reserve.example.org
#
# What it may be told, by variables:
#   CERTIFICATE, KEY   PEM files of the site's TLS; without them it makes a certificate that nobody trusts yet
#   DATABASE, BROKER   URLs of servers that are there already, with {service} in the first; else they are Debian's, here
#   DATABASE_AT, BROKER_AT, PSQL, RABBITMQCTL   where those of this machine are, and how their administrator speaks to them
#   PREFIX             a trial: everything under this folder, by whoever calls; packages, users and systemd are left alone
#   ENVIRONMENT        for a trial: a Python environment that is there already
#   HTTP_PORT, HTTPS_PORT, DOOR_PORT   80, 443, 8020
set -eu
umask 022
source=$(cd "$(dirname "$0")/.." && pwd)
site=${1:-}
PREFIX=${PREFIX:-}
home=$PREFIX/opt/reserve etc=$PREFIX/etc/reserve var=$PREFIX/var/lib/reserve
nginx=$PREFIX/etc/nginx systemd=$PREFIX/etc/systemd/system
DATABASE_AT=${DATABASE_AT:-127.0.0.1:5432} BROKER_AT=${BROKER_AT:-127.0.0.1:5672}
PSQL=${PSQL:-runuser -u postgres -- psql} RABBITMQCTL=${RABBITMQCTL:-rabbitmqctl}
HTTP_PORT=${HTTP_PORT:-80} HTTPS_PORT=${HTTPS_PORT:-443} DOOR_PORT=${DOOR_PORT:-8020}
changed=0

say() { printf 'install: %s\n' "$*"; }
die() { say "$*" >&2; exit 1; }
change() { changed=$((changed + 1)); say "$*"; }

# Where systemd is the first process, it can be told; in a container or a trial it cannot.
has_systemd() { [ -z "$PREFIX" ] && [ -d /run/systemd/system ]; }

# Puts standard input into a file with this mode and group, unless it is there already.
put() {
    file=$1 mode=$2 group=$3
    mkdir -p "$(dirname "$file")"
    draft=$(mktemp "$file.XXXXXX")
    cat >"$draft"
    chmod "$mode" "$draft"
    [ -n "$PREFIX" ] || chown "root:$group" "$draft"
    if cmp -s "$draft" "$file"; then rm "$draft"; return; fi
    mv "$draft" "$file"
    change "$file"
}

# The paths and ports of a file of the release, as they are here.
here() {
    sed -e "s#/etc/\(reserve\|nginx\)#$PREFIX/etc/\1#g" -e "s|/opt/reserve|$home|g" -e "s|/var/lib/reserve|$var|g" \
        -e "s|\${SITE}|$site|g" -e "s|127.0.0.1:8020|127.0.0.1:$DOOR_PORT|g" \
        -e "s|listen 80;|listen $HTTP_PORT;|; s|:80;|:$HTTP_PORT;|; s|listen 443 |listen $HTTPS_PORT |; s|:443 |:$HTTPS_PORT |" \
        "$source/deploy/$1"
}

installed() { dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }

# A broker that this makes is heard on this machine alone, from its first start; one that is there stays as it is.
loopback() {
    [ -z "$PREFIX" ] && [ -z "${BROKER:-}" ] && ! installed rabbitmq-server || return 0
    echo "listeners.tcp.1 = 127.0.0.1:5672" | put /etc/rabbitmq/conf.d/10-reserve.conf 644 root
    put /etc/rabbitmq/rabbitmq-env.conf 644 root <<'END'
NODENAME=rabbit@localhost
SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}"
END
    printf '[Socket]\nListenStream=\nListenStream=127.0.0.1:4369\n' |
        put "$systemd/epmd.socket.d/reserve.conf" 644 root
}

packages() {
    [ -z "$PREFIX" ] || return 0
    wanted="make nginx openssl python3-venv libgl1 libglib2.0-0"
    [ -n "${DATABASE:-}" ] || wanted="$wanted postgresql"
    [ -n "${BROKER:-}" ] || wanted="$wanted rabbitmq-server"
    missing=""
    for one in $wanted; do
        installed "$one" || missing="$missing $one"
    done
    [ -n "$missing" ] || return 0
    change "installing Debian packages:$missing"
    apt-get -qq update
    # shellcheck disable=SC2086  # a list of names
    DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 install --no-install-recommends -y $missing >/dev/null
}

account() {
    [ -z "$PREFIX" ] || return 0
    getent passwd reserve >/dev/null || {
        change "the user reserve"
        useradd --system --user-group --home-dir /var/lib/reserve --shell /usr/sbin/nologin reserve
    }
}

# The release is what its files say, whoever copied them here: no version of git's is needed. What compose is given is
# nobody else's.
parts="LICENSE Makefile README.md CONTRIBUTING.md CHANGELOG.md pyproject.toml deploy docs requirements scanner services"
listed() {
    # shellcheck disable=SC2086  # a list of names
    find $parts -type f ! -path '*/__pycache__/*' ! -name '*.mo' ! -path '*/static/station/vendor/*' \
        ! -path 'deploy/tls/*' ! -name .env ! -name reserve.env | LC_ALL=C sort
}

age() { if [ -n "${ENVIRONMENT:-}" ]; then echo --preserve-permissions; else echo --touch; fi; }

release() {
    [ "$source" != "$home" ] || die "call this from the folder of a release, not from $home, which it replaces"
    name=$(cd "$source" && listed | xargs -d '\n' sha256sum | sha256sum | cut -c 1-12)
    [ "$(cat "$home/.release" 2>/dev/null)" != "$name" ] || return 0
    change "release $name in $home"
    mkdir -p "$home"
    (cd "$home" && rm -rf .release deploy docs requirements scanner services)
    # With the time of now: what was made from an older release is then made anew. A trial takes what was made beside it.
    (cd "$source" && listed | tar -cf - --no-recursion -T -) | tar -xf - -C "$home" --no-same-owner "$(age)"
    environment
    "$home/.venv/bin/python" -m compileall -q "$home/services" "$home/scanner"
    echo "$name" >"$home/.release"
}

environment() {
    if [ -z "${ENVIRONMENT:-}" ]; then
        make --silent -C "$home" setup
        return
    fi
    ln -sfn "$ENVIRONMENT" "$home/.venv"
    (cd "$source" && find scanner services -name '*.mo' -o -name '*.pyc' | tar -cf - -T -) | tar -xf - -C "$home" --no-same-owner
}

# What is given may hold what sed would take for its own.
setting() { printf "s|^%s=.*|%s='%s'|\n" "$1" "$1" "$(printf %s "$2" | sed 's/[&|\\]/\\&/g')"; }

# Made once; what an operator changed in it stays.
settings() {
    [ ! -e "$etc/reserve.env" ] || return 0
    password=$(openssl rand -hex 24)
    database=${DATABASE:-} broker=${BROKER:-}
    [ -n "$database" ] || database="postgresql://reserve_{service}:$password@$DATABASE_AT/reserve_{service}"
    [ -n "$broker" ] || broker="amqp://reserve:$password@$BROKER_AT/reserve"
    here env.example | sed -e "$(setting RESERVE_DATABASE "$database")" -e "$(setting RESERVE_BROKER "$broker")" \
        -e "$(setting RESERVE_PORT "$DOOR_PORT")" | put "$etc/reserve.env" 640 reserve
}

# The password that the settings give for one of the servers of this machine.
password_in() { sed -n "s|^$1='[a-z]*://[^:]*:\([^@]*\)@.*|\1|p" "$etc/reserve.env"; }

# From a folder that PostgreSQL's own user may enter.
ask() { (cd / && $PSQL -qAtX -v ON_ERROR_STOP=1 -d postgres); }

databases() {
    [ -z "${DATABASE:-}" ] || return 0
    there=$(echo "SELECT count(*) FROM pg_database WHERE datname ~ '^reserve_(intake|warehouse|shipping|portal)$'" | ask)
    [ "$there" != 4 ] || return 0
    change "the four databases, each with its user"
    { printf "\\\\set password '%s'\n" "$(password_in RESERVE_DATABASE)"; cat "$source/deploy/postgres/databases.sql"; } | ask
}

broker() {
    [ -z "${BROKER:-}" ] || return 0
    $RABBITMQCTL -q list_vhosts name | grep -qx reserve || {
        change "the virtual host reserve"
        $RABBITMQCTL -q add_vhost reserve
    }
    $RABBITMQCTL -q list_users | grep -q '^reserve[[:space:]]' || {
        change "the broker's user reserve"
        password_in RESERVE_BROKER | $RABBITMQCTL -q add_user reserve >/dev/null
        $RABBITMQCTL -q set_permissions -p reserve reserve '.*' '.*' '.*'
    }
}

certificate() {
    mkdir -p "$etc/tls"
    if [ -n "${CERTIFICATE:-}" ]; then
        put "$etc/tls/certificate.pem" 644 root <"$CERTIFICATE"
        put "$etc/tls/key.pem" 600 root <"${KEY:?KEY names the key of CERTIFICATE}"
        return
    fi
    [ ! -e "$etc/tls/key.pem" ] || return 0
    change "a certificate that this machine signed itself: browsers warn until CERTIFICATE and KEY name another"
    (umask 077 && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90 -subj "/CN=$site" \
        -addext "subjectAltName=DNS:$site" -keyout "$etc/tls/key.pem" -out "$etc/tls/certificate.pem" 2>/dev/null)
    chmod 644 "$etc/tls/certificate.pem"
}

proxy() {
    # An operator's, once it is there: behind this proxy there may be the webs of other machines.
    [ -e "$nginx/reserve/upstreams.conf" ] ||
        here nginx/upstreams-machine.conf | put "$nginx/reserve/upstreams.conf" 644 root
    here nginx/proxy.conf | put "$nginx/reserve/proxy.conf" 644 root
    here nginx/unavailable.html | put "$nginx/reserve/unavailable.html" 644 root
    here nginx/reserve.conf | sed "$([ "$HTTPS_PORT" = 443 ] || echo "s|https://.server_name|&:$HTTPS_PORT|")" |
        put "$nginx/sites-available/reserve" 644 root
    mkdir -p "$nginx/sites-enabled"
    [ -e "$nginx/sites-enabled/reserve" ] || ln -s ../sites-available/reserve "$nginx/sites-enabled/reserve"
    [ -z "$PREFIX" ] && [ "$changed" != 0 ] || return 0
    nginx -t -q
    ! has_systemd || systemctl reload-or-restart nginx
}

units() {
    for unit in "$source"/deploy/systemd/*; do
        here "systemd/${unit##*/}" | put "$systemd/${unit##*/}" 644 root
    done
    here reserve.sh | put "$PREFIX/usr/local/bin/reserve" 755 root
    mkdir -p "$var"
    chmod 700 "$var"
    # Keys that were copied here from another machine are root's.
    [ -n "$PREFIX" ] || chown -R reserve:reserve "$var"
}

start() {
    if ! has_systemd; then
        "$PREFIX/usr/local/bin/reserve" setup
        say "systemd cannot be told here: start what $systemd/reserve.target names yourself."
    elif [ "$changed" != 0 ] || ! systemctl -q is-active reserve.target; then
        systemctl daemon-reload
        systemctl -q enable reserve.target
        systemctl restart reserve-setup.service
        systemctl restart reserve.target
        wait_ready
    fi
}

# Nine processes begin at once.
wait_ready() {
    for _ in $(seq 60); do
        ! "$PREFIX/usr/local/bin/reserve" health --ready >/dev/null 2>&1 || return 0
        sleep 1
    done
    die "the Reserve does not work yet: see \`reserve health --ready\` and \`journalctl -u 'reserve-*'\`"
}

[ -n "$site" ] || die "usage: deploy/install.sh THE-SITE'S-NAME (see its head for what else it takes)"
[ -n "$PREFIX" ] || [ "$(id -u)" = 0 ] || die "this takes root"
loopback
packages
account
release
settings
databases
broker
certificate
units
proxy
start
if [ "$changed" = 0 ]; then say "nothing was to be changed"; else say "done: https://$site"; fi
