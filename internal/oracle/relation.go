package oracle

import (
	"slices"

	"civicgraph/internal/kg"
)

// relation lists the edges of a thing's relation in order; known is false where the field is none.
func (t *thing) relation(field string, deep bool, by sight) (edges []edge, known bool) {
	switch t.kind.Name {
	case "official":
		edges, known = t.ofOfficial(field, by.day)
	case "district":
		if edges, known = t.ofDistrictDeep(field, by.day, deep); !known {
			edges, known = t.ofDistrict(field, by.day)
		}
	case "park":
		edges, known = t.ofPark(field, by.day)
	case "project":
		edges, known = t.ofProject(field, by.day)
	case "railLine":
		edges, known = t.ofRailLine(field, by.day)
	case "station":
		edges, known = t.in(kg.Serves, by.day, "railLine"), field == "railLines"
	case "organization":
		edges, known = t.ofOrganization(field, by.day)
	}
	edges = by.only(edges)
	switch t.kind.Name + "." + field {
	case "district.railLines", "railLine.districts", "park.partners":
		edges = distinct(edges)
	default:
		if deep {
			edges = distinct(edges)
		}
	}
	return sorted(edges), known
}

func (t *thing) ofOfficial(field, day string) ([]edge, bool) {
	switch field {
	case "posts":
		return t.out(kg.HoldsPostIn, day, "district", "organization"), true
	case "districts":
		return t.out(kg.HoldsPostIn, day, "district"), true
	case "organizations":
		return t.out(kg.HoldsPostIn, day, "organization"), true
	case "projects":
		return t.out(kg.Leads, day, "project"), true
	}
	return nil, false
}

func (t *thing) ofDistrict(field, day string) ([]edge, bool) {
	switch field {
	case "officials":
		return t.in(kg.HoldsPostIn, day, "official"), true
	case "originatedProjects":
		return t.in(kg.OriginatesFrom, day, "project"), true
	case "railLines":
		return t.servedBy(day), true
	case "stations":
		return t.in(kg.LocatedIn, day, "station"), true
	case "organizations":
		return t.in(kg.LocatedIn, day, "organization"), true
	}
	return nil, false
}

func (t *thing) ofDistrictDeep(field, day string, deep bool) ([]edge, bool) {
	var kind kg.LinkKind
	var from string
	switch field {
	case "children":
		kind, from = kg.PartOf, "district"
	case "parks":
		kind, from = kg.LocatedIn, "park"
	case "projects":
		kind, from = kg.LocatedIn, "project"
	default:
		return nil, false
	}
	if deep {
		return t.inDeep(kind, day, from), true
	}
	return t.in(kind, day, from), true
}

func (t *thing) ofPark(field, day string) ([]edge, bool) {
	switch field {
	case "districts":
		return t.out(kg.LocatedIn, day, "district"), true
	case "projects":
		return t.out(kg.Hosts, day, "project"), true
	case "originatedProjects":
		return t.in(kg.OriginatesFrom, day, "project"), true
	case "partners":
		partners := t.out(kg.PartnerOf, day, "park")
		partners = append(partners, t.in(kg.PartnerOf, day, "park")...)
		return append(partners, t.out(kg.BranchOf, day, "park")...), true
	case "branches":
		return t.in(kg.BranchOf, day, "park"), true
	}
	return nil, false
}

func (t *thing) ofProject(field, day string) ([]edge, bool) {
	switch field {
	case "districts":
		return t.out(kg.LocatedIn, day, "district"), true
	case "origins":
		return t.out(kg.OriginatesFrom, day, "district", "park", "organization"), true
	case "parks":
		return t.in(kg.Hosts, day, "park"), true
	case "leads":
		return t.in(kg.Leads, day, "official"), true
	}
	return nil, false
}

func (t *thing) ofRailLine(field, day string) ([]edge, bool) {
	switch field {
	case "stops":
		return t.out(kg.Serves, day, "station", "district"), true
	case "districts":
		return t.served(day), true
	case "sections":
		return t.in(kg.PartOf, day, "railLine"), true
	}
	return nil, false
}

func (t *thing) ofOrganization(field, day string) ([]edge, bool) {
	switch field {
	case "districts":
		return t.out(kg.LocatedIn, day, "district"), true
	case "officials":
		return t.in(kg.HoldsPostIn, day, "official"), true
	case "originatedProjects":
		return t.in(kg.OriginatesFrom, day, "project"), true
	case "parts":
		return t.in(kg.PartOf, day, "organization"), true
	}
	return nil, false
}

// linkEdges lists the thing's links in order, of some kinds and of either direction or one.
func (t *thing) linkEdges(arguments map[string]any, day string) []edge {
	kinds, limited := arguments["kinds"].([]any)
	var edges []edge
	for _, l := range t.links {
		if limited && !slices.Contains(kinds, any(l.given.Kind.String())) || !l.shows(day) {
			continue
		}
		if arguments["direction"] == "OUT" && l.from != t || arguments["direction"] == "IN" && l.to != t {
			continue
		}
		edges = append(edges, edge{node: l, id: l.id, link: l})
	}
	return sorted(edges)
}

// possibleNodes lists the types that the nodes of a relation may have where the schema only says Entity.
func possibleNodes(relation string) []string {
	switch relation {
	case "Official.posts":
		return []string{"District", "Organization"}
	case "Project.origins":
		return []string{"District", "Park", "Organization"}
	case "RailLine.stops":
		return []string{"Station", "District"}
	}
	return nil
}
