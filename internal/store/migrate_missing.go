package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"civicgraph/internal/kg"
)

// Migration returns, as a goose migration, the tables, columns and indexes that the kinds need and the migrated tables lack;
// empty if they lack nothing. A new column of a kind with records may have to be filled too: comments say which.
func Migration(ctx context.Context, kinds *kg.Kinds) (string, error) {
	memory := locate(Memory, defaultLockWait)
	db := memory.openMigrator()
	defer func() { _ = db.Close() }()
	if err := memory.migrate(ctx, db); err != nil {
		return "", fmt.Errorf("migrate a new database: %w", err)
	}
	var statements []string
	for _, kind := range kinds.All() {
		missing, err := missingOf(ctx, db, kind)
		if err != nil {
			return "", fmt.Errorf("compare the table of %s: %w", kind.Name, err)
		}
		statements = append(statements, missing...)
	}
	if len(statements) == 0 {
		return "", nil
	}
	return "-- +goose Up\n" + strings.Join(statements, "\n") + "\n", nil
}

// missingOf returns the statements that make the table of a kind complete.
func missingOf(ctx context.Context, db *sql.DB, kind *kg.Kind) ([]string, error) {
	table := snake(kind.Name)
	existing, err := columnNames(ctx, db, table)
	if err != nil {
		return nil, err
	}
	var statements []string
	if len(existing) == 0 {
		statements = append(statements, tableOf(kind, table))
	} else {
		for i := range kind.Fields {
			statements = append(statements, missingColumns(&kind.Fields[i], table, existing)...)
		}
	}
	for _, index := range indexesOf(kind, table) {
		var text string
		err := db.QueryRowContext(ctx, "SELECT sql FROM sqlite_master WHERE type = 'index' AND name = $1", index.name).Scan(&text)
		switch {
		case errors.Is(err, sql.ErrNoRows):
		case err != nil:
			return nil, err
		case text == index.sql():
			continue
		default:
			statements = append(statements, "DROP INDEX "+index.name+";")
		}
		statements = append(statements, index.sql()+";")
	}
	return statements, nil
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

// tableOf returns the statement that creates the table of a kind.
func tableOf(kind *kg.Kind, table string) string {
	lines := []string{"id INTEGER PRIMARY KEY", "slug TEXT NOT NULL UNIQUE"}
	if kind.IsEntity() {
		lines = append(lines, "name TEXT NOT NULL", "name_key TEXT NOT NULL")
	}
	for i := range kind.Fields {
		f := &kind.Fields[i]
		for _, column := range columnsOf(f) {
			line := column + " " + columnType(f, column)
			if f.Required {
				line += " NOT NULL"
			}
			lines = append(lines, line)
		}
	}
	lines = append(lines, "version INTEGER NOT NULL", "updated_at TEXT NOT NULL")
	return "CREATE TABLE " + table + " (\n  " + strings.Join(lines, ",\n  ") + "\n) STRICT;"
}

// missingColumns returns the statements that add the columns of a field which a table lacks.
func missingColumns(f *kg.Field, table string, existing map[string]bool) []string {
	var statements []string
	columns := columnsOf(f)
	for _, column := range columns {
		if existing[column] {
			continue
		}
		if existing[columns[0]] {
			statements = append(statements, "-- Fill "+column+" from "+columns[0]+" in a migration in Go, like deriveHistory.")
		}
		statement := "ALTER TABLE " + table + " ADD COLUMN " + column + " " + columnType(f, column)
		if f.Required {
			statement += " NOT NULL DEFAULT " + columnDefault(f, column)
		}
		statements = append(statements, statement+";")
	}
	return statements
}

// columnType returns the SQL type of a column of a field.
func columnType(f *kg.Field, column string) string {
	switch f.Type {
	case kg.TypeMoney:
		if column == sortColumn(f) {
			return "INTEGER"
		}
	case kg.TypeInt, kg.TypeDecimal:
		return "INTEGER"
	case kg.TypePoint:
		return "REAL"
	case kg.TypeString, kg.TypeStringList, kg.TypePartialDate, kg.TypeEnum, kg.TypeURL:
	}
	return "TEXT"
}

// columnDefault returns the value of a required field in existing rows, as SQL.
func columnDefault(f *kg.Field, column string) string {
	if columnType(f, column) == "INTEGER" {
		return strconv.FormatInt(f.Default, 10)
	}
	if f.Type == kg.TypeEnum {
		return "'" + f.Values[len(f.Values)-1].Name + "'"
	}
	return "''"
}

// index is an index by which lists are sorted.
type index struct {
	name, table, expression string
}

func (i index) sql() string {
	return "CREATE INDEX " + i.name + " ON " + i.table + " (" + i.expression + ", id)"
}

// indexesOf returns the indexes for the orders of a kind. Who sorts by the last change wants the latest first. Slugs have an
// index because they are unique.
func indexesOf(kind *kg.Kind, table string) []index {
	var all []index
	if kind.IsEntity() {
		all = append(all, index{table + "_name_key", table, "name_key"})
	}
	for i := range kind.Fields {
		f := &kind.Fields[i]
		switch column := sortColumn(f); {
		case !f.Sorted:
		case f.Type == kg.TypeEnum:
			all = append(all, index{table + "_" + column, table, valueNumber(column, f.ValueNames())})
		default:
			all = append(all, index{table + "_" + column, table, column})
		}
	}
	return append(all, index{table + "_updated_at", table, "updated_at DESC"})
}
