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

// benchCase is one query in GraphQL for the server and in SQL for the limit. Both return the same JSON.
type benchCase struct {
	// Name names the case and its files, cases/b1.graphql, and for each engine cases/sqlite/b1.sql and cases/sqlite/b1.functions.sql.
	Name string
	// Title describes the query.
	Title string
	// Aim is the highest acceptable ratio of processor time to the limit; 0 if the case has no aim.
	Aim float64
	// Arguments returns the arguments of the requests.
	Arguments func(context.Context, *sampler) ([]arguments, error)

	// walk is the SQL that reads the links of one entity, for a limit that must traverse the graph before its statement.
	query, sql, walk string
}

// Forms of the limit. Both return the same.
const (
	// textLimit concatenates strings and builds once what appears several times: the least work for the database.
	textLimit = "text"
	// functionsLimit nests the functions that build JSON like the query, as one would write it first.
	functionsLimit = "functions"
)

// allCases returns the cases with a limit of this form on an engine; all have one of strings.
func allCases(engine, limitForm string) ([]benchCase, error) {
	all := []benchCase{
		{Name: "B1", Aim: 2, Title: "a district by slug with its parent", Arguments: bySlug("districts")},
		{Name: "B2", Aim: 1.1, Title: "20 districts as of a day, with officials, parks and five projects each, stations and their lines", Arguments: districtPages},
		{Name: "B3", Aim: 1.2, Title: "six levels from a rail line: stops, districts, parks, projects, leads, posts", Arguments: bySlug("railLines")},
		{Name: "B4", Aim: 1.3, Title: "100 operating projects by investment, with park, its district, and lead", Arguments: projectPages},
		{Name: "B5", Aim: 1.5, Title: "the first 20 results of a search for two words", Arguments: twoWords("districts")},
		{Name: "B6", Title: "the shortest path between two officials", Arguments: officialPairs},
		{Name: "B7", Title: "the neighborhood of a district, two steps deep", Arguments: districtKeys},
		{Name: "B8", Title: "the first 20 operating projects in parks of districts in a range of population, with the total", Arguments: populations},
	}
	extension := ".sql"
	if limitForm == functionsLimit {
		extension = ".functions.sql"
	}
	var cases []benchCase
	for _, c := range all {
		name := strings.ToLower(c.Name)
		query, err := caseFiles.ReadFile("cases/" + name + ".graphql")
		if err != nil {
			return nil, err
		}
		name = "cases/" + engine + "/" + name
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
