package main

import (
	"maps"
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// addPlants adds the power plants of the region, with their owners, capacities and the sources that they cite.
func (g *region) addPlants(records []*kg.Record) {
	plants, places := g.plants(records)
	owners, cited := map[string]bool{}, map[string]bool{}
	for _, r := range records {
		if r.Link != nil && plants[r.Link.From.Slug] {
			owners[r.Link.To.Slug] = true
		}
	}
	isNeeded := func(r *kg.Record) bool {
		switch r.Kind {
		case kg.KindSource:
			return cited[r.Slug]
		case kg.KindOrganization:
			return owners[r.Slug]
		case kg.KindLink:
			return plants[r.Link.From.Slug]
		case kg.KindFigure:
			return plants[r.Figure.Subjects[0].Slug]
		}
		return plants[r.Slug]
	}
	for _, r := range records {
		if isNeeded(r) {
			for _, c := range r.Citations {
				cited[c.Source] = true
			}
		}
	}
	for _, r := range records {
		if isNeeded(r) {
			g.add(r)
		}
	}
	for _, r := range places {
		g.add(r)
	}
}

// plants returns the slugs of the power plants of the region, and links for those that the database does not place.
func (g *region) plants(records []*kg.Record) (plants map[string]bool, places []*kg.Record) {
	located := map[string]string{}
	for _, r := range records {
		if r.Link != nil && r.Link.Kind == kg.LocatedIn {
			located[r.Link.From.Slug] = r.Link.To.Slug
		}
	}
	plants = map[string]bool{}
	for _, r := range records {
		if r.Kind != kg.KindProject {
			continue
		}
		if district, ok := located[r.Slug]; ok {
			plants[r.Slug] = g.contains(district)
		} else if district, ok := g.placeOfPlant(r); ok {
			plants[r.Slug] = true
			places = append(places, g.place(r, district))
		}
	}
	return plants, places
}

// placeOfPlant returns the slug of the narrowest district that the English name of a plant begins with: a member of the
// region, a city of Hebei, or both. Words further on may name a company or a place elsewhere, Shandong Qixia Tangshan. So
// may the first word, Beijing Energy Huitengxile Wind: coordinates beyond the territory refute the name. They are no
// evidence for it.
func (g *region) placeOfPlant(r *kg.Record) (string, bool) {
	words := strings.Fields(r.Names[0].Text)
	found, within := "", territory{}
	for _, t := range territories() {
		if words[0] == t.english || slices.Contains(words, "("+t.english+")") {
			found, within, words = t.slug, t, words[1:]
			break
		}
	}
	if found == "" || within.english == "Hebei" {
		if city, ok := g.cityOf(words); ok {
			found, within = city, territories()[2]
		}
	}
	at, known := r.Values["location"].(kg.Point)
	if known && found != "" && !within.holds(at) {
		return "", false
	}
	return found, found != ""
}

// cityOf returns the slug of the city of Hebei that words begin with.
func (g *region) cityOf(words []string) (string, bool) {
	if len(words) == 0 {
		return "", false
	}
	for _, slug := range slices.Sorted(maps.Keys(g.districts)) {
		if g.districts[slug].Values["level"] == "CITY" && g.nameOf(slug) == words[0] {
			return slug, true
		}
	}
	return "", false
}

// nameOf returns the English name of a district.
func (g *region) nameOf(slug string) string {
	if slug == "cn-1302" {
		return "Tangshan" // named by the first source
	}
	return englishNames()[slug]
}

// holds reports whether a point lies within the degrees of the territory.
func (t territory) holds(at kg.Point) bool {
	return at.Lat >= t.south && at.Lat <= t.north && at.Lon >= t.west && at.Lon <= t.east
}
