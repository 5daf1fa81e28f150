package store

import "civicgraph/internal/kg"

func stationRelations() KindRelations {
	return KindRelations{Code: kg.KindStation, Relations: map[string]Relation{
		"district":  single(out(kg.LocatedIn, kg.KindDistrict)),
		"railLines": edges(in(kg.Serves, kg.KindRailLine)),
	}}
}
