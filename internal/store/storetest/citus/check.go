package citus

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Layout says how the tables of a database are distributed.
type Layout struct {
	// Keys are the columns by which distributed tables are distributed, by table. All are co-located.
	Keys map[string]string
	// Reference are the tables of which each node has a copy.
	Reference []string
}

// Check returns an error for a statement that Citus refuses on a database of this layout, or answers by copying a whole table.
func (l *Layout) Check(sql string) error {
	nodes, err := parse(sql)
	if err != nil || len(nodes) == 0 {
		return err
	}
	c := &checker{Layout: l}
	switch {
	case nodes[0].is("SELECT", "WITH", "VALUES"), nodes[0].isQuery():
		q, err := parseQuery(nodes)
		if err != nil {
			return err
		}
		c.query(q, nil)
	case nodes[0].is("INSERT", "UPDATE", "DELETE"):
		c.change(nodes)
	case nodes[0].is("CREATE"):
		c.definition(nodes)
	}
	return errors.Join(c.errs...)
}

type checker struct {
	*Layout

	errs []error
}

func (c *checker) refuse(format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf(format, args...))
}

// scope is what the tables of a SELECT are, for it and the subqueries in it.
type scope struct {
	outer *scope
	// sources are those of FROM, by alias.
	sources map[string]*seen
	// same maps columns, and the distribution keys behind them, to one of those that are equal.
	same map[string]string
	ctes map[string]bool
}

// seen is a source of FROM.
type seen struct {
	// keys are the distribution keys of the source: columns by which it is distributed. None if its rows are the same on all nodes.
	keys []string
	// isRecurring means that all nodes have the same rows: a reference table, a list, or a CTE.
	isRecurring bool
}

func (s *scope) find(alias string) *seen {
	for at := s; at != nil; at = at.outer {
		if found, ok := at.sources[alias]; ok {
			return found
		}
	}
	return nil
}

func (s *scope) root(column string) string {
	for at := s; at != nil; at = at.outer {
		for next, ok := at.same[column]; ok; next, ok = at.same[column] {
			column = next
		}
	}
	return column
}

func (s *scope) equate(a, b string) {
	if a, b = s.root(a), s.root(b); a != b {
		s.same[a] = b
	}
}

func (s *scope) isCTE(name string) bool {
	for at := s; at != nil; at = at.outer {
		if at.ctes[name] {
			return true
		}
	}
	return false
}

// query checks a query in a scope, nil at the top, and returns the columns of its result that are distribution keys, by position.
func (c *checker) query(q *query, outer *scope) []int {
	if q.isRecursive {
		c.refuse("recursive query")
	}
	around := &scope{outer: outer, ctes: map[string]bool{}}
	for _, x := range q.ctes {
		c.query(x.query, around)
		if refersTo := c.isCorrelated(x.query, outer); refersTo != "" {
			c.refuse("the CTE %s refers to %s outside", x.name, refersTo)
		}
		around.ctes[x.name] = true
	}
	var keys []int
	for i, s := range q.selects {
		these := c.selection(s, around)
		if i == 0 {
			keys = these
		} else {
			keys = slices.DeleteFunc(keys, func(k int) bool { return !slices.Contains(these, k) })
		}
	}
	if len(q.ctes) > 0 {
		return nil
	}
	return keys
}

// selection checks a SELECT and returns the positions of its columns that are distribution keys.
func (c *checker) selection(s *selection, outer *scope) []int {
	in := &scope{outer: outer, sources: map[string]*seen{}, same: map[string]string{}, ctes: map[string]bool{}}
	distributed := c.sources(s, in)
	for _, equal := range equalities(s.conditions) {
		in.equate(equal[0], equal[1])
	}
	for i := range s.from {
		if s.from[i].isLateral {
			c.lateral(&s.from[i], in)
		}
		for _, equal := range equalities(s.from[i].on) {
			in.equate(equal[0], equal[1])
		}
	}
	c.joins(s, in, distributed)
	if len(s.lock) > 0 && !c.locksOne(s) {
		c.refuse("FOR UPDATE of several rows: %s", render(s.conditions))
	}
	if len(distributed) > 0 && len(subqueries(s.limit)) > 0 {
		c.refuse("a subquery in the LIMIT of a distributed table: %s", render(s.limit))
	}
	for _, nodes := range [][]node{s.columns, s.conditions, s.others, s.order} {
		c.nested(nodes, in, len(distributed) > 0)
	}
	if len(distributed) > 0 && slices.ContainsFunc(s.from, func(f source) bool { return f.query != nil && in.sources[f.alias].isRecurring }) {
		c.apart(s.conditions, in, distributed[0])
	}
	if len(s.limit) > 0 || len(distributed) == 0 {
		return nil
	}
	var keys []int
	for i, column := range split(s.columns, func(n node) bool { return n.is(",") }) {
		name := columnOf(column)
		if name != "" && slices.ContainsFunc(distributed, func(key string) bool { return in.root(key) == in.root(name) }) {
			keys = append(keys, i)
		}
	}
	return keys
}

