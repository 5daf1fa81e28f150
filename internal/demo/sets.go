package demo

import (
	"bytes"
	"compress/gzip"
	_ "embed" // for the records
	"io"
)

var (
	//go:embed region.jsonl.gz
	region []byte
	//go:embed us-congress.jsonl.gz
	congress []byte
)

// Set is a set of demo data.
type Set struct {
	// Name is what the set is selected by, Title what it holds.
	Name, Title string
	// Licence names the licences of the records; NOTICE has the origins and the full terms.
	Licence string
	// Count is the number of records, Bytes the size in which the program carries them.
	Count, Bytes int
	// Questions are examples of what to ask.
	Questions []Question
	file      []byte
}

// Question is a question that a set answers, in words and as a GraphQL query.
type Question struct{ Text, Query string }

// Sets returns the sets of demo data. The first source stands alone; region joins it to the districts, parks and power
// plants around, and is meant to be loaded with it.
func Sets() []Set {
	return []Set{
		{
			Name: "first-source", Title: "What one report of January 2023 says of Tianjin and its region, fact by fact",
			Licence: "Apache-2.0", Count: 75, Bytes: len(firstSource), file: firstSource, Questions: firstSourceQuestions(),
		},
		{
			Name: "region", Title: "Beijing-Tianjin-Hebei: divisions down to the counties, national parks, power plants and their owners",
			Licence: "WTFPL 2, MIT, Apache-2.0, CC BY 4.0", Count: 1008, Bytes: len(region), file: region, Questions: regionQuestions(),
		},
		{
			Name: "us-congress", Title: "Members of the US Congress, presidents, committees and seats, with the dates of every term",
			Licence: "CC0 1.0", Count: 11_801, Bytes: len(congress), file: congress, Questions: congressQuestions(),
		},
	}
}

// Records returns the records of the set as JSON Lines.
func (s Set) Records() (io.Reader, error) {
	if bytes.HasPrefix(s.file, []byte("{")) {
		return bytes.NewReader(s.file), nil
	}
	return gzip.NewReader(bytes.NewReader(s.file))
}

func firstSourceQuestions() []Question {
	return []Question{
		{
			"Who governs Baodi, and where does it say so?",
			`{ district(slug: "baodi") { officials { edges { node { name } link { role period { attestedOn } citations { locator source { title } } } } } } }`,
		},
		{
			"Which rail lines served Baodi in 1950, on 5 December 2022, and in 2023?",
			`{
  y1950: district(slug: "baodi", asOf: "1950-01-01") { railLines { totalCount } }
  december: district(slug: "baodi", asOf: "2022-12-05") { railLines { edges { node { name } link { holds(on: "2022-12-05") } } } }
  y2023: district(slug: "baodi", asOf: "2023-06-01") { railLines { edges { node { name } link { holds(on: "2023-06-01") } } } }
}`,
		},
	}
}

func regionQuestions() []Question {
	return []Question{
		{
			"What has the code 120115, and what is it part of?",
			`{ search(query: "gbt2260:120115") { nodes { name ... on District { ancestors { name } identifiers { scheme value } } } } }`,
		},
		{
			"Which cities does Hebei have, and how many counties and districts does each?",
			`{ district(slug: "hebei") { children { nodes { name names { text language } children { totalCount } } } } }`,
		},
		{
			"Where are Tianjin's power plants, who owns them, and what is their capacity?",
			`{ district(slug: "tianjin") { projects(deep: true, where: { identifier: { scheme: "gppd" } }) { nodes {
  name location { lat lon } sectors completedOn
  origins { edges { node { name } link { role } } }
  figures { nodes { label value unit } } } } } }`,
		},
		{
			"Which national parks lie in Beijing?",
			`{ district(slug: "beijing") { parks(deep: true) { nodes { name names { text } districts { nodes { name } } } } } }`,
		},
	}
}

func congressQuestions() []Question {
	return []Question{
		{
			"Who was president on 3 April 1841, and on 4 April?",
			`{
  april3: organization(slug: "us-executive", asOf: "1841-04-03") { officials(link: { role: { eq: "President" } }) { nodes { name } } }
  april4: organization(slug: "us-executive", asOf: "1841-04-04") { officials(link: { role: { eq: "President" } }) { nodes { name } } }
}`,
		},
		{
			"Which seat did Bernard Sanders hold on 3 January 2007, and on 4 January?",
			`{ official(slug: "us-p-s000033") {
  name
  january3: districts(asOf: "2007-01-03") { edges { node { name } link { role } } }
  january4: districts(asOf: "2007-01-04") { edges { node { name } link { role period { from until } } } }
} }`,
		},
		{
			"Which subcommittees does the Senate's Committee on Finance have?",
			`{ organization(slug: "us-c-ssfi") { name parts { nodes { name } } } }`,
		},
	}
}
