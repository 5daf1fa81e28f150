-- +goose Up

-- The entity on whose behalf a link exists, such as the party for which a seat is held; NULL if there is none.
ALTER TABLE link ADD COLUMN on_behalf_of INTEGER;
CREATE INDEX link_on_behalf_of ON link (on_behalf_of, kind) WHERE on_behalf_of IS NOT NULL;

-- Links of one series (ends, kind, role, order) begin with the columns that they share. Where there is no start, the end tells them
-- apart.
DROP INDEX link_identity;
CREATE UNIQUE INDEX link_identity ON link (
  from_id, to_id, kind, role, "order", period_from, (CASE period_from WHEN '' THEN period_until ELSE '' END)
);