// sources takes the sources of FROM into a scope and returns a distribution key of each that is distributed.
func (c *checker) sources(s *selection, in *scope) (distributed []string) {
	for i := range s.from {
		f := &s.from[i]
		x := &seen{isRecurring: true}
		in.sources[f.alias] = x
		if f.query != nil {
			if f.isLateral { // checked when the equalities are known
				x.isRecurring = false
				continue
			}
			keys := c.query(f.query, in.outer)
			if len(keys) == 0 {
				continue
			}
			x.isRecurring = false
			for _, k := range keys {
				x.keys = append(x.keys, f.alias+"."+f.query.selects[0].name(k))
			}
		} else if key, ok := c.Keys[f.table]; ok && !in.outer.isCTE(f.table) {
			x.isRecurring, x.keys = false, []string{f.alias + "." + key}
		}
		if len(x.keys) > 0 {
			distributed = append(distributed, x.keys[0])
		}
	}
	return distributed
}

// name returns the name of a column of the result.
func (s *selection) name(position int) string {
	column := split(s.columns, func(n node) bool { return n.is(",") })[position]
	return column[len(column)-1].text
}

// joins checks that the distributed tables of FROM are joined by their keys, and that none is kept where a list has no row for it.
func (c *checker) joins(s *selection, in *scope, distributed []string) {
	for i := 1; i < len(distributed); i++ {
		if in.root(distributed[0]) != in.root(distributed[i]) {
			c.refuse("%s and %s are joined by other columns: %s", distributed[0], distributed[i], render(s.conditions))
		}
	}
	before := false // a distributed source came before
	for i := range s.from {
		x := in.sources[s.from[i].alias]
		if s.from[i].join != "" && !x.isRecurring && !before {
			c.refuse("an outer join of rows that all nodes have with the distributed %s", s.from[i].alias)
		}
		isColumn := func(n node) bool { return n.is(".") || n.inner != nil }
		if s.from[i].join != "" && !s.from[i].isLateral && !slices.ContainsFunc(s.from[i].on, isColumn) {
			c.refuse("an outer join with a constant condition: %s", render(s.from[i].on))
		}
		before = before || !x.isRecurring
	}
	c.constants(s)
}

// constants checks that a SELECT with an outer join has no conditions on no column, which PostgreSQL evaluates once.
func (c *checker) constants(s *selection) {
	if !slices.ContainsFunc(s.from, func(f source) bool { return f.join != "" }) {
		return
	}
	for _, part := range split(s.conditions, func(n node) bool { return n.is("AND") }) {
		if len(part) == 1 && part[0].inner != nil && !part[0].isQuery() {
			c.constants(&selection{from: s.from, conditions: part[0].inner})
		} else if text := render(part); text != "" && text != "TRUE" && !strings.Contains(text, " . ") {
			c.refuse("an outer join with a constant condition: %s", text)
		}
	}
}

// lateral checks a subquery of FROM that refers to sources before it.
func (c *checker) lateral(f *source, in *scope) {
	keys := c.query(f.query, in)
	refersTo := c.isCorrelated(f.query, in)
	x := in.find(refersTo)
	if refersTo == "" || x == nil || !c.readsDistributed(f.query) {
		in.sources[f.alias].isRecurring = !c.readsDistributed(f.query)
		return
	}
	if x.isRecurring {
		c.refuse("a lateral subquery of distributed rows refers to %s, which all nodes have", refersTo)
	}
	for _, k := range keys {
		in.sources[f.alias].keys = append(in.sources[f.alias].keys, f.alias+"."+f.query.selects[0].name(k))
	}
}

// nested checks the subqueries of expressions.
func (c *checker) nested(nodes []node, in *scope, isDistributed bool) {
	for _, inner := range subqueries(nodes) {
		q, err := parseQuery(inner)
		if err != nil {
			c.errs = append(c.errs, err)
			continue
		}
		c.query(q, in)
		refersTo := c.isCorrelated(q, in)
		if refersTo == "" || !c.readsDistributed(q) {
			continue
		}
		if !isDistributed {
			c.refuse("a subquery of distributed rows refers to %s, which all nodes have: %s", refersTo, render(inner))
			continue
		}
		c.follows(q, in, inner)
	}
}

// apart checks the sets of IN beside a subquery of FROM that has the same rows on all nodes. Citus then takes sets for co-located, unless
// something keeps it from that, such as OFFSET.
func (c *checker) apart(nodes []node, in *scope, key string) {
	for i, n := range nodes {
		if !n.isQuery() {
			c.apart(n.inner, in, key)
			continue
		}
		q, err := parseQuery(n.inner)
		if err != nil || i == 0 || !nodes[i-1].is("IN") || !c.readsDistributed(q) || len(q.ctes) > 0 || c.isCorrelated(q, in) != "" {
			continue
		}
		last := q.selects[len(q.selects)-1]
		begin := i - 1
		if nodes[begin-1].is("NOT") {
			begin--
		}
		isOfKey := begin >= 3 && in.root(columnOf(nodes[begin-3:begin])) == in.root(key)
		if !isOfKey && len(last.limit) == 0 && len(last.group) == 0 {
			c.refuse("a set of other rows that Citus takes for co-located: %s", render(n.inner))
		}
	}
}

