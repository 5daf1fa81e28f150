package recordform

import (
	"fmt"
	"strconv"

	"civicgraph/internal/kg"
)

// form is the form of a value.
type form struct {
	// words describe it in a table: "list of names".
	words string
	// plural are the words for several: "names".
	plural string
	// limit is its maximum length or range; empty if it has none.
	limit string
	// example is a value in JSON.
	example string
	schema  object
	// notNull means that the value cannot be null, which clears a field.
	notNull bool
	// values are those of an enumeration.
	values []kg.EnumValue
}

// object is a JSON object.
type object = map[string]any

// reference returns the schema of a part that is defined once.
func reference(name string) object { return object{"$ref": "#/$defs/" + name} }

func slugForm(example string) form {
	return form{
		words: "[slug](#slug)", plural: "[slugs](#slug)", limit: fmt.Sprintf("%d characters", kg.MaxSlug), example: strconv.Quote(example), schema: reference("slug"), notNull: true,
	}
}

func stringForm(limit int, example string) form {
	return form{
		words: "string", plural: "strings", limit: bytesOf(limit), example: strconv.Quote(example),
		schema: object{"allOf": []any{reference("string")}, "maxLength": limit},
	}
}

// bytesOf returns a number of bytes with a separator of thousands.
func bytesOf(n int) string {
	if n >= 1000 {
		return fmt.Sprintf("%d,%03d bytes", n/1000, n%1000)
	}
	return fmt.Sprintf("%d bytes", n)
}

// notBlank returns the form of strings that have a character other than space.
func notBlank(f form) form {
	f.schema = object{"allOf": []any{reference("string")}, "maxLength": f.schema["maxLength"], "pattern": `\S`}
	f.notNull = true
	return f
}

// optional returns the form of values that can be null.
func optional(f form) form {
	f.notNull = false
	return f
}

func notNull(f form) form {
	f.notNull = true
	return f
}

func listOf(item form) form {
	return form{
		words: "list of " + item.plural, limit: item.limit, example: "[" + item.example + "]", values: item.values,
		schema: object{"type": "array", "items": item.schema},
	}
}

func atLeastOne(list form) form {
	list.schema["minItems"] = 1
	list.words += ", at least one"
	list.notNull = true
	return list
}

func integerForm(least, most int64, example string) form {
	return form{
		words: "integer", limit: fmt.Sprintf("%d to %d", least, most), example: example,
		schema: object{"type": "integer", "minimum": least, "maximum": most},
	}
}

func decimalForm(notNegative bool) form {
	f := form{words: "[decimal number](#decimal-number)", example: `"172.1"`, schema: reference("decimal")}
	if notNegative {
		f.limit, f.schema = "0 or more", reference("decimalNotNegative")
	}
	return f
}

func dateForm() form {
	return form{words: "[date](#date)", example: `"2022-12"`, schema: reference("date")}
}

func periodForm() form {
	return form{words: "[period](#period)", example: objectExample(periodFields()), schema: reference("period")}
}

func nameForm() form {
	return form{plural: "[names](#name)", example: objectExample(nameFields()), schema: reference("name"), values: kg.NameTypes()}
}

func identifierForm() form {
	return form{plural: "[identifiers](#identifier)", example: objectExample(identifierFields()), schema: reference("identifier")}
}

func citationForm() form {
	return form{plural: "[citations](#citation)", example: objectExample(citationFields()[:2]), schema: reference("citation")}
}

func referenceForm(kind, slug string) form {
	return form{
		words: "[reference](#reference)", plural: "[references](#reference)", example: fmt.Sprintf(`{%q:%q}`, kind, slug),
		schema: reference("reference"), notNull: true,
	}
}

// officialForm returns the form of an official by slug alone, or by a reference.
func officialForm() form {
	f := slugForm("official-1")
	f.words = "[slug](#slug) or [reference](#reference)"
	const kind = "official"
	whole := object{"type": "object", "required": []any{kind}, "additionalProperties": false, "properties": object{kind: reference("slug")}}
	f.schema = object{"anyOf": []any{reference("slug"), whole, wordOfKind(kind)}}
	return f
}

func enumForm(values []kg.EnumValue) form {
	names := make([]any, len(values))
	for i, value := range values {
		names[i] = value.Name
	}
	return form{words: "one of a list", example: strconv.Quote(values[0].Name), values: values, schema: object{"enum": names}}
}

// formOf returns the form of a field of a kind.
func formOf(f *kg.Field) form {
	switch f.Type {
	case kg.TypeString:
		if f.Required {
			return notBlank(stringForm(f.MaxBytes(), f.Example))
		}
		return stringForm(f.MaxBytes(), f.Example)
	case kg.TypeURL:
		one := stringForm(f.MaxBytes(), "https://example.org/report.pdf")
		one.words, one.limit, one.schema = "URL, http or https", bytesOf(f.MaxBytes()), reference("url")
		return one
	case kg.TypeStringList:
		return listOf(notBlank(stringForm(f.MaxBytes(), f.Example)))
	case kg.TypeInt:
		return integerForm(f.Min, f.Max, strconv.FormatInt(max(f.Min, 350), 10))
	case kg.TypeDecimal:
		return decimalForm(f.NotNegative)
	case kg.TypePartialDate:
		return dateForm()
	case kg.TypeEnum:
		return enumForm(f.Values)
	case kg.TypeMoney:
		return form{words: "[money](#money)", limit: decimalForm(f.NotNegative).limit, example: objectExample(moneyFields(f.NotNegative)), schema: objectSchema(moneyFields(f.NotNegative))}
	case kg.TypePoint:
		return form{words: "[location](#location)", example: objectExample(pointFields()), schema: reference("location")}
	}
	panic(fmt.Sprintf("recordform: unknown type of field %d", f.Type))
}
