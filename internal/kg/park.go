package kg

// parkKind is an industrial, science or logistics park.
func parkKind() Kind {
	return Kind{
		Code: Park, Name: "park", Plural: "parks",
		Fields: entityFields(
			Field{Name: "foundedOn", Type: DateOrPart},
			Field{Name: "areaHectares", Type: DecimalNumber, NotNegative: true},
		),
		Links: []LinkRule{
			{Kind: LocatedIn, To: []Code{District}},
			{Kind: Hosts, To: []Code{Project}},
			{Kind: BranchOf, To: []Code{Park}},
			{Kind: PartnerOf, To: []Code{Park}},
		},
	}
}
