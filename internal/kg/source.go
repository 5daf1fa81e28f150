package kg

func sourceKind() Kind {
	return Kind{
		Code: KindSource, Name: "source", Plural: "sources", Description: "A document that facts were taken from.",
		Fields: []Field{
			{Name: "title", Type: TypeString, Required: true, Sorted: true, Searched: TitleText, Example: "Report on the Work of the Government", Description: "Title as published."},
			{Name: "publisher", Type: TypeString, Sorted: true, Searched: PublisherText, Example: "Baodi Daily", Description: "Publisher."},
			{Name: "authors", Type: TypeStringList, Example: "Li Wei", Description: "Authors, as the source names them."},
			{Name: "url", Type: TypeURL, Description: "Address at which the document can be read."},
			{Name: "publishedOn", Type: TypePartialDate, Sorted: true, Description: "Date of publication."},
			{Name: "language", Type: TypeString, MaxLength: MaxLanguage, Example: "en", Description: "Language as a BCP 47 tag: `en`."},
		},
	}
}
