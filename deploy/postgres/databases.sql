-- A user and a database for each service, as their server's administrator; what is there already stays as it is.
-- The password is set before, on standard input: \set password '...'
SELECT format('CREATE ROLE reserve_%s LOGIN PASSWORD %L', name, :'password')
FROM unnest(ARRAY['intake', 'warehouse', 'shipping', 'portal']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'reserve_' || name) \gexec

SELECT format('CREATE DATABASE reserve_%1$s OWNER reserve_%1$s TEMPLATE template0 ENCODING ''UTF8'' LOCALE ''C.UTF-8''', name)
FROM unnest(ARRAY['intake', 'warehouse', 'shipping', 'portal']) AS name
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'reserve_' || name) \gexec

SELECT format('REVOKE ALL ON DATABASE reserve_%s FROM PUBLIC', name)
FROM unnest(ARRAY['intake', 'warehouse', 'shipping', 'portal']) AS name \gexec
