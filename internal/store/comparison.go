package store

import (
	"fmt"
	"strconv"
	"strings"

	"civicgraph/internal/kg"
)

// comparison returns the condition on one field of a record.
func (m *filterBuilder) comparison(sc scope, t kg.Comparison) string {
	c := sc.table.Conditions[t.Field]
	if sc.alias == "" && c.Type != EntityKindCondition {
		return m.ofAny(sc, t)
	}
	switch c.Type {
	case EntityKindCondition:
		return m.compared(sc.id+" & "+strconv.Itoa(kg.CodeMask), t)
	case PartialDateCondition:
		return m.date(dateColumns{text: sc.column(c.Column), first: sc.column(c.First), last: sc.column(c.Last)}, t)
	case HoldsOnCondition:
		day := m.arg(values(t)[0])
		return "(" + sc.column(c.First) + " <= " + day + " AND " + sc.column(c.Last) + " >= " + day + ")"
	default:
		return m.compared(sc.column(c.Column), t)
	}
}

// ofAny returns the condition on a field of an entity of any kind.
func (m *filterBuilder) ofAny(sc scope, t kg.Comparison) string {
	var parts []string
	narrow := sc.table.Conditions[t.Field].Indexed && (t.Operator == kg.Equal || t.Operator == kg.In)
	for _, code := range m.registry.Entities() {
		table := m.registry.byCode[code]
		if narrow {
			parts = append(parts, m.keysOf(table, t))
			continue
		}
		parts = append(parts, " WHEN "+strconv.Itoa(int(code))+" THEN "+m.within(sc.id, table, t))
	}
	if narrow {
		return m.isOneOf(sc, strings.Join(parts, " UNION ALL "))
	}
	return "CASE " + sc.id + " & " + strconv.Itoa(kg.CodeMask) + strings.Join(parts, "") + " END"
}

// compared returns the comparison of a column with the values.
func (m *filterBuilder) compared(column string, t kg.Comparison) string {
	switch t.Operator {
	case kg.IsMissing:
		return column + " IS NULL"
	case kg.IsGiven:
		return column + " IS NOT NULL"
	case kg.In:
		if len(t.Values) == 0 {
			return "FALSE"
		}
		return column + m.d.among().of(m.arg(valueList(t)))
	case kg.Contains:
		return m.d.lower().of(column) + ` LIKE ` + m.arg("%"+pattern(t)+"%") + ` ESCAPE '\'`
	case kg.StartsWith:
		return m.d.lower().of(column) + ` LIKE ` + m.arg(pattern(t)+"%") + ` ESCAPE '\'`
	}
	return column + comparators()[t.Operator] + m.arg(values(t)[0])
}

// comparators returns the SQL operators of comparisons with one value.
func comparators() map[kg.Operator]string {
	return map[kg.Operator]string{
		kg.Equal: " = ", kg.NotEqual: " IS DISTINCT FROM ", kg.Less: " < ", kg.LessOrEqual: " <= ", kg.Greater: " > ",
		kg.GreaterOrEqual: " >= ",
	}
}

// dateColumns are the expressions of a date: its text, and the first and last day that it can mean.
type dateColumns struct{ text, first, last string }

// date returns the comparison of a date with others, by the days that they can mean.
func (m *filterBuilder) date(d dateColumns, t kg.Comparison) string {
	if t.Operator == kg.IsMissing || t.Operator == kg.IsGiven {
		return m.compared(d.text, t)
	}
	if t.Operator == kg.In { // a date is within its prefixes
		if len(t.Values) == 0 {
			return "FALSE"
		}
		isAmong := m.d.among().of(m.arg(valueList(t)))
		return "(substr(" + d.text + ", 1, 4)" + isAmong + " OR substr(" + d.text + ", 1, 7)" + isAmong + " OR " + d.text + isAmong + ")"
	}
	date, ok := t.Values[0].(kg.PartialDate)
	if !ok {
		panic(fmt.Sprintf("store: %T is not a date", t.Values[0]))
	}
	within := func() string {
		return d.first + " >= " + m.arg(date.First()) + " AND " + d.last + " <= " + m.arg(endOfMonth(date.Last()))
	}
	switch t.Operator {
	case kg.Equal:
		return "(" + within() + ")"
	case kg.NotEqual:
		return "(" + within() + ") IS NOT TRUE"
	case kg.Less:
		return d.last + " < " + m.arg(date.First())
	case kg.LessOrEqual:
		return d.last + " <= " + m.arg(endOfMonth(date.Last()))
	case kg.Greater:
		return d.first + " > " + m.arg(date.Last())
	case kg.GreaterOrEqual:
		return d.first + " >= " + m.arg(date.First())
	}
	panic(fmt.Sprintf("store: unknown comparison of dates: %d", t.Operator))
}

// endOfMonth returns the bound for days up to one. The 31st is the last day of every month, because the last day of a month may be
// stored as its 31st.
func endOfMonth(day string) string {
	if kg.PartialDate(day[:len("2022-12")]).Last() == day {
		return day[:len("2022-12-")] + "31"
	}
	return day
}

// values returns the values of a comparison as arguments.
func values(t kg.Comparison) []any {
	bound := make([]any, len(t.Values))
	for i, value := range t.Values {
		switch v := value.(type) {
		case string, int64:
			bound[i] = v
		case kg.Decimal:
			bound[i] = int64(v)
		case kg.Date:
			bound[i] = string(v)
		case kg.PartialDate:
			bound[i] = string(v)
		default:
			panic(fmt.Sprintf("store: %T cannot be an argument", value))
		}
	}
	return bound
}

// valueList returns the values of a comparison, all of one type, as one argument.
func valueList(t kg.Comparison) any {
	all := values(t)
	if _, isText := all[0].(string); isText {
		return listOf[string](all)
	}
	return listOf[int64](all)
}

func listOf[T any](values []any) []T {
	list := make([]T, len(values))
	for i, value := range values {
		v, ok := value.(T)
		if !ok {
			panic(fmt.Sprintf("store: %T is not of the type of the first value, %T", value, values[0]))
		}
		list[i] = v
	}
	return list
}

// pattern returns a pattern of LIKE that matches only the text itself, in lower case.
func pattern(t kg.Comparison) string {
	text, ok := t.Values[0].(string)
	if !ok {
		panic(fmt.Sprintf("store: %T is not a string", t.Values[0]))
	}
	return strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(strings.ToLower(text))
}
