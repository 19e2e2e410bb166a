-- Once, on the first leader: the application's own user and database. The user sees how far a replica's receiver is.
CREATE ROLE thidua LOGIN PASSWORD '${database_password}';
GRANT pg_read_all_stats TO thidua;
CREATE DATABASE thidua OWNER thidua;
