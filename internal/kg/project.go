package kg

import "math"

// projectKind is a project, or a group of projects that a source only counts together.
func projectKind() Kind {
	return Kind{
		Code: KindProject, Name: "project", Plural: "projects",
		Fields: entityFields(
			Field{Name: "status", Type: TypeEnum, Required: true, Values: []string{
				"PLANNED", "UNDER_CONSTRUCTION", "OPERATING", "COMPLETED", "SUSPENDED", "CANCELLED", "UNKNOWN",
			}},
			Field{Name: "projectCount", Type: TypeInt, Required: true, Min: 1, Max: math.MaxInt32, Default: 1},
			Field{Name: "investment", Type: TypeMoney, NotNegative: true},
			Field{Name: "startedOn", Type: TypePartialDate},
			Field{Name: "completedOn", Type: TypePartialDate},
			Field{Name: "sectors", Type: TypeStringList},
		),
		Links: []LinkRule{
			{Kind: LocatedIn, To: []Code{KindDistrict}},
			{Kind: OriginatesFrom, To: []Code{KindDistrict, KindPark, KindOrganization}},
		},
	}
}
