package kg

import "math"

func railLineKind() Kind {
	return Kind{
		Code: KindRailLine, Name: "railLine", Plural: "railLines", Description: "A railway line, or a section of one.",
		Fields: []Field{
			{
				Name: "status", Type: TypeEnum, Required: true, Sorted: true, Description: "State of the line.",
				EnumDescription: "State of a rail line.",
				Values: []EnumValue{
					{"PLANNED", "Announced or approved, not begun."},
					{"UNDER_CONSTRUCTION", "Being built."},
					{"OPERATING", "In service."},
					{"CLOSED", "Out of service for good."},
					{"UNKNOWN", "The sources do not say."},
				},
			},
			{Name: "openedOn", Type: TypePartialDate, Sorted: true, Description: "Date on which the line entered service."},
			{Name: "lengthKm", Type: TypeDecimal, NotNegative: true, Sorted: true, Description: "Length in kilometres."},
			{Name: "maxSpeedKmh", Type: TypeInt, Max: math.MaxInt32, Sorted: true, Description: "Design speed in kilometres per hour."},
		},
	}
}
