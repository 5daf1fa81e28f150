package oracle

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// value is a number of a record. Values are added up only if apart is equal: the currency, or the measure, unit and type.
type value struct {
	number *big.Rat
	apart  []string
}

// numberTotal is the total of values with the same properties: a currency, or a measure, unit and type.
type numberTotal struct {
	properties []string
	values     []*big.Rat
}

// dateRange is the range of some dates, which are sorted.
type dateRange []string

// field returns the value of a field of a group.
func (g *total) field(name string) any {
	if name == "records" {
		return len(g.records)
	}
	if at := slices.IndexFunc(g.by, func(by string) bool { return fieldOf(by) == name }); at >= 0 {
		if value, is := g.values[at].(place); is {
			return value.name
		}
		return g.values[at]
	}
	of, suffix := name, ""
	for _, known := range []string{"Range", "Totals", "Total", "Unknown"} {
		if start, is := strings.CutSuffix(name, known); is {
			of, suffix = start, known
			break
		}
	}
	switch {
	case suffix == "Range":
		return g.dates(of)
	case suffix == "Totals" || name == "investment":
		return g.apart(of)
	case suffix == "Total":
		return numberTotal{values: g.numbers(of)}
	case suffix == "Unknown":
		return len(g.records) - len(g.numbers(of))
	case name == "projectCount":
		return numberTotal{values: g.numbers(of)}.sum().Num().Int64()
	}
	return nil // the groups are grouped by something else
}

// sortKey returns what an order sorts by: the number of records, or the sum of a field.
func (g *total) sortKey(field any) *big.Rat {
	if field == "RECORDS" {
		return new(big.Rat).SetInt64(int64(len(g.records)))
	}
	return numberTotal{values: g.numbers(fieldOf(fmt.Sprint(field)))}.sum()
}

// numbers returns the known numbers of a field.
func (g *total) numbers(name string) []*big.Rat {
	var all []*big.Rat
	for _, record := range g.records {
		if v := numberOf(record, name); v != nil {
			all = append(all, v.number)
		}
	}
	return all
}

// apart returns a total of the numbers of a field for each currency, or for each measure, unit and type.
func (g *total) apart(name string) any {
	all := map[string]*numberTotal{}
	for _, record := range g.records {
		v := numberOf(record, name)
		if v == nil {
			continue
		}
		key := strings.Join(v.apart, "\x00")
		if all[key] == nil {
			all[key] = &numberTotal{properties: v.apart}
		}
		all[key].values = append(all[key].values, v.number)
	}
	list := []any{}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		list = append(list, *all[key])
	}
	return list
}

// numberOf returns the number of a field; nil if it is unknown.
func numberOf(record any, name string) *value {
	switch t := record.(type) {
	case *figure:
		return &value{big.NewRat(int64(t.record.Value), decimalUnits), []string{t.record.Measure, t.record.Unit, t.kind()}}
	case *entity:
		field, _ := t.kind.Field(name)
		switch v := t.record.Values[name].(type) {
		case int64:
			return &value{number: big.NewRat(v, 1)}
		case kg.Decimal:
			return &value{number: big.NewRat(int64(v), decimalUnits)}
		case kg.Money:
			return &value{big.NewRat(int64(v.Amount), decimalUnits), []string{v.Currency}}
		case nil:
			if field.Default != 0 {
				return &value{number: big.NewRat(field.Default, 1)}
			}
		}
	}
	return nil
}

// decimalUnits is the number of units of a Decimal in 1.
const decimalUnits = 10_000

func (t numberTotal) sum() *big.Rat {
	sum := new(big.Rat)
	for _, number := range t.values {
		sum.Add(sum, number)
	}
	return sum
}

func (t numberTotal) field(name string) any {
	switch name {
	case "known":
		return len(t.values)
	case "sum", "amount":
		return decimalText(t.sum())
	case "currency", "measure":
		return t.properties[0]
	case "unit":
		return t.properties[1]
	case "type":
		return t.properties[2]
	}
	if len(t.values) == 0 {
		return nil
	}
	switch name {
	case "average":
		return decimalText(new(big.Rat).Quo(t.sum(), big.NewRat(int64(len(t.values)), 1)))
	case "minimum":
		return decimalText(slices.MinFunc(t.values, (*big.Rat).Cmp))
	case "maximum":
		return decimalText(slices.MaxFunc(t.values, (*big.Rat).Cmp))
	}
	return unknownField{}
}

// decimalText returns a number with at most four decimal places; half of the last is rounded away from zero.
func decimalText(number *big.Rat) string {
	text := strings.TrimSuffix(strings.TrimRight(number.FloatString(4), "0"), ".")
	if text == "-0" {
		return "0"
	}
	return text
}

// dates returns the range of a date.
func (g *total) dates(name string) any {
	var all dateRange
	for _, record := range g.records {
		if date := dateOf(record, name); date != "" {
			all = append(all, date)
		}
	}
	slices.Sort(all) // years sort as numbers, and a year before its months
	return all
}

// dateOf returns a date of a record; empty if it is unknown.
func dateOf(record any, name string) string {
	var period kg.Period
	switch t := record.(type) {
	case *entity:
		date, _ := t.record.Values[name].(kg.PartialDate)
		return string(date)
	case *statement:
		return string(t.record.SaidOn)
	case *link:
		period = t.record.Period
	case *figure:
		period = t.record.Period
	}
	if name == "start" {
		return string(period.From)
	}
	return string(period.Until)
}

func (d dateRange) field(name string) any {
	switch {
	case name == "known":
		return len(d)
	case len(d) == 0:
		return nil
	case name == "earliest":
		return d[0]
	}
	return d[len(d)-1]
}
