package store

import "civicgraph/internal/kg"

func projectRelations() KindRelations {
	return KindRelations{Code: kg.KindProject, Relations: map[string]Relation{
		"districts": edges(out(kg.LocatedIn, kg.KindDistrict)),
		"origins":   edges(out(kg.OriginatesFrom, kg.KindDistrict, kg.KindPark, kg.KindOrganization)),
		"parks":     edges(in(kg.Hosts, kg.KindPark)),
		"leads":     edges(in(kg.Leads, kg.KindOfficial)),
	}}
}
