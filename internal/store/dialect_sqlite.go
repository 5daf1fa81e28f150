package store

import (
	"strconv"
	"strings"
)

// sqliteDialect is the dialect of SQLite.
type sqliteDialect struct{}

func (sqliteDialect) placeholder(n int, _ any) string {
	const usual = "$1$2$3$4$5$6$7$8$9"
	if n < 10 {
		return usual[2*n-2 : 2*n]
	}
	return "$" + strconv.Itoa(n)
}

func (sqliteDialect) isDistributed() bool { return false }
func (sqliteDialect) links(bool) string   { return "link" }

func (d sqliteDialect) entities() wrapping { return d.list() }

func (sqliteDialect) list() wrapping   { return wrapping{"json_each(", ")"} }
func (sqliteDialect) tuples() wrapping { return wrapping{"json_each(", ")"} }
func (sqliteDialect) items() wrapping  { return wrapping{"json_each(", ")"} }
func (sqliteDialect) among() wrapping  { return wrapping{" IN (SELECT value FROM json_each(", "))"} }

// join is CROSS JOIN, which keeps SQLite from changing the order of the tables.
func (sqliteDialect) join() string { return "CROSS JOIN" }

func (sqliteDialect) firstRows(table, alias string) (begin, end string) {
	return "CROSS JOIN " + table + " " + alias + " ON " + alias + ".id IN (\n  SELECT x.id", ")"
}

func (sqliteDialect) rowOf(columns string) string { return columns }

func (sqliteDialect) firstKeys(table, alias, on string, columns []string) (begin, end string) {
	keys := alias + "." + strings.Join(columns, ", "+alias+".")
	return "CROSS JOIN " + table + " " + alias + " ON " + on + " AND (" + keys + ") IN (\n  SELECT ", ")"
}

func (sqliteDialect) distinct(alias string) wrapping {
	return wrapping{"LEFT JOIN json_each((SELECT json_group_array(DISTINCT value) FROM (", "))) " + alias}
}

func (sqliteDialect) keepsOrder() bool { return true }

func (sqliteDialect) joined() wrapping         { return wrapping{"string_agg(", ", ',')"} }
func (sqliteDialect) sum(over string) wrapping { return wrapping{"sum(", ")" + over} }
func (sqliteDialect) isAny() wrapping          { return wrapping{"max(", ")"} }
func (sqliteDialect) least() wrapping          { return wrapping{"min(", ")"} }

// lower calls a function of the program: SQLite's own changes ASCII letters only.
func (sqliteDialect) lower() wrapping { return wrapping{"lowered(", ")"} }

func (sqliteDialect) sameText(a, b string) string { return a + " = " + b }

// insert keeps SQLite from recording how to undo a statement of several rows.
func (sqliteDialect) insert() string { return "INSERT OR FAIL INTO" }

// rowsPerInsert is 1 for tables whose key is the number of the row: SQLite would record how to undo several, whatever the statement says,
// which costs more than they save. Of other tables, rows that are added one by one cost half as much again.
func (sqliteDialect) rowsPerInsert(table string) int {
	switch table {
	case "name", "identifier", "former_slug", "figure_subject", "statement_subject", "change", "search_key", "word_end", "posting":
		return 32
	}
	return 1
}

func (sqliteDialect) unplanned() string { return "+" }

func (sqliteDialect) expectFew(string) string { return "" }

// barrier is a LIMIT that omits no rows.
func (sqliteDialect) barrier() string { return " LIMIT -1" }

func (sqliteDialect) versionTable() string { return "goose_db_version" }

func (sqliteDialect) tableColumns(table string) Query {
	return Query{SQL: "SELECT name, type FROM pragma_table_info($1) ORDER BY name", Args: []any{table}}
}

func (sqliteDialect) tableIndexes(table string) Query {
	return Query{SQL: "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = $1 AND sql IS NOT NULL ORDER BY name", Args: []any{table}}
}

func (sqliteDialect) deferKeys() string { return "PRAGMA defer_foreign_keys = 1" }
