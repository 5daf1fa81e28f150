package oracle

import (
	"fmt"
	"strings"

	"civicgraph/internal/kg"
)

// unknownField is the value of a field that the oracle does not implement.
type unknownField struct{}

// field returns the value of a field that every entity has and that is no list; value returns the others.
func (t *entity) field(o *Oracle, name string, arguments map[string]any) any {
	switch name {
	case "id":
		return t.id.Global()
	case "slug":
		return t.record.Slug
	case "formerSlugs":
		return stringSlice(t.record.FormerSlugs)
	case "version":
		return 1
	case "updatedAt":
		return o.now
	}
	if t.kind.Name == "source" {
		return t.value(name)
	}
	switch name {
	case "names":
		return anySlice(t.record.Names)
	case "identifiers":
		return anySlice(t.record.Identifiers)
	case "citations":
		return citationsFor(t.citations, arguments["field"])
	}
	return t.value(name)
}

// value returns the value of a field of the entity's kind.
func (t *entity) value(name string) any {
	field, known := t.kind.Field(name)
	if !known {
		return unknownField{}
	}
	switch value := t.record.Values[name].(type) {
	case nil:
		if field.Type == kg.TypeStringList {
			return []any{}
		}
		if field.Default != 0 {
			return field.Default
		}
		return nil
	case string:
		return stringOrNull(value)
	case []string:
		return stringSlice(value)
	case kg.PartialDate:
		return stringOrNull(string(value))
	case kg.Decimal:
		return decimal(value)
	default:
		return value
	}
}

func (l *link) field(o *Oracle, name string, arguments map[string]any) any {
	switch name {
	case "id":
		return l.id.Global()
	case "kind":
		return l.record.Kind.String()
	case "from":
		return l.from
	case "to":
		return l.to
	case "onBehalfOf":
		if l.onBehalfOf == nil {
			return nil
		}
		return l.onBehalfOf
	case "role":
		return stringOrNull(l.record.Role)
	case "note":
		return stringOrNull(l.record.Note)
	case "order":
		if l.record.Order == kg.NoOrder {
			return nil
		}
		return l.record.Order
	case "period":
		return l.record.Period
	case "holds":
		day, _ := arguments["on"].(string)
		return holds(l.record.Period, day)
	case "citations":
		return citationsFor(l.citations, arguments["field"])
	case "version":
		return 1
	case "updatedAt":
		return o.now
	}
	return unknownField{}
}

func (c *citation) field(name string) any {
	switch name {
	case "id":
		return c.id.Global()
	case "source":
		return c.source
	case "locator":
		return stringOrNull(c.record.Locator)
	case "quote":
		return stringOrNull(c.record.Quote)
	case "field":
		return stringOrNull(c.record.Field)
	}
	return unknownField{}
}

// citationsFor returns the citations of a field, all if it is null.
func citationsFor(citations []*citation, field any) []any {
	found := []any{}
	for _, c := range citations {
		if field == nil || c.record.Field == field {
			found = append(found, c)
		}
	}
	return found
}

// valueField returns the value of a field of an object without id.
func valueField(value any, name string) any {
	var fields map[string]any
	switch v := value.(type) {
	case kg.Name:
		fields = map[string]any{
			"text": v.Text, "language": v.Language, "type": [...]string{"LABEL", "ALIAS", "FORMER"}[v.Type],
			"from": stringOrNull(string(v.From)), "until": stringOrNull(string(v.Until)),
		}
	case kg.Identifier:
		fields = map[string]any{"scheme": v.Scheme, "value": v.Value, "url": identifierURL(v)}
	case kg.Point:
		fields = map[string]any{"lat": v.Lat, "lon": v.Lon}
	case kg.Money:
		fields = map[string]any{"amount": decimal(v.Amount), "currency": v.Currency}
	case kg.Period:
		fields = map[string]any{
			"from": stringOrNull(string(v.From)), "until": stringOrNull(string(v.Until)), "attestedOn": stringOrNull(string(v.AttestedOn)),
		}
	}
	if answer, known := fields[name]; known {
		return answer
	}
	return unknownField{}
}

// identifierURL returns the page of an identifier in its register, or nil.
func identifierURL(i kg.Identifier) any {
	switch i.Scheme {
	case "wikidata":
		return "https://www.wikidata.org/wiki/" + i.Value
	case "viaf":
		return "https://viaf.org/viaf/" + i.Value
	case "bioguide":
		return "https://bioguide.congress.gov/search/bio/" + i.Value
	}
	return nil
}

// decimal returns a number of ten-thousandths without trailing zeros.
func decimal(d kg.Decimal) string {
	sign, n := "", int64(d)
	if n < 0 {
		sign, n = "-", -n
	}
	text := fmt.Sprintf("%s%d.%04d", sign, n/10_000, n%10_000)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}

func stringOrNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func stringSlice(list []string) []any { return anySlice(list) }

func anySlice[T any](list []T) []any {
	all := make([]any, len(list))
	for i, item := range list {
		all[i] = item
	}
	return all
}
