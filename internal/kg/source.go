package kg

// sourceKind is a document that facts were taken from.
func sourceKind() Kind {
	return Kind{
		Code: Source, Name: "source", Plural: "sources",
		Fields: []Field{
			{Name: "title", Type: Text, Required: true},
			{Name: "publisher", Type: Text},
			{Name: "authors", Type: TextList},
			{Name: "url", Type: Address},
			{Name: "publishedOn", Type: DateOrPart},
			{Name: "language", Type: Text},
		},
	}
}
