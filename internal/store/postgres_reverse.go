package store

import (
	"fmt"
	"strings"
)

// reversingConn is a connection that writes to a distributed database. What it does to the links it also does to the reverse links, in the
// same transaction.
type reversingConn struct{ *postgresConn }

func (c reversingConn) run(q Query) (changed int64, err error) {
	reverse, isOfLinks, err := reversed(q)
	if err != nil {
		return 0, err
	}
	if isOfLinks {
		if _, err := c.postgresConn.run(reverse); err != nil {
			return 0, err
		}
	}
	return c.postgresConn.run(q)
}

func (c reversingConn) send(all []request) error {
	both, err := withReversed(all)
	if err != nil {
		return err
	}
	return c.postgresConn.send(both)
}

func (c reversingConn) commit(last ...request) error {
	both, err := withReversed(last)
	if err != nil {
		return err
	}
	return c.postgresConn.commit(both...)
}

// withReversed returns statements with those that do the same to the reverse links.
func withReversed(all []request) ([]request, error) {
	both := make([]request, 0, len(all))
	for _, r := range all {
		reverse, isOfLinks, err := reversed(r.Query)
		if err != nil {
			return nil, err
		}
		if isOfLinks { // before a condition on links would find the change
			both = append(both, request{Query: reverse})
		}
		both = append(both, r)
	}
	return both, nil
}

func (c reversingConn) insert(table string, columns []string, rows [][]any) error {
	if table == "link" {
		if err := c.postgresConn.insert(reverseLinks, columns, rows); err != nil {
			return err
		}
	}
	return c.postgresConn.insert(table, columns, rows)
}

// reversed returns the statement that does to the reverse links what a statement does to the links. It reports false for a statement that
// changes other tables, or none.
func reversed(q Query) (reverse Query, isOfLinks bool, err error) {
	for _, verb := range []string{"INSERT INTO ", "UPDATE ", "DELETE FROM "} {
		begin, rest, found := strings.Cut(q.SQL, verb+"link")
		if !found || rest != "" && strings.ContainsRune("_abcdefghijklmnopqrstuvwxyz", rune(rest[0])) {
			continue
		}
		if begin != "" || strings.Contains(rest, "link.") {
			return Query{}, false, fmt.Errorf("%q changes links in a form that cannot be repeated for the reverse links", q.SQL)
		}
		return Query{SQL: verb + reverseLinks + rest, Args: q.Args}, true, nil
	}
	return q, false, nil
}
