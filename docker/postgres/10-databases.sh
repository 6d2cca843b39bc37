#!/bin/sh
# Runs once, when the data directory is empty: roles and databases for each of the two that use this server.
# Waybill's schema is owned by waybill, which migrates; its processes log in as waybill_app, which owns nothing.
set -eu
psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\set waybill `cat /run/secrets/waybill_postgres_password`
\set waybill_app `cat /run/secrets/waybill_app_postgres_password`
\set temporal `cat /run/secrets/temporal_postgres_password`
CREATE ROLE waybill LOGIN PASSWORD :'waybill';
CREATE ROLE waybill_app LOGIN PASSWORD :'waybill_app';
CREATE ROLE waybill_system NOLOGIN;
CREATE ROLE waybill_tenant NOLOGIN;
GRANT waybill_system, waybill_tenant TO waybill;
GRANT waybill_system TO waybill_app WITH INHERIT TRUE;
GRANT waybill_tenant TO waybill_app WITH INHERIT FALSE, SET TRUE;
CREATE ROLE temporal LOGIN PASSWORD :'temporal';
CREATE DATABASE waybill OWNER waybill;
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
REVOKE CONNECT ON DATABASE waybill FROM PUBLIC;
GRANT CONNECT ON DATABASE waybill TO waybill_app;
REVOKE CONNECT ON DATABASE temporal FROM PUBLIC;
REVOKE CONNECT ON DATABASE temporal_visibility FROM PUBLIC;
SQL
