package store

import (
	"fmt"
	"strconv"
	"strings"

	"civicgraph/internal/kg"
)

// maxLevels is the maximal number of steps by which a filter or a group follows a hierarchy in a distributed database. Citus has no
// recursive queries, so that each level is a CTE; one more than these is refused: it divides by zero.
const maxLevels = 12

// errTooManyLevels is the error of a query that follows a deeper hierarchy.
func errTooManyLevels() error {
	return kg.Errorf(kg.TooLarge, "a hierarchy has more than %d levels; filters and groups of a distributed database follow no more", maxLevels)
}

// levels returns a SELECT of what the levels of a hierarchy have: the columns that the first level reads, and those that each further one
// reads from the CTE before it. further returns the next level, given the name of that CTE; with a column of integers for the columns it
// fails if there is a row.
func (m *filterBuilder) levels(columns, first string, further func(before string) (selected, rest string)) string {
	var b strings.Builder
	name := m.alias("r")
	b.WriteString("WITH " + name + "_1 (" + columns + ") AS MATERIALIZED (" + first + ")")
	all := []string{"SELECT " + columns + " FROM " + name + "_1"}
	for level := 2; level <= maxLevels; level++ {
		selected, rest := further(name + "_" + strconv.Itoa(level-1))
		next := name + "_" + strconv.Itoa(level)
		fmt.Fprintf(&b, ", %s (%s) AS MATERIALIZED (SELECT %s%s EXCEPT (%s))", next, columns, selected, rest, strings.Join(all, " UNION ALL "))
		all = append(all, "SELECT "+columns+" FROM "+next)
	}
	selected, rest := further(name + "_" + strconv.Itoa(maxLevels))
	fmt.Fprintf(&b, ", %s_end (%s) AS MATERIALIZED (SELECT %s%s EXCEPT (%s))", name, columns, selected, rest, strings.Join(all, " UNION ALL "))
	ids := strings.Split(columns, ", ")
	for i := range ids {
		ids[i] += " / 0"
	}
	return b.String() + " " + strings.Join(all, " UNION ALL ") + " UNION ALL SELECT " + strings.Join(ids, ", ") + " FROM " + name + "_end"
}

// reachedByLevels is reachedTransitively for a distributed database.
func (m *filterBuilder) reachedByLevels(sc scope, step kg.Step, to *Table, f kg.Related) string {
	// links returns the next level below, given the condition on its far ends.
	links := func(isFar string) (selected, rest string) {
		link := m.alias("l")
		near, far := endColumns(step, link)
		condition := ""
		if isFar != "" {
			condition = " AND " + far + " IN (" + isFar + ")"
		}
		return near, " FROM " + m.d.links(!step.In) + " " + link + " WHERE " + m.isStep(link, step) + m.through(link, f.Link) + condition
	}
	if kg.IsMatchAll(f.Where) { // one step suffices
		selected, rest := links("")
		return m.isOneOf(sc, "SELECT "+selected+rest)
	}
	selected, rest := links(m.keysOf(to, f.Where) + m.d.barrier())
	return m.isOneOf(sc, m.levels("id", "SELECT "+selected+rest, func(before string) (selected, rest string) { return links("SELECT id FROM " + before) }))
}

// pairsByLevels returns the pairs of entities of which one is reached from the other when a step is repeated.
func (m *filterBuilder) pairsByLevels(step kg.Step) linkPath {
	near, far := endColumns(step, "l")
	table := m.d.links(step.In) + " l"
	pairs := m.levels("id, value", "SELECT "+near+", "+far+" FROM "+table+" WHERE "+m.isStep("l", step), func(before string) (selected, rest string) {
		return "p.id, " + far, " FROM " + before + " p JOIN " + table + " ON " + near + " = p.value AND " + m.isStep("l", step)
	})
	return linkPath{from: "(" + pairs + ") p", near: "p.id", far: "p.value", where: "p.value <> p.id"}
}
