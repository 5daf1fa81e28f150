package kg

// parkKind is an industrial, science or logistics park.
func parkKind() Kind {
	return Kind{
		Code: KindPark, Name: "park", Plural: "parks",
		Fields: entityFields(
			Field{Name: "foundedOn", Type: TypePartialDate},
			Field{Name: "areaHectares", Type: TypeDecimal, NotNegative: true},
		),
		Links: []LinkRule{
			{Kind: LocatedIn, To: []Code{KindDistrict}},
			{Kind: Hosts, To: []Code{KindProject}},
			{Kind: BranchOf, To: []Code{KindPark}},
			{Kind: PartnerOf, To: []Code{KindPark}},
		},
	}
}
