#!/bin/sh
# Runs once, when the data directory is empty: a role and its databases for each of the two that use this server.
set -eu
psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\set waybill `cat /run/secrets/waybill_postgres_password`
\set temporal `cat /run/secrets/temporal_postgres_password`
CREATE ROLE waybill LOGIN PASSWORD :'waybill';
CREATE ROLE temporal LOGIN PASSWORD :'temporal';
CREATE DATABASE waybill OWNER waybill;
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
REVOKE CONNECT ON DATABASE waybill FROM PUBLIC;
REVOKE CONNECT ON DATABASE temporal FROM PUBLIC;
REVOKE CONNECT ON DATABASE temporal_visibility FROM PUBLIC;
SQL
