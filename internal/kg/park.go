package kg

func parkKind() Kind {
	return Kind{
		Code: KindPark, Name: "park", Plural: "parks", Description: "An industrial, science or logistics park.",
		Fields: []Field{
			{Name: "foundedOn", Type: TypePartialDate, Sorted: true, Description: "Date of foundation."},
			{Name: "areaHectares", Type: TypeDecimal, NotNegative: true, Sorted: true, Description: "Area in hectares."},
		},
	}
}
