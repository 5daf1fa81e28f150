package kg

import "math"

// railLineKind is a railway line, or a section of one.
func railLineKind() Kind {
	return Kind{
		Code: RailLine, Name: "railLine", Plural: "railLines",
		Fields: entityFields(
			Field{Name: "status", Type: Enumeration, Required: true, Values: []string{
				"PLANNED", "UNDER_CONSTRUCTION", "OPERATING", "CLOSED", "UNKNOWN",
			}},
			Field{Name: "openedOn", Type: DateOrPart},
			Field{Name: "lengthKm", Type: DecimalNumber, NotNegative: true},
			Field{Name: "maxSpeedKmh", Type: Integer, Max: math.MaxInt32},
		),
		Links: []LinkRule{
			{Kind: PartOf, To: []Code{RailLine}},
			{Kind: Serves, To: []Code{Station, District}},
		},
	}
}
