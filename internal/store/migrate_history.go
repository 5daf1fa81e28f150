package store

import (
	"context"
	"database/sql"
	"fmt"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// deriveHistory fills what migration 4 added, for the records that existed: the change that created them, their sort
// keys, and their degrees. Migration 9 derives their search keys.
func deriveHistory(ctx context.Context, tx *sql.Tx) error {
	var records, times sqlBuilder
	for table, columns := range derivedColumns() {
		for _, c := range columns {
			if err := deriveColumn(ctx, tx, table, c); err != nil {
				return fmt.Errorf("derive the sort keys of %s: %w", table, err)
			}
		}
		records.add("SELECT id FROM ", table, " UNION ALL ")
		times.add("SELECT updated_at FROM ", table, " UNION ALL ")
	}
	records.add("SELECT id FROM link UNION ALL SELECT id FROM figure UNION ALL SELECT id FROM statement")
	times.add("SELECT updated_at FROM link")
	for _, text := range []string{
		// Version 1 did not keep this time.
		"UPDATE sequence SET changed_at = (SELECT max(updated_at) FROM (" + times.String() + "))\nWHERE name = 'record' AND changed_at IS NULL",
		"INSERT INTO change_set (id, at, actor, run)\nSELECT 1, changed_at, '" + ImportActor + "', ''\nFROM sequence\nWHERE changed_at IS NOT NULL",
		"UPDATE sequence SET last = (SELECT count(*) FROM change_set) WHERE name = 'change'",
		"INSERT INTO change (set_id, position, record_id, action)\nSELECT 1, row_number() OVER (ORDER BY id), id, 1\nFROM (" + records.String() + ")",
		"INSERT INTO degree (entity_id, links)\nSELECT id, count(*)\nFROM (SELECT from_id AS id FROM link UNION ALL SELECT to_id FROM link)\nGROUP BY id",
	} {
		if _, err := tx.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("derive the history: %w", err)
		}
	}
	return nil
}

// derivedColumn is a column that migration 4 added, with the column that it is derived from.
type derivedColumn struct {
	source, target string
	derive         func(string) string
}

// derivedColumns returns the derived columns of each table as of migration 4.
func derivedColumns() map[string][]derivedColumn {
	name := derivedColumn{"name", "name_key", search.Fold}
	date := func(column string) []derivedColumn {
		return []derivedColumn{
			{column, column + "_first", func(text string) string { return kg.PartialDate(text).First() }},
			{column, column + "_last", func(text string) string { return kg.PartialDate(text).Last() }},
		}
	}
	return map[string][]derivedColumn{
		"official":     append(date("born_on"), name),
		"district":     {name},
		"park":         append(date("founded_on"), name),
		"project":      append(append(date("started_on"), date("completed_on")...), name),
		"rail_line":    append(date("opened_on"), name),
		"station":      {name},
		"organization": {name},
		"source":       append(date("published_on"), derivedColumn{"title", "title_key", search.Fold}),
	}
}

// deriveColumn fills one column from another.
func deriveColumn(ctx context.Context, tx *sql.Tx, table string, c derivedColumn) error {
	return eachPart(ctx, tx, table, func(part tablePart) error { return deriveColumnOf(ctx, tx, part, c) })
}

// deriveColumnOf does it for a part of the table.
func deriveColumnOf(ctx context.Context, tx *sql.Tx, part tablePart, c derivedColumn) error {
	values := map[int64]string{}
	query := "SELECT id, " + c.source + " FROM " + part.table + " WHERE id > $1 AND id <= $2 AND " + c.source + " IS NOT NULL"
	err := eachRow(ctx, tx, query, []any{part.after, part.upTo}, func(row *sql.Rows) error {
		var id int64
		var value string
		err := row.Scan(&id, &value)
		values[id] = c.derive(value)
		return err
	})
	if err != nil {
		return err
	}
	for id, value := range values {
		if _, err := tx.ExecContext(ctx, "UPDATE "+part.table+" SET "+c.target+" = $1 WHERE id = $2", value, id); err != nil {
			return err
		}
	}
	return nil
}
