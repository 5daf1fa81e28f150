package oracle_test

import (
	"strings"
	"testing"

	"civicgraph/internal/oracle"
)

func TestCompareFindsDifferences(t *testing.T) {
	t.Parallel()
	const query = `{ districts(first: 2) { edges { cursor node { slug level } } totalCount } }`
	const right = `{"data":{"districts":{"edges":[{"cursor":"x","node":{"slug":"a","level":"CITY"}},{"cursor":"y","node":{"slug":"b","level":"CITY"}}],"totalCount":4}}}`
	cases := map[string]struct{ from, to, want string }{
		"nothing":                   {"", "", ""},
		"a value":                   {`"slug":"b"`, `"slug":"c"`, "data.districts.edges[1].node.slug"},
		"the order of members":      {`"slug":"a","level":"CITY"`, `"level":"CITY","slug":"a"`, "data.districts.edges[0].node: want the keys"},
		"a member too many":         {`"totalCount":4`, `"totalCount":4,"totalCount":4`, "data.districts: want the keys"},
		"a text for a number":       {`"totalCount":4`, `"totalCount":"4"`, "data.districts.totalCount"},
		"null":                      {`{"slug":"a","level":"CITY"}`, `null`, "data.districts.edges[0].node"},
		"one cursor for two places": {`"cursor":"y"`, `"cursor":"x"`, "data.districts.edges[1].cursor"},
		"an empty cursor":           {`"cursor":"y"`, `"cursor":""`, "data.districts.edges[1].cursor"},
		"what follows":              {`}}}`, `}}} {}`, "something follows"},
		"an error": {`{"data"`, `{"errors":[{"message":"m","path":["districts",0],"extensions":{"code":"INTERNAL"}}],"data"`,
			"got INTERNAL at districts.[0]"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := smallOracle(t)
			data, errs := o.Answer(query, "", nil)
			err := o.Compare([]byte(strings.Replace(right, c.from, c.to, 1)), data, errs)
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("want %q, got %v", c.want, err)
			}
		})
	}
}

func TestShrink(t *testing.T) {
	t.Parallel()
	query := `query($a: Boolean!, $b: Date) { x: districts(asOf: $b) { totalCount ...F } parks { totalCount @include(if: $a) } }
		fragment F on DistrictConnection { ... on DistrictConnection { nodes { slug name } } }`
	got := oracle.Shrink(query, func(smaller string) bool { return strings.Contains(smaller, "slug") })
	if want := "query { x: districts { ... F } } fragment F on DistrictConnection { nodes { slug } }"; strings.Join(strings.Fields(got), " ") != want {
		t.Errorf("want %s, got %s", want, got)
	}
}

func TestShrinkCutsFilters(t *testing.T) {
	t.Parallel()
	query := `query($a: DistrictFilter = {slug: {eq: "x", ne: "wanted"}, level: {eq: CITY}}) {
		parks(where: {and: [{slug: {eq: "a"}}, {not: {name: {in: ["b", "sought"], contains: "c"}}}]}, orderBy: [{field: NAME}]) { totalCount }
		districts(where: $a, orderBy: [{field: NAME, direction: DESC}, {field: SLUG}]) { totalCount }
	}`
	got := oracle.Shrink(query, func(smaller string) bool {
		return strings.Contains(smaller, "wanted") && strings.Contains(smaller, "sought") && strings.Contains(smaller, "DESC")
	})
	want := `query ($a: DistrictFilter = {slug:{ne:"wanted"}}) { parks(where: {name:{in:["sought"]}}) { totalCount } ` +
		`districts(where: $a, orderBy: [{direction:DESC}]) { totalCount } }`
	if strings.Join(strings.Fields(got), " ") != want {
		t.Errorf("want %s, got %s", want, got)
	}
}
