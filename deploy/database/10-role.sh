#!/bin/sh
# Runs once, when the database container makes its cluster: the portal's role owns its database and nothing else.
set -eu
psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 --set "password=$RAPOR_KOTA_PASSWORD" <<'SQL'
CREATE ROLE rapor_kota LOGIN PASSWORD :'password';
CREATE DATABASE rapor_kota OWNER rapor_kota;
SQL
