package store_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// TestLongestTexts: records with the longest texts that are allowed can be written, found again and told apart, although an index of
// PostgreSQL has short rows. The texts are such that they cannot be compressed.
func TestLongestTexts(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // test data
	han := func(size int) string {
		var b strings.Builder
		for b.Len() <= size-3 {
			b.WriteRune(rune(0x4e00 + random.IntN(0x9f00-0x4e00)))
		}
		return b.String()
	}
	lines := []string{sourceLine}
	var subjects []string
	for i := range 600 {
		lines = append(lines, fmt.Sprintf(`{"station":{"slug":"s%d","names":[{"text":"S %d","language":"en"}],"citations":[{"source":"s"}]}}`, i, i))
		subjects = append(subjects, fmt.Sprintf(`{"station":"s%d"}`, i))
	}
	all := strings.Join(subjects, ",")
	text, summary := han(kg.MaxString), han(kg.MaxSummary)
	for i, of := range []string{summary, summary[:len(summary)-3] + "終"} { // equal but for the last character
		lines = append(lines,
			fmt.Sprintf(`{"source":{"slug":"long-%d","title":%q,"publisher":%q,"language":"zh"}}`, i, han(kg.MaxString), han(kg.MaxString)),
			fmt.Sprintf(`{"official":{"slug":"o-%d","names":[{"text":%q,"language":"zh"}],"identifiers":[{"scheme":%q,"value":%q}],"summary":%q,`+
				`"citations":[{"source":"long-%d","locator":%q,"quote":%q,"field":"summary"}]}}`,
				i, han(kg.MaxName), han(kg.MaxIdentifier), han(kg.MaxIdentifier), of, i, han(kg.MaxLocator), han(kg.MaxString)),
			fmt.Sprintf(`{"link":{"kind":"HOLDS_POST_IN","from":{"official":"o-%d"},"to":{"district":"baodi"},"role":%q,"citations":[{"source":"s"}]}}`, i, han(kg.MaxRole)),
			fmt.Sprintf(`{"figure":{"measure":%q,"label":%q,"value":"5","unit":%q,"qualifier":"EXACT","type":"OUTCOME","subjects":[%s],"citations":[{"source":"s"}]}}`,
				text, text, text, strings.TrimSuffix(all, fmt.Sprintf(`,{"station":"s%d"}`, 599-i))),
			fmt.Sprintf(`{"statement":{"about":[{"district":"baodi"}],"summary":%q,"topics":[%q],"citations":[{"source":"s"}]}}`, of, text))
	}
	lines = append(lines, baodiLine)
	if got := s.write(t, lines...); got.Created != len(lines) {
		t.Errorf("%d lines were written: %+v", len(lines), got)
	}
	if got := s.write(t, lines...); (got != store.WriteCounts{Unchanged: len(lines)}) {
		t.Errorf("the same lines again: %+v", got)
	}
}
