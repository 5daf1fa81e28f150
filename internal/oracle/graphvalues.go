package oracle

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"civicgraph/internal/kg"
)

// values gives the fields of a kind values by their types: the required ones always, the others to every second record.
func (g *graphGenerator) values(all []kg.Field, fields map[string]any) {
	day, _ := g.days()
	for i := range all {
		f := &all[i]
		value := func() any { return g.value(f, day) }
		if f.Required {
			g.withStream(f.Name, func() { g.required(f, fields, value) })
			continue
		}
		g.maybe(fields, 50, f.Name, value)
		if f.Type == kg.TypePartialDate { // a later date of the same record is not before it
			g.withStream("after "+f.Name, func() { day = day.AddDate(0, 0, pick(g.rand, 0, 1, 20, 200, 2000)) })
		}
	}
}

// required gives a required field a value that is not empty. Some records omit a field with a default.
func (g *graphGenerator) required(f *kg.Field, fields map[string]any, value func() any) {
	if f.Default != 0 && !g.isComplete && g.chance(50) {
		return
	}
	for isEmpty(fields[f.Name]) {
		fields[f.Name] = value()
	}
}

// value returns a value of a field, among them the smallest and the largest.
func (g *graphGenerator) value(f *kg.Field, day time.Time) any {
	switch f.Type {
	case kg.TypeString:
		if f.Name == "language" {
			return pick(g.rand, "en", "zh", "")
		}
		return pick(g.rand, "", "China Daily", "Gazette \"North\"", g.words())
	case kg.TypeURL:
		return fmt.Sprintf("https://example.org/r?n=%d&x='1'", g.rand.IntN(9))
	case kg.TypeStringList:
		return []any{"chips", "新能源", g.words()}[:g.rand.IntN(4)]
	case kg.TypeInt:
		if f.Default != 0 { // a number of records, which totals sum up
			return json.Number(strconv.FormatInt(pick(g.rand, f.Min, min(f.Max, 318)), 10))
		}
		return json.Number(strconv.FormatInt(pick(g.rand, f.Min, f.Min+1, min(f.Max, 350), min(f.Max, 13_730_000), f.Max), 10))
	case kg.TypeDecimal:
		return g.decimal(f)
	case kg.TypePartialDate:
		return g.dateOf(day)
	case kg.TypeEnum:
		return pick(g.rand, f.Values...).Name
	case kg.TypeMoney:
		return map[string]any{"amount": g.decimal(f), "currency": pick(g.rand, "CNY", "EUR")}
	case kg.TypePoint:
		return map[string]any{
			"lat": json.Number(pick(g.rand, "39.0842", "-0.50", "0", "40", "-90")),
			"lon": json.Number(pick(g.rand, "116.4", "-179.999999", "1e1", "0.1")),
		}
	}
	panic(unimplemented(fmt.Sprintf("the oracle has no value for the field %s", f.Name)))
}

func (g *graphGenerator) decimal(f *kg.Field) any {
	if !f.NotNegative && g.chance(20) {
		return pick[any](g.rand, "-3", json.Number("-0.0001"))
	}
	return pick[any](g.rand, "172100000000", json.Number("12.3400"), "0.5", "12.50", "0", json.Number("100"), json.Number("0.0001"), "7.123")
}
