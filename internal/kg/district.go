package kg

import "math"

func districtKind() Kind {
	return Kind{
		Code: KindDistrict, Name: "district", Plural: "districts", Description: "A territory at any level, from a region to a township.",
		Fields: []Field{
			{
				Name: "level", Type: TypeEnum, Required: true, Sorted: true, Description: "Level of the territory.",
				EnumDescription: "Level of a territory, widest first. Names differ from country to country; the nearest is used.",
				Values: []EnumValue{
					{"REGION", "Several provinces or countries that act together."},
					{"COUNTRY", "A state."},
					{"PROVINCE", "A province, federal state or autonomous region."},
					{"MUNICIPALITY", "A city with the rank of a province, such as Tianjin."},
					{"CITY", "A city or prefecture within a province."},
					{"DISTRICT", "An urban district of a city."},
					{"COUNTY", "A county or county-level city."},
					{"TOWNSHIP", "A town, township or street office."},
					{"ZONE", "A functional zone that governs its own territory."},
					{"CONSTITUENCY", "A territory that elects deputies."},
					{"OTHER", "Any other, including placeholders of code lists."},
				},
			},
			{Name: "population", Type: TypeInt, Max: math.MaxInt32, Sorted: true, Description: "Number of inhabitants, at most 2,147,483,647. A larger population is a figure."},
		},
	}
}
