#!/bin/sh
# Brings Temporal's schema to the version of its server; doing so again changes nothing.
set -eu
SQL_PASSWORD=$(cat /run/secrets/temporal_postgres_password)
export SQL_PASSWORD
for database in temporal visibility; do
  name=temporal
  [ "$database" = temporal ] || name=temporal_visibility
  temporal-sql-tool --database "$name" setup-schema --version 0.0
  temporal-sql-tool --database "$name" update-schema --schema-name "postgresql/v12/$database"
done
