package kg

func officialKind() Kind {
	return Kind{
		Code: KindOfficial, Name: "official", Plural: "officials", Description: "A person who holds or held public posts.",
		Fields: []Field{
			{Name: "bornOn", Type: TypePartialDate, Sorted: true, Description: "Date of birth, as precise as known."},
		},
	}
}
