package kg

import (
	"net/url"
	"strings"
)

// Record is what one line of an import file, or one call of a mutation, says of an entity, a source, a link, a figure
// or a statement.
type Record struct {
	// Kind is the code of an entity or source, or LinkCode, FigureCode, StatementCode.
	Kind        Code
	Slug        string
	FormerSlugs []string
	Names       []Name
	Identifiers []Identifier
	// Values are the fields of the kind that were given, by name: string, []string, int64, Decimal, PartialDate,
	// Money or Point; nil where null was given. Of other records they tell which of their fields were given: true, each.
	Values map[string]any
	// Link, Figure and Statement are what a record of their kind says.
	Link      *Link
	Figure    *Figure
	Statement *Statement
	Citations []Citation
}

// Turns is how many turns it takes to write records that refer to each other.
const Passes = 3

// Turn tells when a record is written: what others refer to comes first, sources, then entities, then what is said of
// them. Records of one turn do not refer to each other.
func (r *Record) Pass() int {
	switch r.Kind {
	case KindSource:
		return 0
	case KindLink, KindFigure, KindStatement:
		return 2
	}
	return 1
}

// NameType tells how a name is used.
type NameType uint8

// Uses of a name, the one to show first.
const (
	Label  NameType = 0
	Alias  NameType = 1
	Former NameType = 2
)

// NameTypeNames are the names of the uses in schema and import, by number.
func NameTypeNames() []string { return []string{"LABEL", "ALIAS", "FORMER"} }

// MarshalText is the name of the use.
func (t NameType) MarshalText() ([]byte, error) { return []byte(NameTypeNames()[t]), nil }

// Name is one name of an entity.
type Name struct {
	Text     string   `json:"text"`
	Language string   `json:"language"`
	Type     NameType `json:"type"`
}

// DefaultLanguage is the language of the name that is shown where nobody asks for another.
const DefaultLanguage = "en"

// DefaultName is the name that is shown where nobody asks for a language: one in DefaultLanguage, else any; of several
// the label before aliases before former names, then the first given.
func DefaultName(names []Name) string {
	best, bestRank := "", -1
	for _, n := range names {
		rank := 2 * (int(Former) - int(n.Type))
		if strings.EqualFold(n.Language, DefaultLanguage) {
			rank += 2 * (int(Former) + 1)
		}
		if rank > bestRank {
			best, bestRank = n.Text, rank
		}
	}
	return best
}

// Identifier is a code in another register.
type Identifier struct {
	Scheme string `json:"scheme"`
	Value  string `json:"value"`
}

// Citing is one passage of a source that supports a record.
type Citation struct {
	// Source is the slug of the source.
	Source  string `json:"source"`
	Locator string `json:"locator,omitempty"`
	Quote   string `json:"quote,omitempty"`
	// Field is what of the record it supports; empty for the whole.
	Field string `json:"field,omitempty"`
}

// Money is an amount of a currency.
type Money struct {
	Amount   Decimal `json:"amount"`
	Currency string  `json:"currency"`
}

// Point is a place on the earth, WGS 84.
type Point struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// RegisterPage is the address of a code's page in a register; empty where the register is not known to have one.
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
