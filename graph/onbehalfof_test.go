package graph_test

import (
	"errors"
	"strings"
	"testing"

	"civicgraph/internal/ingest"
	"civicgraph/internal/kg"
)

const membersOfAHouse = `{"source":{"slug":"s","title":"S"}}
{"organization":{"slug":"house","names":[{"text":"House","language":"en"}],"type":"LEGISLATURE","citations":[{"source":"s"}]}}
{"organization":{"slug":"greens","names":[{"text":"Greens","language":"en"}],"type":"PARTY","citations":[{"source":"s"}]}}
{"organization":{"slug":"reds","names":[{"text":"Reds","language":"en"}],"type":"PARTY","citations":[{"source":"s"}]}}
{"official":{"slug":"ann","names":[{"text":"Ann","language":"en"}],"citations":[{"source":"s"}]}}
{"official":{"slug":"bob","names":[{"text":"Bob","language":"en"}],"citations":[{"source":"s"}]}}
{"official":{"slug":"eve","names":[{"text":"Eve","language":"en"}],"citations":[{"source":"s"}]}}
{"link":{"kind":"HOLDS_POST_IN","from":"official/ann","to":"organization/house","role":"Member","period":{"from":"2014","until":"2018"},"onBehalfOf":{"organization":"reds"},"citations":[{"source":"s"}]}}
{"link":{"kind":"HOLDS_POST_IN","from":"official/ann","to":"organization/house","role":"Member","period":{"from":"2019"},"onBehalfOf":"organization/greens","citations":[{"source":"s"}]}}
{"link":{"kind":"HOLDS_POST_IN","from":"official/bob","to":"organization/house","role":"Member","period":{"from":"2014"},"onBehalfOf":{"organization":"greens"},"citations":[{"source":"s"}]}}
{"link":{"kind":"HOLDS_POST_IN","from":"official/eve","to":"organization/house","role":"Member","citations":[{"source":"s"}]}}`

// TestPostsOnBehalfOfParties asks who sits for whom.
func TestPostsOnBehalfOfParties(t *testing.T) {
	t.Parallel()
	server := newTestServer(t, linesOf(membersOfAHouse))
	for query, want := range map[string]string{
		`{ official(slug: "ann") { posts(orderByLink: {field: PERIOD_FROM}) { edges { link { onBehalfOf { slug name } } } } } }`: `{"official":{"posts":{"edges":[` +
			`{"link":{"onBehalfOf":{"slug":"reds","name":"Reds"}}},{"link":{"onBehalfOf":{"slug":"greens","name":"Greens"}}}]}}}`,
		`{ official(slug: "eve") { posts { edges { link { onBehalfOf { slug } } } } } }`:                                                   `{"official":{"posts":{"edges":[{"link":{"onBehalfOf":null}}]}}}`,
		`{ links(where: {onBehalfOf: {slug: {eq: "greens"}}}, asOf: "2016-01-01") { nodes { from { slug } } } }`:                           `{"links":{"nodes":[{"from":{"slug":"bob"}}]}}`,
		`{ links(where: {onBehalfOf: {slug: {eq: "greens"}}}) { totalCount } }`:                                                            `{"links":{"totalCount":2}}`,
		`{ links(where: {not: {onBehalfOf: {}}}) { nodes { from { slug } } } }`:                                                            `{"links":{"nodes":[{"from":{"slug":"eve"}}]}}`,
		`{ officials(where: {posts: {link: {onBehalfOf: {name: {eq: "Reds"}}}}}) { nodes { slug } } }`:                                     `{"officials":{"nodes":[{"slug":"ann"}]}}`,
		`{ organization(slug: "house", asOf: "2020-01-01") { officials(link: {onBehalfOf: {slug: {eq: "greens"}}}) { nodes { slug } } } }`: `{"organization":{"officials":{"nodes":[{"slug":"ann"},{"slug":"bob"}]}}}`,
		`{ linkTotals(groupBy: [ON_BEHALF_OF], asOf: "2016-01-01") { onBehalfOf { slug } records } }`:                                      `{"linkTotals":[{"onBehalfOf":{"slug":"greens"},"records":1},{"onBehalfOf":{"slug":"reds"},"records":1},{"onBehalfOf":null,"records":1}]}`,
	} {
		if got := string(server.ask(t, query, nil)); !strings.HasPrefix(got, `{"data":`+want) {
			t.Errorf("%s answers\n%s, want\n%s", query, got, want)
		}
	}
}

// TestPartyIsExported: what a post refers to belongs to the surroundings of the official, so that the part can be imported.
func TestPartyIsExported(t *testing.T) {
	t.Parallel()
	server := newTestServer(t, linesOf(membersOfAHouse))
	var part strings.Builder
	if _, err := ingest.Export(t.Context(), server.store, &part, ingest.ExportOptions{Around: "official/bob", Depth: 1}); err != nil {
		t.Fatal(err)
	}
	other := newTestServer(t, linesOf(part.String()))
	want := `{"data":{"links":{"nodes":[{"from":{"slug":"bob"},"onBehalfOf":{"slug":"greens"}}]}}`
	if got := string(other.ask(t, `{ links { nodes { from { slug } onBehalfOf { slug } } } }`, nil)); !strings.HasPrefix(got, want) {
		t.Errorf("the exported part answers %s, want %s", got, want)
	}
}

// TestWrongOnBehalfOf imports ends that a link cannot have.
func TestWrongOnBehalfOf(t *testing.T) {
	t.Parallel()
	server := newTestServer(t, linesOf(membersOfAHouse))
	post := func(rest string) string {
		return `{"link":{"kind":"HOLDS_POST_IN","from":"official/eve","to":"organization/house","role":"Speaker","citations":[{"source":"s"}],` + rest + `}}`
	}
	for line, want := range map[string]kg.ErrorCode{
		post(`"onBehalfOf":"organization/blues"`): kg.UnknownReference,
		post(`"onBehalfOf":"official/ann"`):       kg.BadLink,
		post(`"onBehalfOf":{"party":"greens"}`):   kg.BadValue,
		`{"link":{"kind":"PART_OF","from":"organization/greens","to":"organization/house","citations":[{"source":"s"}],"onBehalfOf":"organization/reds"}}`: kg.BadLink,
	} {
		_, err := ingest.Import(t.Context(), server.store, ingest.Options{}, ingest.JSONLines("", strings.NewReader(line)))
		rejected, ok := errors.AsType[*ingest.RejectedError](err)
		if !ok || rejected.Codes[want] != 1 {
			t.Errorf("%s gives %v, want %s", line, err, want)
		}
	}
}
