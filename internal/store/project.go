package store

import "civicgraph/internal/kg"

func projectRelations() KindRelations {
	return KindRelations{Code: kg.Project, Relations: map[string]Relation{
		"districts": edges(out(kg.LocatedIn, kg.District)),
		"origins":   edges(out(kg.OriginatesFrom, kg.District, kg.Park, kg.Organization)),
		"parks":     edges(in(kg.Hosts, kg.Park)),
		"leads":     edges(in(kg.Leads, kg.Official)),
	}}
}
