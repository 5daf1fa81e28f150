package kg

import (
	"fmt"
	"net/url"
)

// Record is an entity, source, link, figure or statement as one line of an import file or one mutation gives it.
type Record struct {
	// Kind is the code of a kind of entity, KindSource, KindLink, KindFigure or KindStatement.
	Kind        Code
	Slug        string
	FormerSlugs []string
	Names       []Name
	Identifiers []Identifier
	// Values are the given fields of an entity or source by name: string, []string, int64, Decimal, PartialDate, Money or
	// Point; nil for null. Of other records they are true for each given field.
	Values map[string]any
	// Link, Figure or Statement holds the fields of such a record.
	Link      *Link
	Figure    *Figure
	Statement *Statement
	Citations []Citation
}

// Passes is the number of passes in which records that refer to each other are written.
const Passes = 3

// Pass returns the pass in which the record is written: sources first, then entities, then all that refer to them. Records
// of one pass do not refer to each other.
func (r *Record) Pass() int {
	switch r.Kind {
	case KindSource:
		return 0
	case KindLink, KindFigure, KindStatement:
		return 2
	}
	return 1
}

// Reference is a record that a field of another refers to.
type Reference struct {
	Ref

	// Field is the path of the field: `citations.0.source`.
	Field string
}

// References returns the records that the record refers to.
func (r *Record) References() []Reference {
	var all []Reference
	add := func(field string, ref Ref) { all = append(all, Reference{Ref: ref, Field: field}) }
	for i, c := range r.Citations {
		add(fmt.Sprintf("citations.%d.source", i), Ref{Kind: KindSource, Slug: c.Source})
	}
	addPerson := func(field, slug string) {
		if slug != "" {
			add(field, Ref{Kind: KindOfficial, Slug: slug})
		}
	}
	addAll := func(field string, refs []Ref) {
		for i, ref := range refs {
			add(fmt.Sprintf("%s.%d", field, i), ref)
		}
	}
	switch {
	case r.Link != nil:
		add("from", r.Link.From)
		add("to", r.Link.To)
		if r.Link.OnBehalfOf != (Ref{}) {
			add("onBehalfOf", r.Link.OnBehalfOf)
		}
	case r.Figure != nil:
		addPerson("statedBy", r.Figure.StatedBy)
		addAll("subjects", r.Figure.Subjects)
	case r.Statement != nil:
		addPerson("speaker", r.Statement.Speaker)
		addAll("about", r.Statement.About)
	}
	return all
}

// Identifier is a code in another register, such as Wikidata.
type Identifier struct {
	Scheme string `json:"scheme"`
	Value  string `json:"value"`
}

// Citation is one passage of a source that supports a record.
type Citation struct {
	// Source is the slug of the source.
	Source  string `json:"source"`
	Locator string `json:"locator,omitempty"`
	Quote   string `json:"quote,omitempty"`
	// Field is the field of the record that it supports; empty for the whole record.
	Field string `json:"field,omitempty"`
}

// Money is an amount of a currency.
type Money struct {
	Amount   Decimal `json:"amount"`
	Currency string  `json:"currency"`
}

// Point is a position on the earth, WGS 84.
type Point struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// RegisterPage returns the URL of a code's page in a register; empty for registers that are not known to have pages.
func RegisterPage(scheme, value string) string {
	switch scheme {
	case "wikidata":
		return "https://www.wikidata.org/wiki/" + url.PathEscape(value)
	case "viaf":
		return "https://viaf.org/viaf/" + url.PathEscape(value)
	case "bioguide":
		return "https://bioguide.congress.gov/search/bio/" + url.PathEscape(value)
	}
	return ""
}
