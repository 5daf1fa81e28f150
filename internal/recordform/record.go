package recordform

import (
	"strings"

	"civicgraph/internal/kg"
)

// record is the import form of one kind of record.
type record struct {
	name, description string
	// identity says when two lines are the same record.
	identity string
	fields   []field
}

// field is one field of a record or part.
type field struct {
	name, description string
	need              need
	form              form
}

// need says when a field is required.
type need string

// When a field is required.
const (
	never  need = "no"
	always need = "yes"
	// ofNew fields may be left out of a line that completes an existing record.
	ofNew need = "in a new record"
)

// records returns the forms of all kinds of record, in the order of exports.
func records(kinds *kg.Kinds) []record {
	var all []record
	for _, code := range kinds.RecordCodes() {
		switch code {
		case kg.KindLink:
			all = append(all, linkRecord(kinds))
		case kg.KindFigure:
			all = append(all, figureRecord())
		case kg.KindStatement:
			all = append(all, statementRecord())
		default:
			kind, _ := kinds.ByCode(code)
			all = append(all, kindRecord(kind))
		}
	}
	return all
}

// kindRecord returns the form of an entity or source.
func kindRecord(kind *kg.Kind) record {
	slug := strings.ReplaceAll(kg.Words(kind.Name), " ", "-")
	fields := []field{
		{"slug", "Key of the record, in references and URLs.", always, slugForm(slug + "-1")},
		{"formerSlugs", "Slugs that the record had. They still lead to it.", never, listOf(slugForm(slug + "-one"))},
	}
	if kind.IsEntity() {
		fields = append(fields,
			field{"names", "Names, in any number of languages.", ofNew, listOf(nameForm())},
			field{"identifiers", "Codes in other registers.", never, listOf(identifierForm())},
			citationsField(),
		)
	}
	for i := range kind.Fields {
		fields = append(fields, ownField(&kind.Fields[i]))
	}
	return record{name: kind.Name, description: kind.Description, identity: "slug", fields: fields}
}

// ownField returns the form of a field of a kind.
func ownField(f *kg.Field) field {
	one := field{name: f.Name, description: f.Description, need: never, form: formOf(f)}
	if f.Required && f.Default == 0 {
		one.need = ofNew
	}
	one.form.notNull = one.need == ofNew
	return one
}

func citationsField() field {
	return field{"citations", "Sources that support the record. `--source` cites one for the records that cite none.", always, atLeastOne(listOf(citationForm()))}
}

func linkRecord(kinds *kg.Kinds) record {
	return record{
		name: "link", description: "A dated relationship between two entities, read as a sentence from `from` to `to`.",
		identity: "kind, from, to, role and order, and [periods that do not contradict each other](import.md#terms-of-one-post)",
		fields: []field{
			{"kind", "Kind of link. It decides which ends are allowed.", always, linkKindForm()},
			{"from", "Entity at which the sentence begins.", always, referenceForm("official", "official-1")},
			{"to", "Entity at which it ends.", always, referenceForm("organization", "parliament")},
			{"role", "Title of a post, or what the entity is to the other.", never, stringForm(kg.MaxRole, "Member")},
			{"order", "Place in a sequence: the number of a stop. Left out if the source gives none.", never, integerForm(0, kg.NoOrder-1, "3")},
			{"period", "When it held.", never, periodForm()},
			{"onBehalfOf", onBehalfOf(kinds), never, optional(referenceForm(kinds.NameOf(kg.OnBehalfOf()[0]), "united-party"))},
			{"note", "Remark.", never, stringForm(kg.MaxNote, "Elected from a list.")},
			citationsField(),
		},
	}
}

// onBehalfOf describes the third end of links.
func onBehalfOf(kinds *kg.Kinds) string {
	var of []string
	for _, definition := range kg.LinkDefinitions() {
		if definition.OnBehalfOf == nil {
			continue
		}
		names := make([]string, len(definition.OnBehalfOf))
		for i, code := range definition.OnBehalfOf {
			names[i] = kg.Words(kinds.NameOf(code))
		}
		of = append(of, "`"+definition.Name+"` ("+strings.Join(names, " or ")+")")
	}
	return "On whose behalf the link exists: the party for which a seat is held. Only of " + strings.Join(of, ", ") + "."
}

func figureRecord() record {
	return record{
		name: "figure", description: "A number that a source states about one or several entities, an outcome or a target.",
		identity: "first source, measure, unit, type, period, subjects and statedBy",
		fields: []field{
			{"measure", "Stable key for what is counted.", always, notBlank(stringForm(kg.MaxString, "new-companies"))},
			{"label", "The same in words.", ofNew, notBlank(stringForm(kg.MaxString, "New companies"))},
			{"value", "The number.", ofNew, notNull(countForm())},
			{"unit", "What the number counts.", always, notBlank(stringForm(kg.MaxString, "companies"))},
			{"qualifier", "How exact the number is; " + kg.Qualifiers()[0].Name + " by default.", never, enumForm(kg.Qualifiers())},
			{"type", "Whether it is a result or a goal; " + kg.FigureTypes()[0].Name + " by default.", never, enumForm(kg.FigureTypes())},
			{"wording", "The number as the source words it.", never, stringForm(kg.MaxString, "more than 170 companies")},
			{"period", "Time that the number is about.", never, periodForm()},
			{"subjects", "Entities that the number is about.", always, atLeastOne(listOf(referenceForm("park", "baodi-zgc")))},
			{"statedBy", "Official who stated it.", never, optional(officialForm())},
			citationsField(),
		},
	}
}

// countForm returns the form of the value of a figure.
func countForm() form {
	f := decimalForm(false)
	f.example = `"170"`
	return f
}

func statementRecord() record {
	return record{
		name: "statement", description: "What an official said, in your own words.",
		identity: "first source, speaker, day and summary",
		fields: []field{
			{"summary", "What was said.", always, notBlank(stringForm(kg.MaxSummary, "The park attracts companies from Beijing."))},
			{"speaker", "Official who said it; left out if the source names nobody.", never, optional(officialForm())},
			{"saidOn", "When it was said.", never, dateForm()},
			{"topics", "Short keys.", never, listOf(notBlank(stringForm(kg.MaxString, "biomedicine")))},
			{"about", "Entities that it is about.", ofNew, listOf(referenceForm("park", "baodi-zgc"))},
			citationsField(),
		},
	}
}

func linkKindForm() form {
	var values []kg.EnumValue
	for _, definition := range kg.LinkDefinitions() {
		values = append(values, kg.EnumValue{Name: definition.Name, Description: definition.Description})
	}
	f := enumForm(values)
	f.words, f.values, f.example = "[kind of link](#kinds-of-link)", nil, `"`+kg.HoldsPostIn.String()+`"`
	return f
}

// example returns a line with every field of the record.
func (r *record) example() string { return `{"` + r.name + `":` + objectExample(r.fields) + `}` }

func objectExample(fields []field) string {
	members := make([]string, len(fields))
	for i, f := range fields {
		members[i] = `"` + f.name + `":` + f.form.example
	}
	return "{" + strings.Join(members, ",") + "}"
}
