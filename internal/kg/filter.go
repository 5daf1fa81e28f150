package kg

// Filter is a condition on records, which knows neither how it was asked nor how it is read. It either holds for a
// record or does not: what a missing value makes of a comparison is part of the comparison.
type Filter interface {
	isFilter()
}

type (
	// And holds where all of its filters do; without any it always does.
	And []Filter
	// Or holds where one of its filters does; without any it never does.
	Or []Filter
	// Not holds where its filter does not.
	Not struct{ Filter Filter }
	// Term compares a declared field of the record. Among the items of a list the field has no name.
	Comparison struct {
		Field    string
		Operator Operator
		// Values are one, or any number with In: a string, an int64, a Decimal, a Date or a PartialDate, as the field is
		// declared.
		Values []any
	}
	// Items asks about the texts that a field lists, or about the names of an entity.
	Elements struct {
		Field      string
		Quantifier Quantifier
		Where      Filter
	}
	// Identified holds where the entity has one of these codes in a register, or any code where there are none.
	HasIdentifier struct {
		Scheme string
		Values []string
	}
	// Related asks about the records that a relation or a listing of the record leads to.
	Related struct {
		Relation   string
		Quantifier Quantifier
		Where      Filter
		// Link says which links count; nil where all do.
		Link Filter
	}
	// Referred holds where a field leads to a record that passes.
	Referenced struct {
		Field string
		Where Filter
	}
	// OfKind holds for entities of a kind that pass.
	OfKind struct {
		Kind  Code
		Where Filter
	}
)

// Comparison tells how a field is held against values. Missing values pass NotEqual and IsMissing only.
type Operator uint8

// Comparisons. Of dates and parts of dates all of the days that either may stand for are compared: Equal means wholly
// within, Less wholly before the first, AtMost none after the last, and so on.
const (
	Equal Operator = iota
	NotEqual
	In
	Less
	LessOrEqual
	Greater
	GreaterOrEqual
	// Contains and StartsWith do not distinguish the case of letters.
	Contains
	StartsWith
	IsMissing
	IsGiven
	// HoldsOn compares the certain days of a link with a day.
	HoldsOn
)

// Quantifier tells how many of several must pass.
type Quantifier uint8

// Quantifiers. None and Every hold where there are none at all.
const (
	Some Quantifier = iota
	None
	Every
)

// Everything is the filter that every record passes.
func MatchAll() Filter { return And(nil) }

// IsEverything tells whether a filter asks nothing.
func IsMatchAll(f Filter) bool {
	if f == nil {
		return true
	}
	all, ok := f.(And)
	for _, of := range all {
		ok = ok && IsMatchAll(of)
	}
	return ok
}

func (And) isFilter()           {}
func (Or) isFilter()            {}
func (Not) isFilter()           {}
func (Comparison) isFilter()    {}
func (Elements) isFilter()      {}
func (HasIdentifier) isFilter() {}
func (Related) isFilter()       {}
func (Referenced) isFilter()    {}
func (OfKind) isFilter()        {}

// OrderKey is one key to sort records by, under the name of a declared order.
type OrderKey struct {
	Field      string
	Descending bool
}
