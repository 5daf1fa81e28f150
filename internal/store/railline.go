package store

import "civicgraph/internal/kg"

func railLineRelations() KindRelations {
	stops := out(kg.Serves, kg.Station, kg.District)
	district := out(kg.LocatedIn, kg.District)
	return KindRelations{Code: kg.RailLine, Relations: map[string]Relation{
		"stops":     edges(stops),
		"districts": {Steps: []Step{stops}, Distinct: true, Onward: &district, To: []kg.Code{kg.District}},
		"partOf":    single(out(kg.PartOf, kg.RailLine)),
		"sections":  edges(in(kg.PartOf, kg.RailLine)),
	}}
}
