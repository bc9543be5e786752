-- Dagster's own records live beside the warehouse, in a database of their own.
create database dagster;
