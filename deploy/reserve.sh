#!/bin/sh
# The command `reserve` with this machine's settings, as the user whose data it is; who called stands in what is recorded.
set -eu
owner=$(stat -c %U /var/lib/reserve)
if [ "$(id -un)" != "$owner" ]; then
    exec runuser -u "$owner" -- env LOGNAME="${SUDO_USER:-$(id -un)}" "$0" "$@"
fi
# The terminal's language stands before that of the services.
language=${RESERVE_LANG:-}
set -a
# shellcheck source=/dev/null
. /etc/reserve/reserve.env
set +a
[ -z "$language" ] || export RESERVE_LANG="$language"
exec /opt/reserve/.venv/bin/reserve "$@"
