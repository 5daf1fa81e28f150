package graph_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestCareer sorts the posts of an official, and all links, by what the links say, page by page.
func TestCareer(t *testing.T) {
	t.Parallel()
	post := func(place, role, period string) string {
		return `{"link":{"kind":"HOLDS_POST_IN","from":"official/o","to":"district/` + place + `","role":"` + role + `","period":{` + period + `},"citations":[{"source":"s"}]}}`
	}
	lines := []string{
		`{"source":{"slug":"s","title":"S"}}`, `{"official":{"slug":"o","names":[{"text":"O","language":"en"}],"citations":[{"source":"s"}]}}`,
		post("d", "Mayor", `"from":"2010-03","until":"2012"`), post("c", "Deputy", `"from":"2005","until":"2010-02-28"`), post("b", "Clerk", `"until":"2004"`),
		post("a", "Governor", `"from":"2013"`), post("a", "Adviser", ``), post("d", "Councillor", `"from":"2010-03-01"`),
	}
	for _, place := range []string{"b", "a", "c", "d"} {
		lines = append(lines, `{"district":{"slug":"`+place+`","names":[{"text":"`+strings.ToUpper(place)+`","language":"en"}],"level":"CITY","citations":[{"source":"s"}]}}`)
	}
	server := newTestServer(t, linesOf(strings.Join(lines, "\n")))
	for arguments, want := range map[string]string{
		`orderByLink: {field: PERIOD_FROM}`:                                                                "Deputy Mayor Councillor Governor Clerk Adviser",
		`orderByLink: {field: PERIOD_FROM, direction: DESC}`:                                               "Governor Mayor Councillor Deputy Clerk Adviser",
		`orderByLink: {field: PERIOD_UNTIL}`:                                                               "Clerk Deputy Mayor Governor Adviser Councillor",
		`orderByLink: {field: PERIOD_UNTIL, direction: DESC}`:                                              "Mayor Deputy Clerk Governor Adviser Councillor",
		`orderByLink: [{field: PERIOD_FROM}, {field: ROLE}]`:                                               "Deputy Councillor Mayor Governor Adviser Clerk",
		`orderByLink: {field: KIND}, orderBy: {field: NAME, direction: DESC}`:                              "Mayor Councillor Deputy Clerk Governor Adviser",
		`orderByLink: {field: PERIOD_FROM}, link: {not: {period: {from: {isNull: true}}}}`:                 "Deputy Mayor Councillor Governor",
		`orderByLink: {field: PERIOD_FROM}, link: {to: {district: {slug: {in: ["a", "c"]}}}}`:              "Deputy Governor Adviser",
		`orderByLink: {field: ROLE}, link: {or: [{role: {startsWith: "a"}}, {kind: {ne: HOLDS_POST_IN}}]}`: "Adviser",
	} {
		t.Run(arguments, func(t *testing.T) {
			t.Parallel()
			asked := fmt.Sprintf(`{ official(slug: "o") { list: posts(%s%%s) { edges { cursor link { role } } } } }`, arguments)
			if got := server.rolesByPages(t, asked); got != want {
				t.Errorf("the roles are %s, want %s", got, want)
			}
			if strings.Contains(arguments, "orderBy: ") {
				return
			}
			ofLinks := strings.NewReplacer("orderByLink:", "orderBy:", "link:", "where:").Replace(arguments)
			asked = fmt.Sprintf(`{ official(slug: "o") { list: links(%s%%s) { edges { cursor link: node { role } } } } }`, ofLinks)
			if got := server.rolesByPages(t, asked); got != want {
				t.Errorf("the roles of its links are %s, want %s", got, want)
			}
			asked = fmt.Sprintf(`{ list: links(%s%%s) { edges { cursor link: node { role } } } }`, ofLinks)
			if got := server.rolesByPages(t, asked); got != want {
				t.Errorf("the roles of all links are %s, want %s", got, want)
			}
		})
	}
}

// rolesByPages returns the roles of a list, read in pages of two. The query has a verb for further arguments.
func (s *testServer) rolesByPages(t *testing.T, query string) string {
	t.Helper()
	var roles []string
	for after := ""; ; {
		type page struct {
			Edges []struct {
				Cursor string
				Link   struct{ Role string }
			}
		}
		var answer struct {
			List     page
			Official struct{ List page }
		}
		s.read(t, fmt.Sprintf(query, `, first: 2, after: "`+after+`"`), nil, &answer)
		edges := slices.Concat(answer.List.Edges, answer.Official.List.Edges)
		if len(edges) == 0 {
			return strings.Join(roles, " ")
		}
		for _, edge := range edges {
			roles, after = append(roles, edge.Link.Role), edge.Cursor
		}
	}
}
