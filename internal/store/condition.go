package store

import (
	"maps"
	"strconv"
	"strings"

	"civicgraph/internal/kg"
)

// ConditionType tells what values a condition takes, and how they are compared.
type ConditionType uint8

// Types of condition.
const (
	TextCondition ConditionType = iota
	IntegerCondition
	DecimalCondition
	DayCondition
	DateCondition // a year, month or day
	EnumerationCondition
	TextListCondition
	NameCondition        // any one of the names of an entity
	IdentifierCondition  // a code in another register
	PeriodCondition      // several conditions, whose names begin with that of the period and a point
	EntityKindCondition  // a number of kg.Code
	LinkKindsCondition   // a list of numbers of kg.LinkKind
	CertainlyOnCondition // a day
)

// Condition tells how filters may ask about a field.
type Condition struct {
	Type ConditionType
	// Column is NULL where the value is missing.
	Column Column
	// First and Last are the days that bound a date. The last of a month may be given as its 31st, whether or not it has one.
	First, Last Column
	// Values are the names of an enumeration.
	Values []string
	// Indexed tells that an index finds the records of one value.
	Indexed bool
}

// Order tells how lists sort by a field.
type Order struct {
	Column Column
	// IsText tells texts from whole numbers, Nullable that a value may be missing.
	IsText, Nullable bool
}

// conditionsOf derives what filters may ask of a kind from its fields.
func conditionsOf(kind *kg.Kind) map[string]Condition {
	all := map[string]Condition{"slug": {Column: SlugColumn(), Indexed: true}}
	if kind.IsEntity() {
		all["name"] = Condition{Type: NameCondition}
		all["identifier"] = Condition{Type: IdentifierCondition}
	}
	for i := range kind.Fields {
		f := &kind.Fields[i]
		name := snake(f.Name)
		switch f.Type {
		case kg.TypeString, kg.TypeURL:
			all[f.Name] = optionalText(name)
		case kg.TypeStringList:
			all[f.Name] = Condition{Type: TextListCondition, Column: column(name)}
		case kg.TypeInt:
			all[f.Name] = Condition{Type: IntegerCondition, Column: column(name)}
		case kg.TypeDecimal:
			all[f.Name] = Condition{Type: DecimalCondition, Column: column(name)}
		case kg.TypePartialDate:
			all[f.Name] = Condition{Type: DateCondition, Column: column(name), First: column(name + "_first"), Last: column(name + "_last")}
		case kg.TypeEnum:
			all[f.Name] = Condition{Type: EnumerationCondition, Column: column(name), Values: f.ValueNames()}
		case kg.TypeMoney:
			all[f.Name] = Condition{Type: DecimalCondition, Column: column(name + "_amount")}
			all["currency"] = Condition{Column: column(name + "_currency")}
		case kg.TypePoint:
		}
	}
	return all
}

func optionalText(name string) Condition { return Condition{Column: nullIfEmpty(name)} }

// nullIfEmpty returns a column, NULL where it is empty.
func nullIfEmpty(name string) Column {
	return computed(func(t string) string { return "nullif(" + t + "." + name + ", '')" })
}

// date is the condition on a date that is kept as its text only, empty where it is not known.
func date(name string) Condition {
	return Condition{
		Type: DateCondition, Column: nullIfEmpty(name),
		First: computed(func(t string) string { return "substr(nullif(" + t + "." + name + ", '') || '-01-01', 1, 10)" }),
		Last: computed(func(t string) string {
			date := t + "." + name
			return "CASE length(" + date + ") WHEN 4 THEN " + date + " || '-12-31' WHEN 7 THEN " + date + " || '-31' WHEN 10 THEN " + date + " END"
		}),
	}
}

// periodConditions are those on the period of a link or figure.
func periodConditions() map[string]Condition {
	return map[string]Condition{
		"period":            {Type: PeriodCondition},
		"period.from":       date("period_from"),
		"period.until":      date("period_until"),
		"period.attestedOn": {Type: DayCondition, Column: nullIfEmpty("attested_on")},
	}
}

