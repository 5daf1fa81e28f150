package kg

// organizationKind is a public body, company, university or other organization.
func organizationKind() Kind {
	return Kind{
		Code: KindOrganization, Name: "organization", Plural: "organizations",
		Fields: entityFields(
			Field{Name: "type", Type: TypeEnum, Required: true, Values: []string{
				"LEGISLATURE", "GOVERNMENT", "ADVISORY_BODY", "PARTY", "COMPANY", "UNIVERSITY", "OTHER",
			}},
		),
		Links: []LinkRule{
			{Kind: LocatedIn, To: []Code{KindDistrict}},
			{Kind: PartOf, To: []Code{KindOrganization}},
		},
	}
}
