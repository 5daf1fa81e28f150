package kg

// stationKind is a railway station.
func stationKind() Kind {
	return Kind{
		Code: KindStation, Name: "station", Plural: "stations",
		Fields: entityFields(),
		Links:  []LinkRule{{Kind: LocatedIn, To: []Code{KindDistrict}}},
	}
}
