package store

import "civicgraph/internal/kg"

func districtRelations() KindRelations {
	stations := in(kg.LocatedIn, kg.Station)
	return KindRelations{Code: kg.District, Relations: map[string]Relation{
		"parent":             single(out(kg.PartOf, kg.District)),
		"ancestors":          {Shape: Chain, Steps: []Step{out(kg.PartOf, kg.District)}, To: []kg.Code{kg.District}},
		"children":           deep(in(kg.PartOf, kg.District)),
		"officials":          edges(in(kg.HoldsPostIn, kg.Official)),
		"parks":              deep(in(kg.LocatedIn, kg.Park)),
		"projects":           deep(in(kg.LocatedIn, kg.Project)),
		"originatedProjects": edges(in(kg.OriginatesFrom, kg.Project)),
		"railLines": {
			Steps: []Step{in(kg.Serves, kg.RailLine)}, Distinct: true, Inside: &stations, To: []kg.Code{kg.RailLine},
		},
		"stations":      edges(stations),
		"organizations": edges(in(kg.LocatedIn, kg.Organization)),
	}}
}
