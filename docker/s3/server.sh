#!/bin/sh
# The server takes its keys from the environment alone: they are put there from files, at the last moment.
set -eu
ROOT_ACCESS_KEY_ID=$(cat /run/secrets/s3_access_key)
ROOT_SECRET_ACCESS_KEY=$(cat /run/secrets/s3_secret_key)
export ROOT_ACCESS_KEY_ID ROOT_SECRET_ACCESS_KEY
exec versitygw --port :7070 --keep-alive --quiet --health /health posix --sidecar /data/metadata /data/objects
