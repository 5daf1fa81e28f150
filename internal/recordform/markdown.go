package recordform

import (
	"bytes"
	_ "embed" // for markdownTemplate
	"fmt"
	"strings"
	"text/template"

	"civicgraph/internal/kg"
)

//go:embed records.md.tmpl
var markdownTemplate string

// Markdown returns the reference of the import form.
func Markdown(kinds *kg.Kinds) ([]byte, error) {
	parsed, err := template.New("records.md").Parse(markdownTemplate)
	if err != nil {
		return nil, fmt.Errorf("parse the template: %w", err)
	}
	var b bytes.Buffer
	if err := parsed.Execute(&b, manual{kinds}); err != nil {
		return nil, fmt.Errorf("write the reference: %w", err)
	}
	return b.Bytes(), nil
}

// manual is the data of the template.
type manual struct{ kinds *kg.Kinds }

// section describes a record or part.
type section struct {
	Title, Description, Identity, Example string
	Fields                                []row
	Enums                                 []enum
}

// Anchor returns the end of a URL that leads to the section.
func (s section) Anchor() string { return strings.ReplaceAll(strings.ToLower(s.Title), " ", "-") }

// row is a field in a table.
type row struct {
	Name, Form, Need, Limit, Example, Description string
}

// enum is an enumeration: the values of a field.
type enum struct {
	Field  string
	Values []kg.EnumValue
}

// Records returns the kinds of record.
func (m manual) Records() []section {
	var all []section
	for _, r := range records(m.kinds) {
		one := section{Title: r.name, Description: r.description, Identity: r.identity, Example: r.example()}
		one.addFields(r.fields)
		all = append(all, one)
	}
	return all
}

// Parts returns the parts of records.
func (m manual) Parts() []section {
	var all []section
	for _, p := range parts() {
		one := section{Title: p.name, Description: p.description, Example: p.form.example}
		if p.fields != nil {
			one.Example = objectExample(p.fields)
		}
		one.addFields(p.fields)
		all = append(all, one)
	}
	return all
}

// addFields adds the fields, and the enumerations of those that are not parts with a section of their own.
func (s *section) addFields(fields []field) {
	for _, f := range fields {
		s.Fields = append(s.Fields, row{f.name, f.form.words, string(f.need), f.form.limit, f.form.example, f.description})
		if f.form.values != nil && f.name != "names" {
			s.Enums = append(s.Enums, enum{Field: f.name, Values: f.form.values})
		}
	}
}

// linkRow is a kind of link in a table.
type linkRow struct {
	Name, Description, From, To, Example string
}

// Links returns the kinds of link, those with several pairs of ends once for each.
func (m manual) Links() []linkRow {
	var all []linkRow
	for _, definition := range kg.LinkDefinitions() {
		description := definition.Description
		for _, ends := range definition.EndsByTo() {
			all = append(all, linkRow{
				Name: definition.Name, Description: description, From: m.names(ends.From), To: m.names(ends.To),
				Example: fmt.Sprintf(`{"link":{"kind":%q,"from":{%q:"a"},"to":{%q:"b"},"citations":[{"source":"report"}]}}`,
					definition.Name, m.kinds.NameOf(ends.From[0]), m.kinds.NameOf(ends.To[0])),
			})
			description = ""
		}
	}
	return all
}

// names returns the names of kinds of entity as code.
func (m manual) names(codes []kg.Code) string {
	list := make([]string, len(codes))
	for i, code := range codes {
		list[i] = "`" + m.kinds.NameOf(code) + "`"
	}
	return strings.Join(list, ", ")
}
