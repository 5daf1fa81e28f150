package plan

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// field decodes conditions on a field that has some in the registry.
func (d *filterDecoder) field(of *store.Table, name string, c store.Condition, where at, value any) []kg.Filter {
	switch c.Type {
	case store.PeriodCondition:
		var all []kg.Filter
		d.fields(where, value, func(part string, given any) {
			all = append(all, d.field(of, name+"."+part, of.Conditions[name+"."+part], where.in(part), given)...)
		})
		return all
	case store.NameCondition:
		return d.name(name, where, value)
	case store.StringListCondition:
		return d.strings(name, where, value)
	case store.IdentifierCondition:
		d.count(where)
		code := kg.HasIdentifier{}
		d.fields(where, value, func(part string, given any) {
			if text, _ := d.text(where.in(part), given).(string); part == "scheme" {
				code.Scheme = text
			} else {
				code.Values = []string{text}
			}
		})
		return []kg.Filter{code}
	case store.LinkKindsCondition:
		d.count(where)
		return []kg.Filter{kg.Comparison{Field: name, Operator: kg.In, Values: d.values(c, where, value)}}
	case store.HoldsOnCondition:
		d.count(where)
		return []kg.Filter{kg.Comparison{Field: name, Operator: kg.HoldsOn, Values: []any{d.value(c, where, value)}}}
	default:
		return d.comparisons(name, c, where, value)
	}
}

// comparisons decodes comparisons with one value, all of which must hold.
func (d *filterDecoder) comparisons(name string, c store.Condition, where at, value any) []kg.Filter {
	all := []kg.Filter{}
	d.fields(where, value, func(operator string, given any) {
		here := where.in(operator)
		d.count(here)
		comparison, ok := operators()[operator]
		term := kg.Comparison{Field: name, Operator: comparison}
		switch {
		case !ok, (comparison == kg.Contains || comparison == kg.StartsWith) && c.Type != store.StringCondition:
			d.fail(here, kg.BadArgument, "this field has no such comparison")
		case comparison == kg.IsMissing:
			isMissing, isBoolean := given.(bool)
			if !isBoolean {
				d.fail(here, kg.BadArgument, "must be true or false")
			}
			if !isMissing {
				term.Operator = kg.IsGiven
			}
		case comparison == kg.In:
			term.Values = d.values(c, here, given)
		default:
			term.Values = []any{d.value(c, here, given)}
		}
		all = append(all, term)
	})
	return all
}

func operators() map[string]kg.Operator {
	return map[string]kg.Operator{
		"eq": kg.Equal, "within": kg.Equal, "ne": kg.NotEqual, "in": kg.In, "lt": kg.Less, "lte": kg.LessOrEqual,
		"gt": kg.Greater, "gte": kg.GreaterOrEqual, "contains": kg.Contains, "startsWith": kg.StartsWith, "isNull": kg.IsMissing,
	}
}

// name decodes conditions on the names of an entity. One name must pass all comparisons except `ne`, which no name may equal.
func (d *filterDecoder) name(name string, where at, value any) []kg.Filter {
	d.search(where)
	var all []kg.Filter
	var one kg.And
	for _, f := range d.comparisons("", store.Condition{}, where, value) {
		term, _ := f.(kg.Comparison)
		switch term.Operator {
		case kg.NotEqual:
			term.Operator = kg.Equal
			all = append(all, kg.Elements{Field: name, Quantifier: kg.None, Where: term})
		case kg.IsMissing:
			all = append(all, kg.Elements{Field: name, Quantifier: kg.None, Where: kg.MatchAll()})
		case kg.IsGiven:
			all = append(all, kg.Elements{Field: name, Where: kg.MatchAll()})
		default:
			one = append(one, term)
		}
	}
	if len(one) > 0 {
		all = append(all, kg.Elements{Field: name, Where: one})
	}
	return all
}

// strings decodes conditions on a list of strings.
func (d *filterDecoder) strings(name string, where at, value any) []kg.Filter {
	var all []kg.Filter
	d.fields(where, value, func(field string, given any) {
		quantifier, ok := quantifiers()[field]
		if !ok {
			d.fail(where.in(field), kg.BadArgument, "must be some, none or every")
		}
		d.count(where)
		d.search(where.in(field))
		all = append(all, kg.Elements{Field: name, Quantifier: quantifier, Where: kg.And(d.comparisons("", store.Condition{}, where.in(field), given))})
	})
	return all
}

// values decodes a list of values.
func (d *filterDecoder) values(c store.Condition, where at, value any) []any {
	given := listOf(value)
	if len(given) > maxFilterValues {
		d.fail(where, kg.BadArgument, "a list in a filter can have at most %d values; ask for the others in another request", maxFilterValues)
		return nil
	}
	list := make([]any, len(given))
	for i, item := range given {
		list[i] = d.value(c, where.in(strconv.Itoa(i)), item)
	}
	return list
}

// value decodes a value of the type of the condition.
func (d *filterDecoder) value(c store.Condition, where at, value any) any {
	switch c.Type {
	case store.IntCondition:
		number, _ := value.(json.Number)
		n, err := strconv.ParseInt(string(number), 10, 32)
		if err != nil {
			d.fail(where, kg.BadArgument, "must be a 32-bit integer")
		}
		return n
	case store.DecimalCondition:
		n, err := kg.ParseDecimal(scalarString(value))
		d.failWith(where, kg.BadArgument, err)
		return n
	case store.DateCondition, store.HoldsOnCondition:
		day, err := kg.ParseDate(scalarString(value))
		d.failWith(where, kg.BadDate, err)
		return day
	case store.PartialDateCondition:
		date, err := kg.ParsePartialDate(scalarString(value))
		d.failWith(where, kg.BadDate, err)
		return date
	case store.EnumCondition:
		name, _ := value.(string)
		if !slices.Contains(c.Values, name) {
			d.fail(where, kg.BadArgument, "must be one of %s", strings.Join(c.Values, ", "))
		}
		return name
	case store.EntityKindCondition:
		code, ok := d.registry.Kinds.ParseEnumName(scalarString(value))
		if !ok {
			d.fail(where, kg.BadArgument, "unknown kind; kinds are written in capitals")
		}
		return int64(code)
	case store.LinkKindCondition, store.LinkKindsCondition:
		kind, ok := kg.ParseLinkKind(scalarString(value))
		if !ok {
			d.fail(where, kg.BadArgument, "unknown kind; kinds are written in capitals")
		}
		return int64(kind)
	default:
		return d.text(where, value)
	}
}

// failWith fails if there is an error of a value.
func (d *filterDecoder) failWith(where at, code kg.ErrorCode, err error) {
	if problem, ok := errors.AsType[*kg.Error](err); ok {
		d.fail(where, code, "%s", problem.Message)
	}
}

// text decodes a string that records may contain.
func (d *filterDecoder) text(where at, value any) any {
	text, ok := value.(string)
	switch {
	case !ok:
		d.fail(where, kg.BadArgument, "must be a string")
	case len(text) > maxFilterText:
		d.fail(where, kg.BadArgument, "a string in a filter can have at most %d bytes; compare with a part of it by contains or startsWith", maxFilterText)
	case !kg.IsValidText(text):
		d.fail(where, kg.BadArgument, "must not contain NUL or U+FFFD")
	}
	return text
}
