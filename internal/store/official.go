package store

import "civicgraph/internal/kg"

func officialRelations() KindRelations {
	return KindRelations{Code: kg.Official, Relations: map[string]Relation{
		"posts":         edges(out(kg.HoldsPostIn, kg.District, kg.Organization)),
		"districts":     edges(out(kg.HoldsPostIn, kg.District)),
		"organizations": edges(out(kg.HoldsPostIn, kg.Organization)),
		"projects":      edges(out(kg.Leads, kg.Project)),
	}}
}
