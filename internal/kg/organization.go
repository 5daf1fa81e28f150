package kg

func organizationKind() Kind {
	return Kind{
		Code: KindOrganization, Name: "organization", Plural: "organizations",
		Description: "A public body, company, university or other organization.",
		Fields: []Field{
			{
				Name: "type", Type: TypeEnum, Required: true, Sorted: true, Description: "Type of the organization.",
				EnumDescription: "Type of an organization.",
				Values: []EnumValue{
					{"LEGISLATURE", "A parliament, congress or council, or a part of one."},
					{"GOVERNMENT", "A government, ministry or agency."},
					{"ADVISORY_BODY", "An advisory body, such as the CPPCC."},
					{"PARTY", "A political party or its committee."},
					{"COMPANY", "A business, whoever owns it."},
					{"UNIVERSITY", "A university or research institute."},
					{"OTHER", "Any other."},
				},
			},
		},
	}
}
