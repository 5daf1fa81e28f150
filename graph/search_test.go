package graph_test

import (
	"encoding/json"
	"fmt"
	"html"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"civicgraph/internal/kg"
)

// found is the response of a search.
type found struct {
	Search struct {
		TotalCount int
		Edges      []struct {
			Cursor, MatchedOn, Highlight string
			Score                        float64
			Node                         struct{ ID, Slug string }
			Record                       struct{ ID string }
		}
		PageInfo struct {
			HasNextPage bool
			EndCursor   string
		}
	}
}

const searchQuery = `query ($q: String!, $first: Int, $after: String, $last: Int, $before: String) {
  search(query: $q, first: $first, after: $after, last: $last, before: $before) {
    totalCount edges { cursor matchedOn highlight score node { id slug } record { id } } pageInfo { hasNextPage endCursor }
  }
}`

// codes are districts with codes, former names and aliases.
const codes = `{"source":{"slug":"s","title":"T"}}
{"district":{"slug":"baodi","level":"DISTRICT","names":[{"text":"Baodi","language":"en"},{"text":"Baodi County","language":"en","type":"FORMER"},{"text":"宝坻区","language":"zh"},{"text":"Land of Treasure","language":"en","type":"ALIAS"}],"identifiers":[{"scheme":"gbt2260","value":"120115"},{"scheme":"wikidata","value":"Q1"}],"citations":[{"source":"s"}]}}
{"district":{"slug":"jizhou","level":"DISTRICT","names":[{"text":"Jizhou","language":"en"},{"text":"Ji County","language":"en","type":"FORMER"}],"identifiers":[{"scheme":"gbt2260","value":"120119"}],"citations":[{"source":"s"}]}}`

// TestSearchFindsEveryNameAndCode searches for one district in many ways, and checks what matched.
func TestSearchFindsEveryNameAndCode(t *testing.T) {
	t.Parallel()
	server := newTestServer(t, linesOf(codes))
	for text, want := range map[string]string{
		"120115": "gbt2260:120115", "gbt2260:120115": "gbt2260:120115", "GBT2260 120115": "gbt2260:120115", "1201": "gbt2260:120115",
		"q1": "wikidata:Q1", "宝坻": "宝坻区", "坻": "宝坻区", "bǎodǐ": "Baodi", "BAO DI": "Baodi", "baodiqu": "宝坻区", "Baodi county": "Baodi County",
		"county baodi": "Baodi County", "treasure": "Land of Treasure", "Boadi": "Baodi", "Tresure": "Land of Treasure", "120116": "gbt2260:120115",
	} {
		var answer found
		server.read(t, searchQuery, map[string]any{"q": text}, &answer)
		edges := answer.Search.Edges
		if len(edges) == 0 || edges[0].Node.Slug != "baodi" || edges[0].MatchedOn != want {
			t.Errorf("%q finds %+v, want baodi by %s", text, edges, want)
		}
	}
}

func linesOf(text string) [][]byte {
	var lines [][]byte
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, []byte(line))
	}
	return lines
}

// TestSearchAgreesWithOracle searches for many variations of names.
func TestSearchAgreesWithOracle(t *testing.T) {
	t.Parallel()
	if raced() {
		t.Skip("NOT TESTED: variations of names; under the race detector they take minutes, make check tries them without")
	}
	lines := oracleGraph(t, 7)
	_, o := newOracle(t, lines)
	server := newTestServer(t, lines)
	var graph struct {
		Districts, Parks, Projects struct {
			Nodes []struct {
				Names       []struct{ Text string }
				Identifiers []struct{ Scheme, Value string }
			}
		}
	}
	server.read(t, `{ districts(first: 100) { nodes { ...called } } parks(first: 100) { nodes { ...called } } projects(first: 100) { nodes { ...called } } }
fragment called on Entity { names { text } identifiers { scheme value } }`, nil, &graph)
	var texts []string
	for _, n := range slices.Concat(graph.Districts.Nodes, graph.Parks.Nodes, graph.Projects.Nodes) {
		for _, name := range n.Names {
			texts = append(texts, name.Text)
		}
		for _, i := range n.Identifiers {
			texts = append(texts, i.Scheme+":"+i.Value)
		}
	}
	r := rand.New(rand.NewPCG(7, 7)) //nolint:gosec // a test wants it repeatable
	scores := map[float64]int{}
	for range 400 {
		variables := map[string]any{"q": varied(r, texts[r.IntN(len(texts))]), "first": json.Number(fmt.Sprint(r.IntN(101)))}
		data, errs := o.Answer(searchQuery, "", variables)
		if err := o.Compare(server.ask(t, searchQuery, variables), data, errs); err != nil {
			t.Fatalf("%v: %v", variables, err)
		}
		var answer found
		server.read(t, searchQuery, variables, &answer)
		for _, e := range answer.Search.Edges {
			scores[e.Score]++
		}
	}
	if len(scores) < 8 {
		t.Errorf("not all classes occur: %v", scores)
	}
}

