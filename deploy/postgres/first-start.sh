#!/bin/sh
# What the container of PostgreSQL runs at its first start, on an empty volume.
set -eu
{ printf "\\\\set password '%s'\n" "$POSTGRES_PASSWORD"; cat /databases.sql; } | psql -qAtX -v ON_ERROR_STOP=1 -U postgres
