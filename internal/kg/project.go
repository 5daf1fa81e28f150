package kg

import "math"

// projectKind is a project, or a group of projects that a source only counts together.
func projectKind() Kind {
	return Kind{
		Code: Project, Name: "project", Plural: "projects",
		Fields: entityFields(
			Field{Name: "status", Type: Enumeration, Required: true, Values: []string{
				"PLANNED", "UNDER_CONSTRUCTION", "OPERATING", "COMPLETED", "SUSPENDED", "CANCELLED", "UNKNOWN",
			}},
			Field{Name: "projectCount", Type: Integer, Required: true, Min: 1, Max: math.MaxInt32, Default: 1},
			Field{Name: "investment", Type: MoneyAmount, NotNegative: true},
			Field{Name: "startedOn", Type: DateOrPart},
			Field{Name: "completedOn", Type: DateOrPart},
			Field{Name: "sectors", Type: TextList},
		),
		Links: []LinkRule{
			{Kind: LocatedIn, To: []Code{District}},
			{Kind: OriginatesFrom, To: []Code{District, Park, Organization}},
		},
	}
}
