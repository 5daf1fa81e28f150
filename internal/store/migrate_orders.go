package store

import (
	"context"
	"database/sql"
	"fmt"
)

// addOrders is migration 11: indexes for the orders of links, figures, statements and sources, so that a page in any of them begins where
// the page does, and the sort key of publishers. Expressions are written exactly as in the queries, as SQLite requires.
func addOrders(ctx context.Context, tx *sql.Tx) error {
	for _, statement := range []string{
		"CREATE INDEX link_period_from ON link (CASE WHEN period_from <> '' THEN possible_from END, id)",
		"CREATE INDEX link_period_until ON link (CASE WHEN period_until <> '' THEN possible_until END, id)",
		"CREATE INDEX link_role ON link (nullif(role, ''), id)",
		`CREATE INDEX link_order ON link (nullif("order", 2147483647), id)`,
		"CREATE INDEX link_kind ON link (kind, id)",
		"CREATE INDEX link_updated_at ON link (updated_at DESC, id)",
		"CREATE INDEX figure_label ON figure (label, id)",
		"CREATE INDEX figure_unit ON figure (unit, id)",
		"CREATE INDEX figure_type ON figure (" + valueNumber("type", []string{"OUTCOME", "TARGET"}) + ", id)",
		"CREATE INDEX figure_period_from ON figure (CASE WHEN period_from <> '' THEN possible_from END, id)",
		"CREATE INDEX figure_updated_at ON figure (updated_at DESC, id)",
		"CREATE INDEX statement_said_on ON statement (substr(nullif(said_on, '') || '-01-01', 1, 10), id)",
		"CREATE INDEX statement_updated_at ON statement (updated_at DESC, id)",
		"ALTER TABLE source ADD COLUMN publisher_key TEXT",
	} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	if err := sortSources(ctx, tx, "publisher"); err != nil {
		return fmt.Errorf("derive the sort keys of publishers: %w", err)
	}
	_, err := tx.ExecContext(ctx, "CREATE INDEX source_publisher_key ON source (publisher_key, id)")
	return err
}
