package store

import "civicgraph/internal/kg"

func railLineRelations() KindRelations {
	stops := out(kg.Serves, kg.KindStation, kg.KindDistrict)
	district := out(kg.LocatedIn, kg.KindDistrict)
	return KindRelations{Code: kg.KindRailLine, Relations: map[string]Relation{
		"stops":     edges(stops),
		"districts": {Steps: []Step{stops}, Distinct: true, Then: &district, To: []kg.Code{kg.KindDistrict}},
		"partOf":    single(out(kg.PartOf, kg.KindRailLine)),
		"sections":  edges(in(kg.PartOf, kg.KindRailLine)),
	}}
}
