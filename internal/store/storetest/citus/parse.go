// Package citus tells tests which statements Citus refuses, or answers by copying whole tables between its nodes.
package citus

import (
	"fmt"
	"slices"
	"strings"
)

// node is a token, or what is between parentheses.
type node struct {
	text string
	// inner is what is between parentheses; nil for a token.
	inner []node
}

// is reports whether a node is one of some words or signs.
func (n node) is(words ...string) bool {
	return n.inner == nil && slices.ContainsFunc(words, func(word string) bool { return strings.EqualFold(n.text, word) })
}

// isQuery reports whether a node is a query between parentheses.
func (n node) isQuery() bool {
	switch {
	case len(n.inner) == 0:
		return false
	case len(n.inner) > 1 && n.inner[0].isQuery():
		return n.inner[1].is("UNION", "INTERSECT", "EXCEPT")
	}
	return n.inner[0].is("SELECT", "WITH", "VALUES") || len(n.inner) == 1 && n.inner[0].isQuery()
}

// parse returns the tokens of a statement, nested by its parentheses.
func parse(sql string) ([]node, error) {
	stack := [][]node{{}}
	for rest := sql; ; {
		rest = strings.TrimLeft(rest, " \t\r\n")
		if rest == "" {
			break
		}
		token := rest[:tokenLength(rest)]
		rest = rest[len(token):]
		top := len(stack) - 1
		switch token {
		case "(":
			stack = append(stack, []node{})
		case ")":
			if top == 0 {
				return nil, fmt.Errorf("%q closes a parenthesis that was not opened", sql)
			}
			stack[top-1] = append(stack[top-1], node{text: "()", inner: stack[top]})
			stack = stack[:top]
		default:
			stack[top] = append(stack[top], node{text: token})
		}
	}
	if len(stack) > 1 {
		return nil, fmt.Errorf("%q does not close a parenthesis", sql)
	}
	return stack[0], nil
}

func tokenLength(s string) int {
	isWord := func(c byte) bool {
		return c == '_' || c == '$' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
	}
	switch {
	case s[0] == '\'' || s[0] == '"':
		for i := 1; i < len(s); i++ {
			if s[i] != s[0] {
				continue
			}
			if i+1 < len(s) && s[i+1] == s[0] {
				i++
				continue
			}
			return i + 1
		}
		return len(s)
	case isWord(s[0]):
		n := 1
		for n < len(s) && isWord(s[n]) {
			n++
		}
		return n
	}
	for _, operator := range []string{"->>", "::", "||", "->", "<=", ">=", "<>", "<<", ">>"} {
		if strings.HasPrefix(s, operator) {
			return len(operator)
		}
	}
	return 1
}

// query is a SELECT, or several that a set operation joins.
type query struct {
	ctes        []cte
	isRecursive bool
	selects     []*selection
}

type cte struct {
	name           string
	isMaterialized bool
	query          *query
}

// selection is one SELECT.
type selection struct {
	columns []node
	from    []source
	// conditions are those that all rows pass: of WHERE and of inner joins. others are the conditions of outer joins and HAVING.
	conditions, others []node
	group, order       []node
	limit, lock        []node
	isDistinct         bool
}

// source is a table, a function or a subquery of FROM.
type source struct {
	table, alias string
	query        *query
	// join is the kind of join with what stands before: "", "LEFT", "RIGHT" or "FULL".
	join      string
	isLateral bool
	on        []node
}

