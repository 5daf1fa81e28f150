package main

import (
	"context"
	"embed"
	"fmt"
	"strings"
)

//go:embed cases
var caseFiles embed.FS

// asOfDay is the day of the cases that ask for one.
const asOfDay = "2023-06-01"

// benchCase is one question, asked of the server in GraphQL and of the limit in SQL. Both answer the same JSON.
type benchCase struct {
	// Name names the case and its files, cases/b1.graphql, cases/b1.sql and cases/b1.functions.sql.
	Name string
	// Title says what is asked.
	Title string
	// Arguments are what the requests ask for in turn.
	Arguments func(context.Context, *sampler) ([]arguments, error)

	query, sql string
}

// arguments are the values of one request: the variables of the query, and what the SQL binds to ?1, ?2 …
type arguments struct {
	Variables map[string]string
	Bound     []string
}

// Ways to write the limit. Both answer the same.
const (
	// textLimit puts texts together, and builds once what several places show: the least that SQLite can do it with.
	textLimit = "text"
	// functionsLimit nests json_object and json_group_array as the question does, as one would write it first.
	functionsLimit = "functions"
)

func allCases(limitForm string) ([]benchCase, error) {
	cases := []benchCase{
		{Name: "B1", Title: "a district by slug with its parent", Arguments: bySlug("districts")},
		{Name: "B2", Title: "20 districts as of a day, with officials, parks and five projects each, stations and their lines", Arguments: onAfter("districts", 20, asOfDay)},
		{Name: "B3", Title: "six levels from a rail line: stops, districts, parks, projects, leads, posts", Arguments: bySlug("railLines")},
		{Name: "B4", Title: "100 projects with park, its district, and lead", Arguments: onAfter("projects", 100, "")},
		{Name: "B5", Title: "the first 20 that two words find", Arguments: twoWords("districts")},
	}
	extension := ".sql"
	if limitForm == functionsLimit {
		extension = ".functions.sql"
	}
	for i := range cases {
		name := "cases/" + strings.ToLower(cases[i].Name)
		query, err := caseFiles.ReadFile(name + ".graphql")
		if err != nil {
			return nil, err
		}
		sql, err := caseFiles.ReadFile(name + extension)
		if err != nil {
			return nil, err
		}
		cases[i].query, cases[i].sql = string(query), string(sql)
	}
	return cases, nil
}

// bySlug asks for one record of a list at a time.
func bySlug(list string) func(context.Context, *sampler) ([]arguments, error) {
	return func(ctx context.Context, s *sampler) ([]arguments, error) {
		places, err := s.places(ctx, list, "")
		if err != nil {
			return nil, err
		}
		return choose(places, func(p place) arguments {
			return arguments{Variables: map[string]string{"slug": p.slug}, Bound: []string{p.slug}}
		}), nil
	}
}

// onAfter asks for a page of a list, behind one of its items at a time, so that the page is full.
func onAfter(list string, first int, asOf string) func(context.Context, *sampler) ([]arguments, error) {
	return func(ctx context.Context, s *sampler) ([]arguments, error) {
		places, err := s.places(ctx, list, asOf)
		if err != nil {
			return nil, err
		}
		if len(places) <= first {
			return nil, fmt.Errorf("the graph has only %d %s; measure a larger one", len(places), list)
		}
		return choose(places[:len(places)-first], func(p place) arguments {
			a := arguments{Variables: map[string]string{"after": p.cursor}, Bound: []string{p.slug}}
			if asOf != "" {
				a.Variables["day"] = asOf
				a.Bound = append(a.Bound, asOf)
			}
			return a
		}), nil
	}
}

// twoWords looks for the name of a place and a word that thousands of names have.
func twoWords(list string) func(context.Context, *sampler) ([]arguments, error) {
	return func(ctx context.Context, s *sampler) ([]arguments, error) {
		places, err := s.places(ctx, list, "")
		if err != nil {
			return nil, err
		}
		words := []string{"park", "plant", "works", "city"}
		n := 0
		return choose(places, func(p place) arguments {
			name, _, _ := strings.Cut(p.slug, "-")
			word := words[n%len(words)]
			n++
			return arguments{
				Variables: map[string]string{"text": name + " " + word}, Bound: []string{name + " " + word, name + word, name, word},
			}
		}), nil
	}
}
