package store

import (
	"maps"
	"strconv"
	"strings"

	"civicgraph/internal/kg"
)

// ConditionType is the type of the values of a condition.
type ConditionType uint8

// Types of condition.
const (
	StringCondition ConditionType = iota
	IntCondition
	DecimalCondition
	DateCondition
	PartialDateCondition // a date of any precision
	EnumCondition
	StringListCondition
	NameCondition       // the names of an entity
	IdentifierCondition // a code in another register
	PeriodCondition     // conditions whose names begin with that of the period and a full stop
	EntityKindCondition // a number of kg.Code
	LinkKindCondition   // a number of kg.LinkKind
	LinkKindsCondition  // a list of numbers of kg.LinkKind
	HoldsOnCondition    // a day
)

// Condition is a field of a filter.
type Condition struct {
	Type ConditionType
	// Column is NULL where the value is missing.
	Column Column
	// First and Last are the first and last day of a date. The last of a month may be its 31st, whether or not it has one.
	First, Last Column
	// Values are the values of an enum.
	Values []string
	// Indexed means that an index finds the records with a value.
	Indexed bool
	// Text is the field whose words are in the index of words.
	Text kg.TextField
}

// Order is a field by which lists are sorted.
type Order struct {
	Column Column
	// IsString distinguishes strings from integers. Nullable means that values may be missing.
	IsString, Nullable bool
}

// conditionsOf returns the conditions on the fields of a kind.
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
			all[f.Name] = Condition{Column: nullIfEmpty(name), Text: f.Searched}
		case kg.TypeStringList:
			all[f.Name] = Condition{Type: StringListCondition, Column: column(name)}
		case kg.TypeInt:
			all[f.Name] = Condition{Type: IntCondition, Column: column(name)}
		case kg.TypeDecimal:
			all[f.Name] = Condition{Type: DecimalCondition, Column: column(name)}
		case kg.TypePartialDate:
			all[f.Name] = Condition{Type: PartialDateCondition, Column: column(name), First: column(name + "_first"), Last: column(name + "_last")}
		case kg.TypeEnum:
			all[f.Name] = Condition{Type: EnumCondition, Column: column(name), Values: f.ValueNames()}
		case kg.TypeMoney:
			all[f.Name] = Condition{Type: DecimalCondition, Column: column(name + "_amount")}
			all["currency"] = Condition{Column: column(name + "_currency")}
		case kg.TypePoint:
		}
	}
	return all
}

func optionalString(name string) Condition { return Condition{Column: nullIfEmpty(name)} }

// nullIfEmpty returns a column, NULL where it is empty.
func nullIfEmpty(name string) Column {
	return computed(func(t string) string { return "nullif(" + t + "." + name + ", '')" })
}

// storedDate is the condition on a date without columns for its first and last day. It is empty if it is unknown.
func storedDate(name string) Condition {
	return Condition{
		Type: PartialDateCondition, Column: nullIfEmpty(name),
		First: computed(func(t string) string { return "substr(nullif(" + t + "." + name + ", '') || '-01-01', 1, 10)" }),
		Last: computed(func(t string) string {
			date := t + "." + name
			return "CASE length(" + date + ") WHEN 4 THEN " + date + " || '-12-31' WHEN 7 THEN " + date + " || '-31' WHEN 10 THEN " + date + " END"
		}),
	}
}

// periodConditions returns the conditions on the period of a link or figure.
func periodConditions() map[string]Condition {
	return map[string]Condition{
		"period":            {Type: PeriodCondition},
		"period.from":       storedDate("period_from"),
		"period.until":      storedDate("period_until"),
		"period.attestedOn": {Type: DateCondition, Column: nullIfEmpty("attested_on")},
	}
}

func linkConditions() map[string]Condition {
	all := map[string]Condition{
		"kind":    {Type: LinkKindCondition, Column: column("kind")},
		"kinds":   {Type: LinkKindsCondition, Column: column("kind")},
		"role":    {Column: nullIfEmpty("role"), Text: kg.RoleText},
		"order":   {Type: IntCondition, Column: orderColumn()},
		"note":    optionalString("note"),
		"holdsOn": {Type: HoldsOnCondition, First: column("certain_from"), Last: column("certain_until")},
	}
	maps.Copy(all, periodConditions())
	return all
}

