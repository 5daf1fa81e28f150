package store

import "civicgraph/internal/kg"

func officialRelations() KindRelations {
	return KindRelations{Code: kg.KindOfficial, Relations: map[string]Relation{
		"posts":         edges(out(kg.HoldsPostIn, kg.KindDistrict, kg.KindOrganization)),
		"districts":     edges(out(kg.HoldsPostIn, kg.KindDistrict)),
		"organizations": edges(out(kg.HoldsPostIn, kg.KindOrganization)),
		"projects":      edges(out(kg.Leads, kg.KindProject)),
	}}
}
