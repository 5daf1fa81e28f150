package kg

// officialKind is a person who holds or held public posts.
func officialKind() Kind {
	return Kind{
		Code: Official, Name: "official", Plural: "officials",
		Fields: entityFields(Field{Name: "bornOn", Type: DateOrPart}),
		Links: []LinkRule{
			{Kind: HoldsPostIn, To: []Code{District, Organization}},
			{Kind: Leads, To: []Code{Project}},
		},
	}
}
