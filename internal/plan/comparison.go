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

// field reads what is asked of a declared field.
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
	case store.TextListCondition:
		return d.texts(name, where, value)
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
	case store.CertainlyOnCondition:
		d.count(where)
		return []kg.Filter{kg.Comparison{Field: name, Operator: kg.HoldsOn, Values: []any{d.value(c, where, value)}}}
	default:
		return d.terms(name, c, where, value)
	}
}

// terms reads comparisons of one value, all of which must hold.
func (d *filterDecoder) terms(name string, c store.Condition, where at, value any) []kg.Filter {
	all := []kg.Filter{}
	d.fields(where, value, func(operator string, given any) {
		here := where.in(operator)
		d.count(here)
		is, ok := comparisons()[operator]
		term := kg.Comparison{Field: name, Operator: is}
		switch {
		case !ok, (is == kg.Contains || is == kg.StartsWith) && c.Type != store.TextCondition:
			d.fail(here, kg.BadArgument, "is no comparison of this field")
		case is == kg.IsMissing:
			missing, isBoolean := given.(bool)
			if !isBoolean {
				d.fail(here, kg.BadArgument, "takes true or false")
			}
			if !missing {
				term.Operator = kg.IsGiven
			}
		case is == kg.In:
			term.Values = d.values(c, here, given)
		default:
			term.Values = []any{d.value(c, here, given)}
		}
		all = append(all, term)
	})
	return all
}

func comparisons() map[string]kg.Operator {
	return map[string]kg.Operator{
		"eq": kg.Equal, "within": kg.Equal, "ne": kg.NotEqual, "in": kg.In, "lt": kg.Less, "lte": kg.LessOrEqual,
		"gt": kg.Greater, "gte": kg.GreaterOrEqual, "contains": kg.Contains, "startsWith": kg.StartsWith, "isNull": kg.IsMissing,
	}
}

// name reads what is asked of the names of an entity: one of them passes all comparisons but `ne`, which none may equal.
func (d *filterDecoder) name(name string, where at, value any) []kg.Filter {
	d.search(where)
	var all []kg.Filter
	var one kg.And
	for _, f := range d.terms("", store.Condition{}, where, value) {
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

// texts reads what is asked of a list of texts.
func (d *filterDecoder) texts(name string, where at, value any) []kg.Filter {
	var all []kg.Filter
	d.fields(where, value, func(field string, given any) {
		how, ok := quantifiers()[field]
		if !ok {
			d.fail(where.in(field), kg.BadArgument, "takes some, none or every")
		}
		d.count(where)
		d.search(where.in(field))
		all = append(all, kg.Elements{Field: name, Quantifier: how, Where: kg.And(d.terms("", store.Condition{}, where.in(field), given))})
	})
	return all
}

// values reads a list of values.
func (d *filterDecoder) values(c store.Condition, where at, value any) []any {
	given := listOf(value)
	if len(given) > maxFilterValues {
		d.fail(where, kg.BadArgument, "a list in a filter has %d values at most", maxFilterValues)
		return nil
	}
	list := make([]any, len(given))
	for i, item := range given {
		list[i] = d.value(c, where.in(strconv.Itoa(i)), item)
	}
	return list
}

// value reads a value of the condition's type.
func (d *filterDecoder) value(c store.Condition, where at, value any) any {
	switch c.Type {
	case store.IntegerCondition:
		number, _ := value.(json.Number)
		n, err := strconv.ParseInt(string(number), 10, 32)
		if err != nil {
			d.fail(where, kg.BadArgument, "takes a whole number of 32 bits")
		}
		return n
	case store.DecimalCondition:
		n, err := kg.ParseDecimal(scalarText(value))
		d.failWith(where, kg.BadArgument, err)
		return n
	case store.DayCondition, store.CertainlyOnCondition:
		day, err := kg.ParseDate(scalarText(value))
		d.failWith(where, kg.BadDate, err)
		return day
	case store.DateCondition:
		date, err := kg.ParsePartialDate(scalarText(value))
		d.failWith(where, kg.BadDate, err)
		return date
	case store.EnumerationCondition:
		name, _ := value.(string)
		if !slices.Contains(c.Values, name) { // gqlparser lets variables pass in any case of letters
			d.fail(where, kg.BadArgument, "takes one of %s", strings.Join(c.Values, ", "))
		}
		return name
	case store.EntityKindCondition:
		code, ok := d.registry.Kinds.ParseEnumName(scalarText(value))
		if !ok {
			d.fail(where, kg.BadArgument, "there is no such kind; kinds are written in capitals")
		}
		return int64(code)
	case store.LinkKindsCondition:
		kind, ok := kg.ParseLinkKind(scalarText(value))
		if !ok {
			d.fail(where, kg.BadArgument, "there is no such kind; kinds are written in capitals")
		}
		return int64(kind)
	default:
		return d.text(where, value)
	}
}

// failWith passes on what is wrong with a value.
func (d *filterDecoder) failWith(where at, code kg.ErrorCode, err error) {
	if problem, ok := errors.AsType[*kg.Error](err); ok {
		d.fail(where, code, "%s", problem.Message)
	}
}

// text reads a text as records may hold it.
func (d *filterDecoder) text(where at, value any) any {
	text, ok := value.(string)
	switch {
	case !ok:
		d.fail(where, kg.BadArgument, "takes a text")
	case len(text) > maxFilterText:
		d.fail(where, kg.BadArgument, "a text in a filter has %d bytes at most", maxFilterText)
	case !kg.IsValidText(text):
		d.fail(where, kg.BadArgument, "holds a character that no text has")
	}
	return text
}

// scalarText is a scalar as it is written; empty for what is none.
func scalarText(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		return string(v)
	}
	return ""
}
