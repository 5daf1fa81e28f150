package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"civicgraph/internal/kg"
)

// Migration is a goose migration that is not written yet.
type Migration struct {
	// Engine is the folder with the migrations of the database system: sqlite or postgres.
	Engine string
	// Number is the next one.
	Number int64
	SQL    string
}

// Migrations returns, for each database system, the tables, columns and indexes that the kinds need and the migrated tables lack; nothing
// if they lack none. A new column of a kind with records may have to be filled too: comments say which.
func Migrations(ctx context.Context, kinds *kg.Kinds) ([]Migration, error) {
	memory := locate(Memory, defaultLockWait)
	db := memory.openMigrator()
	defer func() { _ = db.Close() }()
	if err := memory.migrate(ctx, db); err != nil {
		return nil, fmt.Errorf("migrate a new database: %w", err)
	}
	var missing []missingPart
	for _, kind := range kinds.All() {
		part, err := missingOf(ctx, db, kind)
		if err != nil {
			return nil, fmt.Errorf("compare the table of %s: %w", kind.Name, err)
		}
		missing = append(missing, part)
	}
	// The tables of PostgreSQL are the same, as a test proves.
	var all []Migration
	for _, d := range []ddl{sqliteDDL(), postgresDDL()} {
		var statements []string
		for _, part := range missing {
			statements = append(statements, d.complete(part)...)
		}
		if len(statements) == 0 {
			return nil, nil
		}
		last, err := d.lastMigration()
		if err != nil {
			return nil, err
		}
		all = append(all, Migration{Engine: d.engine, Number: last + 1, SQL: "-- +goose Up\n" + strings.Join(statements, "\n") + "\n"})
	}
	return all, nil
}

// missingPart is what the table of a kind lacks.
type missingPart struct {
	kind  *kg.Kind
	table string
	// columns are those that exist, none if the table does not.
	columns map[string]bool
	// indexes are those that do not exist, or not as they must be: changed.
	indexes []index
	changed map[string]bool
}

func missingOf(ctx context.Context, db *sql.DB, kind *kg.Kind) (missing missingPart, err error) {
	table := snake(kind.Name)
	missing = missingPart{kind: kind, table: table, changed: map[string]bool{}}
	if missing.columns, err = columnNames(ctx, db, table); err != nil {
		return missing, err
	}
	for _, index := range indexesOf(kind, table) {
		var text string
		err := db.QueryRowContext(ctx, "SELECT sql FROM sqlite_master WHERE type = 'index' AND name = $1", index.name).Scan(&text)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return missing, err
		}
		if text != sqliteDDL().index(index) {
			missing.indexes = append(missing.indexes, index)
			missing.changed[index.name] = text != ""
		}
	}
	return missing, nil
}

// columnNames returns the columns of a table, none if it does not exist.
func columnNames(ctx context.Context, db *sql.DB, table string) (map[string]bool, error) {
	rows, err := db.QueryContext(ctx, "SELECT name FROM pragma_table_info($1)", table)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	names := map[string]bool{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names[name] = true
	}
	return names, rows.Err()
}

// index is an index by which lists are sorted: by a column or an expression.
type index struct {
	name, table, by string
	isExpression    bool
}

// indexesOf returns the indexes for the orders of a kind. Who sorts by the last change wants the latest first. Slugs have an
// index because they are unique.
func indexesOf(kind *kg.Kind, table string) []index {
	var all []index
	if kind.IsEntity() {
		all = append(all, index{name: table + "_name_key", table: table, by: "name_key"})
	}
	for i := range kind.Fields {
		f := &kind.Fields[i]
		switch column := sortColumn(f); {
		case !f.Sorted:
		case f.Type == kg.TypeEnum:
			all = append(all, index{name: table + "_" + column, table: table, by: valueNumber(column, f.ValueNames()), isExpression: true})
		default:
			all = append(all, index{name: table + "_" + column, table: table, by: column})
		}
	}
	return append(all, index{name: table + "_updated_at", table: table, by: "updated_at DESC"})
}
