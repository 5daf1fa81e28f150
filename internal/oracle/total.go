package oracle

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"civicgraph/internal/kg"
)

// total is a group of projects: the values by which it is grouped, nil if they are missing, and its contents.
type total struct {
	by       []string
	values   []any
	projects []*entity
}

// projectTotals returns the groups of the projects in order.
func (r *execution) projectTotals(arguments map[string]any) any {
	var by []string
	for _, name := range arguments["groupBy"].([]any) {
		if name, _ := name.(string); !slices.Contains(by, name) {
			by = append(by, name)
		}
	}
	groups := []*total{}
	if len(by) == 0 {
		groups = append(groups, &total{})
	}
	projects := r.oracle.ofKind("project")
	if where := arguments["where"]; where != nil {
		s := filterEvaluator{oracle: r.oracle, day: r.rootDay}
		projects = slices.DeleteFunc(slices.Clone(projects), func(p *entity) bool { return !s.passes(p, "ProjectFilter", where) })
	}
	for _, project := range projects {
		for _, values := range combinations(by, func(name string) []any { return project.groups(name, r.rootDay) }) {
			at := slices.IndexFunc(groups, func(g *total) bool { return slices.Equal(g.values, values) })
			if at < 0 {
				at = len(groups)
				groups = append(groups, &total{by: by, values: values})
			}
			groups[at].projects = append(groups[at].projects, project)
		}
	}
	slices.SortFunc(groups, func(a, b *total) int { return slices.CompareFunc(a.values, b.values, r.oracle.compareGroups) })
	return anySlice(groups)
}

// combinations returns all lists with one value for each name.
func combinations(names []string, values func(name string) []any) [][]any {
	all := [][]any{{}}
	for _, name := range names {
		var next [][]any
		for _, so := range all {
			for _, value := range values(name) {
				next = append(next, append(slices.Clone(so), value))
			}
		}
		all = next
	}
	return all
}

// groups returns the groups of a project by one criterion: nil alone if it is in none.
func (t *entity) groups(name, day string) []any {
	var values []any
	add := func(relation string) {
		edges, _ := t.relation(relation, false, linkView{day: day})
		for _, e := range edges {
			if !slices.Contains(values, e.node) {
				values = append(values, e.node)
			}
		}
	}
	switch name {
	case "STATUS":
		status, _ := t.record.Values["status"].(string)
		values = append(values, group("STATUS "+status))
	case "START_YEAR":
		if date, _ := t.record.Values["startedOn"].(kg.PartialDate); date != "" {
			year, _ := strconv.Atoi(string(date[:4]))
			values = append(values, year)
		}
	case "SECTOR":
		sectors, _ := t.record.Values["sectors"].([]string)
		for _, sector := range sectors {
			if !slices.Contains(values, any(sector)) {
				values = append(values, sector)
			}
		}
	case "DISTRICT":
		add("districts")
	case "PARK":
		add("parks")
	case "ORIGIN":
		add("origins")
	}
	if len(values) == 0 {
		return []any{nil}
	}
	return values
}

// group is the name of a status, which does not sort as a string.
type group string

func (o *Oracle) compareGroups(a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	switch a := a.(type) {
	case *entity:
		return cmp.Compare(a.id, b.(*entity).id)
	case int:
		return cmp.Compare(a, b.(int))
	case string:
		return strings.Compare(a, b.(string))
	case group:
		return o.statusPlace(a) - o.statusPlace(b.(group))
	}
	return 0
}

func (o *Oracle) statusPlace(status group) int {
	values := o.schema.Types["ProjectStatus"].EnumValues
	for i, value := range values {
		if group("STATUS "+value.Name) == status {
			return i
		}
	}
	return len(values)
}

func (g *total) field(name string) any {
	sums, unknownOnes, projects := map[string]kg.Decimal{}, 0, int64(0)
	for _, p := range g.projects {
		if money, given := p.record.Values["investment"].(kg.Money); given {
			sums[money.Currency] += money.Amount
		} else {
			unknownOnes++
		}
		count, _ := p.value("projectCount").(int64)
		projects += count
	}
	switch name {
	case "records":
		return len(g.projects)
	case "projectCount":
		return projects
	case "investmentUnknown":
		return unknownOnes
	case "investment":
		list := []any{}
		for _, currency := range slices.Sorted(maps.Keys(sums)) {
			list = append(list, kg.Money{Amount: sums[currency], Currency: currency})
		}
		return list
	}
	at := slices.Index(g.by, map[string]string{
		"status": "STATUS", "district": "DISTRICT", "park": "PARK", "sector": "SECTOR", "origin": "ORIGIN", "startYear": "START_YEAR",
	}[name])
	if at < 0 {
		return nil
	}
	if status, is := g.values[at].(group); is {
		return strings.TrimPrefix(string(status), "STATUS ")
	}
	return g.values[at]
}
