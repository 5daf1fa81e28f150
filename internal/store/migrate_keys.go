package store

import (
	"context"
	"database/sql"
	"fmt"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// rebuildKeys is migration 9: search keys keep the marks that tell words apart, have simplified Han characters, and the official
// readings of places. It derives the keys of all names and identifiers anew, sorted on disk if there are many.
func rebuildKeys(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM search_key"); err != nil {
		return fmt.Errorf("empty the search keys: %w", err)
	}
	var keys keySorter
	defer func() { keys.close() }()
	err := eachKey(ctx, tx, &keys, "SELECT entity_id, position, '', text FROM name", func(_, text string) []search.Key {
		return search.Keys(text)
	})
	if err != nil {
		return fmt.Errorf("derive the search keys of names: %w", err)
	}
	if err := eachKey(ctx, tx, &keys, "SELECT entity_id, -position, scheme, value FROM identifier", search.CodeKeys); err != nil {
		return fmt.Errorf("derive the search keys of identifiers: %w", err)
	}
	rows := newRowWriter(newInsertions(sqliteDialect{}), execIn(ctx, tx), "search_key", []string{"key", "entity_id", "item", "start"}, skipExisting)
	err = keys.each(func(k *searchKey) error { return rows.add(k.key, k.entity, k.item, k.start) })
	if err == nil {
		err = rows.flush()
	}
	if err != nil {
		return fmt.Errorf("write the search keys: %w", err)
	}
	return nil
}

// eachKey adds the search keys of names or identifiers.
func eachKey(ctx context.Context, tx *sql.Tx, keys *keySorter, query string, derive func(scheme, text string) []search.Key) error {
	return eachRow(ctx, tx, query, nil, func(row *sql.Rows) error {
		var entity, item int64
		var scheme, text string
		if err := row.Scan(&entity, &item, &scheme, &text); err != nil {
			return err
		}
		for _, k := range derive(scheme, text) {
			if err := keys.add(searchKey{key: k.Text, entity: kg.ID(entity), item: item, start: int64(k.Start)}); err != nil {
				return err
			}
		}
		return nil
	})
}
