package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
)

const (
	// pageSize is the most that the API gives at once.
	pageSize = 100
	// samples bounds how many different arguments the requests of a case have.
	samples = 500
)

// sampler finds what requests can ask for, by asking the server.
type sampler struct {
	ask func(ctx context.Context, query string, variables map[string]string) (json.RawMessage, error)
}

// place is one item of a root list.
type place struct{ slug, cursor string }

// places walks through a root list. Cursors are good for the same list and arguments only.
func (s *sampler) places(ctx context.Context, list, asOf string) ([]place, error) {
	day := ""
	if asOf != "" {
		day = fmt.Sprintf(", asOf: %q", asOf)
	}
	query := fmt.Sprintf(`query ($after: String) {
  list: %s(first: %d, after: $after%s) { edges { cursor node { slug } } pageInfo { hasNextPage endCursor } }
}`, list, pageSize, day)
	var places []place
	variables := map[string]string{}
	for {
		data, err := s.ask(ctx, query, variables)
		if err != nil {
			return nil, fmt.Errorf("walk through %s: %w", list, err)
		}
		var answer struct {
			List struct {
				Edges []struct {
					Cursor string
					Node   struct{ Slug string }
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
			places = append(places, place{slug: e.Node.Slug, cursor: e.Cursor})
		}
		if !answer.List.PageInfo.HasNextPage {
			return places, nil
		}
		variables["after"] = answer.List.PageInfo.EndCursor
	}
}

// choose takes arguments from places from all over the list, the same each time.
func choose(places []place, with func(place) arguments) []arguments {
	random := rand.New(rand.NewPCG(1, uint64(len(places))))
	var chosen []arguments
	for _, i := range random.Perm(len(places)) {
		if len(chosen) == samples {
			break
		}
		chosen = append(chosen, with(places[i]))
	}
	return chosen
}