// follows checks that the distributed tables of a correlated subquery are those of the same key as around it.
func (c *checker) follows(q *query, in *scope, text []node) {
	for _, s := range q.selects {
		inside := &scope{outer: in, sources: map[string]*seen{}, same: map[string]string{}, ctes: map[string]bool{}}
		probe := &checker{Layout: c.Layout}
		distributed := probe.sources(s, inside)
		for _, equal := range equalities(s.conditions) {
			inside.equate(equal[0], equal[1])
		}
		for _, key := range distributed {
			if !c.isOuterKey(inside, key) {
				c.refuse("a subquery of %s refers to rows around it by another column: %s", key, render(text))
			}
		}
	}
}

// isOuterKey reports whether a column equals a distribution key of a scope further out.
func (c *checker) isOuterKey(in *scope, column string) bool {
	for at := in.outer; at != nil; at = at.outer {
		for _, x := range at.sources {
			if slices.ContainsFunc(x.keys, func(key string) bool { return in.root(key) == in.root(column) }) {
				return true
			}
		}
	}
	return false
}

// readsDistributed reports whether a query reads distributed tables.
func (c *checker) readsDistributed(q *query) bool {
	return slices.ContainsFunc(q.selects, func(s *selection) bool {
		return slices.ContainsFunc(s.from, func(f source) bool {
			_, isDistributed := c.Keys[f.table]
			return isDistributed || f.query != nil && c.readsDistributed(f.query)
		})
	})
}

// isCorrelated returns the alias of a source of a scope, or of one further out, to which a query refers; "" if it refers to none.
func (c *checker) isCorrelated(q *query, in *scope) string {
	var found []string
	q.references(map[string]bool{}, func(alias string) {
		if x := in.find(alias); x != nil {
			found = append(found, alias)
		}
	})
	if len(found) == 0 {
		return ""
	}
	// A reference to rows that all nodes have is the worse.
	for _, alias := range found {
		if x := in.find(alias); x.isRecurring {
			return alias
		}
	}
	return found[0]
}

// references calls of for each alias that a query uses and does not define.
func (q *query) references(known map[string]bool, of func(alias string)) {
	for _, x := range q.ctes {
		x.query.references(known, of)
	}
	for _, s := range q.selects {
		inside := maps.Clone(known)
		for _, f := range s.from {
			inside[f.alias] = true
		}
		for _, f := range s.from {
			if f.query != nil {
				f.query.references(inside, of)
			}
			references(f.on, inside, of)
		}
		for _, nodes := range [][]node{s.columns, s.conditions, s.others, s.group, s.order, s.limit} {
			references(nodes, inside, of)
		}
	}
}

func references(nodes []node, known map[string]bool, of func(alias string)) {
	for i, n := range nodes {
		switch {
		case n.isQuery():
			if q, err := parseQuery(n.inner); err == nil {
				q.references(known, of)
			}
		case n.inner != nil:
			references(n.inner, known, of)
		case i+1 < len(nodes) && nodes[i+1].is(".") && !known[n.text]:
			of(n.text)
		}
	}
}

// subqueries returns the subqueries of an expression, without those in them.
func subqueries(nodes []node) [][]node {
	var all [][]node
	for _, n := range nodes {
		if n.isQuery() {
			all = append(all, n.inner)
		} else {
			all = append(all, subqueries(n.inner)...)
		}
	}
	return all
}

// equalities returns the pairs of columns that are equal in all rows that pass conditions.
func equalities(conditions []node) [][2]string {
	var all [][2]string
	for _, part := range split(conditions, func(n node) bool { return n.is("AND") }) {
		if len(part) == 1 && part[0].inner != nil && !part[0].isQuery() {
			all = append(all, equalities(part[0].inner)...)
			continue
		}
		sides := split(part, func(n node) bool { return n.is("=") })
		if len(sides) != 2 {
			continue
		}
		if a, b := columnOf(sides[0]), columnOf(sides[1]); a != "" && b != "" {
			all = append(all, [2]string{a, b})
		}
	}
	return all
}

// columnOf returns the column that an expression is, with its alias; "" if it is something else. A name for it may follow.
func columnOf(nodes []node) string {
	if len(nodes) >= 3 && nodes[1].is(".") && (len(nodes) == 3 || nodes[3].is("AS")) {
		return nodes[0].text + "." + nodes[2].text
	}
	return ""
}

// locksOne reports whether FOR UPDATE locks a row of a reference table.
func (c *checker) locksOne(s *selection) bool {
	return len(s.from) == 1 && slices.Contains(c.Reference, s.from[0].table) && strings.Contains(render(s.conditions), "= ")
}
