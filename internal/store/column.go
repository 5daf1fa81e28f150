package store

import "civicgraph/internal/kg"

// Column is what a read takes from a row: a column of the table, or an expression over the columns of the row. Columns compare
// equal if they read the same. The zero value reads nothing.
type Column struct {
	name       string
	expression *expression
	day        kg.Date
}

// expression is an SQL expression over a row with an alias. day is the SQL of the day that it depends on.
type expression struct {
	sql      func(alias, day string) string
	needsDay bool
}

// IDColumn returns the key of a record.
func IDColumn() Column { return column("id") }

// SlugColumn returns the slug of a record.
func SlugColumn() Column { return column("slug") }

// column returns a column of the table by its name.
func column(name string) Column { return Column{name: name} }

// computed returns an expression over a row with an alias.
func computed(sql func(alias string) string) Column {
	return Column{expression: &expression{sql: func(alias, _ string) string { return sql(alias) }}}
}

// computedOn returns an expression over a row with an alias and a day, which Column.On sets.
func computedOn(sql func(alias, day string) string) Column {
	return Column{expression: &expression{sql: sql, needsDay: true}}
}

// On returns the column on a day.
func (c Column) On(day kg.Date) Column {
	c.day = day
	return c
}

// NeedsDay reports whether the value of the column depends on a day.
func (c Column) NeedsDay() bool { return c.expression != nil && c.expression.needsDay }

// IsZero reports whether the column reads nothing.
func (c Column) IsZero() bool { return c == Column{} }

// SQL returns the column of a row with an alias. day is the SQL of its day, if it needs one.
func (c Column) SQL(alias, day string) string {
	if c.expression != nil {
		return c.expression.sql(alias, day)
	}
	return alias + "." + c.name
}

// columns adds columns of the row t to those that every read of its kind returns.
func (s *sqlBuilder) columns(columns []Column) {
	for _, c := range columns {
		switch {
		case c.expression == nil:
			s.add(",\n  t.", c.name)
		case c.day != "":
			s.add(",\n  ", c.SQL("t", s.arg(string(c.day))))
		default:
			s.add(",\n  ", c.SQL("t", ""))
		}
	}
}

// PeriodColumn returns what links sort by to be in the order of their periods: the first day of `from`, then the last of `until`,
// missing ones last.
func PeriodColumn() Column {
	return computed(func(t string) string {
		return "CASE " + t + ".period_from WHEN '' THEN '" + kg.LastDay + "' ELSE " + t + ".possible_from END || " + t + ".possible_until"
	})
}
