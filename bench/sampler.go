package main

import (
	"context"
	"encoding/json"
	"fmt"
)

// pageSize is the maximal page size of the API.
const pageSize = 100

// sampler finds arguments for requests by querying the server.
type sampler struct {
	ask func(ctx context.Context, query string, variables map[string]any) (json.RawMessage, error)
}

// place is one item of a root list.
type record struct{ id, slug, cursor string }

// places returns all items of a root list with some arguments, `level: {eq: CITY}`. Cursors are valid for the same list and
// arguments only.
func (s *sampler) records(ctx context.Context, list, with string) ([]record, error) {
	query := fmt.Sprintf(`query ($after: String) {
  list: %s(first: %d, after: $after, %s) { edges { cursor node { id slug } } pageInfo { hasNextPage endCursor } }
}`, list, pageSize, with)
	var places []record
	variables := map[string]any{}
	for {
		data, err := s.ask(ctx, query, variables)
		if err != nil {
			return nil, fmt.Errorf("walk through %s: %w", list, err)
		}
		var answer struct {
			List struct {
				Edges []struct {
					Cursor string
					Node   struct{ ID, Slug string }
				}
				PageInfo struct {
					HasNextPage bool
					EndCursor   string
				}
			}
		}
		if err := json.Unmarshal(data, &answer); err != nil {
			return nil, fmt.Errorf("walk through %s: %w", list, err)
		}
		for _, e := range answer.List.Edges {
			places = append(places, record{id: e.Node.ID, slug: e.Node.Slug, cursor: e.Cursor})
		}
		if !answer.List.PageInfo.HasNextPage {
			return places, nil
		}
		variables["after"] = answer.List.PageInfo.EndCursor
	}
}