// clauses are the words that begin the clauses of a SELECT, in their order.
var clauses = []string{"FROM", "WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "OFFSET", "FOR"}

func parseQuery(nodes []node) (*query, error) {
	if len(nodes) == 1 && nodes[0].inner != nil {
		return parseQuery(nodes[0].inner)
	}
	q := &query{}
	if len(nodes) > 0 && nodes[0].is("WITH") {
		nodes = nodes[1:]
		if nodes[0].is("RECURSIVE") {
			q.isRecursive, nodes = true, nodes[1:]
		}
		for {
			c := cte{name: nodes[0].text}
			nodes = nodes[1:]
			for !nodes[0].is("AS") {
				nodes = nodes[1:]
			}
			nodes = nodes[1:]
			if nodes[0].is("MATERIALIZED") {
				c.isMaterialized, nodes = true, nodes[1:]
			}
			inner, err := parseQuery(nodes[0].inner)
			if err != nil {
				return nil, err
			}
			c.query = inner
			q.ctes = append(q.ctes, c)
			nodes = nodes[1:]
			if len(nodes) == 0 || !nodes[0].is(",") {
				break
			}
			nodes = nodes[1:]
		}
	}
	for _, part := range split(nodes, func(n node) bool { return n.is("UNION", "INTERSECT", "EXCEPT") }) {
		if len(part) > 0 && part[0].is("ALL") {
			part = part[1:]
		}
		if len(part) > 0 && part[0].isQuery() { // what follows is the ORDER BY and the LIMIT of the whole
			inner, err := parseQuery(part[0].inner)
			if err != nil {
				return nil, err
			}
			q.ctes = append(q.ctes, inner.ctes...)
			q.selects = append(q.selects, inner.selects...)
			continue
		}
		s, err := parseSelect(part)
		if err != nil {
			return nil, err
		}
		q.selects = append(q.selects, s)
	}
	return q, nil
}

func parseSelect(nodes []node) (*selection, error) {
	if len(nodes) == 0 || !nodes[0].is("SELECT", "VALUES") {
		return nil, fmt.Errorf("no SELECT: %s", render(nodes))
	}
	s := &selection{}
	clause, at := "SELECT", 1
	if len(nodes) > 1 && nodes[1].is("DISTINCT") {
		s.isDistinct = true
	}
	for i := 1; i <= len(nodes); i++ {
		if i < len(nodes) && !nodes[i].is(clauses...) || i < len(nodes) && nodes[i].is("FROM") && i > 0 && nodes[i-1].is("DISTINCT") {
			continue
		}
		part := nodes[at:i]
		switch clause {
		case "SELECT":
			s.columns = part
		case "FROM":
			if err := s.parseFrom(part); err != nil {
				return nil, err
			}
		case "WHERE":
			s.conditions = append(s.conditions, append([]node{{text: "AND"}}, part...)...)
		case "GROUP":
			s.group = part
		case "HAVING":
			s.others = append(s.others, part...)
		case "ORDER":
			s.order = part
		case "LIMIT", "OFFSET":
			s.limit = append(s.limit, part...)
		case "FOR":
			s.lock = part
		}
		if i < len(nodes) {
			clause, at = strings.ToUpper(nodes[i].text), i+1
		}
	}
	return s, nil
}

func (s *selection) parseFrom(nodes []node) error {
	for i := 0; i < len(nodes); {
		var next source
		for i < len(nodes) && nodes[i].is(",", "JOIN", "INNER", "CROSS", "OUTER", "LEFT", "RIGHT", "FULL", "LATERAL") {
			switch {
			case nodes[i].is("LEFT", "RIGHT", "FULL"):
				next.join = strings.ToUpper(nodes[i].text)
			case nodes[i].is("LATERAL"):
				next.isLateral = true
			}
			i++
		}
		if i == len(nodes) {
			return fmt.Errorf("a join without a table: %s", render(nodes))
		}
		if nodes[i].isQuery() {
			q, err := parseQuery(nodes[i].inner)
			if err != nil {
				return err
			}
			next.query = q
			i++
		} else {
			next.table = nodes[i].text
			i++
			if i < len(nodes) && nodes[i].inner != nil { // a function
				next.table = ""
				i++
			}
		}
		for i < len(nodes) && nodes[i].is("WITH", "ORDINALITY", "AS") {
			i++
		}
		next.alias = next.table
		if i < len(nodes) && nodes[i].inner == nil && !nodes[i].is(",", "JOIN", "INNER", "CROSS", "LEFT", "RIGHT", "FULL", "ON") {
			next.alias = nodes[i].text
			i++
			if i < len(nodes) && nodes[i].inner != nil { // names of columns
				i++
			}
		}
		if i < len(nodes) && nodes[i].is("ON") {
			begin := i + 1
			for i < len(nodes) && !nodes[i].is(",", "JOIN", "INNER", "CROSS", "LEFT", "RIGHT", "FULL") {
				i++
			}
			next.on = nodes[begin:i]
			if next.join == "" {
				s.conditions = append(s.conditions, append([]node{{text: "AND"}}, next.on...)...)
			} else {
				s.others = append(s.others, next.on...)
			}
		}
		s.from = append(s.from, next)
	}
	return nil
}

// split splits nodes at separators.
func split(nodes []node, isSeparator func(node) bool) [][]node {
	var parts [][]node
	begin := 0
	for i := range nodes {
		if isSeparator(nodes[i]) {
			parts = append(parts, nodes[begin:i])
			begin = i + 1
		}
	}
	return append(parts, nodes[begin:])
}

// render returns nodes as text, for errors.
func render(nodes []node) string {
	parts := make([]string, len(nodes))
	for i, n := range nodes {
		parts[i] = n.text
		if n.inner != nil {
			parts[i] = "(" + render(n.inner) + ")"
		}
	}
	return strings.Join(parts, " ")
}
