-- +goose Up

-- A random number by which a change set is recognized on another connection or server, NULL for those of earlier versions.
ALTER TABLE change_set ADD COLUMN token INTEGER;
