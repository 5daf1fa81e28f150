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
	// Column is an SQL expression over the row t, NULL where the value is missing.
	Column string
	// First and Last are the days that bound a date. The last of a month may be given as its 31st, whether or not it has one.
	First, Last string
	// Values are the names of an enumeration.
	Values []string
	// Indexed tells that an index finds the records of one value.
	Indexed bool
}

// Order tells how lists sort by a field.
type Order struct {
	// Column is an SQL expression over the row t.
	Column string
	// IsText tells texts from whole numbers, Nullable that a value may be missing.
	IsText, Nullable bool
}

// conditionsOf derives what filters may ask of a kind from its fields.
func conditionsOf(kind *kg.Kind) map[string]Condition {
	all := map[string]Condition{"slug": {Column: "t.slug", Indexed: true}}
	if kind.IsEntity() {
		all["name"] = Condition{Type: NameCondition}
		all["identifier"] = Condition{Type: IdentifierCondition}
	}
	for i := range kind.Fields {
		f := &kind.Fields[i]
		column := "t." + snake(f.Name)
		switch f.Type {
		case kg.TypeString, kg.TypeURL:
			all[f.Name] = optionalText(column)
		case kg.TypeStringList:
			all[f.Name] = Condition{Type: TextListCondition, Column: column}
		case kg.TypeInt:
			all[f.Name] = Condition{Type: IntegerCondition, Column: column}
		case kg.TypeDecimal:
			all[f.Name] = Condition{Type: DecimalCondition, Column: column}
		case kg.TypePartialDate:
			all[f.Name] = Condition{Type: DateCondition, Column: column, First: column + "_first", Last: column + "_last"}
		case kg.TypeEnum:
			all[f.Name] = Condition{Type: EnumerationCondition, Column: column, Values: f.Values}
		case kg.TypeMoney:
			all[f.Name] = Condition{Type: DecimalCondition, Column: column + "_amount"}
			all["currency"] = Condition{Column: column + "_currency"}
		case kg.TypePoint:
		}
	}
	return all
}

func optionalText(column string) Condition { return Condition{Column: "nullif(" + column + ", '')"} }

// date is the condition on a date that is kept as its text only, empty where it is not known.
func date(column string) Condition {
	return Condition{
		Type: DateCondition, Column: "nullif(" + column + ", '')",
		First: "substr(nullif(" + column + ", '') || '-01-01', 1, 10)",
		Last: "CASE length(" + column + ") WHEN 4 THEN " + column + " || '-12-31' WHEN 7 THEN " + column + " || '-31' WHEN 10 THEN " +
			column + " END",
	}
}

// periodConditions are those on the period of a link or figure.
func periodConditions() map[string]Condition {
	return map[string]Condition{
		"period":            {Type: PeriodCondition},
		"period.from":       date("t.period_from"),
		"period.until":      date("t.period_until"),
		"period.attestedOn": {Type: DayCondition, Column: "nullif(t.attested_on, '')"},
	}
}

func linkConditions() map[string]Condition {
	all := map[string]Condition{
		"kinds":   {Type: LinkKindsCondition, Column: "t.kind"},
		"role":    optionalText("t.role"),
		"order":   {Type: IntegerCondition, Column: `nullif(t."order", 2147483647)`}, // kg.NoOrder
		"holdsOn": {Type: CertainlyOnCondition, First: "t.certain_from", Last: "t.certain_until"},
	}
	maps.Copy(all, periodConditions())
	return all
}

func figureConditions() map[string]Condition {
	all := map[string]Condition{
		"measure":   {Column: "t.measure", Indexed: true},
		"label":     {Column: "t.label"},
		"value":     {Type: DecimalCondition, Column: "t.value"},
		"unit":      {Column: "t.unit"},
		"qualifier": {Type: EnumerationCondition, Column: "t.qualifier", Values: kg.QualifierNames()},
		"type":      {Type: EnumerationCondition, Column: "t.type", Values: kg.FigureTypeNames()},
	}
	maps.Copy(all, periodConditions())
	return all
}

func statementConditions() map[string]Condition {
	return map[string]Condition{
		"saidOn":  date("t.said_on"),
		"summary": {Column: "t.summary"},
		"topics":  {Type: TextListCondition, Column: "t.topics"},
	}
}

// entityTable is what can be asked of an entity whatever its kind: what its key alone leads to. It has no rows.
func (r *Registry) entityTable() *Table {
	return &Table{
		Type: "Entity", registry: r,
		Conditions: map[string]Condition{
			"kind":       {Type: EntityKindCondition, Column: "t.id & 63"}, // kg.CodeMask
			"slug":       {Column: "t.slug", Indexed: true},
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
		"NAME":       {Column: "t.name_key", IsText: true},
		"SLUG":       {Column: "t.slug", IsText: true},
		"UPDATED_AT": {Column: "t.updated_at", IsText: true},
	}
}

// ordersOf derives from the fields of a kind by what its records can be sorted.
func ordersOf(kind *kg.Kind) map[string]Order {
	all := entityOrders()
	if !kind.IsEntity() {
		delete(all, "NAME")
		all["TITLE"] = Order{Column: "t.title_key", IsText: true}
	}
	for i := range kind.Fields {
		f := &kind.Fields[i]
		column := "t." + snake(f.Name)
		order := Order{Nullable: !f.Required}
		switch f.Type {
		case kg.TypeInt, kg.TypeDecimal:
			order.Column = column
		case kg.TypeMoney:
			order.Column = column + "_amount"
		case kg.TypePartialDate:
			order.Column, order.IsText = column+"_first", true
		case kg.TypeEnum:
			order.Column = listedOrder(column, f.Values)
		case kg.TypeString, kg.TypeStringList, kg.TypePoint, kg.TypeURL:
			continue
		}
		all[capitals(f.Name)] = order
	}
	return all
}

func figureOrders() map[string]Order {
	return map[string]Order{
		"MEASURE": {Column: "t.measure", IsText: true},
		"VALUE":   {Column: "t.value"},
		"PERIOD":  {Column: date("t.period_from").First, IsText: true, Nullable: true},
	}
}

func statementOrders() map[string]Order {
	return map[string]Order{"SAID_ON": {Column: date("t.said_on").First, IsText: true, Nullable: true}}
}

// listedOrder sorts an enumeration as it is listed.
func listedOrder(column string, values []string) string {
	var b strings.Builder
	b.WriteString("CASE " + column)
	for i, value := range values {
		b.WriteString(" WHEN '" + value + "' THEN " + strconv.Itoa(i))
	}
	return b.String() + " END"
}

// capitals is the name of an order by a field: bornOn, BORN_ON.
func capitals(name string) string { return strings.ToUpper(snake(name)) }
