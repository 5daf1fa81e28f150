package plan

import (
	"maps"
	"slices"
	"strconv"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// What a filter may be at most.
const (
	maxFilterLevels     = 8
	maxFilterConditions = 100
	maxFilterSearches   = 10   // relations, other records, names and lists of texts: each may read as much as the list itself
	maxFilterValues     = 500  // in one list
	maxFilterText       = 2000 // bytes of one text
	maxOrderKeys        = 8
)

// choice compiles which records of a list are meant, and in which order.
func (c *compiler) listQuery(f *field, of *store.Table) store.ListQuery {
	link, _ := c.planner.registry.TableByCode(kg.KindLink)
	choice := store.ListQuery{Of: of, Where: c.filter(f, "where", of), Link: c.filter(f, "link", link)}
	keys, err := decodeOrder(of, c.given(f, "orderBy"))
	if err != nil {
		c.fail(err)
	}
	choice.Order = keys
	return choice
}

// filter compiles an argument that takes a filter; nil where it asks nothing.
func (c *compiler) filter(f *field, name string, of *store.Table) kg.Filter {
	filter, err := decodeFilter(c.planner.registry, of, name, c.given(f, name))
	if err != nil {
		c.fail(err)
	}
	if kg.IsMatchAll(filter) {
		return nil
	}
	return filter
}

// decodeFilter turns an argument in plain form into a filter of records of a table. What is absent or null asks nothing.
func decodeFilter(registry *store.Registry, of *store.Table, name string, value any) (kg.Filter, error) {
	d := filterDecoder{registry: registry}
	filter := d.filter(of, at{path: name, level: 1}, value)
	if d.err != nil {
		return nil, d.err
	}
	return filter, nil
}

// filterDecoder decodes one filter. It keeps the first mistake and then goes on to no end.
type filterDecoder struct {
	registry   *store.Registry
	conditions int
	searches   int
	err        *kg.Error
}

// at is a place in an argument: its path, and how many filters it is in.
type at struct {
	path  string
	level int
}

func (a at) in(name string) at { return at{path: a.path + "." + name, level: a.level} }

func (a at) below(name string) at { return at{path: a.path + "." + name, level: a.level + 1} }

func (d *filterDecoder) fail(where at, code kg.ErrorCode, format string, args ...any) {
	if d.err == nil {
		d.err = kg.Errorf(code, format, args...)
		d.err.Field = where.path
	}
}

// count notes a condition and refuses too many.
func (d *filterDecoder) count(where at) {
	if d.conditions++; d.conditions > maxFilterConditions {
		d.fail(where, kg.BadArgument, "a filter has %d conditions at most", maxFilterConditions)
	}
}

// search notes a condition that is looked for in other rows than that of the record, and refuses too many.
func (d *filterDecoder) search(where at) {
	if d.searches++; d.searches > maxFilterSearches {
		d.fail(where, kg.BadArgument, "a filter has %d conditions on relations, names and lists of texts at most; ask for less, or several times",
			maxFilterSearches)
	}
}

// filter reads an object of conditions, all of which must hold.
func (d *filterDecoder) filter(of *store.Table, where at, value any) kg.Filter {
	if where.level > maxFilterLevels {
		d.fail(where, kg.BadArgument, "a filter nests %d levels at most", maxFilterLevels)
	}
	var all kg.And
	d.fields(where, value, func(name string, field any) {
		switch name {
		case "and":
			all = append(all, kg.And(d.filters(of, where.in(name), field)))
		case "or":
			all = append(all, kg.Or(d.filters(of, where.in(name), field)))
		case "not":
			all = append(all, kg.Not{Filter: d.filter(of, where.below(name), field)})
		default:
			all = append(all, d.condition(of, name, where.in(name), field)...)
		}
	})
	return all
}

// fields hands over the fields of an object that are not null, in a fixed order.
func (d *filterDecoder) fields(where at, value any, take func(name string, field any)) {
	object, ok := value.(map[string]any)
	if !ok && value != nil {
		d.fail(where, kg.BadArgument, "takes an object")
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if d.err != nil {
			return
		}
		if object[name] != nil {
			take(name, object[name])
		}
	}
}

func (d *filterDecoder) filters(of *store.Table, where at, value any) []kg.Filter {
	filters := []kg.Filter{}
	for i, item := range listOf(value) {
		if d.err != nil {
			break
		}
		before := d.conditions
		filters = append(filters, d.filter(of, where.below(strconv.Itoa(i)), item))
		if d.conditions == before { // or else a list of filters that ask nothing could be very long
			d.count(where.in(strconv.Itoa(i)))
		}
	}
	return filters
}

// condition reads what is asked of one field, one relation or one kind.
func (d *filterDecoder) condition(of *store.Table, name string, where at, value any) []kg.Filter {
	if condition, ok := of.Conditions[name]; ok {
		return d.field(of, name, condition, where, value)
	}
	if to := d.registry.RelationTarget(of, name); to != nil {
		return d.related(name, to, where, value)
	}
	if reference, ok := of.References[name]; ok {
		d.count(where)
		d.search(where)
		return []kg.Filter{kg.Referenced{Field: name, Where: d.filter(d.registry.TableFor(reference.To), where.below(name), value)}}
	}
	if kind, ok := d.registry.Kinds.ByName(name); ok && of.Name == "" && kind.IsEntity() {
		table, _ := d.registry.TableByCode(kind.Code)
		d.count(where)
		d.search(where)
		return []kg.Filter{kg.OfKind{Kind: kind.Code, Where: d.filter(table, at{path: where.path, level: where.level + 1}, value)}}
	}
	d.fail(where, kg.BadArgument, "%s has nothing of this name to filter by", of.Type)
	return nil
}

// related reads what is asked of the records that a relation leads to.
func (d *filterDecoder) related(name string, to *store.Table, where at, value any) []kg.Filter {
	var asked []kg.Related
	var link kg.Filter
	d.fields(where, value, func(field string, given any) {
		if field == "link" {
			table, _ := d.registry.TableByCode(kg.KindLink)
			link = d.filter(table, where.below(field), given)
			return
		}
		if how, ok := quantifiers()[field]; ok {
			d.count(where)
			d.search(where.in(field))
			asked = append(asked, kg.Related{Relation: name, Quantifier: how, Where: d.filter(to, where.below(field), given)})
			return
		}
		d.fail(where.in(field), kg.BadArgument, "takes some, none, every or link")
	})
	if len(asked) == 0 && link != nil { // such links alone ask for one at least
		d.count(where)
		d.search(where)
		asked = append(asked, kg.Related{Relation: name, Where: kg.MatchAll()})
	}
	var all []kg.Filter
	for _, related := range asked {
		related.Link = link
		all = append(all, related)
	}
	return all
}

func quantifiers() map[string]kg.Quantifier {
	return map[string]kg.Quantifier{"some": kg.Some, "none": kg.None, "every": kg.Every}
}

// decodeOrder turns the argument orderBy into keys; none where it is absent, null or empty.
func decodeOrder(of *store.Table, value any) ([]kg.OrderKey, error) {
	if value == nil {
		return nil, nil
	}
	list := listOf(value)
	if len(list) > maxOrderKeys {
		return nil, kg.Errorf(kg.BadArgument, "orderBy takes %d keys at most", maxOrderKeys)
	}
	var keys []kg.OrderKey
	for i, item := range list {
		object, ok := item.(map[string]any)
		path := "orderBy." + strconv.Itoa(i)
		if !ok {
			return nil, &kg.Error{Code: kg.BadArgument, Field: path, Message: "takes an object"}
		}
		field, _ := object["field"].(string)
		if _, ok := of.Orders[field]; !ok { // gqlparser lets variables pass in any case of letters
			return nil, &kg.Error{Code: kg.BadArgument, Field: path + ".field", Message: "there is no such field; fields are written in capitals"}
		}
		direction, ok := object["direction"]
		if ok && direction != "ASC" && direction != "DESC" {
			return nil, &kg.Error{Code: kg.BadArgument, Field: path + ".direction", Message: "takes ASC or DESC"}
		}
		keys = append(keys, kg.OrderKey{Field: field, Descending: direction == "DESC"})
	}
	return keys, nil
}
