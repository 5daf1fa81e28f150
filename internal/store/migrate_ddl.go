package store

import (
	"strconv"
	"strings"

	"civicgraph/internal/kg"
)

// ddl writes the statements that define tables, for one database system.
type ddl struct {
	engine string
	// integer, real and text are the types of columns.
	integer, real, text string
	// unique makes a column unique. If it is empty, an index does.
	unique string
	// options stand behind the columns of a table.
	options string
	// expression is put around an expression in an index.
	expression wrapping
	// lastMigration returns the number of the last migration.
	lastMigration func() (int64, error)
}

func sqliteDDL() ddl {
	return ddl{
		engine: "sqlite", integer: "INTEGER", real: "REAL", text: "TEXT", unique: " UNIQUE", options: " STRICT",
		lastMigration: func() (int64, error) { return lastMigration(migrations, "migrations/sqlite", goMigrations()) },
	}
}

// postgresDDL makes tables that Citus can distribute by their keys: slugs are unique by an index, not a constraint.
func postgresDDL() ddl {
	return ddl{
		engine: "postgres", integer: "BIGINT", real: "DOUBLE PRECISION", text: `TEXT COLLATE "C"`, expression: wrapping{"(", ")"},
		lastMigration: func() (int64, error) { return lastMigration(postgresMigrations, "migrations/postgres", nil) },
	}
}

// complete returns the statements that make the table of a kind complete.
func (d ddl) complete(missing missingPart) []string {
	var statements []string
	if len(missing.columns) == 0 {
		statements = append(statements, d.create(missing.kind, missing.table))
		if d.unique == "" {
			statements = append(statements, "CREATE UNIQUE INDEX "+missing.table+"_slug ON "+missing.table+" (slug);")
		}
	} else {
		for i := range missing.kind.Fields {
			statements = append(statements, d.missingColumns(&missing.kind.Fields[i], missing.table, missing.columns)...)
		}
	}
	for _, index := range missing.indexes {
		if missing.changed[index.name] {
			statements = append(statements, "DROP INDEX "+index.name+";")
		}
		statements = append(statements, d.index(index)+";")
	}
	return statements
}

// create returns the statement that creates the table of a kind.
func (d ddl) create(kind *kg.Kind, table string) string {
	lines := []string{"id " + d.integer + " PRIMARY KEY", "slug " + d.text + " NOT NULL" + d.unique}
	if kind.IsEntity() {
		lines = append(lines, "name "+d.text+" NOT NULL", "name_key "+d.text+" NOT NULL")
	}
	for i := range kind.Fields {
		f := &kind.Fields[i]
		for _, column := range columnsOf(f) {
			line := column + " " + d.columnType(f, column)
			if f.Required {
				line += " NOT NULL"
			}
			lines = append(lines, line)
		}
	}
	lines = append(lines, "version "+d.integer+" NOT NULL", "updated_at "+d.text+" NOT NULL")
	return "CREATE TABLE " + table + " (\n  " + strings.Join(lines, ",\n  ") + "\n)" + d.options + ";"
}

// missingColumns returns the statements that add the columns of a field which a table lacks.
func (d ddl) missingColumns(f *kg.Field, table string, existing map[string]bool) []string {
	var statements []string
	columns := columnsOf(f)
	for _, column := range columns {
		if existing[column] {
			continue
		}
		if existing[columns[0]] {
			statements = append(statements, "-- Fill "+column+" from "+columns[0]+" in a migration in Go, like deriveHistory.")
		}
		statement := "ALTER TABLE " + table + " ADD COLUMN " + column + " " + d.columnType(f, column)
		if f.Required {
			statement += " NOT NULL DEFAULT " + d.columnDefault(f, column)
		}
		statements = append(statements, statement+";")
	}
	return statements
}

// columnType returns the SQL type of a column of a field.
func (d ddl) columnType(f *kg.Field, column string) string {
	switch f.Type {
	case kg.TypeMoney:
		if column == sortColumn(f) {
			return d.integer
		}
	case kg.TypeInt, kg.TypeDecimal:
		return d.integer
	case kg.TypePoint:
		return d.real
	case kg.TypeString, kg.TypeStringList, kg.TypePartialDate, kg.TypeEnum, kg.TypeURL:
	}
	return d.text
}

// columnDefault returns the value of a required field in existing rows, as SQL.
func (d ddl) columnDefault(f *kg.Field, column string) string {
	if d.columnType(f, column) == d.integer {
		return strconv.FormatInt(f.Default, 10)
	}
	if f.Type == kg.TypeEnum {
		return "'" + f.Values[len(f.Values)-1].Name + "'"
	}
	return "''"
}

// index returns the statement that creates an index.
func (d ddl) index(i index) string {
	by := i.by
	if i.isExpression {
		by = d.expression.of(by)
	}
	return "CREATE INDEX " + i.name + " ON " + i.table + " (" + by + ", id)"
}
