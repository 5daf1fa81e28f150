package store

import (
	"strconv"
	"strings"

	"civicgraph/internal/kg"
)

// postgresDialect is the dialect of PostgreSQL. Subqueries of a value and its index call them u.
type postgresDialect struct{}

func (e *postgresEngine) dialect() dialect {
	if e.isDistributed {
		return citusDialect{}
	}
	return postgresDialect{}
}

// placeholder says the type, without which PostgreSQL may guess another from the place.
func (postgresDialect) placeholder(n int, arg any) string {
	p := "$" + strconv.Itoa(n)
	switch arg.(type) {
	case int64, kg.ID:
		return p + "::bigint"
	case string:
		return p + "::text"
	case float64:
		return p + "::float8"
	case []int64, []kg.ID:
		return p + "::bigint[]"
	case []string:
		return p + "::text[]"
	}
	return p
}

func (postgresDialect) isDistributed() bool { return false }
func (postgresDialect) links(bool) string   { return "link" }

func (d postgresDialect) entities() wrapping { return d.list() }

func (postgresDialect) list() wrapping {
	return wrapping{"(SELECT ordinality - 1 AS key, value FROM unnest(", ") WITH ORDINALITY u (value, ordinality))"}
}

func (postgresDialect) tuples() wrapping {
	return wrapping{"(SELECT ordinality - 1 AS key, value FROM jsonb_array_elements(", "::jsonb) WITH ORDINALITY u (value, ordinality))"}
}

func (postgresDialect) items() wrapping {
	return wrapping{
		`LATERAL (SELECT ordinality - 1 AS key, value COLLATE "C" AS value FROM jsonb_array_elements_text(`,
		"::jsonb) WITH ORDINALITY u (value, ordinality))",
	}
}

func (postgresDialect) among() wrapping { return wrapping{" = ANY(", ")"} }

func (postgresDialect) join() string { return "JOIN" }

func (postgresDialect) firstRows(_, alias string) (begin, end string) {
	return "CROSS JOIN LATERAL (\n  SELECT x.*", ") " + alias
}

func (postgresDialect) rowOf(string) string { return "x.*" }

func (postgresDialect) firstKeys(_, alias, _ string, columns []string) (begin, end string) {
	return "CROSS JOIN LATERAL (\n  SELECT ", ") " + alias + " (" + strings.Join(columns, ", ") + ")"
}

func (postgresDialect) distinct(alias string) wrapping {
	return wrapping{"LEFT JOIN LATERAL (SELECT DISTINCT value FROM (", ") u) " + alias + " ON TRUE"}
}

func (postgresDialect) keepsOrder() bool { return false }

func (postgresDialect) joined() wrapping { return wrapping{"string_agg(", "::text, ',')"} }

func (postgresDialect) sum(over string) wrapping {
	return wrapping{"CAST(sum(", ")" + over + " AS BIGINT)"}
}

func (postgresDialect) isAny() wrapping { return wrapping{"bool_or(", ")"} }
func (postgresDialect) least() wrapping { return wrapping{"least(", ")"} }

// lower follows the database's own locale: "C" changes ASCII letters only.
func (postgresDialect) lower() wrapping { return wrapping{"lower(", ` COLLATE "default")`} }

// sameText compares the beginnings first, which indexes have.
func (postgresDialect) sameText(a, b string) string {
	return "substr(" + a + ", 1, 200) = substr(" + b + ", 1, 200) AND " + a + " = " + b
}

func (postgresDialect) insert() string           { return "INSERT INTO" }
func (postgresDialect) rowsPerInsert(string) int { return 64 }

func (postgresDialect) unplanned() string { return "" }

// expectFew has two expressions without statistics, each of which the planner takes to be true for a row in 200. A hash table is allocated
// for the rows that are expected, even if there are none.
func (postgresDialect) expectFew(table string) string {
	return " AND " + table + ".entity_id & 0 = 0 AND " + table + ".item & 0 = 0"
}

func (postgresDialect) barrier() string { return " OFFSET 0" }

func (postgresDialect) versionTable() string { return versionTable }

func (d postgresDialect) tableColumns(table string) Query {
	return Query{SQL: `SELECT a.attname::text, format_type(a.atttypid, NULL)
FROM pg_attribute a
WHERE a.attrelid = to_regclass(` + d.placeholder(1, table) + `) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attname::text COLLATE "C"`, Args: []any{table}}
}

func (d postgresDialect) tableIndexes(table string) Query {
	return Query{SQL: `SELECT c.relname::text, pg_get_indexdef(c.oid)
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = to_regclass(` + d.placeholder(1, table) + `) AND NOT EXISTS (SELECT 1 FROM pg_constraint o WHERE o.conindid = c.oid)
ORDER BY c.relname::text COLLATE "C"`, Args: []any{table}}
}

func (postgresDialect) deferKeys() string { return "SET CONSTRAINTS ALL DEFERRED" }
