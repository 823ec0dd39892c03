-- Makes the ledger's role and database when PostgreSQL starts for the first time. psql reads the password from the secret.
\set password `cat /run/secrets/ledger`
CREATE ROLE care LOGIN PASSWORD :'password';
CREATE DATABASE care OWNER care;
