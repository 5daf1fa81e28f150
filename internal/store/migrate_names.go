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
	query := "SELECT t.id, t.name, t.name_key, n.text, n.language, n.type\nFROM " + part.table +
		" t\nCROSS JOIN name n ON n.entity_id = t.id\nWHERE t.id > $1 AND t.id <= $2\nORDER BY t.id, n.position"
	err := eachRow(ctx, tx, query, []any{part.after, part.upTo}, func(row *sql.Rows) error {
		var of keyedString
		var name kg.Name
		if err := row.Scan(&of.id, &of.text, &of.key, &name.Text, &name.Language, &name.Type); err != nil {
			return err
		}
		if of.id != last.id {
			end()
			last = of
		}
		names = append(names, name)
		return nil
	})
	if err != nil {
		return err
	}
	end()
	return updateStrings(ctx, tx, "UPDATE "+part.table+" SET name = $1, name_key = $2 WHERE id = $3", changed)
}

// sortSources sets the keys of a string of sources.
func sortSources(ctx context.Context, tx *sql.Tx, column string) error {
	return eachPart(ctx, tx, "source", func(part tablePart) error { return sortSourcesOf(ctx, tx, part, column) })
}

// sortSourcesOf does it for a part of the sources.
func sortSourcesOf(ctx context.Context, tx *sql.Tx, part tablePart, column string) error {
	var changed []keyedString
	query := "SELECT id, " + column + ", coalesce(" + column + "_key, ''), coalesce(language, '')\nFROM source\nWHERE id > $1 AND id <= $2 AND " +
		column + " IS NOT NULL"
	err := eachRow(ctx, tx, query, []any{part.after, part.upTo}, func(row *sql.Rows) error {
		var of keyedString
		var language string
		if err := row.Scan(&of.id, &of.text, &of.key, &language); err != nil {
			return err
		}
		if key := search.SortKey(of.text, language); key != of.key {
			of.key = key
			changed = append(changed, of)
		}
		return nil
	})
	if err != nil {
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