func linkConditions() map[string]Condition {
	all := map[string]Condition{
		"kinds":   {Type: LinkKindsCondition, Column: column("kind")},
		"role":    optionalText("role"),
		"order":   {Type: IntegerCondition, Column: orderColumn()},
		"holdsOn": {Type: CertainlyOnCondition, First: column("certain_from"), Last: column("certain_until")},
	}
	maps.Copy(all, periodConditions())
	return all
}

func figureConditions() map[string]Condition {
	all := map[string]Condition{
		"measure":   {Column: column("measure"), Indexed: true},
		"label":     {Column: column("label")},
		"value":     {Type: DecimalCondition, Column: column("value")},
		"unit":      {Column: column("unit")},
		"qualifier": {Type: EnumerationCondition, Column: column("qualifier"), Values: kg.QualifierNames()},
		"type":      {Type: EnumerationCondition, Column: column("type"), Values: kg.FigureTypeNames()},
	}
	maps.Copy(all, periodConditions())
	return all
}

func statementConditions() map[string]Condition {
	return map[string]Condition{
		"saidOn":  date("said_on"),
		"summary": {Column: column("summary")},
		"topics":  {Type: TextListCondition, Column: column("topics")},
	}
}

// entityTable is what can be asked of an entity whatever its kind: what its key alone leads to. It has no rows.
func (r *Registry) entityTable() *Table {
	return &Table{
		Type: "Entity", registry: r,
		Conditions: map[string]Condition{
			"kind":       {Type: EntityKindCondition},
			"slug":       {Column: SlugColumn(), Indexed: true},
			"name":       {Type: NameCondition},
			"identifier": {Type: IdentifierCondition},
		},
		FactLists: map[string]FactList{"figures": figuresOf(), "statements": statementsOf()},
		Orders:    entityOrders(),
	}
}

// entityOrders are by what entities of every kind can be sorted.
func entityOrders() map[string]Order {
	return map[string]Order{
		"NAME":       {Column: column("name_key"), IsText: true},
		"SLUG":       {Column: SlugColumn(), IsText: true},
		"UPDATED_AT": {Column: column("updated_at"), IsText: true},
	}
}

// ordersOf derives the orders of a kind from its sorted fields.
func ordersOf(kind *kg.Kind) map[string]Order {
	all := entityOrders()
	if !kind.IsEntity() {
		delete(all, "NAME")
	}
	for i := range kind.Fields {
		if f := &kind.Fields[i]; f.Sorted {
			all[kg.EnumName(f.Name)] = orderOf(f)
		}
	}
	return all
}

// orderOf returns the order by a field.
func orderOf(f *kg.Field) Order {
	order := Order{Column: column(sortColumn(f)), Nullable: !f.Required}
	switch f.Type {
	case kg.TypeEnum:
		order.Column = listedOrder(snake(f.Name), f.ValueNames())
	case kg.TypeString, kg.TypeURL, kg.TypePartialDate:
		order.IsText = true
	case kg.TypeInt, kg.TypeDecimal, kg.TypeMoney, kg.TypeStringList, kg.TypePoint:
	}
	return order
}

func figureOrders() map[string]Order {
	return map[string]Order{
		"MEASURE": {Column: column("measure"), IsText: true},
		"VALUE":   {Column: column("value")},
		"PERIOD":  {Column: date("period_from").First, IsText: true, Nullable: true},
	}
}

func statementOrders() map[string]Order {
	return map[string]Order{"SAID_ON": {Column: date("said_on").First, IsText: true, Nullable: true}}
}

// listedOrder sorts an enum in the order of its values.
func listedOrder(name string, values []string) Column {
	return computed(func(t string) string { return valueNumber(t+"."+name, values) })
}

// valueNumber returns the expression for the number of an enum's value. The index of the order has the very same text.
func valueNumber(column string, values []string) string {
	var b strings.Builder
	b.WriteString("CASE " + column)
	for i, value := range values {
		b.WriteString(" WHEN '" + value + "' THEN " + strconv.Itoa(i))
	}
	return b.String() + " END"
}
