package kg_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"civicgraph/internal/kg"
)

// TestStringsHaveMaximumLengths gives each string of a record its maximum length, and one byte more.
func TestStringsHaveMaximumLengths(t *testing.T) {
	t.Parallel()
	const names = `"names":[{"text":"P","language":"en"}]`
	const cites = `"citations":[{"source":"s"}]`
	const figure = `{"figure":{"measure":"m","label":"L","value":"1","unit":"u","subjects":[{"park":"p"}],` + cites
	const link = `{"link":{"kind":"HOSTS","from":{"park":"p"},"to":{"project":"q"},` + cites
	for _, c := range []struct {
		line, field string
		limit       int
	}{
		{`{"park":{"slug":"p","names":[{"text":"%s","language":"en"}],` + cites + `}}`, "park.names.0.text", kg.MaxName},
		{`{"park":{"slug":"p","summary":"%s",` + names + `,` + cites + `}}`, "park.summary", kg.MaxSummary},
		{`{"park":{"slug":"p","identifiers":[{"scheme":"%s","value":"1"}],` + names + `,` + cites + `}}`, "park.identifiers.0.scheme", kg.MaxIdentifier},
		{`{"park":{"slug":"p","identifiers":[{"scheme":"a","value":"%s"}],` + names + `,` + cites + `}}`, "park.identifiers.0.value", kg.MaxIdentifier},
		{`{"park":{"slug":"p",` + names + `,"citations":[{"source":"s","locator":"%s"}]}}`, "park.citations.0.locator", kg.MaxLocator},
		{`{"park":{"slug":"p",` + names + `,"citations":[{"source":"s","quote":"%s"}]}}`, "park.citations.0.quote", kg.MaxQuote},
		{`{"project":{"slug":"p","status":"PLANNED","sectors":["%s"],` + names + `,` + cites + `}}`, "project.sectors.0", kg.MaxString},
		{`{"source":{"slug":"s","title":"%s"}}`, "source.title", kg.MaxString},
		{`{"source":{"slug":"s","title":"T","url":"https://%s"}}`, "source.url", kg.MaxURL - len("https://")},
		{`{"source":{"slug":"s","title":"T","language":"%s"}}`, "source.language", kg.MaxLanguage},
		{link + `,"role":"%s"}}`, "link.role", kg.MaxRole},
		{link + `,"note":"%s"}}`, "link.note", kg.MaxNote},
		{figure + `,"wording":"%s"}}`, "figure.wording", kg.MaxString},
		{`{"statement":{"summary":"%s","about":[{"park":"p"}],` + cites + `}}`, "statement.summary", kg.MaxSummary},
		{`{"statement":{"summary":"S","topics":["%s"],"about":[{"park":"p"}],` + cites + `}}`, "statement.topics.0", kg.MaxString},
	} {
		t.Run(c.field, func(t *testing.T) {
			t.Parallel()
			if err := decodeLine(t, fmt.Sprintf(c.line, strings.Repeat("x", c.limit))); err != nil {
				t.Errorf("%d bytes are refused: %v", c.limit, err)
			}
			err := decodeLine(t, fmt.Sprintf(c.line, strings.Repeat("x", c.limit+1)))
			var refused *kg.Error
			if !errors.As(err, &refused) || refused.Code != kg.TooLarge || refused.Field != c.field || !strings.Contains(refused.Message, "at most") {
				t.Errorf("%d bytes give the error %v", c.limit+1, err)
			}
		})
	}
}

func decodeLine(t *testing.T, line string) error {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(line))
	decoder.UseNumber()
	var input map[string]any
	if err := decoder.Decode(&input); err != nil {
		t.Fatal(err)
	}
	_, err := kg.NewKinds().Decode(input)
	return err
}
