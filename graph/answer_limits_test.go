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

// TestRootFieldsShareTheLimit checks that the limit on a response holds for all root fields together.
func TestRootFieldsShareTheLimit(t *testing.T) {
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

// TestReadIsBounded checks that a query is refused that reads too much for a short response.
func TestReadIsBounded(t *testing.T) {
	t.Parallel()
	server := newDemoServer(t)
	const few, many = "{ district(slug: \"tianjin\") { name } }", "{ districts { nodes { children(deep: true) { totalCount } } } }"
	options := quiet()
	options.Limits.Plan.Read = 1000
	server.Handler = graph.NewHandler(server.store, options)
	query(few).with("Tianjin").run(t, server)
	got := server.answer(t, many, nil)
	if len(got.Errors) != 1 || got.Errors[0].Extensions["limit"] != "max-read" || got.Errors[0].Extensions["max"] != 1000.0 || string(got.Data) != "null" {
		t.Errorf("it answers %s %+v", got.Data, got.Errors)
	}
	query(many).run(t, newDemoServer(t))
}
