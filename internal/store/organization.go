package store

import "civicgraph/internal/kg"

func organizationRelations() KindRelations {
	return KindRelations{Code: kg.KindOrganization, Relations: map[string]Relation{
		"districts":          edges(out(kg.LocatedIn, kg.KindDistrict)),
		"officials":          edges(in(kg.HoldsPostIn, kg.KindOfficial)),
		"originatedProjects": edges(in(kg.OriginatesFrom, kg.KindProject)),
		"partOf":             single(out(kg.PartOf, kg.KindOrganization)),
		"parts":              edges(in(kg.PartOf, kg.KindOrganization)),
	}}
}
