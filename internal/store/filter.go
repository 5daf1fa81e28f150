package store

import (
	"fmt"
	"strconv"
	"strings"

	"civicgraph/internal/kg"
)

// filterBuilder turns filters into SQL conditions, which are true if the filter holds, else false or NULL. Names of columns come from
// the registry and values are bound, so that nothing of a filter becomes SQL.
type filterBuilder struct {
	*sqlBuilder
	registry *Registry
	// asOf excludes links that do not hold on the day; none if empty.
	asOf kg.Date
	// aliases is the number of aliases in use. Each table has its own, so that a condition can refer to those around it.
	aliases int
	// strategy decides how the current condition is written.
	strategy strategy
}

// scope is the record of a condition.
type scope struct {
	table *Table
	// id is the SQL of its id, alias the alias of its row; an entity of any kind has no row.
	id, alias string
}

// column returns the SQL of a column of the record.
func (sc scope) column(c Column) string { return c.SQL(sc.alias, "") }

func (m *filterBuilder) alias(letter string) string {
	m.aliases++
	return letter + strconv.Itoa(m.aliases)
}

// row returns a scope for a row of a table.
func (m *filterBuilder) row(table *Table) scope {
	alias := m.alias("t")
	return scope{table: table, id: alias + ".id", alias: alias}
}

// condition returns the SQL of a filter.
func (m *filterBuilder) condition(sc scope, f kg.Filter) string {
	switch f := f.(type) {
	case kg.And:
		return m.joined(sc, f, " AND ", m.constant(sc.id, true))
	case kg.Or:
		return m.joined(sc, alternatives(f), " OR ", m.constant(sc.id, false))
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

// constant returns a condition that is true, or false, for every id. Citus refuses outer joins in queries with conditions on no column.
func (m *filterBuilder) constant(id string, value bool) string {
	switch {
	case m.d.isDistributed() && value:
		return id + " > 0"
	case m.d.isDistributed():
		return id + " < 0"
	case value:
		return "TRUE"
	}
	return "FALSE"
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

// within returns the condition that an id is that of a record that passes.
func (m *filterBuilder) within(id string, table *Table, f kg.Filter) string {
	switch {
	case kg.IsMatchAll(f):
		return m.constant(id, true)
	case table.Name == "":
		return m.condition(scope{table: table, id: id}, f)
	case m.materializes(table, f):
		end := ""
		if m.d.isDistributed() {
			end = m.d.barrier()
		}
		return id + " IN (" + m.keysOf(table, f) + end + ")"
	}
	sc := m.row(table)
	return "EXISTS (SELECT 1 FROM " + table.Name + " " + sc.alias + " WHERE " + sc.id + " = " + id + " AND " + m.condition(sc, f) + ")"
}

// isOneOf returns the condition that the id of a record is one of those that a SELECT reads. In a distributed database, the SELECT is run by
// itself, unless the record is an entity of a table: the ids are then likely on the node of the entity.
func (m *filterBuilder) isOneOf(sc scope, ids string) string {
	kind, isKind := m.registry.Kinds.ByCode(sc.table.Code)
	if isRow := sc.alias != "" && isKind && kind.IsEntity(); m.d.isDistributed() && !isRow {
		ids += m.d.barrier()
	}
	return sc.id + " IN (" + ids + ")"
}

// keysOf reads the ids of all records that pass.
func (m *filterBuilder) keysOf(table *Table, f kg.Filter) string {
	before := m.strategy
	defer func() { m.strategy = before }()
	m.strategy = strategy{startsFew: namesRecords(f), scansAll: true}
	sc := m.row(table)
	from := table.Name + " " + sc.alias
	if few, ok := m.narrowed(table, f); ok {
		n := m.alias("n")
		from = "(" + few + ") " + n + " " + m.d.join() + " " + table.Name + " " + sc.alias + " ON " + sc.id + " = " + n + ".id"
	}
	return "SELECT " + sc.id + " FROM " + from + " WHERE " + m.condition(sc, f)
}

func (m *filterBuilder) identified(sc scope, f kg.HasIdentifier) string {
	found := "SELECT i.entity_id FROM identifier i WHERE i.scheme = " + m.arg(f.Scheme)
	if len(f.Values) > 0 {
		found += " AND i.value" + m.d.among().of(m.arg(f.Values))
	}
	return m.isOneOf(sc, found)
}

// elements returns the condition on the strings of a list, or on names.
func (m *filterBuilder) elements(sc scope, f kg.Elements) string {
	where := f.Where
	if f.Quantifier == kg.Every {
		where = kg.Not{Filter: where}
	}
	condition := sc.table.Conditions[f.Field]
	if condition.Type == NameCondition {
		matches := m.comparisons("i.text", where)
		if f.Quantifier == kg.Some && isEquality(where) || m.d.isDistributed() {
			return not(f.Quantifier) + m.isOneOf(sc, "SELECT i.entity_id FROM name i WHERE "+matches)
		}
		return not(f.Quantifier) + "EXISTS (SELECT 1 FROM name i WHERE i.entity_id = " + sc.id + " AND " + matches + ")"
	}
	return not(f.Quantifier) + "EXISTS (SELECT 1 FROM " + m.d.items().of(sc.column(condition.Column)) + " i WHERE " + m.comparisons("i.value", where) + ")"
}

// not returns the negation of EXISTS that a quantifier needs.
func not(quantifier kg.Quantifier) string {
	if quantifier == kg.Some {
		return ""
	}
	return "NOT "
}

// comparisons returns the condition of a filter that consists of comparisons with one value.
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
	panic(fmt.Sprintf("store: a list of strings has no condition %T", f))
}
