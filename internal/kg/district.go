package kg

import "math"

// districtKind is a territory at any level, from a region to a township.
func districtKind() Kind {
	return Kind{
		Code: KindDistrict, Name: "district", Plural: "districts",
		Fields: entityFields(
			Field{Name: "level", Type: TypeEnum, Required: true, Values: []string{
				"REGION", "COUNTRY", "PROVINCE", "MUNICIPALITY", "CITY", "DISTRICT", "COUNTY", "TOWNSHIP", "ZONE",
				"CONSTITUENCY", "OTHER",
			}},
			Field{Name: "population", Type: TypeInt, Max: math.MaxInt32},
		),
		Links: []LinkRule{{Kind: PartOf, To: []Code{KindDistrict}}},
	}
}
