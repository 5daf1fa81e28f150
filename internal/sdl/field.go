package sdl

import (
	"strings"

	"civicgraph/internal/kg"
)

// field is a field of a kind in the words of the schema.
type field struct {
	kg.Field
	owner kind
}

// Type returns the type of the field: `PartialDate`, `Int!`.
func (f field) Type() string {
	name := ""
	switch f.Field.Type {
	case kg.TypeString:
		name = "String"
	case kg.TypeStringList:
		return "[String!]!"
	case kg.TypeInt:
		name = "Int"
	case kg.TypeDecimal:
		name = "Decimal"
	case kg.TypePartialDate:
		name = "PartialDate"
	case kg.TypeEnum:
		name = f.EnumType()
	case kg.TypeMoney:
		name = "Money"
	case kg.TypePoint:
		name = "Point"
	case kg.TypeURL:
		name = "URL"
	}
	if f.Required {
		name += "!"
	}
	return name
}

// BeginsWithKind reports whether the name begins with that of the kind: `projectCount` of a project.
func (f field) BeginsWithKind() bool {
	return strings.HasPrefix(strings.ToLower(f.Name), strings.ToLower(f.owner.Type()))
}

// EnumType returns the name of the field's own enum: ProjectStatus.
func (f field) EnumType() string { return f.owner.Type() + capitalized(f.Name) }

// EnumName returns the name in the enum of orders: BORN_ON.
func (f field) EnumName() string { return kg.EnumName(f.Name) }

// Words returns the words for the field.
func (f field) Words() string { return kg.Words(f.Name) }

// FilterType returns the type of the conditions on the field; empty where there are none. MoneyFilter stands for two
// conditions, on the amount and on the currency.
func (f field) FilterType() string {
	switch f.Field.Type {
	case kg.TypeString, kg.TypeURL:
		return "StringFilter"
	case kg.TypeStringList:
		return "StringListFilter"
	case kg.TypeInt:
		return "IntFilter"
	case kg.TypeDecimal:
		return "DecimalFilter"
	case kg.TypePartialDate:
		return "PartialDateFilter"
	case kg.TypeEnum:
		return f.EnumType() + "Filter"
	case kg.TypeMoney:
		return "MoneyFilter"
	case kg.TypePoint:
	}
	return ""
}

// FirstValue returns the first value of the field's enum.
func (f field) FirstValue() string { return f.Values[0].Name }

// condition returns an example of a condition on the field; empty where there are none.
func (f field) condition() string {
	switch f.Field.Type {
	case kg.TypeString, kg.TypeURL:
		return `{contains: "a"}`
	case kg.TypeStringList:
		return "{some: {}}"
	case kg.TypeInt, kg.TypeDecimal, kg.TypeMoney:
		return "{gte: 1000}"
	case kg.TypePartialDate:
		return `{gte: "2000"}`
	case kg.TypeEnum:
		return "{eq: " + f.FirstValue() + "}"
	case kg.TypePoint:
	}
	return ""
}

// OrderDescription describes the order by the field.
func (f field) OrderDescription() string {
	switch f.Field.Type {
	case kg.TypeString, kg.TypeURL:
		return f.Description + " Numbers by value, letters whatever their case and marks, Chinese by pinyin."
	case kg.TypePartialDate:
		return f.Description + " By its first day."
	case kg.TypeEnum:
		return f.Description + " In the order of the enum."
	case kg.TypeMoney:
		return f.Description + " By the amount, whatever the currency."
	case kg.TypeStringList, kg.TypeInt, kg.TypeDecimal, kg.TypePoint:
	}
	return f.Description
}
