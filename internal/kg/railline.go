package kg

import "math"

// railLineKind is a railway line, or a section of one.
func railLineKind() Kind {
	return Kind{
		Code: KindRailLine, Name: "railLine", Plural: "railLines",
		Fields: entityFields(
			Field{Name: "status", Type: TypeEnum, Required: true, Values: []string{
				"PLANNED", "UNDER_CONSTRUCTION", "OPERATING", "CLOSED", "UNKNOWN",
			}},
			Field{Name: "openedOn", Type: TypePartialDate},
			Field{Name: "lengthKm", Type: TypeDecimal, NotNegative: true},
			Field{Name: "maxSpeedKmh", Type: TypeInt, Max: math.MaxInt32},
		),
		Links: []LinkRule{
			{Kind: PartOf, To: []Code{KindRailLine}},
			{Kind: Serves, To: []Code{KindStation, KindDistrict}},
		},
	}
}
