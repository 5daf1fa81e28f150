package store

import (
	"context"
	"database/sql"
	"fmt"

	"civicgraph/internal/search"
)

// foldSources is migration 13: sources have their titles and publishers folded, as searches compare them.
func foldSources(ctx context.Context, tx *sql.Tx) error {
	for _, statement := range []string{
		"ALTER TABLE source ADD COLUMN title_folded TEXT NOT NULL DEFAULT ''",
		"ALTER TABLE source ADD COLUMN publisher_folded TEXT",
	} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	for _, column := range []string{"title", "publisher"} {
		if err := foldSourcesBy(ctx, tx, column); err != nil {
			return fmt.Errorf("fold the %ss of sources: %w", column, err)
		}
	}
	return nil
}

// foldSourcesBy sets the folded strings of a column.
func foldSourcesBy(ctx context.Context, tx *sql.Tx, column string) error {
	return eachPart(ctx, tx, "source", func(part tablePart) error {
		folded := map[int64]string{}
		query := "SELECT id, " + column + "\nFROM source\nWHERE id > $1 AND id <= $2 AND " + column + " IS NOT NULL"
		err := eachRow(ctx, tx, query, []any{part.after, part.upTo}, func(row *sql.Rows) error {
			var id int64
			var text string
			err := row.Scan(&id, &text)
			folded[id] = search.Fold(text)
			return err
		})
		if err != nil {
			return err
		}
		for id, text := range folded {
			if _, err := tx.ExecContext(ctx, "UPDATE source SET "+column+"_folded = $1 WHERE id = $2", text, id); err != nil {
				return err
			}
		}
		return nil
	})
}
