package store

import (
	"strconv"

	"civicgraph/internal/kg"
)

// In a distributed database, the keys by which links are sorted may be on other nodes than the links: those of their far ends. They are read
// first, into the CTE far (id, f0, f1, …), with a column for each key of the order.

// readsFarEnds reports whether the keys of the far ends are read first.
func (l *Links) readsFarEnds(s *sqlBuilder) bool {
	return s.d.isDistributed() && !l.ListsLinks() && len(l.RecordOrder()) > 0
}

// readFarEnds adds the CTE far, if it is needed.
func (l *Links) readFarEnds(s *sqlBuilder) {
	if !l.readsFarEnds(s) {
		return
	}
	entities := s.d.among().of(s.arg(l.Entities))
	s.add("WITH far AS MATERIALIZED (")
	between := "\n"
	for _, step := range l.Steps {
		kinds := step.Far
		if len(kinds) == 0 {
			kinds = l.Of.registry.Entities()
		}
		near, far := endColumns(step, "x")
		for _, code := range kinds {
			table := l.Of.registry.byCode[code]
			s.add(between, "  SELECT e.id")
			for i, key := range l.Order {
				if !key.OfLink {
					s.add(", ", table.Orders[key.Field].Column.SQL("e", ""), " AS f", strconv.Itoa(i))
				}
			}
			s.add(" FROM ", table.Name, " e WHERE e.id IN (SELECT ", far, " FROM ", s.d.links(step.In), " x WHERE ", near, entities,
				s.isStep("x", step, l.AsOf), s.d.barrier(), ")")
			between = "\n  UNION\n"
		}
	}
	s.add(")\n")
}

// joinFarEnds adds a join with the CTE far, if there is one.
func (l *Links) joinFarEnds(s *sqlBuilder, far string) {
	if l.readsFarEnds(s) {
		s.add(" JOIN far e ON e.id = ", far)
	}
}

// keys returns the keys of the order for a link, by its alias.
func (l *Links) keys(s *sqlBuilder, step kg.Step, alias string) []sortKey {
	_, far := endColumns(step, alias)
	by := l.idKeys(far, alias, step.Far)
	if l.readsFarEnds(s) {
		for i, key := range l.Order {
			if !key.OfLink {
				by[i].sql = "e.f" + strconv.Itoa(i)
			}
		}
	}
	return by
}
