package kg

// FieldType is the type of a field's values.
type FieldType uint8

// Types of field.
const (
	TypeString FieldType = iota
	TypeStringList
	TypeInt
	TypeDecimal
	TypePartialDate
	TypeEnum
	TypeMoney
	TypePoint
	TypeURL
)

// Field is one value of the records of a kind.
type Field struct {
	Name        string
	Description string
	Type        FieldType
	Required    bool
	// Sorted makes lists sort by the field. Strings sort word by word, as names do (search.SortKey); dates by their first
	// day; enums in the order of Values. Lists of strings and points cannot be sorted.
	Sorted bool
	// Searched makes a search find records by the words of a TypeString, and filters on it use the index of words; NoText does not.
	Searched TextField
	// Values are the values of a TypeEnum, and EnumDescription describes the enum.
	Values          []EnumValue
	EnumDescription string
	// Min and Max bound a TypeInt, inclusive.
	Min, Max int64
	// NotNegative makes zero the minimum of a TypeDecimal or TypeMoney.
	NotNegative bool
	// Default is the value of a required TypeInt that a new record leaves out, and that null stands for.
	Default int64
	// Year names the year of a TypePartialDate in totals, where it is not the field's name with Year for On: bornOn, bornYear.
	Year string
	// HasShortTotal adds the sum of a TypeInt or TypeMoney alone to totals: projectCount beside projectCountTotal.
	HasShortTotal bool
	// MaxLength bounds a string, or each string of a list, in bytes of UTF-8; MaxString where it is 0.
	MaxLength int
	// Example is a value of a string, or of each string of a list. Values of other types have an example by their type.
	Example string
}

// EnumValue is one value of an enum.
type EnumValue struct {
	Name, Description string
}

// ValueNames returns the names of the enum's values.
func (f *Field) ValueNames() []string {
	names := make([]string, len(f.Values))
	for i, v := range f.Values {
		names[i] = v.Name
	}
	return names
}

// MaxBytes returns the maximum length of the field's strings in bytes.
func (f *Field) MaxBytes() int {
	switch {
	case f.MaxLength > 0:
		return f.MaxLength
	case f.Type == TypeURL:
		return MaxURL
	}
	return MaxString
}

// Maximum lengths of strings in bytes of UTF-8. They keep answers within the memory that a request may take.
const (
	MaxString     = 1_000 // titles, publishers, authors, sectors, topics, units, labels: every string without a limit of its own
	MaxName       = 500
	MaxLanguage   = 50 // a BCP 47 tag
	MaxIdentifier = 200
	MaxRole       = 500
	MaxLocator    = 200
	MaxURL        = 2_000
	MaxSummary    = 10_000
	MaxNote       = 10_000
	MaxQuote      = 10_000
)
