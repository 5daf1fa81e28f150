package kg

// Filter is a condition on records, independent of GraphQL and SQL. It either matches a record or does not; there is no
// third value: each operator says what it does with a missing value.
type Filter interface {
	isFilter()
}

type (
	// And matches records that match all of its filters; an empty one matches all.
	And []Filter
	// Or matches records that match one of its filters; an empty one matches none.
	Or []Filter
	// Not matches records that do not match its filter.
	Not struct{ Filter Filter }
	// Comparison compares a field of the record. Within Elements the field is empty.
	Comparison struct {
		Field    string
		Operator Operator
		// Values are one value, or any number with In: string, int64, Decimal, Date or PartialDate, by the type of the field.
		Values []any
	}
	// Elements matches by the strings of a list, or by the names of an entity.
	Elements struct {
		Field      string
		Quantifier Quantifier
		Where      Filter
	}
	// HasIdentifier matches entities with one of these codes in a register, or any code in it if there are none.
	HasIdentifier struct {
		Scheme string
		Values []string
	}
	// Related matches by the records that a relation or fact list leads to.
	Related struct {
		Relation   string
		Quantifier Quantifier
		Where      Filter
		// Link restricts the links that count; nil for all.
		Link Filter
	}
	// Referenced matches records whose field leads to a matching record.
	Referenced struct {
		Field string
		Where Filter
	}
	// OfKind matches entities of a kind that match the filter.
	OfKind struct {
		Kind  Code
		Where Filter
	}
)

// Operator compares a field with values. Missing values match NotEqual and IsMissing only.
type Operator uint8

// Operators. A partial date is compared by all days that it can mean: Equal means within the value, Less before its first
// day, LessOrEqual not after its last day, and so on.
const (
	Equal Operator = iota
	NotEqual
	In
	Less
	LessOrEqual
	Greater
	GreaterOrEqual
	// Contains and StartsWith ignore the case of letters.
	Contains
	StartsWith
	IsMissing
	IsGiven
	// HoldsOn compares the certain days of a link with a day.
	HoldsOn
)

// Quantifier says how many of several must match.
type Quantifier uint8

// Quantifiers. None and Every match an empty list.
const (
	Some Quantifier = iota
	None
	Every
)

// MatchAll returns the filter that matches every record.
func MatchAll() Filter { return And(nil) }

// IsMatchAll reports whether a filter has no conditions.
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

// OrderKey is one key of an order, by its name in the schema.
type OrderKey struct {
	Field      string
	Descending bool
	// OfLink means that the field is one of the link that leads to the record.
	OfLink bool
}
