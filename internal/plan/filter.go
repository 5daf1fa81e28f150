package plan

import (
	"maps"
	"slices"
	"strconv"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// Limits of filters.
const (
	maxFilterLevels     = 8
	maxFilterConditions = 100
	maxFilterSearches   = 10   // relations, other records, names and lists of strings: each may read as much as the list itself
	maxFilterValues     = 500  // in one list
	maxFilterText       = 2000 // bytes of one string
	maxOrderKeys        = 8
)

// listQuery compiles the filters and the order of a list.
func (c *compiler) listQuery(f *field, of *store.Table) store.ListQuery {
	link, _ := c.planner.registry.TableByCode(kg.KindLink)
	query := store.ListQuery{Of: of, Where: c.filter(f, "where", of), Link: c.filter(f, "link", link)}
	for _, key := range c.order(f, "orderByLink") {
		key.OfLink = true
		query.Order = append(query.Order, key)
	}
	query.Order = append(query.Order, c.order(f, "orderBy")...)
	return query
}

// order compiles an argument that is an order.
func (c *compiler) order(f *field, name string) []kg.OrderKey {
	keys, err := decodeOrder(name, c.argument(f, name))
	if err != nil {
		c.fail(err)
	}
	return keys
}

// filter compiles an argument that is a filter; nil if it has no conditions.
func (c *compiler) filter(f *field, name string, of *store.Table) kg.Filter {
	filter, err := decodeFilter(c.planner.registry, of, name, c.argument(f, name))
	if err != nil {
		c.fail(err)
	}
	if kg.IsMatchAll(filter) {
		return nil
	}
	return filter
}

// decodeFilter returns the filter of the records of a table that a plain value describes. Conditions that are absent or null are
// ignored.
func decodeFilter(registry *store.Registry, of *store.Table, name string, value any) (kg.Filter, error) {
	d := filterDecoder{registry: registry}
	filter := d.filter(of, at{path: name, level: 1}, value)
	if d.err != nil {
		return nil, d.err
	}
	return filter, nil
}

// filterDecoder decodes one filter. It keeps the first error and ignores the rest.
type filterDecoder struct {
	registry   *store.Registry
	conditions int
	searches   int
	err        *kg.Error
}

// at is a position in an argument: its path, and the nesting level of its filter.
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

// count counts a condition and fails if there are too many.
func (d *filterDecoder) count(where at) {
	if d.conditions++; d.conditions > maxFilterConditions {
		d.fail(where, kg.BadArgument, "a filter can have at most %d conditions; ask with fewer in several requests", maxFilterConditions)
	}
}

// search counts a condition that reads other rows than that of the record, and fails if there are too many.
func (d *filterDecoder) search(where at) {
	if d.searches++; d.searches > maxFilterSearches {
		d.fail(where, kg.BadArgument, "a filter can have at most %d conditions on relations, names and lists of strings; ask with fewer in several requests",
			maxFilterSearches)
	}
}

// filter decodes an object of conditions, all of which must hold.
func (d *filterDecoder) filter(of *store.Table, where at, value any) kg.Filter {
	if where.level > maxFilterLevels {
		d.fail(where, kg.BadArgument, "a filter can nest at most %d levels; put conditions side by side instead of into each other", maxFilterLevels)
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

// fields calls decode for the fields of an object that are not null, sorted by name.
func (d *filterDecoder) fields(where at, value any, decode func(name string, field any)) {
	object, ok := value.(map[string]any)
	if !ok && value != nil {
		d.fail(where, kg.BadArgument, "must be an object")
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if d.err != nil {
			return
		}
		if object[name] != nil {
			decode(name, object[name])
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
		if d.conditions == before { // else a list of empty filters could be very long
			d.count(where.in(strconv.Itoa(i)))
		}
	}
	return filters
}

// condition decodes a condition on a field, a relation or a kind.
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
	d.fail(where, kg.BadArgument, "%s has no condition of this name", of.Type)
	return nil
}

// related decodes conditions on the records that a relation leads to.
func (d *filterDecoder) related(name string, to *store.Table, where at, value any) []kg.Filter {
	var conditions []kg.Related
	var link kg.Filter
	d.fields(where, value, func(field string, given any) {
		if field == "link" {
			table, _ := d.registry.TableByCode(kg.KindLink)
			link = d.filter(table, where.below(field), given)
			return
		}
		if quantifier, ok := quantifiers()[field]; ok {
			d.count(where)
			d.search(where.in(field))
			conditions = append(conditions, kg.Related{Relation: name, Quantifier: quantifier, Where: d.filter(to, where.below(field), given)})
			return
		}
		d.fail(where.in(field), kg.BadArgument, "must be some, none, every or link")
	})
	if len(conditions) == 0 && link != nil { // at least one such link
		d.count(where)
		d.search(where)
		conditions = append(conditions, kg.Related{Relation: name, Where: kg.MatchAll()})
	}
	var all []kg.Filter
	for _, related := range conditions {
		related.Link = link
		all = append(all, related)
	}
	return all
}

func quantifiers() map[string]kg.Quantifier {
	return map[string]kg.Quantifier{"some": kg.Some, "none": kg.None, "every": kg.Every}
}

// decodeOrder returns the keys that the argument of a name describes; none if it is absent, null or empty.
func decodeOrder(name string, value any) ([]kg.OrderKey, error) {
	if value == nil {
		return nil, nil
	}
	list := listOf(value)
	if len(list) > maxOrderKeys {
		return nil, kg.Errorf(kg.BadArgument, "%s can have at most %d keys; leave out the last ones", name, maxOrderKeys)
	}
	var keys []kg.OrderKey
	for _, item := range list {
		key, _ := item.(map[string]any)
		field, _ := key["field"].(string) // a value of the enum
		keys = append(keys, kg.OrderKey{Field: field, Descending: key["direction"] == "DESC"})
	}
	return keys, nil
}
