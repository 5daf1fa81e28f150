package oracle_test

import (
	"fmt"
	"strings"
	"testing"

	"civicgraph/internal/oracle"
)

// filteredGraph is a graph for the tests of filters. CITED stands for a citation.
const filteredGraph = `
{"source":{"slug":"s","title":"S"}}
{"district":{"slug":"top","level":"PROVINCE","names":[{"text":"Ünited","language":"en"},{"text":"天津","language":"zh"}],"population":10,CITED}}
{"district":{"slug":"mid","level":"CITY","names":[{"text":"united","language":"en"}],CITED}}
{"district":{"slug":"low","level":"COUNTY","names":[{"text":"apart","language":"en"}],"population":5,CITED}}
{"official":{"slug":"y","bornOn":"1970","names":[{"text":"Y","language":"en"}],CITED}}
{"official":{"slug":"m","bornOn":"1970-02","names":[{"text":"M","language":"en"}],CITED}}
{"official":{"slug":"d","bornOn":"1970-02-28","names":[{"text":"D","language":"en"}],CITED}}
{"official":{"slug":"n","names":[{"text":"N","language":"en"}],CITED}}
{"link":{"kind":"PART_OF","from":{"district":"mid"},"to":{"district":"top"},"order":1,CITED}}
{"link":{"kind":"PART_OF","from":{"district":"low"},"to":{"district":"mid"},"period":{"from":"2020","until":"2021"},CITED}}
{"link":{"kind":"HOLDS_POST_IN","from":{"official":"y"},"to":{"district":"top"},"role":"Mayor","period":{"from":"2020"},CITED}}
{"link":{"kind":"HOLDS_POST_IN","from":{"official":"m"},"to":{"district":"top"},"period":{"attestedOn":"2021-03-01"},CITED}}
{"statement":{"speaker":"y","summary":"x","topics":["ports"],"about":[{"district":"top"}],CITED}}
{"statement":{"summary":"z","about":[{"district":"mid"}],CITED}}
`

// TestFilters checks the description of filters and orders in the schema.
func TestFilters(t *testing.T) {
	t.Parallel()
	o := oracleOf(t, filteredGraph)
	cases := []struct{ list, want string }{
		{`officials(where: {bornOn: {eq: "1970-02"}})`, "d m"},
		{`officials(where: {bornOn: {ne: "1970-02"}})`, "n y"},
		{`officials(where: {bornOn: {gt: "1970-01"}})`, "d m"},
		{`officials(where: {bornOn: {gte: "1970-02"}})`, "d m"},
		{`officials(where: {bornOn: {lt: "1970-03"}})`, "d m"},
		{`officials(where: {bornOn: {lte: "1970-02"}})`, "d m"},
		{`officials(where: {bornOn: {lte: "1970"}})`, "d m y"},
		{`officials(where: {bornOn: {in: ["1970-02-28", "1971"]}})`, "d"},
		{`officials(where: {not: {bornOn: {lt: "2000"}}})`, "n"},
		{`officials(where: {bornOn: {isNull: true}})`, "n"},
		{`officials(where: {slug: {in: []}})`, ""},
		{`officials(where: {or: []})`, ""},
		{`officials(where: {and: [], not: null, slug: {eq: null}, posts: {}})`, "d m n y"},
		{`officials(where: {said: {some: {topics: {every: {startsWith: "PO"}}}}})`, "y"},
		{`officials(where: {posts: {link: {kinds: []}}})`, ""},
		{`officials(where: {posts: {link: {holdsOn: "2021-03-01"}}})`, "m y"},
		{`officials(where: {posts: {link: {holdsOn: "2021-03-02"}}})`, "y"},
		{`officials(where: {posts: {every: {district: {slug: {eq: "top"}}}, link: {role: {isNull: true}}}})`, "d m n y"},
		{`officials(asOf: "2019-12-31", where: {posts: {some: {}}})`, "m"},
		{`officials(orderBy: [{field: BORN_ON, direction: DESC}])`, "d m y n"},
		{`officials(orderBy: [{field: BORN_ON}, {field: SLUG}])`, "y m d n"},
		{`districts(where: {name: {ne: "united"}})`, "low top"},
		{`districts(where: {name: {eq: "天津", startsWith: "Ü"}})`, ""},
		{`districts(where: {name: {contains: "üNITED"}})`, "top"},
		{`districts(where: {ancestors: {some: {slug: {eq: "top"}}}})`, "low mid"},
		{`districts(where: {ancestors: {some: {slug: {eq: "top"}}, link: {order: {eq: 1}}}})`, "mid"},
		{`districts(asOf: "2022-01-01", where: {parent: {none: {}}})`, "low top"},
		{`districts(where: {population: {lt: 10}})`, "low"},
		{`districts(where: {not: {population: {lt: 10}}})`, "mid top"},
		{`districts(where: {statements: {some: {speaker: {}}}})`, "top"},
		{`districts(orderBy: [{field: NAME}])`, "low top mid"},
		{`districts(orderBy: {field: NAME, direction: DESC})`, "top mid low"},
		{`districts(orderBy: [{field: LEVEL, direction: DESC}])`, "low mid top"},
		{`districts(orderBy: [{field: POPULATION}])`, "low top mid"},
		{`districts(orderBy: [{field: POPULATION, direction: DESC}])`, "top low mid"},
	}
	for _, c := range cases {
		data, errs := o.Answer("{ "+c.list+" { totalCount nodes { slug } } }", "", nil)
		got, _ := data.(oracle.Object)
		if shown := fmt.Sprint(len(errs), slugs(got)); shown != fmt.Sprint(0, c.want) {
			t.Errorf("%s: want %q, got %q %v", c.list, c.want, slugs(got), errs)
		}
	}
}

