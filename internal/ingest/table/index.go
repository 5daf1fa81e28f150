package table

import (
	"context"
	"slices"
	"strings"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// index finds records by their names: those of the tables and, of the graph, those that the tables may mean.
type index struct {
	// slugs are the slugs of records by kind and folded name, or by identifier: `gbt2260:120115`.
	slugs map[kg.Code]map[string][]string
	// stored are the records of the graph.
	stored map[kg.Ref]*stored
	// given holds the folded names of records whose slug is in a table.
	given map[kg.Ref][]string
	// made are the records whose slug is made of a name.
	made map[kg.Ref]*madeSlug
	// wanted are the names that are looked up.
	wanted map[string]bool
	// wantsLinks is whether the links of records are needed too.
	wantsLinks bool
	// near are the folded names of the graph that are near those of the tables, nil unless a plan wants them.
	near map[kg.Code][]string
	// compared are the names of the tables that they are compared with.
	compared map[kg.Code][]string
}

// madeSlug is the first use of a slug that was made of a name.
type madeSlug struct {
	name, folded, place string
}

// stored is a record of the graph.
type stored struct {
	name        string
	names       []string // folded
	identifiers []kg.Identifier
	bornOn      string
	far         map[kg.LinkKind][]kg.Ref
}

func newIndex() *index {
	return &index{
		slugs: map[kg.Code]map[string][]string{}, stored: map[kg.Ref]*stored{}, given: map[kg.Ref][]string{},
		made: map[kg.Ref]*madeSlug{}, wanted: map[string]bool{}, compared: map[kg.Code][]string{},
	}
}

func (x *index) add(ref kg.Ref, key string) {
	if key == "" {
		return
	}
	if x.slugs[ref.Kind] == nil {
		x.slugs[ref.Kind] = map[string][]string{}
	}
	if !slices.Contains(x.slugs[ref.Kind][key], ref.Slug) {
		x.slugs[ref.Kind][key] = append(x.slugs[ref.Kind][key], ref.Slug)
	}
}

// want notes that a name may be looked up.
func (x *index) want(name string) {
	if folded := search.Fold(name); folded != "" {
		x.wanted[folded] = true
	}
	x.wanted[name] = true
}

// read reads the records of the graph that the tables may mean.
func (x *index) read(ctx context.Context, kinds *kg.Kinds, graph Scan) error {
	if graph == nil || len(x.wanted) == 0 && len(x.made) == 0 {
		return nil
	}
	codes := []kg.Code{kg.KindSource}
	for _, kind := range kinds.Entities() {
		codes = append(codes, kind.Code)
	}
	if x.wantsLinks && len(x.made) > 0 {
		codes = append(codes, kg.KindLink)
	}
	if x.near != nil {
		for _, code := range codes {
			x.compared[code] = x.tableNames(code)
		}
	}
	return graph(ctx, codes, func(r *kg.Record) error {
		if r.Kind == kg.KindLink {
			if known := x.stored[r.Link.From]; known != nil {
				known.far[r.Link.Kind] = append(known.far[r.Link.Kind], r.Link.To)
			}
			return nil
		}
		x.store(kg.Ref{Kind: r.Kind, Slug: r.Slug}, r)
		return nil
	})
}

// store keeps a record of the graph if the tables may mean it.
func (x *index) store(ref kg.Ref, r *kg.Record) {
	s := &stored{identifiers: r.Identifiers, far: map[kg.LinkKind][]kg.Ref{}}
	title, _ := r.Values["title"].(string)
	born, _ := r.Values["bornOn"].(kg.PartialDate)
	s.bornOn, s.name = string(born), title
	names := []string{title}
	if r.Kind != kg.KindSource {
		s.name, names = kg.DefaultName(r.Names).Text, nil
		for _, name := range r.Names {
			names = append(names, name.Text)
		}
	}
	kept := x.made[ref] != nil || x.wanted[r.Slug]
	for _, name := range names {
		folded := search.Fold(name)
		s.names = append(s.names, folded)
		if x.near != nil {
			x.keepNear(ref.Kind, folded, x.compared[ref.Kind])
		}
		if x.wanted[folded] {
			kept = true
			x.add(ref, folded)
		}
	}
	for _, code := range r.Identifiers {
		if key := code.Scheme + ":" + code.Value; x.wanted[key] {
			kept = true
			x.add(ref, key)
		}
	}
	if kept {
		x.stored[ref] = s
	}
}

// has reports whether a slug is that of a record of the tables or of the graph.
func (x *index) has(ref kg.Ref) bool {
	return x.stored[ref] != nil || x.made[ref] != nil || x.given[ref] != nil
}

// find returns the entity that a cell names: by a reference, by slug, by name or by identifier.
func (x *index) find(kinds *kg.Kinds, far []kg.Code, cell string) (kg.Ref, *kg.Error) {
	ref, err := kinds.ReadRefText(cell)
	if err == nil {
		return ref, nil
	}
	var names []string
	for _, code := range far {
		names = append(names, kinds.NameOf(code))
	}
	if kg.IsSlug(cell) && len(far) == 1 && (x.has(kg.Ref{Kind: far[0], Slug: cell}) || len(x.byName(far, cell)) == 0) {
		return kg.Ref{Kind: far[0], Slug: cell}, nil
	}
	var found []kg.Ref
	for _, code := range far {
		if ref := (kg.Ref{Kind: code, Slug: cell}); kg.IsSlug(cell) && x.has(ref) {
			found = append(found, ref)
		}
	}
	if len(found) == 0 {
		found = x.byName(far, cell)
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) == 0 && kg.LooksLikeRef(cell):
		return kg.Ref{}, err
	case len(found) == 0:
		return kg.Ref{}, kg.Errorf(kg.UnknownReference, "no %s is named %.60q; correct the name, write the slug (%s/SLUG), or import it first",
			strings.Join(names, " or "), cell, names[0])
	}
	var choices []string
	for _, ref := range found {
		choices = append(choices, kinds.FormatRef(ref))
	}
	return kg.Ref{}, kg.Errorf(kg.UnknownReference, "%.60q can be %s; write one of them", cell, strings.Join(choices, " or "))
}

