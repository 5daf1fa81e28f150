package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"civicgraph/internal/kg"
)

const (
	// samples bounds how many different arguments the requests of a case have.
	samples = 500
	// asOfDay is the day of the cases that ask for one.
	asOfDay = "2023-06-01"
)

// arguments are the values of one request: the variables of the query, and what the SQL binds to ?1, ?2 …
type arguments struct {
	Variables map[string]any
	Bound     []string
}

// bySlug asks for one record of a list at a time.
func bySlug(list string) func(context.Context, *sampler) ([]arguments, error) {
	return func(ctx context.Context, s *sampler) ([]arguments, error) {
		places, err := s.places(ctx, list, "")
		return argue(choose(places), func(p place) arguments {
			return arguments{Variables: map[string]any{"slug": p.slug}, Bound: []string{p.slug}}
		}), err
	}
}

// districtPages asks for a page of districts behind one of them at a time, so that the page is full.
func districtPages(ctx context.Context, s *sampler) ([]arguments, error) {
	const first = 20
	places, err := s.places(ctx, "districts", fmt.Sprintf("asOf: %q", asOfDay))
	return argue(choose(places[:max(0, len(places)-first)]), func(p place) arguments {
		return arguments{Variables: map[string]any{"after": p.cursor, "day": asOfDay}, Bound: []string{p.slug, asOfDay}}
	}), err
}

// projectPages asks for a page of projects behind one of them at a time, so that all of the page have an amount. A fifth of the
// projects have none, and come last.
func projectPages(ctx context.Context, s *sampler) ([]arguments, error) {
	const first = 100
	places, err := s.places(ctx, "projects", "where: {status: {eq: OPERATING}}, orderBy: [{field: INVESTMENT, direction: DESC}]")
	return argue(choose(places[:max(0, len(places)*3/4-first)]), func(p place) arguments {
		return arguments{Variables: map[string]any{"after": p.cursor}, Bound: []string{p.slug}}
	}), err
}

// twoWords looks for the name of a place and a word that thousands of names have.
func twoWords(list string) func(context.Context, *sampler) ([]arguments, error) {
	return func(ctx context.Context, s *sampler) ([]arguments, error) {
		places, err := s.places(ctx, list, "")
		words := []string{"park", "plant", "works", "city"}
		n := 0
		return argue(choose(places), func(p place) arguments {
			name, _, _ := strings.Cut(p.slug, "-")
			word := words[n%len(words)]
			n++
			return arguments{Variables: map[string]any{"text": name + " " + word}, Bound: []string{name + " " + word, name + word, name, word}}
		}), err
	}
}

// officialPairs asks for the way from one official to another, anywhere.
func officialPairs(ctx context.Context, s *sampler) ([]arguments, error) {
	places, err := s.places(ctx, "officials", "")
	if err != nil {
		return nil, err
	}
	var pairs []arguments
	chosen := choose(places)
	for i, from := range chosen {
		to := chosen[(i+1)%len(chosen)]
		pairs = append(pairs, arguments{Variables: map[string]any{"from": from.id, "to": to.id}, Bound: []string{from.key(), to.key()}})
	}
	return pairs, nil
}

// districtKeys asks what lies around one district at a time.
func districtKeys(ctx context.Context, s *sampler) ([]arguments, error) {
	places, err := s.places(ctx, "districts", "where: {level: {eq: DISTRICT}}")
	return argue(choose(places), func(p place) arguments {
		return arguments{Variables: map[string]any{"of": p.id}, Bound: []string{p.key()}}
	}), err
}

// populations asks for the districts of a size, about one in a hundred of them.
func populations(context.Context, *sampler) ([]arguments, error) {
	const smallest, largest, wide = 100_000, 1_600_000, 15_000
	random := rand.New(rand.NewPCG(1, 1))
	var ranges []arguments
	for range samples {
		least := smallest + random.IntN(largest-wide-smallest)
		ranges = append(ranges, arguments{
			Variables: map[string]any{"least": least, "below": least + wide}, Bound: []string{strconv.Itoa(least), strconv.Itoa(least + wide)},
		})
	}
	return ranges, nil
}

// argue makes arguments of places.
func argue(places []place, with func(place) arguments) []arguments {
	var all []arguments
	for _, p := range places {
		all = append(all, with(p))
	}
	return all
}

// choose takes places from all over a list, the same each time.
func choose(places []place) []place {
	random := rand.New(rand.NewPCG(1, uint64(len(places))))
	var chosen []place
	for _, i := range random.Perm(len(places))[:min(samples, len(places))] {
		chosen = append(chosen, places[i])
	}
	return chosen
}

// key is the key of the record in the database.
func (p place) key() string {
	id, err := kg.ParseID(p.id)
	if err != nil {
		return err.Error() // which no record has, so that the answers differ
	}
	return strconv.FormatInt(int64(id), 10)
}
