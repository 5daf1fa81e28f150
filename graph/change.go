package graph

import (
	"context"
	"net/http"
	"strconv"
)

// changeHeader has the number of a change set. In a request it asks for an answer from a state of the graph with that change set or later
// ones, and for the number of the newest one in the header of the response.
const changeHeader = "X-Civicgraph-Change"

// change is what a request says by the header, and what the response says. It is for one goroutine at a time.
type change struct {
	since int64
	// read is the newest change set of the answer, -1 if nothing was read.
	read int64
}

// readChange returns what a header says of change sets, nil if nothing.
func readChange(header http.Header) (*change, *httpError) {
	values := header.Values(changeHeader)
	if len(values) == 0 {
		return nil, nil
	}
	since, err := strconv.ParseInt(values[0], 10, 64)
	if err != nil || since < 0 || len(values) > 1 {
		return nil, badRequest("the header %s must be the number of a change set, or 0", changeHeader)
	}
	return &change{since: since, read: -1}, nil
}

// write sets the header of the response.
func (c *change) write(header http.Header) {
	if c != nil && c.read >= 0 {
		header.Set(changeHeader, strconv.FormatInt(c.read, 10))
	}
}

type changeKey struct{}

func withChange(ctx context.Context, c *change) context.Context {
	if c == nil {
		return ctx
	}
	return context.WithValue(ctx, changeKey{}, c)
}

// changeOf returns the change of the request that a context belongs to, or nil.
func changeOf(ctx context.Context) *change {
	c, _ := ctx.Value(changeKey{}).(*change)
	return c
}
