package kg

// stationKind is a railway station.
func stationKind() Kind {
	return Kind{
		Code: Station, Name: "station", Plural: "stations",
		Fields: entityFields(),
		Links:  []LinkRule{{Kind: LocatedIn, To: []Code{District}}},
	}
}