func (x *index) byName(far []kg.Code, name string) []kg.Ref {
	var found []kg.Ref
	for _, code := range far {
		for _, key := range []string{search.Fold(name), name} {
			for _, slug := range x.slugs[code][key] {
				if ref := (kg.Ref{Kind: code, Slug: slug}); !slices.Contains(found, ref) {
					found = append(found, ref)
				}
			}
		}
	}
	return found
}

// claim checks that a slug that is made of a name is not that of another record. A name has one slug in a kind.
func (x *index) claim(kinds *kg.Kinds, ref kg.Ref, name, place string) *kg.Error {
	folded := search.Fold(name)
	kind := kinds.NameOf(ref.Kind)
	const remedy = "; add a column slug (%s.slug) that says which record is meant"
	first := x.made[ref]
	if first == nil {
		first = &madeSlug{name: name, folded: folded, place: place}
		x.made[ref] = first
	}
	if first.folded != folded {
		return kg.Errorf(kg.Duplicate, "%.60q and %.60q (%s) would both have the slug %s"+remedy, name, first.name, first.place, ref.Slug, kind)
	}
	if names := x.given[ref]; names != nil && !slices.Contains(names, folded) {
		return kg.Errorf(kg.Duplicate, "the slug %s of %.60q is that of another %s in the tables"+remedy, ref.Slug, name, kind, kind)
	}
	if s := x.stored[ref]; s != nil && !slices.Contains(s.names, folded) {
		return kg.Errorf(kg.Duplicate, "the slug %s of %.60q is that of %.60q in the database"+remedy, ref.Slug, name, s.name, kind)
	}
	for _, slug := range x.slugs[ref.Kind][folded] {
		if slug != ref.Slug {
			return kg.Errorf(kg.Duplicate, "%.60q is also the name of %s/%s"+remedy, name, kind, slug, kind)
		}
	}
	return nil
}

// conflict returns an error if a record with a slug that was made of its name differs from that of the graph in what tells records apart.
func (s *stored) conflict(r *record) *kg.Error {
	remedy := "; add a column slug: that of the record if it is the same, another if it is not"
	for _, given := range objects(r.fields["identifiers"]) {
		for _, known := range s.identifiers {
			if given["scheme"] == known.Scheme && given["value"] != known.Value {
				return kg.Errorf(kg.Duplicate, "%.60q has another identifier in the database: %s %s"+remedy, s.name, known.Scheme, known.Value)
			}
		}
	}
	if born, ok := r.fields["bornOn"].(string); ok && s.bornOn != "" && !strings.HasPrefix(born, s.bornOn) && !strings.HasPrefix(s.bornOn, born) {
		return kg.Errorf(kg.Duplicate, "%.60q was born in %s in the database"+remedy, s.name, s.bornOn)
	}
	return nil
}

// conflictFar returns an error if a relation that leads to one entity leads elsewhere in the graph.
func (s *stored) conflictFar(kinds *kg.Kinds, r *relation, far kg.Ref) *kg.Error {
	known := s.far[r.kind]
	if len(known) == 0 || slices.Contains(known, far) {
		return nil
	}
	return kg.Errorf(kg.Duplicate, "%.60q has another %s in the database: %s; add a column slug: that of the record if it is the same, another if it is not",
		s.name, r.name, kinds.FormatRef(known[0]))
}

// objects returns a list of objects.
func objects(value any) []map[string]any {
	list, _ := value.([]map[string]any)
	return list
}
