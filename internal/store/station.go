package store

import "civicgraph/internal/kg"

func stationRelations() KindRelations {
	return KindRelations{Code: kg.Station, Relations: map[string]Relation{
		"district":  single(out(kg.LocatedIn, kg.District)),
		"railLines": edges(in(kg.Serves, kg.RailLine)),
	}}
}
