package kg

import "math"

func projectKind() Kind {
	return Kind{
		Code: KindProject, Name: "project", Plural: "projects", Description: "A project, or a group of projects that a source only counts together.",
		Fields: []Field{
			{
				Name: "status", Type: TypeEnum, Required: true, Sorted: true, Description: "State of the project.",
				EnumDescription: "State of a project.",
				Values: []EnumValue{
					{"PLANNED", "Announced or approved, not begun."},
					{"UNDER_CONSTRUCTION", "Being built."},
					{"OPERATING", "In use."},
					{"COMPLETED", "Finished, where use is not the point."},
					{"SUSPENDED", "Stopped for now, or shut down."},
					{"CANCELLED", "Given up before it was finished."},
					{"UNKNOWN", "The sources do not say."},
				},
			},
			{
				Name: "projectCount", Type: TypeInt, Required: true, Min: 1, Max: math.MaxInt32, Default: 1, Sorted: true, HasShortTotal: true,
				Description: "Number of projects that the record stands for: 1, or the size of the group.",
			},
			{Name: "investment", Type: TypeMoney, NotNegative: true, Sorted: true, HasShortTotal: true, Description: "Total investment."},
			{Name: "startedOn", Type: TypePartialDate, Sorted: true, Year: "startYear", Description: "Date on which work began."},
			{Name: "completedOn", Type: TypePartialDate, Sorted: true, Description: "Date on which the project was or will be finished."},
			{Name: "sectors", Type: TypeStringList, Example: "biomedicine", Description: "Industries, in the terms of the source."},
		},
	}
}