// slugs returns all slugs of an answer.
func slugs(value any) string {
	var found []string
	switch v := value.(type) {
	case oracle.Object:
		for _, m := range v {
			if slug, isText := m.Value.(string); isText && m.Key == "slug" {
				found = append(found, slug)
			} else if below := slugs(m.Value); below != "" {
				found = append(found, below)
			}
		}
	case []any:
		for _, item := range v {
			found = append(found, slugs(item))
		}
	}
	return strings.Join(found, " ")
}

// TestInvalidFilters checks filters at and beyond each limit.
func TestInvalidFilters(t *testing.T) {
	t.Parallel()
	o := oracleOf(t, filteredGraph)
	nested := func(levels int) string {
		return strings.Repeat("{not: ", levels-1) + "{}" + strings.Repeat("}", levels-1)
	}
	conditions := func(n int) string { return "{or: [" + strings.Repeat(`{slug: {eq: "a"}} `, n) + "]}" }
	values := func(n int) string { return "{slug: {in: [" + strings.Repeat(`"a" `, n) + "]}}" }
	text := func(n int) string { return `{slug: {eq: "` + strings.Repeat("a", n) + `"}}` }
	cases := []struct{ where, want string }{
		{nested(8), ""},
		{nested(9), "BAD_ARGUMENT"},
		{conditions(100), ""},
		{conditions(101), "BAD_ARGUMENT"},
		{values(500), ""},
		{values(501), "BAD_ARGUMENT"},
		{text(2000), ""},
		{text(2001), "BAD_ARGUMENT"},
		{`{bornOn: {in: ["1970", "1970-13"]}}`, "BAD_DATE"},
		{`{posts: {link: {holdsOn: "1970"}}}`, "BAD_DATE"},
		{`{figures: {some: {value: {gt: "1e6"}}}}`, ""},
		{`{figures: {some: {value: {gt: "1e"}}}}`, "GRAPHQL_VALIDATION_FAILED"},
		{`{figures: {some: {value: {gt: "1e-5"}}}}`, "GRAPHQL_VALIDATION_FAILED"},
		{`{figures: {some: {value: {gt: "1e15"}}}}`, "GRAPHQL_VALIDATION_FAILED"},
		{`{figures: {some: {value: {gt: "1.00010"}}}}`, ""},
	}
	for _, c := range cases {
		_, errs := o.Answer("{ officials(where: "+c.where+") { totalCount } }", "", nil)
		got := ""
		for _, e := range errs {
			got += e.Code
		}
		if got != c.want {
			t.Errorf("%.60s: want %q, got %v", c.where, c.want, errs)
		}
	}
}
