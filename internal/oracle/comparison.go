package oracle

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"unicode"

	"civicgraph/internal/kg"
)

// partialDate is a date of any precision that filters compare.
type partialDate string

// valueOf returns the value of a record's field for filters and orders: string, []string, int64, kg.Decimal or partialDate;
// nil if it is missing.
func (o *Oracle) valueOf(record any, name string) any {
	switch r := record.(type) {
	case *entity:
		return r.valueOf(name)
	case *link:
		switch {
		case name == "kind":
			return r.record.Kind.String()
		case name == "role":
			return stringOrNull(r.record.Role)
		case name == "note":
			return stringOrNull(r.record.Note)
		case name == "order" && r.record.Order != kg.NoOrder:
			return r.record.Order
		case name == "order":
			return nil
		}
	case *figure:
		switch name {
		case "value":
			return r.record.Value
		case "measure", "label", "unit", "qualifier", "type":
			return r.field(nil, name, nil)
		}
	case *statement:
		switch name {
		case "saidOn":
			return dateOrNull(string(r.record.SaidOn))
		case "summary":
			return r.record.Summary
		case "topics":
			return r.record.Topics
		}
	}
	panic(unimplemented(fmt.Sprintf("the oracle does not implement the value %s of a %T", name, record)))
}

func (t *entity) valueOf(name string) any {
	switch name {
	case "slug":
		return t.record.Slug
	case "kind":
		return recordKind(t.kind.Name)
	case "currency":
		if money, given := t.record.Values["investment"].(kg.Money); given {
			return money.Currency
		}
		return nil
	}
	field, known := t.kind.Field(name)
	if !known {
		panic(unimplemented("the oracle does not implement the value " + t.kind.Name + "." + name))
	}
	switch value := t.record.Values[name].(type) {
	case nil:
		if field.Default != 0 {
			return field.Default
		}
		return nil
	case string:
		return stringOrNull(value)
	case kg.PartialDate:
		return dateOrNull(string(value))
	case kg.Money:
		return value.Amount
	default:
		return value
	}
}

func dateOrNull(text string) any {
	if text == "" {
		return nil
	}
	return partialDate(text)
}

// compares reports whether a value satisfies all comparisons. A missing value satisfies only `ne` and `isNull: true`.
func compares(value any, asked map[string]any) bool {
	for operator, wanted := range asked {
		if wanted != nil && !compare(value, operator, wanted) {
			return false
		}
	}
	return true
}

func compare(value any, operator string, wanted any) bool {
	switch operator {
	case "isNull":
		return (value == nil) == (wanted == true)
	case "ne":
		return value == nil || !compare(value, "eq", wanted)
	case "in":
		return slices.ContainsFunc(asList(wanted), func(one any) bool { return compare(value, "eq", one) })
	}
	switch v := value.(type) {
	case nil:
		return false
	case int64:
		return compareNumbers(big.NewRat(v, 1), operator, wanted)
	case kg.Decimal:
		return compareNumbers(big.NewRat(int64(v), 10_000), operator, wanted)
	case partialDate:
		return compareDates(string(v), operator, fmt.Sprint(wanted))
	case string:
		text := fmt.Sprint(wanted)
		switch operator {
		case "eq":
			return v == text
		case "contains":
			return strings.Contains(lowerLatin(v), lowerLatin(text))
		case "startsWith":
			return strings.HasPrefix(lowerLatin(v), lowerLatin(text))
		}
	}
	panic(unimplemented(fmt.Sprintf("the oracle cannot compare %v by %s", value, operator)))
}

func compareNumbers(value *big.Rat, operator string, wanted any) bool {
	number, isNumber := new(big.Rat).SetString(fmt.Sprint(wanted))
	if !isNumber {
		panic(unimplemented(fmt.Sprint(wanted, " is not a number")))
	}
	order := value.Cmp(number)
	switch operator {
	case "eq":
		return order == 0
	case "gt":
		return order > 0
	case "gte":
		return order >= 0
	case "lt":
		return order < 0
	case "lte":
		return order <= 0
	}
	panic(unimplemented("the oracle does not implement the comparison of numbers " + operator))
}

// compareDates compares all days of one date with all days of another.
func compareDates(value, operator, wanted string) bool {
	switch operator {
	case "eq", "within":
		return firstDay(wanted) <= firstDay(value) && lastDay(value) <= lastDay(wanted)
	case "gt":
		return firstDay(value) > lastDay(wanted)
	case "gte":
		return firstDay(value) >= firstDay(wanted)
	case "lt":
		return lastDay(value) < firstDay(wanted)
	case "lte":
		return lastDay(value) <= lastDay(wanted)
	}
	panic(unimplemented("the oracle does not implement the comparison of dates " + operator))
}

// lowerLatin returns a string with Latin letters in lower case.
func lowerLatin(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Latin, r) {
			return unicode.ToLower(r)
		}
		return r
	}, text)
}

// stringsPass reports whether a list of strings satisfies a StringListFilter.
func stringsPass(texts []string, asked map[string]any) bool {
	for quantifier, filter := range asked {
		conditions, given := filter.(map[string]any)
		if given && !quantify(quantifier, texts, func(text string) bool { return compares(text, conditions) }) {
			return false
		}
	}
	return true
}

// namesPass reports whether one of the names satisfies all comparisons. No name may equal the value of `ne`, and `isNull`
// is about all names together.
func namesPass(names []kg.Name, asked map[string]any) bool {
	one := map[string]any{}
	for operator, wanted := range asked {
		switch {
		case wanted == nil:
		case operator == "ne":
			if slices.ContainsFunc(names, func(n kg.Name) bool { return n.Text == wanted }) {
				return false
			}
		case operator == "isNull":
			if (len(names) == 0) != (wanted == true) {
				return false
			}
		default:
			one[operator] = wanted
		}
	}
	return len(one) == 0 || slices.ContainsFunc(names, func(n kg.Name) bool { return compares(n.Text, one) })
}

func periodPasses(p kg.Period, given any) bool {
	asked, _ := given.(map[string]any)
	for name, value := range map[string]string{"from": string(p.From), "until": string(p.Until), "attestedOn": string(p.AttestedOn)} {
		if conditions, _ := asked[name].(map[string]any); !compares(dateOrNull(value), conditions) {
			return false
		}
	}
	return true
}
