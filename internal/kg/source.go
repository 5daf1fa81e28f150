package kg

// sourceKind is a document that facts were taken from.
func sourceKind() Kind {
	return Kind{
		Code: KindSource, Name: "source", Plural: "sources",
		Fields: []Field{
			{Name: "title", Type: TypeString, Required: true},
			{Name: "publisher", Type: TypeString},
			{Name: "authors", Type: TypeStringList},
			{Name: "url", Type: TypeURL},
			{Name: "publishedOn", Type: TypePartialDate},
			{Name: "language", Type: TypeString},
		},
	}
}
