package graph

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// checkSize refuses a document that would take long to validate. It knows nothing of types, runs before anything that
// does, and takes time in proportion to the document and to the greatest size allowed.
func checkSize(doc *ast.QueryDocument, limits Limits) *gqlerror.Error {
	s := &sizing{limits: limits, fragments: map[string]*fragmentSize{}}
	for _, fragment := range doc.Fragments {
		s.fragments[fragment.Name] = &fragmentSize{definition: fragment}
	}
	// What a fragment selects is validated by itself too, so that it counts once more.
	total := size{}
	for _, operation := range doc.Operations {
		total = total.and(s.of(operation.SelectionSet))
	}
	for _, fragment := range doc.Fragments {
		total = total.and(s.of(fragment.SelectionSet))
	}
	switch {
	case s.problem != nil:
		return s.problem
	case total.selections > limits.Fields:
		return exceeded(limitFields, limits.Fields, "the document selects too many fields, those of fragments counted wherever they stand; ask for less at a time")
	case total.depth > limits.Depth:
		return exceeded(limitDepth, limits.Depth, "fields stand too deep in each other; ask for fewer levels")
	}
	return s.checkPlaces(doc)
}

// size is how much a selection asks for, with its fragments in it.
type size struct {
	// selections counts fields and spreads of fragments, depth the fields in each other.
	selections, depth int
}

// and is the size of two selections beside each other. It stops counting far beyond every limit.
func (a size) and(b size) size {
	const enough = 1 << 40
	return size{selections: min(a.selections+b.selections, enough), depth: max(a.depth, b.depth)}
}

// sizing is a check under way.
type sizing struct {
	limits    Limits
	fragments map[string]*fragmentSize
	aliases   int
	problem   *gqlerror.Error
}

// fragmentSize is the size of a fragment, found once.
type fragmentSize struct {
	definition   *ast.FragmentDefinition
	size         size
	under, known bool
}

func (s *sizing) of(set ast.SelectionSet) size {
	total := size{}
	for _, selection := range set {
		switch one := selection.(type) {
		case *ast.Field:
			below := s.of(one.SelectionSet)
			total = total.and(size{selections: below.selections + 1, depth: below.depth + 1})
		case *ast.InlineFragment:
			s.refuseDefer(one.Directives)
			total = total.and(s.of(one.SelectionSet))
		case *ast.FragmentSpread:
			s.refuseDefer(one.Directives)
			below := s.fragment(one)
			total = total.and(size{selections: below.selections + 1, depth: below.depth})
		}
	}
	return total
}

// fragment is the size of what a spread stands for; of a fragment that is not there, nothing.
func (s *sizing) fragment(spread *ast.FragmentSpread) size {
	fragment, ok := s.fragments[spread.Name]
	switch {
	case !ok:
		return size{}
	case fragment.under:
		s.fail(problemf(codeValidation, "fragment %s spreads itself; leave that out", spread.Name), spread.Position)
		return size{}
	case !fragment.known:
		fragment.under = true
		fragment.size = s.of(fragment.definition.SelectionSet)
		fragment.under, fragment.known = false, true
	}
	return fragment.size
}

// refuseDefer refuses @defer, which gqlparser knows and nothing here carries out.
func (s *sizing) refuseDefer(directives ast.DirectiveList) {
	if directive := directives.ForName("defer"); directive != nil {
		s.fail(problemf(codeUnsupported, "@defer is not supported; leave it out, the whole answer comes at once"), directive.Position)
	}
}

func (s *sizing) fail(problem *gqlerror.Error, at *ast.Position) {
	if s.problem == nil {
		problem.Locations = []gqlerror.Location{{Line: at.Line, Column: at.Column}}
		s.problem = problem
	}
}

// place is a place in the answer, and how often it is selected: validation compares each time with all others.
type place struct {
	times int
	below map[string]*place
}

// checkPlaces counts what stands at the places of the answer. It must not run on what is too large.
func (s *sizing) checkPlaces(doc *ast.QueryDocument) *gqlerror.Error {
	for _, operation := range doc.Operations {
		s.count(operation.SelectionSet, &place{})
	}
	for _, fragment := range doc.Fragments {
		s.count(fragment.SelectionSet, &place{})
	}
	if s.aliases > s.limits.Aliases && s.problem == nil {
		return exceeded(limitAliases, s.limits.Aliases, "the document has too many aliases; ask in several requests")
	}
	return s.problem
}

func (s *sizing) count(set ast.SelectionSet, at *place) {
	for _, selection := range set {
		switch one := selection.(type) {
		case *ast.Field:
			if one.Alias != one.Name {
				s.aliases++
			}
			below := at.below[one.Alias]
			if below == nil {
				below = &place{}
				if at.below == nil {
					at.below = map[string]*place{}
				}
				at.below[one.Alias] = below
			}
			if below.times++; below.times > s.limits.Duplicates {
				s.fail(exceeded(limitDuplicates, s.limits.Duplicates, "%s is selected too often in one place; select it once", one.Alias), one.Position)
				return
			}
			s.count(one.SelectionSet, below)
		case *ast.InlineFragment:
			s.count(one.SelectionSet, at)
		case *ast.FragmentSpread:
			if fragment, ok := s.fragments[one.Name]; ok {
				s.count(fragment.definition.SelectionSet, at)
			}
		}
	}
}
