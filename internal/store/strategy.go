package store

import (
	"reflect"
	"slices"

	"civicgraph/internal/kg"
)

// strategy decides how a condition is written. A condition behind a relation can be checked for each record that the relation leads
// to, which reads no more than a page needs; or all records that pass are found once, so that no filter follows every path through the
// graph.
type strategy struct {
	// startsFew means that the read begins with few records.
	startsFew bool
	// scansAll means that the read scans all records of a table in any case.
	scansAll bool
	// level is the number of relations followed since.
	level int
	// fansIn means that one of them leads from many records to the same one.
	fansIn bool
}

// maxCorrelatedLevels is the maximal number of nested relations of which a filter is checked record by record.
const maxCorrelatedLevels = 2

// follow follows a relation until back is called: conditions written before that are on the records that it leads to.
func (m *filterBuilder) follow(fansOut bool) (back func()) {
	before := m.strategy
	m.strategy.level++
	m.strategy.fansIn = m.strategy.fansIn || !fansOut
	return func() { m.strategy = before }
}

// materializes reports whether a condition on records of a table begins with all that pass. If relations only fan out, all of their
// paths together are hardly more than there are links; else each record would be checked from many others.
func (m *filterBuilder) materializes(table *Table, f kg.Filter) bool {
	by := m.strategy
	switch {
	case table.Name == "" && !m.isSelective(table, f):
		return false
	case m.d.isDistributed() || m.isSelective(table, f):
		return true
	case by.startsFew:
		return by.level > maxCorrelatedLevels
	case followsRelations(f):
		return by.level > maxCorrelatedLevels || by.fansIn
	}
	return by.level > maxCorrelatedLevels || by.level > 1 && by.fansIn
}

// drivesFromTarget reports whether a relation is followed backwards, from all records that pass. If a page may need only the first
// records, this requires that few pass. In a distributed database there is no other way.
func (m *filterBuilder) drivesFromTarget(table *Table, f kg.Filter) bool {
	return m.d.isDistributed() || m.isSelective(table, f) || m.strategy.scansAll && m.materializes(table, f)
}

// followsRelations reports whether a filter has conditions on other records.
func followsRelations(f kg.Filter) bool {
	switch f := f.(type) {
	case kg.And:
		return slices.ContainsFunc(f, followsRelations)
	case kg.Or:
		return slices.ContainsFunc(f, followsRelations)
	case kg.Not:
		return followsRelations(f.Filter)
	case kg.OfKind:
		return followsRelations(f.Where)
	case kg.Related, kg.Referenced:
		return true
	}
	return false
}

// namesRecords reports whether a filter names the records that can pass.
func namesRecords(f kg.Filter) bool {
	switch f := f.(type) {
	case kg.And:
		return slices.ContainsFunc(f, namesRecords)
	case kg.Comparison:
		return f.Field == "slug" && (f.Operator == kg.Equal || f.Operator == kg.In)
	case kg.HasIdentifier:
		return len(f.Values) > 0
	}
	return false
}

// isSelective reports whether an index finds the few records that pass, so that a read can begin with them. All other conditions are
// checked record by record.
func (m *filterBuilder) isSelective(table *Table, f kg.Filter) bool {
	switch f := f.(type) {
	case kg.And:
		return slices.ContainsFunc(f, func(of kg.Filter) bool { return m.isSelective(table, of) }) || isRange(table, f)
	case kg.Or:
		return !slices.ContainsFunc(f, func(of kg.Filter) bool { return !m.isSelective(table, of) })
	case kg.Comparison:
		return (f.Operator == kg.Equal || f.Operator == kg.In) && table.Conditions[f.Field].Indexed
	case kg.Elements:
		return table.Conditions[f.Field].Type == NameCondition && f.Quantifier == kg.Some && isEquality(f.Where)
	case kg.HasIdentifier:
		return true
	case kg.OfKind:
		return m.isSelective(m.registry.byCode[f.Kind], f.Where)
	case kg.Referenced:
		return m.isSelective(m.registry.TableFor(table.References[f.Field].To), f.Where)
	case kg.Related:
		return f.Quantifier == kg.Some && m.isSelective(m.registry.RelationTarget(table, f.Relation), f.Where)
	}
	return false
}

// isRange reports whether filters limit a field with an index from below and from above, which few records pass.
func isRange(table *Table, all kg.And) bool {
	above, below := map[string]bool{}, map[string]bool{}
	for _, f := range all {
		term, isTerm := f.(kg.Comparison)
		if !isTerm || !table.isSorted(table.Conditions[term.Field].Column) {
			continue
		}
		switch term.Operator {
		case kg.Greater, kg.GreaterOrEqual:
			above[term.Field] = true
		case kg.Less, kg.LessOrEqual:
			below[term.Field] = true
		}
		if above[term.Field] && below[term.Field] {
			return true
		}
	}
	return false
}

// isSorted reports whether lists can be sorted by a column, which takes an index.
func (t *Table) isSorted(column Column) bool {
	for _, order := range t.Orders {
		if order.Column == column {
			return true
		}
	}
	return false
}

// isEquality reports whether a filter of strings allows only given ones.
func isEquality(f kg.Filter) bool {
	switch f := f.(type) {
	case kg.And:
		return slices.ContainsFunc(f, isEquality)
	case kg.Comparison:
		return f.Operator == kg.Equal || f.Operator == kg.In
	}
	return false
}

// alternatives returns filters of which one must hold, with those on the same relation joined: if a relation leads to a record that
// passes one filter, or to one that passes another, it leads to one that passes either.
func alternatives(filters []kg.Filter) []kg.Filter {
	var list []kg.Filter
	for _, f := range filters {
		for all, isAnd := f.(kg.And); isAnd && len(all) == 1; all, isAnd = f.(kg.And) {
			f = all[0]
		}
		if !mergedInto(list, f) {
			list = append(list, f)
		}
	}
	return list
}

// mergedInto joins a filter with one of a list on the same relation, if there is one.
func mergedInto(list []kg.Filter, f kg.Filter) bool {
	for i, other := range list {
		switch known := other.(type) {
		case kg.Related:
			related, ok := f.(kg.Related)
			if ok && known.Relation == related.Relation && known.Quantifier == kg.Some && related.Quantifier == kg.Some && reflect.DeepEqual(known.Link, related.Link) {
				known.Where = either(known.Where, related.Where)
				list[i] = known
				return true
			}
		case kg.Elements:
			items, ok := f.(kg.Elements)
			if ok && known.Field == items.Field && known.Quantifier == kg.Some && items.Quantifier == kg.Some && !isEquality(known.Where) && !isEquality(items.Where) {
				known.Where = either(known.Where, items.Where)
				list[i] = known
				return true
			}
		}
	}
	return false
}

// either returns the filter that holds if one of two does.
func either(a, b kg.Filter) kg.Filter {
	if kg.IsMatchAll(a) || kg.IsMatchAll(b) {
		return kg.MatchAll()
	}
	if list, ok := a.(kg.Or); ok {
		return append(slices.Clip(list), b)
	}
	return kg.Or{a, b}
}
