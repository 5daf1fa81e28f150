package store

import "civicgraph/internal/kg"

func districtRelations() KindRelations {
	stations := in(kg.LocatedIn, kg.KindStation)
	return KindRelations{Code: kg.KindDistrict, Relations: map[string]Relation{
		"parent":             single(out(kg.PartOf, kg.KindDistrict)),
		"ancestors":          {Shape: Transitive, Steps: []Step{out(kg.PartOf, kg.KindDistrict)}, To: []kg.Code{kg.KindDistrict}},
		"children":           deep(in(kg.PartOf, kg.KindDistrict)),
		"officials":          edges(in(kg.HoldsPostIn, kg.KindOfficial)),
		"parks":              deep(in(kg.LocatedIn, kg.KindPark)),
		"projects":           deep(in(kg.LocatedIn, kg.KindProject)),
		"originatedProjects": edges(in(kg.OriginatesFrom, kg.KindProject)),
		"railLines": {
			Steps: []Step{in(kg.Serves, kg.KindRailLine)}, Distinct: true, Via: &stations, To: []kg.Code{kg.KindRailLine},
		},
		"stations":      edges(stations),
		"organizations": edges(in(kg.LocatedIn, kg.KindOrganization)),
	}}
}
