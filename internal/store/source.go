package store

import "civicgraph/internal/kg"

// factsOf are the records that a source supports, each once, where its first locator stands.
func factsOf(kinds *kg.Kinds) Listing {
	l := Listing{
		Table: "citation", Owner: "source_id", Sort: "sort", ID: "record_id", Facts: true,
		To: []kg.Code{kg.LinkCode, kg.FigureCode, kg.StatementCode},
	}
	for _, kind := range kinds.All() {
		if kind.IsEntity() {
			l.To = append(l.To, kind.Code)
		}
	}
	return l
}