// varied returns a variation of a text that somebody might search for: a part, its words in another order, or a typo.
func varied(r *rand.Rand, text string) string {
	words := strings.Fields(text)
	word := []rune(words[r.IntN(len(words))])
	at := r.IntN(len(word))
	switch r.IntN(8) {
	case 0:
		r.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		return strings.Join(words, " ")
	case 1:
		return string(word)
	case 2:
		return string(word[:at+1])
	case 3:
		return string(word[:at]) + string(word[at+1:])
	case 4:
		return string(word[:at]) + "q" + string(word[at:])
	case 5:
		return words[0] + " " + string(word[:at+1])
	case 6:
		return strings.ToUpper(strings.Join(words, "-"))
	}
	return text
}

// TestSearchIsPagedInOneOrder goes through a search page by page, from both ends.
func TestSearchIsPagedInOneOrder(t *testing.T) {
	t.Parallel()
	server := newTestServer(t, oracleGraph(t, 3))
	for _, text := range []string{"rep", "organization report", "district 4", "q1"} {
		var whole found
		server.read(t, searchQuery, map[string]any{"q": text, "first": 100}, &whole)
		all := whole.Search
		if all.TotalCount < 4 || all.TotalCount > 100 || len(all.Edges) != all.TotalCount {
			t.Fatalf("%q finds %d, but returns %d", text, all.TotalCount, len(all.Edges))
		}
		for _, way := range [][2]string{{"first", "after"}, {"last", "before"}} {
			var cursors []string
			variables := map[string]any{"q": text, way[0]: 3}
			for len(cursors) < len(all.Edges) {
				var page found
				server.read(t, searchQuery, variables, &page)
				var next []string
				for _, e := range page.Search.Edges {
					next = append(next, e.Cursor)
				}
				if len(next) == 0 {
					break
				}
				if way[0] == "first" {
					cursors = append(cursors, next...)
					variables["after"] = next[len(next)-1]
				} else {
					cursors = append(next, cursors...)
					variables["before"] = next[0]
				}
			}
			for i, e := range all.Edges {
				if len(cursors) != len(all.Edges) || cursors[i] != e.Cursor {
					t.Fatalf("%q, %s: the pages have %d entities, other than the whole list of %d", text, way[0], len(cursors), len(all.Edges))
				}
			}
		}
	}
	t.Run("a cursor is bound to its search", func(t *testing.T) {
		var whole found
		server.read(t, searchQuery, map[string]any{"q": "a"}, &whole)
		got := server.answer(t, searchQuery, map[string]any{"q": "b", "after": whole.Search.Edges[0].Cursor})
		if len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != "BAD_CURSOR" {
			t.Errorf("it answers %s %+v", got.Data, got.Errors)
		}
	})
}

// TestStatementsOfSearchesDoNotDependOnRows: one for what is found, one for what it is called, one a kind.
func TestStatementsOfSearchesDoNotDependOnRows(t *testing.T) {
	t.Parallel()
	server := newTestServer(t, oracleGraph(t, 3))
	query := `query ($q: String!) { search(query: $q, first: 100, kinds: DISTRICT) { edges { matchedOn node { slug } } } }`
	for text, most := range map[string]int{"district": 3, "district 4": 3, "district 4 0": 3, "distrct": 3, "wikidata": 3, "nowhere": 2} {
		var answer found
		if got := server.read(t, query, map[string]any{"q": text}, &answer).Extensions.Cost.Statements; got > most {
			t.Errorf("%q takes %d statements for %d, want %d", text, got, len(answer.Search.Edges), most)
		}
	}
}

var emphasis = regexp.MustCompile(`</?em>`)

// FuzzSearch searches for any text: it is plain text, so it is never an error.
func FuzzSearch(f *testing.F) {
	for _, text := range []string{"天津", "tiānjīn", "Tian jin", "Tianjn", "gbt2260:120115", "津", "", "\x00", "a b c d e f g h i j", "%_'\"--*", "\u2028", "重庆 長", "ﬁ", "한국", "🚄", "C", strings.Repeat("a", 5000)} {
		f.Add(text, 3)
	}
	server := newTestServer(f, append(oracleGraph(f, 5), linesOf(codes)[:2]...))
	f.Fuzz(func(t *testing.T, text string, first int) {
		if !utf8.ValidString(text) {
			return // no request is
		}
		var answer found
		server.read(t, searchQuery, map[string]any{"q": text, "first": max(first%100, -first%100)}, &answer)
		last := 1.1
		for _, e := range answer.Search.Edges {
			if plain := html.UnescapeString(emphasis.ReplaceAllString(e.Highlight, "")); plain != e.MatchedOn || !strings.Contains(e.Highlight, "<em>") {
				t.Errorf("%q: %s is shown as %s", text, e.MatchedOn, e.Highlight)
			}
			if _, err := kg.ParseID(e.Record.ID); err != nil { // a source is about no node
				t.Errorf("%q: %+v is no record: %v", text, e, err)
			}
			if e.Score > last {
				t.Errorf("%q: %+v comes after one of %v", text, e, last)
			}
			last = e.Score
		}
	})
}
