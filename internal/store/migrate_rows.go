package store

import (
	"context"
	"database/sql"

	"civicgraph/internal/kg"
)

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

// eachRow calls a function for each row of a query, to scan it.
func eachRow(ctx context.Context, tx *sql.Tx, query string, args []any, use func(row *sql.Rows) error) error {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := use(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// stringsOf returns the strings of a query.
func stringsOf(ctx context.Context, tx *sql.Tx, query string) (all []string, err error) {
	err = eachRow(ctx, tx, query, nil, func(row *sql.Rows) error {
		var text string
		err := row.Scan(&text)
		all = append(all, text)
		return err
	})
	return all, err
}

// execIn returns a function that executes SQL in a transaction, with arguments as a Batch has them.
func execIn(ctx context.Context, tx *sql.Tx) func(query string, args ...any) error {
	return func(query string, args ...any) error {
		plain := make([]any, len(args))
		for i, arg := range args {
			if id, isID := arg.(kg.ID); isID {
				arg = int64(id)
			}
			plain[i] = arg
		}
		_, err := tx.ExecContext(ctx, query, plain...)
		return err
	}
}
