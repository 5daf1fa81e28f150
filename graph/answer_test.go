package graph_test

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"civicgraph/graph"
)

// TestAnswersAreBoundedTogether: what no root field exceeds, many of them would.
func TestAnswersAreBoundedTogether(t *testing.T) {
	t.Parallel()
	options := quiet()
	options.Limits.Fields, options.Limits.Body, options.Limits.Time = math.MaxInt, math.MaxInt, time.Hour
	server := newDemoServer(t)
	server.Handler = graph.NewHandler(server.store, options)
	var query strings.Builder
	long := strings.Repeat("a", 24<<10)
	for i := range 61 {
		fmt.Fprintf(&query, " b%d: districts(first: 100) { nodes { ...names } }", i)
	}
	document := "{" + query.String() + " } fragment names on District { " + long + "1: slug " + long + "2: slug " + long + "3: slug }"
	got := server.answer(t, document, nil)
	if len(got.Errors) == 0 || got.Errors[0].Extensions["code"] != "TOO_LARGE" || len(got.Data) > 33<<20 || len(got.Data) != 4 && !bytes.HasSuffix(got.Data, []byte("null}")) {
		t.Errorf("it answers %d bytes, %+v", len(got.Data), got.Errors[:min(1, len(got.Errors))])
	}
}
