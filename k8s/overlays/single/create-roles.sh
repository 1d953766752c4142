#!/bin/sh
# Run once by the image, when its volume is new: a role and a database for each service, which cannot see the others'.
set -eu
for service in profile vacancy matching; do
    psql -v ON_ERROR_STOP=1 -v role="$service" -v password="$(cat "/run/passwords/$service")" postgres <<'SQL'
CREATE ROLE :"role" LOGIN PASSWORD :'password';
CREATE DATABASE :"role" OWNER :"role";
REVOKE ALL ON DATABASE :"role" FROM PUBLIC;
SQL
done
