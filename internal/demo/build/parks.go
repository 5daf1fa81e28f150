package main

import "civicgraph/internal/kg"

// sameHub is the note of the link that places the zone 中关村科技园区.
const sameHub = "The list's 中关村科技园区 is taken to be the hub Zhongguancun."

// addParks adds the parks that the list places in a district of the region, and those without a district whose names begin
// with one.
func (g *region) addParks(records []*kg.Record) {
	located := map[string][]*kg.Record{}
	for _, r := range records {
		if r.Link != nil {
			located[r.Link.From.Slug] = append(located[r.Link.From.Slug], r)
		}
	}
	for _, r := range records {
		switch r.Kind {
		case kg.KindSource:
			g.add(r)
		case kg.KindPark:
			g.addPark(r, located[r.Slug])
		}
	}
}

func (g *region) addPark(r *kg.Record, links []*kg.Record) {
	if len(links) == 0 {
		if district, ok := g.placeOfPark(r.Names[0].Text); ok {
			g.add(r)
			g.add(g.place(r, district))
		}
		return
	}
	if g.districts[links[0].Link.To.Slug] == nil {
		return
	}
	g.add(r)
	for _, link := range links {
		if r.Slug == zhongguancun {
			link.Link.Note = sameHub
		}
		g.add(link)
	}
}