func figureConditions() map[string]Condition {
	all := map[string]Condition{
		"measure":   {Column: column("measure"), Indexed: true, Text: kg.MeasureText},
		"label":     {Column: column("label"), Text: kg.LabelText},
		"value":     {Type: DecimalCondition, Column: column("value")},
		"unit":      {Column: column("unit")},
		"qualifier": {Type: EnumCondition, Column: column("qualifier"), Values: kg.QualifierNames()},
		"type":      {Type: EnumCondition, Column: column("type"), Values: kg.FigureTypeNames()},
	}
	maps.Copy(all, periodConditions())
	return all
}

func statementConditions() map[string]Condition {
	return map[string]Condition{
		"saidOn":  storedDate("said_on"),
		"summary": {Column: column("summary"), Text: kg.StatementText},
		"topics":  {Type: StringListCondition, Column: column("topics")},
	}
}

// entityTable returns the table of entities of several kinds: with what their keys alone lead to, and without rows.
func (r *Registry) entityTable() *Table {
	return &Table{
		Type: "Entity", registry: r,
		Conditions: map[string]Condition{
			"kind":       {Type: EntityKindCondition},
			"slug":       {Column: SlugColumn(), Indexed: true},
			"name":       {Type: NameCondition},
			"identifier": {Type: IdentifierCondition},
			"summary":    {Column: column("summary")},
		},
		FactLists: map[string]FactList{"figures": figuresOf(), "statements": statementsOf()},
		Orders:    entityOrders(),
	}
}

// entityOrders returns the orders of entities of every kind.
func entityOrders() map[string]Order {
	return map[string]Order{
		"NAME":       {Column: column("name_key"), IsString: true},
		"SLUG":       {Column: SlugColumn(), IsString: true},
		"UPDATED_AT": {Column: column("updated_at"), IsString: true},
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
		order.IsString = true
	case kg.TypeInt, kg.TypeDecimal, kg.TypeMoney, kg.TypeStringList, kg.TypePoint:
	}
	return order
}

func linkOrders() map[string]Order {
	return map[string]Order{
		"PERIOD_FROM":  {Column: periodStart(), IsString: true, Nullable: true},
		"PERIOD_UNTIL": {Column: periodEnd(), IsString: true, Nullable: true},
		"ROLE":         {Column: nullIfEmpty("role"), IsString: true, Nullable: true},
		"ORDER":        {Column: orderColumn(), Nullable: true},
		"KIND":         {Column: column("kind")},
		"UPDATED_AT":   {Column: column("updated_at"), IsString: true},
	}
}

// periodStart returns the first day of the period of a link or figure, NULL where its start is unknown.
func periodStart() Column {
	return computed(func(t string) string { return "CASE WHEN " + t + ".period_from <> '' THEN " + t + ".possible_from END" })
}

// periodEnd returns the last day of the period of a link or figure, NULL where its end is open or unknown.
func periodEnd() Column {
	return computed(func(t string) string {
		return "CASE WHEN " + t + ".period_until <> '' THEN " + t + ".possible_until END"
	})
}

func figureOrders() map[string]Order {
	return map[string]Order{
		"MEASURE":    {Column: column("measure"), IsString: true},
		"LABEL":      {Column: column("label"), IsString: true},
		"VALUE":      {Column: column("value")},
		"UNIT":       {Column: column("unit"), IsString: true},
		"TYPE":       {Column: listedOrder("type", kg.FigureTypeNames())},
		"PERIOD":     {Column: periodStart(), IsString: true, Nullable: true},
		"UPDATED_AT": {Column: column("updated_at"), IsString: true},
	}
}

func statementOrders() map[string]Order {
	return map[string]Order{
		"SAID_ON":    {Column: storedDate("said_on").First, IsString: true, Nullable: true},
		"UPDATED_AT": {Column: column("updated_at"), IsString: true},
	}
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
