package graph_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"civicgraph/internal/ingest"
)

// TestReadersGoOnDuringAnImport checks that queries see the graph as it was until the import ends.
func TestReadersGoOnDuringAnImport(t *testing.T) {
	t.Parallel()
	s := newDemoServer(t)
	const query = `{ overview { entities { count } links { count } sources figures statements updatedAt } districts(first: 100) { totalCount nodes { slug children(deep: true) { totalCount } links { totalCount } } } }`
	before := string(s.answer(t, query, nil).Data)
	var records bytes.Buffer
	if err := ingest.Synthetic(&records, 30, 1); err != nil {
		t.Fatal(err)
	}
	far, answered, gone, asked := make(chan int), make(chan struct{}), make(chan error, 1), 0
	go func() {
		defer close(far)
		_, err := ingest.Import(t.Context(), s.store, ingest.Options{Progress: func(p ingest.Progress) {
			if p.Done%200 == 0 || p.Done == p.Total {
				far <- p.Done
				<-answered
			}
		}}, ingest.JSONLines("", &records))
		gone <- err
	}()
	for records := range far {
		if got := string(s.answer(t, query, nil).Data); got != before {
			t.Errorf("after %d records it answers %.300s, want as before %.300s", records, got, before)
		}
		asked++
		answered <- struct{}{}
	}
	if err := <-gone; err != nil {
		t.Fatal(err)
	}
	if asked < 30 {
		t.Errorf("there were only %d queries", asked)
	}
	after := string(s.answer(t, query, nil).Data)
	if after == before || !strings.Contains(after, fmt.Sprintf(`{"slug":"synthetica","children":{"totalCount":%d}`, 30+2+1)) {
		t.Errorf("afterwards it answers %.3000s", after)
	}
}
