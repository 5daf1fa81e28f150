package store

import "civicgraph/internal/kg"

func organizationRelations() KindRelations {
	return KindRelations{Code: kg.Organization, Relations: map[string]Relation{
		"districts":          edges(out(kg.LocatedIn, kg.District)),
		"officials":          edges(in(kg.HoldsPostIn, kg.Official)),
		"originatedProjects": edges(in(kg.OriginatesFrom, kg.Project)),
		"partOf":             single(out(kg.PartOf, kg.Organization)),
		"parts":              edges(in(kg.PartOf, kg.Organization)),
	}}
}
