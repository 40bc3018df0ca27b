#!/bin/sh
# First start of the database: one role owns the tables, another one works with them.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set owner_password="$OWNER_PASSWORD" --set app_password="$APP_PASSWORD" <<'SQL'
CREATE ROLE loanprogram_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE loanprogram_app LOGIN PASSWORD :'app_password';
CREATE DATABASE loanprogram OWNER loanprogram_owner
  TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE ALL ON DATABASE loanprogram FROM PUBLIC;
GRANT CONNECT ON DATABASE loanprogram TO loanprogram_app;
SQL
