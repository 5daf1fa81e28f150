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
	// samples is the maximal number of different arguments of a case.
	samples = 500
	// asOfDay is the day of the cases with an `asOf`.
	asOfDay = "2023-06-01"
)

// arguments holds the values of one request: the variables of the query, and the values of ?1, ?2 … in the SQL.
type arguments struct {
	Variables map[string]any
	Bound     []string
}

// bySlug returns arguments for one record of a list each.
func bySlug(list string) func(context.Context, *sampler) ([]arguments, error) {
	return func(ctx context.Context, s *sampler) ([]arguments, error) {
		places, err := s.records(ctx, list, "")
		return argumentsOf(sample(places), func(p record) arguments {
			return arguments{Variables: map[string]any{"slug": p.slug}, Bound: []string{p.slug}}
		}), err
	}
}

// districtPages returns arguments for full pages of districts after one of them.
func districtPages(ctx context.Context, s *sampler) ([]arguments, error) {
	const first = 20
	places, err := s.records(ctx, "districts", fmt.Sprintf("asOf: %q", asOfDay))
	return argumentsOf(sample(places[:max(0, len(places)-first)]), func(p record) arguments {
		return arguments{Variables: map[string]any{"after": p.cursor, "day": asOfDay}, Bound: []string{p.slug, asOfDay}}
	}), err
}

// projectPages returns arguments for pages of projects after one of them in which all have an amount. A fifth of the
// projects have none and come last.
func projectPages(ctx context.Context, s *sampler) ([]arguments, error) {
	const first = 100
	places, err := s.records(ctx, "projects", "where: {status: {eq: OPERATING}}, orderBy: [{field: INVESTMENT, direction: DESC}]")
	return argumentsOf(sample(places[:max(0, len(places)*3/4-first)]), func(p record) arguments {
		return arguments{Variables: map[string]any{"after": p.cursor}, Bound: []string{p.slug}}
	}), err
}

// twoWords returns searches for the name of a place and a word of thousands of names.
func twoWords(list string) func(context.Context, *sampler) ([]arguments, error) {
	return func(ctx context.Context, s *sampler) ([]arguments, error) {
		places, err := s.records(ctx, list, "")
		words := []string{"park", "plant", "works", "city"}
		n := 0
		return argumentsOf(sample(places), func(p record) arguments {
			name, _, _ := strings.Cut(p.slug, "-")
			word := words[n%len(words)]
			n++
			return arguments{Variables: map[string]any{"text": name + " " + word}, Bound: []string{name + " " + word, name + word, name, word}}
		}), err
	}
}

// officialPairs returns pairs of officials for shortest paths.
func officialPairs(ctx context.Context, s *sampler) ([]arguments, error) {
	places, err := s.records(ctx, "officials", "")
	if err != nil {
		return nil, err
	}
	var pairs []arguments
	chosen := sample(places)
	for i, from := range chosen {
		to := chosen[(i+1)%len(chosen)]
		pairs = append(pairs, arguments{Variables: map[string]any{"from": from.id, "to": to.id}, Bound: []string{from.key(), to.key()}})
	}
	return pairs, nil
}

// districtKeys returns one district each, for its neighborhood.
func districtKeys(ctx context.Context, s *sampler) ([]arguments, error) {
	places, err := s.records(ctx, "districts", "where: {level: {eq: DISTRICT}}")
	return argumentsOf(sample(places), func(p record) arguments {
		return arguments{Variables: map[string]any{"of": p.id}, Bound: []string{p.key()}}
	}), err
}

// populations returns ranges of population with about one in a hundred districts.
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

// argumentsOf returns the arguments of records.
func argumentsOf(places []record, with func(record) arguments) []arguments {
	var all []arguments
	for _, p := range places {
		all = append(all, with(p))
	}
	return all
}

// choose returns records from the whole list, always the same.
func sample(places []record) []record {
	random := rand.New(rand.NewPCG(1, uint64(len(places))))
	var chosen []record
	for _, i := range random.Perm(len(places))[:min(samples, len(places))] {
		chosen = append(chosen, places[i])
	}
	return chosen
}

// key returns the key of the record in the database.
func (p record) key() string {
	id, err := kg.ParseID(p.id)
	if err != nil {
		return err.Error() // which no record has, so that the answers differ
	}
	return strconv.FormatInt(int64(id), 10)
}
