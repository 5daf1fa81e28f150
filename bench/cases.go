package main

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"strings"
)

//go:embed cases
var caseFiles embed.FS

// benchCase is one question, asked of the server in GraphQL and of the limit in SQL. Both answer the same JSON.
type benchCase struct {
	// Name names the case and its files, cases/b1.graphql, cases/b1.sql and cases/b1.functions.sql.
	Name string
	// Title says what is asked.
	Title string
	// Aim is how many times the limit's processor time it may take; 0 where nobody has said.
	Aim float64
	// Arguments are what the requests ask for in turn.
	Arguments func(context.Context, *sampler) ([]arguments, error)

	// walk reads the links of one entity, where the limit has to walk before its statement can be run.
	query, sql, walk string
}

// Ways to write the limit. Both answer the same.
const (
	// textLimit puts texts together, and builds once what several places show: the least that SQLite can do it with.
	textLimit = "text"
	// functionsLimit nests json_object and json_group_array as the question does, as one would write it first.
	functionsLimit = "functions"
)

// allCases are those that have a limit of this form; all have one of texts.
func allCases(limitForm string) ([]benchCase, error) {
	all := []benchCase{
		{Name: "B1", Aim: 2, Title: "a district by slug with its parent", Arguments: bySlug("districts")},
		{Name: "B2", Aim: 1.1, Title: "20 districts as of a day, with officials, parks and five projects each, stations and their lines", Arguments: districtPages},
		{Name: "B3", Aim: 1.2, Title: "six levels from a rail line: stops, districts, parks, projects, leads, posts", Arguments: bySlug("railLines")},
		{Name: "B4", Aim: 1.3, Title: "100 operating projects by investment, with park, its district, and lead", Arguments: projectPages},
		{Name: "B5", Aim: 1.5, Title: "the first 20 that two words find", Arguments: twoWords("districts")},
		{Name: "B6", Title: "the shortest way between two officials", Arguments: officialPairs},
		{Name: "B7", Title: "all within two steps of a district, and the links among it", Arguments: districtKeys},
		{Name: "B8", Title: "the first 20 operating projects in parks of districts of a size, and how many there are", Arguments: populations},
	}
	extension := ".sql"
	if limitForm == functionsLimit {
		extension = ".functions.sql"
	}
	var cases []benchCase
	for _, c := range all {
		name := "cases/" + strings.ToLower(c.Name)
		query, err := caseFiles.ReadFile(name + ".graphql")
		if err != nil {
			return nil, err
		}
		sql, err := caseFiles.ReadFile(name + extension)
		if errors.Is(err, fs.ErrNotExist) && limitForm == functionsLimit {
			continue
		}
		if err != nil {
			return nil, err
		}
		walk, err := caseFiles.ReadFile(name + ".walk.sql")
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		c.query, c.sql, c.walk = string(query), string(sql), string(walk)
		cases = append(cases, c)
	}
	return cases, nil
}
