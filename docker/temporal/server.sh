#!/bin/sh
# The server takes its password from the environment alone: it is put there from a file, at the last moment.
set -eu
POSTGRES_PWD=$(cat /run/secrets/temporal_postgres_password)
export POSTGRES_PWD
exec /etc/temporal/entrypoint.sh
