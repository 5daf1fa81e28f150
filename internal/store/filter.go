package store

import (
	"fmt"
	"strconv"
	"strings"

	"civicgraph/internal/kg"
)

// matcher turns filters into SQL conditions, which are true where the filter holds and false or NULL elsewhere. Names of
// columns come from the registry and values are bound: nothing of a filter becomes text.
type filterBuilder struct {
	*sqlBuilder
	registry *Registry
	// asOf leaves links out that do not hold on the day.
	asOf kg.Date
	// aliases numbers the tables, so that a condition may speak of those around it.
	aliases int
	// origin is where the condition at hand was come to from.
	strategy strategy
}

// scope is the record that a condition is about.
type scope struct {
	table *Table
	// id is its key, alias its row; of an entity of any kind there is only a key.
	id, alias string
}

// column returns the SQL of a column of the record.
func (sc scope) column(c Column) string { return c.SQL(sc.alias, "") }

func (m *filterBuilder) alias(letter string) string {
	m.aliases++
	return letter + strconv.Itoa(m.aliases)
}

// row is the scope of a table's row.
func (m *filterBuilder) row(table *Table) scope {
	alias := m.alias("t")
	return scope{table: table, id: alias + ".id", alias: alias}
}

// condition is the SQL of a filter.
func (m *filterBuilder) condition(sc scope, f kg.Filter) string {
	switch f := f.(type) {
	case kg.And:
		return m.joined(sc, f, " AND ", "TRUE")
	case kg.Or:
		return m.joined(sc, alternatives(f), " OR ", "FALSE")
	case kg.Not:
		return "(" + m.condition(sc, f.Filter) + ") IS NOT TRUE"
	case kg.Comparison:
		return m.comparison(sc, f)
	case kg.Elements:
		return m.elements(sc, f)
	case kg.HasIdentifier:
		return m.identified(sc, f)
	case kg.Related:
		return m.related(sc, f)
	case kg.Referenced:
		return m.referenced(sc, f)
	case kg.OfKind:
		return m.ofKind(sc, f)
	}
	panic(fmt.Sprintf("store: no SQL for a %T", f))
}

func (m *filterBuilder) joined(sc scope, filters []kg.Filter, with, none string) string {
	switch len(filters) {
	case 0:
		return none
	case 1:
		return m.condition(sc, filters[0])
	}
	parts := make([]string, len(filters))
	for i, f := range filters {
		parts[i] = m.condition(sc, f)
	}
	return "(" + strings.Join(parts, with) + ")"
}

func (m *filterBuilder) referenced(sc scope, f kg.Referenced) string {
	defer m.follow(false)()
	reference := sc.table.References[f.Field]
	column := sc.column(reference.Column)
	return "(" + column + " <> 0 AND " + m.within(column, m.registry.TableFor(reference.To), f.Where) + ")"
}

func (m *filterBuilder) ofKind(sc scope, f kg.OfKind) string {
	table := m.registry.byCode[f.Kind]
	isOfKind := sc.id + " & 63 = " + strconv.Itoa(int(f.Kind))
	if kg.IsMatchAll(f.Where) {
		return isOfKind
	}
	return "(" + isOfKind + " AND " + m.within(sc.id, table, f.Where) + ")"
}

// within is the condition that a key is that of a record which passes.
func (m *filterBuilder) within(id string, table *Table, f kg.Filter) string {
	switch {
	case kg.IsMatchAll(f):
		return "TRUE"
	case table.Name == "":
		return m.condition(scope{table: table, id: id}, f)
	case m.materializes(table, f):
		return id + " IN (" + m.keysOf(table, f) + ")"
	}
	sc := m.row(table)
	return "EXISTS (SELECT 1 FROM " + table.Name + " " + sc.alias + " WHERE " + sc.id + " = " + id + " AND " + m.condition(sc, f) + ")"
}

// keysOf reads the keys of all records that pass.
func (m *filterBuilder) keysOf(table *Table, f kg.Filter) string {
	before := m.strategy
	defer func() { m.strategy = before }()
	m.strategy = strategy{startsFew: namesRecords(f), scansAll: true}
	sc := m.row(table)
	return "SELECT " + sc.id + " FROM " + table.Name + " " + sc.alias + " WHERE " + m.condition(sc, f)
}

func (m *filterBuilder) identified(sc scope, f kg.HasIdentifier) string {
	found := sc.id + " IN (SELECT i.entity_id FROM identifier i WHERE i.scheme = " + m.arg(f.Scheme)
	if len(f.Values) > 0 {
		found += " AND i.value IN (SELECT value FROM json_each(" + m.arg(texts(f.Values)) + "))"
	}
	return found + ")"
}

// items asks about the texts of a list, or about names.
func (m *filterBuilder) elements(sc scope, f kg.Elements) string {
	where := f.Where
	if f.Quantifier == kg.Every {
		where = kg.Not{Filter: where}
	}
	condition := sc.table.Conditions[f.Field]
	if condition.Type == NameCondition {
		matches := m.comparisons("i.text", where)
		if f.Quantifier == kg.Some && isEquality(where) {
			return sc.id + " IN (SELECT i.entity_id FROM name i WHERE " + matches + ")"
		}
		return not(f.Quantifier) + "EXISTS (SELECT 1 FROM name i WHERE i.entity_id = " + sc.id + " AND " + matches + ")"
	}
	return not(f.Quantifier) + "EXISTS (SELECT 1 FROM json_each(" + sc.column(condition.Column) + ") i WHERE " + m.comparisons("i.value", where) + ")"
}

// not is what stands before a search for a witness.
func not(how kg.Quantifier) string {
	if how == kg.Some {
		return ""
	}
	return "NOT "
}

// compare is the condition of a filter that is made of terms on one value.
func (m *filterBuilder) comparisons(column string, f kg.Filter) string {
	switch f := f.(type) {
	case kg.And:
		parts := []string{"TRUE"}
		for _, of := range f {
			parts = append(parts, m.comparisons(column, of))
		}
		return strings.Join(parts, " AND ")
	case kg.Or:
		parts := make([]string, len(f))
		for i, of := range f {
			parts[i] = m.comparisons(column, of)
		}
		return "(" + strings.Join(parts, " OR ") + ")"
	case kg.Not:
		return "(" + m.comparisons(column, f.Filter) + ") IS NOT TRUE"
	case kg.Comparison:
		return m.compared(column, f)
	}
	panic(fmt.Sprintf("store: texts of a list have no %T", f))
}
