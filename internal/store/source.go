package store

import "civicgraph/internal/kg"

// factsOf returns the list of the records that a source supports, each once, at its first locator.
func factsOf(kinds *kg.Kinds) FactList {
	l := FactList{
		Table: "citation", Owner: "source_id", Sort: "sort", ID: "record_id", Facts: true,
		To: []kg.Code{kg.KindLink, kg.KindFigure, kg.KindStatement},
	}
	for _, kind := range kinds.Entities() {
		l.To = append(l.To, kind.Code)
	}
	return l
}
