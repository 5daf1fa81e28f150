package store

import (
	"reflect"
	"slices"

	"civicgraph/internal/kg"
)

// origin is where a condition was come to from, which decides how it is written. What is asked behind a relation can be
// looked at for each record that the relation leads to, which reads no more than a page needs; or all that pass are found
// once, so that no filter walks every way through the graph.
type strategy struct {
	// few tells that the read begins with few records.
	startsFew bool
	// scans tells that it goes through all records of a table in any case.
	scansAll bool
	// level is how many relations were followed since.
	level int
	// gathers tells that one of them leads from many records to the same one.
	fansIn bool
}

// correlatedLevels is how many relations deep a filter is looked at record by record at most.
const maxCorrelatedLevels = 2

// onward follows a relation: what is written before the function that it answers is called, is about what that leads to.
func (m *filterBuilder) follow(fansOut bool) (back func()) {
	before := m.strategy
	m.strategy.level++
	m.strategy.fansIn = m.strategy.fansIn || !fansOut
	return func() { m.strategy = before }
}

// findsAll tells whether a condition on records of a table begins with all that pass. Where relations fan out only, all of
// their ways together are hardly more than there are links; else each record would be looked at from many others.
func (m *filterBuilder) materializes(table *Table, f kg.Filter) bool {
	o := m.strategy
	switch {
	case m.isSelective(table, f):
		return true
	case table.Name == "":
		return false
	case o.startsFew:
		return o.level > maxCorrelatedLevels
	case followsRelations(f):
		return o.level > maxCorrelatedLevels || o.fansIn
	}
	return o.level > maxCorrelatedLevels || o.level > 1 && o.fansIn
}

// beginsFar tells whether a relation is followed backwards, from all records that pass. Where a page may need the first
// records only, that takes them to be few.
func (m *filterBuilder) drivesFromTarget(table *Table, f kg.Filter) bool {
	return m.isSelective(table, f) || m.strategy.scansAll && m.materializes(table, f)
}

// asksFurther tells whether a filter asks about other records.
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

// isFew tells whether a filter names the records that may pass.
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

// isNarrow tells whether an index finds the few records that pass, so that a read may begin with them. All other
// conditions are looked at record by record.
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

// isRange tells whether filters bound a field with an index from below and from above. Who asks so looks for a part.
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

// isSorted tells whether lists sort by a column, for which they have an index.
func (t *Table) isSorted(column Column) bool {
	for _, order := range t.Orders {
		if order.Column == column {
			return true
		}
	}
	return false
}

// isOneOf tells whether a filter of texts takes a few only.
func isEquality(f kg.Filter) bool {
	switch f := f.(type) {
	case kg.And:
		return slices.ContainsFunc(f, isEquality)
	case kg.Comparison:
		return f.Operator == kg.Equal || f.Operator == kg.In
	}
	return false
}

// alternatives are filters of which one must hold, with those that look into the same place made one: where a relation leads
// to a record that passes one filter, or to one that passes another, it leads to one that passes either.
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

// takenIn takes a filter into one of a list that looks into the same place, if there is one.
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

// either holds where one of two filters does.
func either(a, b kg.Filter) kg.Filter {
	if kg.IsMatchAll(a) || kg.IsMatchAll(b) {
		return kg.MatchAll()
	}
	if list, ok := a.(kg.Or); ok {
		return append(slices.Clip(list), b)
	}
	return kg.Or{a, b}
}
