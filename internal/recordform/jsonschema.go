package recordform

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	"civicgraph/internal/kg"
)

// SchemaName is the name of the JSON Schema, as a file and on the server.
const SchemaName = "records.schema.json"

// JSONSchema returns a JSON Schema, draft 2020-12, of one line of an import file. It accepts lines that
// complete an existing record too, and does not compare values with each other or with other lines.
func JSONSchema(kinds *kg.Kinds) ([]byte, error) {
	defs := definitions(kinds)
	keys := object{}
	for _, r := range records(kinds) {
		schema := objectSchema(r.fields)
		schema["title"], schema["description"] = capitalized(kg.Words(r.name)), r.description
		if r.name == "link" {
			schema["allOf"] = linkEnds(kinds)
		}
		defs[r.name] = schema
		keys[r.name] = reference(r.name)
	}
	root := object{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A record of civicgraph",
		"description": "One line of an import file: an object with one key, the kind of the record. Lengths are limited in bytes of UTF-8; maxLength, " +
			"which counts characters, refuses only what is too long in any case.",
		"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false, "properties": keys, "$defs": defs,
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(root); err != nil {
		return nil, fmt.Errorf("encode the JSON Schema: %w", err)
	}
	return b.Bytes(), nil
}

// objectSchema returns the schema of an object. It requires what every line requires.
func objectSchema(fields []field) object {
	properties, required := object{}, []string{}
	for _, f := range fields {
		properties[f.name] = f.propertySchema()
		if f.need == always {
			required = append(required, f.name)
		}
	}
	return object{"type": "object", "additionalProperties": false, "properties": properties, "required": required}
}

// propertySchema returns the schema of a field, with its description.
func (f *field) propertySchema() object {
	schema := maps.Clone(f.form.schema)
	if f.need != always && !f.form.notNull {
		schema = object{"anyOf": []any{schema, object{"type": "null"}}}
	}
	schema["description"] = f.description
	if f.need == ofNew {
		schema["description"] = f.description + " Required of a new record."
	}
	return schema
}

// definitions returns the schemas of the parts.
func definitions(kinds *kg.Kinds) object {
	references := object{}
	var words []any
	for _, kind := range kinds.Entities() {
		references[kind.Name] = reference("slug")
		words = append(words, wordOfKind(kind.Name))
	}
	return object{
		"string": object{"type": "string", "description": "A string without NUL and the replacement character.", "not": object{"pattern": "[\\x00\uFFFD]"}},
		"slug":   object{"type": "string", "pattern": `^[a-z0-9]+(-[a-z0-9]+)*$`, "maxLength": kg.MaxSlug, "examples": []any{"baodi"}},
		"url":    object{"type": "string", "pattern": "^https?://[^ \\t\\r\\n\"<>\\x00\uFFFD]+$", "maxLength": kg.MaxURL},
		"date": object{
			"type": "string", "description": "A date as precise as its source: a year, a month or a day.", "not": object{"pattern": "^0000"},
			"pattern": "^([0-9]{4}(-(0[1-9]|1[0-2]))?|" + dayPattern + ")$", "examples": []any{"2022", "2022-12", "2022-12-30"},
		},
		"day":                object{"type": "string", "not": object{"pattern": "^0000"}, "pattern": "^(" + dayPattern + ")$", "examples": []any{"2023-01-11"}},
		"decimal":            decimalSchema("-?", nil),
		"decimalNotNegative": decimalSchema("", 0),
		"period":             objectSchema(periodFields()),
		"name":               objectSchema(nameFields()),
		"identifier":         objectSchema(identifierFields()),
		"citation":           objectSchema(citationFields()),
		"location":           objectSchema(pointFields()),
		"reference": object{
			"description": "An entity by its kind and slug: an object with one key, or both in one string.",
			"anyOf": append([]any{object{
				"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false, "properties": references,
			}}, words...),
			"examples": []any{object{"district": "baodi"}, "district/baodi"},
		},
	}
}

// dayPattern matches the days of the calendar.
var dayPattern = strings.Join([]string{
	`[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])`,
	`[0-9]{4}-(0[13-9]|1[0-2])-(29|30)`,
	`[0-9]{4}-(0[13578]|1[02])-31`,
	`([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29`,
}, "|")

// decimalSchema returns the schema of a decimal number; sign is the pattern of its sign.
func decimalSchema(sign string, least any) object {
	number := object{"type": "number"}
	if least != nil {
		number["minimum"] = least
	}
	return object{
		"description": "A decimal number with at most four decimal places, as a string or a number.",
		"anyOf":       []any{object{"type": "string", "pattern": "^" + sign + `[0-9]+(\.[0-9]{1,4}0*|(\.[0-9]+)?[eE][+-]?[0-9]+)?$`}, number},
		"examples":    []any{"172.1"},
	}
}

// linkEnds returns schemas that allow the ends of each kind of link.
func linkEnds(kinds *kg.Kinds) []any {
	var rules []any
	for _, definition := range kg.LinkDefinitions() {
		var allowed []any
		for _, ends := range definition.EndsByTo() {
			allowed = append(allowed, object{"properties": object{"from": oneOfKinds(kinds, ends.From), "to": oneOfKinds(kinds, ends.To)}})
		}
		behalf := object{"type": "null"}
		if definition.OnBehalfOf != nil {
			behalf = object{"anyOf": []any{behalf, oneOfKinds(kinds, definition.OnBehalfOf)}}
		}
		rules = append(rules, object{
			"if":   object{"properties": object{"kind": object{"const": definition.Name}}, "required": []any{"kind"}},
			"then": object{"anyOf": allowed, "properties": object{"onBehalfOf": behalf}},
		})
	}
	return rules
}

// oneOfKinds returns the schema of references to entities of some kinds.
func oneOfKinds(kinds *kg.Kinds, codes []kg.Code) object {
	var forms []any
	for _, code := range codes {
		name := kinds.NameOf(code)
		forms = append(forms, object{"type": "object", "required": []any{name}}, wordOfKind(name))
	}
	return object{"anyOf": forms}
}

// wordOfKind returns the schema of references in one string to entities of a kind.
func wordOfKind(name string) object {
	return object{"type": "string", "pattern": "^" + name + "/[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": len(name) + len("/") + kg.MaxSlug}
}

func capitalized(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
