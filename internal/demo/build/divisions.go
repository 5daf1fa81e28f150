package main

import (
	"maps"
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// addDivisions adds the divisions of the region down to the counties, each part of the next one above it. The level 市辖区,
// which stands between a municipality and its districts and holds nothing else, is left out.
func (g *region) addDivisions(records []*kg.Record) {
	placeholders := map[string]bool{}
	for _, r := range records {
		switch {
		case r.Link != nil:
			g.parents[r.Link.From.Slug] = r.Link.To.Slug
		case r.Kind == kg.KindDistrict && r.Values["level"] == "OTHER":
			placeholders[r.Slug] = true
		}
	}
	english := englishNames()
	for _, r := range records {
		switch {
		case r.Kind == kg.KindSource, r.Slug == "cn-2301":
			g.add(r)
		case r.Kind == kg.KindDistrict && !placeholders[r.Slug]:
			if !g.contains(r.Slug) {
				continue
			}
			if name := english[r.Slug]; name != "" {
				r.Names = slices.Insert(r.Names, 0, kg.Name{Text: name, Language: "en"})
			}
			g.districts[r.Slug] = r
			g.add(r)
		}
	}
	for _, r := range records {
		if r.Link == nil || g.districts[r.Link.From.Slug] == nil {
			continue
		}
		for placeholders[r.Link.To.Slug] {
			r.Link.To.Slug = g.parents[r.Link.To.Slug]
		}
		if g.districts[r.Link.To.Slug] != nil {
			g.add(r)
		}
	}
}

// placeOfPark returns the slug of the narrowest district that a Chinese name begins with: 唐山曹妃甸经济技术开发区 lies in
// 曹妃甸区, a district of the city of Tangshan. A county's name alone is no evidence, for such names repeat.
func (g *region) placeOfPark(name string) (string, bool) {
	found := ""
	for _, level := range []string{"PROVINCE", "MUNICIPALITY", "CITY", "DISTRICT"} {
		for _, slug := range slices.Sorted(maps.Keys(g.districts)) {
			district := g.districts[slug]
			rest, begins := strings.CutPrefix(name, shortName(district))
			if !begins || district.Values["level"] != level || level == "DISTRICT" && g.above(slug) != found {
				continue
			}
			found, name = slug, rest
			break
		}
	}
	return found, found != ""
}

// above returns the slug of the district that another one is part of in the set.
func (g *region) above(slug string) string {
	for parent := g.parents[slug]; ; parent = g.parents[parent] {
		if g.districts[parent] != nil || parent == "" {
			return parent
		}
	}
}

// shortName returns the Chinese name of a district without the word for its level.
func shortName(district *kg.Record) string {
	name := ""
	for _, n := range district.Names {
		if n.Language == "zh" {
			name = n.Text
		}
	}
	for _, level := range []string{"省", "市", "区"} {
		if short, ok := strings.CutSuffix(name, level); ok && len([]rune(short)) > 1 {
			return short
		}
	}
	return name
}
