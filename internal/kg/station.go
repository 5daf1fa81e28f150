package kg

func stationKind() Kind {
	return Kind{Code: KindStation, Name: "station", Plural: "stations", Description: "A railway station."}
}
