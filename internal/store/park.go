package store

import "civicgraph/internal/kg"

func parkRelations() KindRelations {
	return KindRelations{Code: kg.KindPark, Relations: map[string]Relation{
		"districts":          edges(out(kg.LocatedIn, kg.KindDistrict)),
		"projects":           edges(out(kg.Hosts, kg.KindProject)),
		"originatedProjects": edges(in(kg.OriginatesFrom, kg.KindProject)),
		"partners": {
			Steps:    []Step{out(kg.PartnerOf, kg.KindPark), in(kg.PartnerOf, kg.KindPark), out(kg.BranchOf, kg.KindPark)},
			Distinct: true, To: []kg.Code{kg.KindPark},
		},
		"branches": edges(in(kg.BranchOf, kg.KindPark)),
	}}
}
