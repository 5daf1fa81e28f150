package kg

import "math"

// districtKind is a territory at any level, from a region to a township.
func districtKind() Kind {
	return Kind{
		Code: District, Name: "district", Plural: "districts",
		Fields: entityFields(
			Field{Name: "level", Type: Enumeration, Required: true, Values: []string{
				"REGION", "COUNTRY", "PROVINCE", "MUNICIPALITY", "CITY", "DISTRICT", "COUNTY", "TOWNSHIP", "ZONE",
				"CONSTITUENCY", "OTHER",
			}},
			Field{Name: "population", Type: Integer, Max: math.MaxInt32},
		),
		Links: []LinkRule{{Kind: PartOf, To: []Code{District}}},
	}
}
