package recordform

import "civicgraph/internal/kg"

// part is a part of records that is described once.
type part struct {
	name, description string
	// fields are those of an object; form is that of another value.
	fields []field
	form   form
}

// parts returns the parts of records, in the order of the reference.
func parts() []part {
	slug, date, decimal := slugForm("baodi"), dateForm(), decimalForm(false)
	return []part{
		{name: "Slug", description: "Lower-case ASCII letters, digits and single hyphens, at most 80 characters. It is unique within the kind.", form: slug},
		{
			name: "Reference", form: referenceForm("district", "baodi"),
			description: "An entity by its kind and slug: an object with one key, or both in one string, `\"district/baodi\"`. `--around` of export and " +
				"cells of spreadsheets take the same two forms, and `EntityRef` of the API the object.",
		},
		{name: "Name", description: "A name of an entity in one language, and the time of its use.", fields: nameFields()},
		{name: "Citation", description: "A passage of a source. The line of the source may stand anywhere.", fields: citationFields()},
		{name: "Identifier", description: "A code in another register.", fields: identifierFields()},
		{name: "Date", description: "A date as precise as its source: a year, a month or a day, of the years 1 to 9999. Times of day, approximate dates (`1833~`), decades (`183X`) and intervals have no form.", form: date},
		{name: "Period", description: "A span of time, both ends inclusive. An end that is left out is open or unknown.", fields: periodFields()},
		{name: "Money", description: "An amount of a currency.", fields: moneyFields(false)},
		{name: "Location", description: "A position on the earth in degrees, WGS 84.", fields: pointFields()},
		{
			name: "Decimal number", form: decimal,
			description: "Digits with an optional sign and exponent and at most four decimal places, as a string or a number: at most 922337203685477.5807. Strings are never rounded by JSON tools. A rate or share with more places is given in a smaller unit, such as percent or per million.",
		},
	}
}

func nameFields() []field {
	return []field{
		{"text", "The name.", always, notBlank(stringForm(kg.MaxName, "宝坻"))},
		{"language", "BCP 47 tag, such as `en`, `zh` or `zh-Latn-pinyin`.", always, languageForm()},
		{"type", "Use of the name; " + kg.NameTypes()[0].Name + " by default.", never, enumForm(kg.NameTypes())},
		{"from", "First date of its use; left out if it is unknown.", never, dateForm()},
		{"until", "Last date of its use, inclusive and not before `from`; left out if it goes on or is unknown.", never, untilForm()},
	}
}

func languageForm() form {
	f := stringForm(kg.MaxLanguage, "zh")
	f.notNull = true
	f.schema = object{"type": "string", "maxLength": kg.MaxLanguage, "pattern": `^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`}
	return f
}

func citationFields() []field {
	return []field{
		{"source", "Slug of the source.", always, notBlank(stringForm(kg.MaxString, "report"))},
		{"locator", "Place in the source: a page, paragraph or timestamp.", never, stringForm(kg.MaxLocator, "¶ 9")},
		{"quote", "Words of the source.", never, stringForm(kg.MaxQuote, "Baodi has 710,000 inhabitants.")},
		{"field", "Field of the record that the passage supports; the whole record if left out.", never, stringForm(kg.MaxString, "population")},
	}
}

func identifierFields() []field {
	return []field{
		{"scheme", "Register: `wikidata`, `gbt2260`, `uic`.", always, notBlank(stringForm(kg.MaxIdentifier, "wikidata"))},
		{"value", "Code.", always, notBlank(stringForm(kg.MaxIdentifier, "Q11736"))},
	}
}

func periodFields() []field {
	return []field{
		{"from", "First date.", never, dateForm()},
		{"until", "Last date, inclusive and not before `from`.", never, untilForm()},
		{"attestedOn", "Day on which the source says that it held, within the period.", never, form{words: "day", example: `"2023-01-11"`, schema: reference("day")}},
	}
}

func untilForm() form {
	f := dateForm()
	f.example = `"2024"`
	return f
}

func moneyFields(notNegative bool) []field {
	amount := notNull(decimalForm(notNegative))
	amount.example = `"172100000000"`
	return []field{
		{"amount", "Amount.", always, amount},
		{"currency", "ISO 4217 code, such as CNY or EUR.", always, form{
			words: "string of three capital letters", example: `"CNY"`, notNull: true, schema: object{"type": "string", "pattern": "^[A-Z]{3}$"},
		}},
	}
}

func pointFields() []field {
	degrees := func(limit string, most int, example string) form {
		return form{words: "number", limit: limit, example: example, notNull: true, schema: object{"type": "number", "minimum": -most, "maximum": most}}
	}
	return []field{
		{"lat", "Latitude, north is positive.", always, degrees("-90 to 90", 90, "39.7")},
		{"lon", "Longitude, east is positive.", always, degrees("-180 to 180", 180, "117.3")},
	}
}
