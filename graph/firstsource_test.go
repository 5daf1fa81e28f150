package graph_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

const (
	firstSourcePage = "../docs/first-source.md"
	// factsOfFirstSource is the number of facts in the first source.
	factsOfFirstSource = 26
)

const firstSourceHead = `# What the first source says

*This page is generated from ` + "`graph/testdata/fact-*.graphql`" + ` and their answers; do not edit it.
` + "`go test ./graph -run 'Golden|FirstSource' -update`" + ` writes it, and a test checks it.*

The demo data named first-source have one source: "%s", %s, %s.
It states %d facts. Below is each in our own words, with its paragraph (¶), a query that finds it, and the answer with its evidence.
`

// TestFirstSourcePage checks docs/first-source.md, which is generated from the golden cases fact-NN-*.
func TestFirstSourcePage(t *testing.T) {
	t.Parallel()
	page := firstSource(t)
	if *update {
		if err := os.WriteFile(firstSourcePage, page, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(firstSourcePage)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(page, want) {
		t.Errorf("%s is out of date; run go test ./graph -run 'Golden|FirstSource' -update", firstSourcePage)
	}
}

var (
	factName = regexp.MustCompile(`^fact-(\d\d)-[a-z0-9-]+$`)
	// factLine matches the first line of a query: the locator of the fact in the source, and the fact.
	factLine = regexp.MustCompile(`^# (¶ \d+): (.+)\n`)
)

// firstSource returns the page. It queries the demo data, so that it does not depend on the order of tests.
func firstSource(t *testing.T) []byte {
	t.Helper()
	server := newDemoServer(t)
	queries := make([]string, factsOfFirstSource+1)
	for name, query := range goldenQueries(t) {
		match := factName.FindStringSubmatch(name)
		if match == nil {
			if strings.HasPrefix(name, "fact-") {
				t.Errorf("%s is not named fact-NN-what-it-is", name)
			}
			continue
		}
		number, _ := strconv.Atoi(match[1])
		switch {
		case number < 1 || number > factsOfFirstSource:
			t.Errorf("%s: the source has the facts 1 to %d", name, factsOfFirstSource)
		case queries[number] != "":
			t.Errorf("%s: fact %d has another query", name, number)
		default:
			queries[number] = query
		}
	}

	var source struct {
		Source struct{ Title, Publisher, PublishedOn string }
	}
	server.read(t, `{ source(slug: "tianjin-work-report-2023") { title publisher publishedOn } }`, nil, &source)
	var page bytes.Buffer
	fmt.Fprintf(&page, firstSourceHead, source.Source.Title, source.Source.Publisher, source.Source.PublishedOn, factsOfFirstSource)
	page.WriteString("\n| Fact | ¶ | What it says |\n|---|---|---|\n")
	for number, query := range queries {
		if head := factLine.FindStringSubmatch(query); head != nil {
			link := strings.ToLower(strings.NewReplacer(" ", "-", "¶", "", ",", "").Replace(head[1]))
			fmt.Fprintf(&page, "| [%d](#fact-%d-%s) | %s | %s |\n", number, number, link, strings.TrimPrefix(head[1], "¶ "), head[2])
		}
	}
	for number := 1; number <= factsOfFirstSource; number++ {
		if queries[number] == "" {
			t.Errorf("no testdata/fact-%02d-*.graphql asks for fact %d", number, number)
			continue
		}
		writeFact(t, &page, server, number, queries[number])
	}
	return page.Bytes()
}

// writeFact writes a fact, its query and the answer, which must cite the paragraph of the fact.
func writeFact(t *testing.T, page *bytes.Buffer, server *testServer, number int, query string) {
	t.Helper()
	head := factLine.FindStringSubmatch(query)
	if head == nil {
		t.Errorf("the query for fact %d does not begin with the fact, as in\n# ¶ 9: Who is what.", number)
		return
	}
	var data json.RawMessage
	server.read(t, query, variablesOf(t, query), &data)
	answer := readable(t, data, "")
	if !strings.Contains(answer, fmt.Sprintf("%q: %q", "locator", head[1])) {
		t.Errorf("the answer for fact %d does not cite %s:\n%s", number, head[1], answer)
	}
	fmt.Fprintf(page, "\n## Fact %d (%s)\n\n%s\n", number, head[1], head[2])
	fmt.Fprintf(page, "\n```graphql\n%s\n```\n", strings.TrimSpace(query[len(head[0]):]))
	fmt.Fprintf(page, "\n```json\n%s\n```\n", answer)
}

// readable returns JSON with short values on one line.
func readable(t *testing.T, value json.RawMessage, indent string) string {
	t.Helper()
	const width = 110
	d := json.NewDecoder(bytes.NewReader(value))
	token, err := d.Token()
	if err != nil {
		t.Fatal(err)
	}
	opening, nested := token.(json.Delim)
	if !nested {
		return string(value)
	}
	closing := map[json.Delim]string{'{': "}", '[': "]"}[opening]
	inner := indent + "  "
	var parts []string
	for d.More() {
		name := ""
		if opening == '{' {
			key, err := d.Token()
			if err != nil {
				t.Fatal(err)
			}
			name = fmt.Sprintf("%q: ", key)
		}
		var part json.RawMessage
		if err := d.Decode(&part); err != nil {
			t.Fatal(err)
		}
		parts = append(parts, name+readable(t, part, inner))
	}
	line := opening.String() + strings.Join(parts, ", ") + closing
	if utf8.RuneCountInString(line) <= width && !strings.Contains(line, "\n") {
		return line
	}
	return opening.String() + "\n" + inner + strings.Join(parts, ",\n"+inner) + "\n" + indent + closing
}
