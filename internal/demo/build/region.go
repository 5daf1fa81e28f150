package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"

	"civicgraph/internal/kg"
)

// placedByName is the note of a link that rests on the name of what it places.
const placedByName = "Placed by its name."

// region collects the records of the region, in the order in which they are written.
type region struct {
	kinds *kg.Kinds
	slugs map[string]string
	lines []byte
	// districts are those of the region by slug in the record files, parents the slugs of their parents there.
	districts map[string]*kg.Record
	parents   map[string]string
}

// regionSet returns the region's divisions, parks and power plants as lines in import form.
func regionSet(folder string) ([]byte, error) {
	g := &region{kinds: kg.NewKinds(), slugs: slugs(), districts: map[string]*kg.Record{}, parents: map[string]string{}}
	for _, part := range []struct {
		name string
		add  func([]*kg.Record)
	}{{"cn-divisions", g.addDivisions}, {"cn-parks", g.addParks}, {"gppd-china", g.addPlants}} {
		records, err := g.read(folder, part.name)
		if err != nil {
			return nil, err
		}
		part.add(records)
	}
	return g.lines, nil
}

// ofTownship matches the records of townships, which have nine digits. The set has none, and decoding them takes long.
var ofTownship = regexp.MustCompile(`"(slug|district)":"cn-\d{9}`)

// read returns the records of a file, without those of townships.
func (g *region) read(folder, name string) ([]*kg.Record, error) {
	lines, err := readSet(folder, name)
	if err != nil {
		return nil, err
	}
	var records []*kg.Record
	number := 0
	for line := range bytes.Lines(lines) {
		number++
		if ofTownship.Match(line) {
			continue
		}
		d := json.NewDecoder(bytes.NewReader(line))
		d.UseNumber()
		var input map[string]any
		if err := d.Decode(&input); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", name, number, err)
		}
		record, err := g.kinds.Decode(input)
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", name, number, err)
		}
		records = append(records, record)
	}
	return records, nil
}

// add writes a record, with the slugs of the first source in place of those of the record files.
func (g *region) add(r *kg.Record) {
	switch r.Kind {
	case kg.KindLink:
		link := *r.Link
		link.From.Slug, link.To.Slug = g.slug(link.From.Slug), g.slug(link.To.Slug)
		r = &kg.Record{Kind: r.Kind, Link: &link, Citations: r.Citations}
	case kg.KindDistrict, kg.KindPark:
		if slug := g.slug(r.Slug); slug != r.Slug {
			r = shared(r, slug)
		}
	}
	g.lines = append(g.kinds.Encode(r).AppendJSON(g.lines), '\n')
}

// slug returns the slug of the first source where it has one.
func (g *region) slug(slug string) string {
	if shared, ok := g.slugs[slug]; ok {
		return shared
	}
	return slug
}

// shared returns what the record files add to a record of the first source, which keeps its own Chinese label and its own
// summary.
func shared(r *kg.Record, slug string) *kg.Record {
	added := &kg.Record{Kind: r.Kind, Slug: slug, Names: slices.Clone(r.Names), Identifiers: r.Identifiers, Citations: r.Citations}
	for i := range added.Names {
		if added.Names[i].Language == "zh" {
			added.Names[i].Type = kg.Alias
		}
	}
	if level, ok := r.Values["level"]; ok {
		added.Values = map[string]any{"level": level}
	}
	return added
}

// contains reports whether a district is, or lies in, a province or municipality of the region.
func (g *region) contains(district string) bool {
	for ; district != ""; district = g.parents[district] {
		if slices.ContainsFunc(territories(), func(t territory) bool { return t.slug == district }) {
			return true
		}
	}
	return false
}

// place returns a link that places a park or project by its name.
func (g *region) place(r *kg.Record, district string) *kg.Record {
	return &kg.Record{Kind: kg.KindLink, Citations: r.Citations[:1], Link: &kg.Link{
		Kind: kg.LocatedIn, Order: kg.NoOrder, Note: placedByName,
		From: kg.Ref{Kind: r.Kind, Slug: r.Slug}, To: kg.Ref{Kind: kg.KindDistrict, Slug: district},
	}}
}
