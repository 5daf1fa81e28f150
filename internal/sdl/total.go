package sdl

import "civicgraph/internal/kg"

// group is a property by which totals group the records of a kind, in the words of the schema.
type group struct {
	kg.Group
	owner kind
}

// Groups returns the properties by which totals group the records of the kind.
func (k kind) Groups() []group {
	var groups []group
	for _, g := range k.kinds.Groups(k.Kind) {
		groups = append(groups, group{Group: g, owner: k})
	}
	return groups
}

// EnumName returns the name in the enum of groups: START_YEAR.
func (g group) EnumName() string { return kg.EnumName(g.Name) }

// Type returns the type of the field of a total.
func (g group) Type() string {
	switch {
	case g.Relation != nil:
		return relation{Relation: *g.Relation, kinds: g.owner.kinds}.Target().Type
	case g.Field.Type == kg.TypeEnum:
		return field{Field: *g.Field, owner: g.owner}.EnumType()
	case g.Field.Type == kg.TypePartialDate:
		return "Int"
	}
	return "String"
}

// Of returns the words for the property: "year of `startedOn`".
func (g group) Of() string {
	switch {
	case g.Relation != nil:
		return "`" + g.Relation.Name + "`"
	case g.Field.Type == kg.TypePartialDate:
		return "year of `" + g.Field.Name + "`"
	}
	return "`" + g.Field.Name + "`"
}

// Description describes the property as a group.
func (g group) Description() string {
	switch {
	case g.isSingle():
		return "By " + g.Of() + "; of several links each counts."
	case g.isList():
		return "By each of " + g.Of() + "; " + g.owner.SmallArticle() + " with several counts for each."
	}
	return "By " + g.Of() + "."
}

// FieldDescription describes the field of a total.
func (g group) FieldDescription() string {
	switch {
	case g.isSingle():
		return capitalized(g.Of()) + "; null for " + g.owner.PluralWords() + " without one."
	case g.isList():
		return "One of " + g.Of() + "; null for " + g.owner.PluralWords() + " without any."
	case g.Field.Required:
		return capitalized(g.Of()) + "."
	}
	return capitalized(g.Of()) + "; null if it is unknown."
}

// isSingle reports whether the property is a relation to one entity.
func (g group) isSingle() bool { return g.Relation != nil && g.Relation.Shape == kg.Single }

// isList reports whether a record can have the property several times.
func (g group) isList() bool { return g.Relation != nil || g.Field.Type == kg.TypeStringList }

// number is a field of which totals have sums or a range, in the words of the schema.
type number struct{ field }

// Numbers returns the fields of the kind of which totals have sums or a range.
func (k kind) Numbers() []number {
	var numbers []number
	for _, f := range k.OwnFields() {
		if _, total := (number{f}).total(); total != "" {
			numbers = append(numbers, number{f})
		}
	}
	return numbers
}

// total returns the suffix of the field of a total and its type; both are empty where there are none.
func (n number) total() (suffix, typeName string) {
	switch n.Field.Type {
	case kg.TypeInt, kg.TypeDecimal:
		return "Total", "DecimalTotal!"
	case kg.TypeMoney:
		return "Totals", "[MoneyTotal!]!"
	case kg.TypePartialDate:
		return "Range", "DateRange!"
	case kg.TypeString, kg.TypeStringList, kg.TypeEnum, kg.TypePoint, kg.TypeURL:
	}
	return "", ""
}

// TotalName returns the name of the field of a total: investmentTotals.
func (n number) TotalName() string {
	suffix, _ := n.total()
	return n.Name + suffix
}

// TotalType returns the type of the field of a total.
func (n number) TotalType() string {
	_, typeName := n.total()
	return typeName
}

// TotalDescription describes the field of a total.
func (n number) TotalDescription() string {
	switch n.Field.Type {
	case kg.TypeMoney:
		return "Totals of `" + n.Name + "`, one for each currency, sorted by its code: amounts in different ones are never added."
	case kg.TypePartialDate:
		return "Earliest and latest `" + n.Name + "`."
	case kg.TypeString, kg.TypeStringList, kg.TypeInt, kg.TypeDecimal, kg.TypeEnum, kg.TypePoint, kg.TypeURL:
	}
	return "Total of `" + n.Name + "`."
}

// IsSum reports whether totals can be sorted by the sum of the field.
func (n number) IsSum() bool { return n.Field.Type != kg.TypePartialDate }

// SumDescription describes the order of totals by the sum of the field.
func (n number) SumDescription() string {
	if n.Field.Type == kg.TypeMoney {
		return "Sum of the amounts of `" + n.Name + "`, whatever the currency; choose one with `where`."
	}
	return "Sum of `" + n.Name + "`."
}

// IsMoney reports whether there is a total for each currency.
func (n number) IsMoney() bool { return n.Field.Type == kg.TypeMoney }
