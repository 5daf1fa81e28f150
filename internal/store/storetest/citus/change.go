package citus

import (
	"slices"
	"strings"
)

// change checks an INSERT, UPDATE or DELETE.
func (c *checker) change(nodes []node) {
	table, key := "", ""
	for _, n := range nodes {
		if k, ok := c.Keys[n.text]; ok && n.inner == nil {
			table, key = n.text, k
			break
		}
		if slices.Contains(c.Reference, n.text) {
			table = n.text
			break
		}
	}
	if at := slices.IndexFunc(nodes, func(n node) bool { return n.is("CONFLICT") }); at >= 0 && key != "" && !names(nodes[at+1].inner, key) {
		c.refuse("a conflict of rows of %s that does not name its key %s: %s", table, key, render(nodes[at+1].inner))
	}
	if nodes[0].is("UPDATE") && key != "" {
		set := nodes[slices.IndexFunc(nodes, func(n node) bool { return n.is("SET") }):]
		if end := slices.IndexFunc(set, func(n node) bool { return n.is("FROM", "WHERE") }); end >= 0 {
			set = set[:end]
		}
		for _, one := range split(set[1:], func(n node) bool { return n.is(",") }) {
			if one[0].is(key) {
				c.refuse("an update of %s.%s, by which the table is distributed", table, key)
			}
		}
	}
	in := &scope{sources: map[string]*seen{table: {isRecurring: key == ""}}, same: map[string]string{}, ctes: map[string]bool{}}
	if key != "" {
		in.sources[table].keys = []string{table + "." + key}
	}
	if at := slices.IndexFunc(nodes, func(n node) bool { return n.is("SELECT", "WITH") }); at >= 0 && nodes[0].is("INSERT") {
		q, err := parseQuery(nodes[at:])
		if err != nil {
			c.errs = append(c.errs, err)
			return
		}
		c.query(q, nil)
		return
	}
	c.nested(nodes, in, key != "")
}

// names reports whether a list of columns names one.
func names(list []node, column string) bool {
	return slices.ContainsFunc(list, func(n node) bool { return n.is(column) })
}

// definition checks a CREATE: the keys that must be unique have the one by which the table is distributed.
func (c *checker) definition(nodes []node) {
	isA := func(words ...string) int {
		return slices.IndexFunc(nodes, func(n node) bool { return n.is(words...) })
	}
	switch {
	case isA("TRIGGER") >= 0:
		c.refuse("a trigger: %s", render(nodes))
	case isA("INDEX") >= 0 && isA("UNIQUE") >= 0:
		on := isA("ON")
		table := nodes[on+1].text
		if key, ok := c.Keys[table]; ok && !names(nodes[on+2].inner, key) {
			c.refuse("a unique index of %s without its key %s: %s", table, key, render(nodes[on+2].inner))
		}
	case isA("TABLE") >= 0 && nodes[len(nodes)-1].inner != nil:
		table := nodes[isA("TABLE")+1].text
		key, ok := c.Keys[table]
		for _, part := range split(nodes[len(nodes)-1].inner, func(n node) bool { return n.is(",") }) {
			if names(part, "REFERENCES") && ok {
				c.refuse("a foreign key of %s: %s", table, render(part))
			}
			isUnique := names(part, "PRIMARY") || names(part, "UNIQUE")
			last := part[len(part)-1]
			if ok && isUnique && !part[0].is(key) && !names(last.inner, key) {
				c.refuse("a unique key of %s without %s: %s", table, key, strings.TrimSpace(render(part)))
			}
		}
	}
}
