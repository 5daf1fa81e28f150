package store

import (
	"context"
	"database/sql"
	"fmt"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// dateNames is migration 8: names have a period, the name shown by default is chosen by it and by all tags of English, and the keys of
// names and titles sort Chinese by pinyin and numbers by value.
func dateNames(ctx context.Context, tx *sql.Tx) error {
	for _, column := range []string{"period_from", "period_until", "possible_from", "possible_until", "certain_from", "certain_until"} {
		if _, err := tx.ExecContext(ctx, "ALTER TABLE name ADD COLUMN "+column+" TEXT NOT NULL DEFAULT ''"); err != nil {
			return fmt.Errorf("add a period to names: %w", err)
		}
	}
	// An entity without names that have a period is found in it at no cost.
	if _, err := tx.ExecContext(ctx, "CREATE INDEX name_dated ON name (entity_id) WHERE possible_from <> ''"); err != nil {
		return fmt.Errorf("index the names with a period: %w", err)
	}
	for _, table := range []string{"official", "district", "park", "project", "rail_line", "station", "organization"} {
		if err := sortNames(ctx, tx, table); err != nil {
			return fmt.Errorf("sort the names of %s: %w", table, err)
		}
	}
	if err := sortSources(ctx, tx, "title"); err != nil {
		return fmt.Errorf("sort the titles of sources: %w", err)
	}
	return nil
}

// migratedRows is how many rows of a table a migration holds in memory at once.
const migratedRows = 1000

// tablePart are the rows of a table with an id greater than after, at most upTo.
type tablePart struct {
	table       string
	after, upTo int64
}

// eachPart calls a function for all rows of a table, part by part.
func eachPart(ctx context.Context, tx *sql.Tx, table string, use func(tablePart) error) error {
	for after := int64(0); ; {
		var last sql.NullInt64
		query := "SELECT max(id) FROM (SELECT id FROM " + table + " WHERE id > $1 ORDER BY id LIMIT $2)"
		if err := tx.QueryRowContext(ctx, query, after, migratedRows).Scan(&last); err != nil || !last.Valid {
			return err
		}
		if err := use(tablePart{table: table, after: after, upTo: last.Int64}); err != nil {
			return err
		}
		after = last.Int64
	}
}

// keyedString is a string of a row that has a sort key.
type keyedString struct {
	id        int64
	text, key string
}

// sortNames sets the default name of each entity in a table, and its key.
func sortNames(ctx context.Context, tx *sql.Tx, table string) error {
	return eachPart(ctx, tx, table, func(part tablePart) error { return sortNamesOf(ctx, tx, part) })
}

// sortNamesOf does it for a part of the table.
func sortNamesOf(ctx context.Context, tx *sql.Tx, part tablePart) error {
	rows, err := tx.QueryContext(ctx, "SELECT t.id, t.name, t.name_key, n.text, n.language, n.type\nFROM "+part.table+
		" t\nCROSS JOIN name n ON n.entity_id = t.id\nWHERE t.id > $1 AND t.id <= $2\nORDER BY t.id, n.position", part.after, part.upTo)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var changed []keyedString
	var names []kg.Name
	var last keyedString
	end := func() {
		if len(names) == 0 {
			return
		}
		name := kg.DefaultName(names)
		if now := (keyedString{last.id, name.Text, search.SortKey(name.Text, name.Language)}); now != last {
			changed = append(changed, now)
		}
		names = names[:0]
	}
	for rows.Next() {
		var row keyedString
		var name kg.Name
		if err := rows.Scan(&row.id, &row.text, &row.key, &name.Text, &name.Language, &name.Type); err != nil {
			return err
		}
		if row.id != last.id {
			end()
			last = row
		}
		names = append(names, name)
	}
	end()
	if err := rows.Err(); err != nil {
		return err
	}
	return updateStrings(ctx, tx, "UPDATE "+part.table+" SET name = $1, name_key = $2 WHERE id = $3", changed)
}

// sortSources sets the keys of a string of sources.
func sortSources(ctx context.Context, tx *sql.Tx, column string) error {
	return eachPart(ctx, tx, "source", func(part tablePart) error { return sortSourcesOf(ctx, tx, part, column) })
}

// sortSourcesOf does it for a part of the sources.
func sortSourcesOf(ctx context.Context, tx *sql.Tx, part tablePart, column string) error {
	rows, err := tx.QueryContext(ctx, "SELECT id, "+column+", coalesce("+column+"_key, ''), coalesce(language, '')\nFROM source\nWHERE id > $1 AND id <= $2 AND "+
		column+" IS NOT NULL", part.after, part.upTo)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var changed []keyedString
	for rows.Next() {
		var row keyedString
		var language string
		if err := rows.Scan(&row.id, &row.text, &row.key, &language); err != nil {
			return err
		}
		if key := search.SortKey(row.text, language); key != row.key {
			row.key = key
			changed = append(changed, row)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return updateStrings(ctx, tx, "UPDATE source SET "+column+" = $1, "+column+"_key = $2 WHERE id = $3", changed)
}

func updateStrings(ctx context.Context, tx *sql.Tx, statement string, changed []keyedString) error {
	for _, row := range changed {
		if _, err := tx.ExecContext(ctx, statement, row.text, row.key, row.id); err != nil {
			return err
		}
	}
	return nil
}
