package store

import "civicgraph/internal/kg"

func parkRelations() KindRelations {
	return KindRelations{Code: kg.Park, Relations: map[string]Relation{
		"districts":          edges(out(kg.LocatedIn, kg.District)),
		"projects":           edges(out(kg.Hosts, kg.Project)),
		"originatedProjects": edges(in(kg.OriginatesFrom, kg.Project)),
		"partners": {
			Steps:    []Step{out(kg.PartnerOf, kg.Park), in(kg.PartnerOf, kg.Park), out(kg.BranchOf, kg.Park)},
			Distinct: true, To: []kg.Code{kg.Park},
		},
		"branches": edges(in(kg.BranchOf, kg.Park)),
	}}
}
