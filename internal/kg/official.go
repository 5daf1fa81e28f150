package kg

// officialKind is a person who holds or held public posts.
func officialKind() Kind {
	return Kind{
		Code: KindOfficial, Name: "official", Plural: "officials",
		Fields: entityFields(Field{Name: "bornOn", Type: TypePartialDate}),
		Links: []LinkRule{
			{Kind: HoldsPostIn, To: []Code{KindDistrict, KindOrganization}},
			{Kind: Leads, To: []Code{KindProject}},
		},
	}
}
