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
		if s.fragments[fragment.Name] != nil { // which of them were meant is not for guessing
			s.fail(problemf(codeValidation, "there can be only one fragment named %s; call the others otherwise", fragment.Name), fragment.Position)
		}
		s.fragments[fragment.Name] = &fragmentSize{definition: fragment}
	}
	// What a fragment selects is validated by itself too, so that it counts once more.
	total := size{}
	for _, operation := range doc.Operations {
		total = total.and(s.of(operation.SelectionSet, 1)).and(sizeOfDirectives(operation.Directives))
		for _, variable := range operation.VariableDefinitions {
			total = total.and(sizeOfValue(variable.DefaultValue)).and(sizeOfDirectives(variable.Directives))
		}
	}
	for _, fragment := range doc.Fragments {
		total = total.and(s.of(fragment.SelectionSet, 1)).and(sizeOfDirectives(fragment.Directives))
	}
	switch {
	case s.problem != nil:
		return s.problem
	case total.selections > limits.Fields:
		return exceeded(limitFields, limits.Fields, "the document selects too many fields, those of fragments and the values of their arguments counted wherever they stand; ask for less at a time")
	case total.depth > limits.Depth:
		return exceeded(limitDepth, limits.Depth, "fields or values stand too deep in each other; ask for fewer levels")
	}
	return s.checkPlaces(doc)
}

// size is how much a selection asks for, with its fragments in it.
type size struct {
	// selections counts fields, fragments and values of arguments, depth the fields or the values in each other.
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

// of is the size of a selection whose fields are looked at so many times, once more for every inline fragment around them.
func (s *sizing) of(set ast.SelectionSet, times int) size {
	total := size{}
	for _, selection := range set {
		switch one := selection.(type) {
		case *ast.Field:
			below := s.of(one.SelectionSet, 1)
			total = total.and(size{selections: times + weight(one.Alias) + weight(one.Name)}).
				and(size{selections: below.selections, depth: below.depth + 1}).
				and(sizeOfArguments(one.Arguments)).and(sizeOfDirectives(one.Directives))
		case *ast.InlineFragment:
			s.refuseDefer(one.Directives)
			total = total.and(size{selections: 1}).and(s.of(one.SelectionSet, times+1)).and(sizeOfDirectives(one.Directives))
		case *ast.FragmentSpread:
			s.refuseDefer(one.Directives)
			total = total.and(size{selections: times + weight(one.Name)}).and(s.fragment(one)).and(sizeOfDirectives(one.Directives))
		}
	}
	return total
}

// weight is what long names and values count beside themselves: errors quote them.
func weight(text string) int {
	const light = 256
	return len(text) / light
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
		fragment.size = s.of(fragment.definition.SelectionSet, 1).and(sizeOfDirectives(fragment.definition.Directives))
		fragment.under, fragment.known = false, true
	}
	return fragment.size
}

func sizeOfDirectives(directives ast.DirectiveList) size {
	total := size{selections: len(directives)}
	for _, directive := range directives {
		total = total.and(sizeOfArguments(directive.Arguments))
	}
	return total
}

func sizeOfArguments(arguments ast.ArgumentList) size {
	total := size{}
	for _, argument := range arguments {
		total = total.and(sizeOfValue(argument.Value))
	}
	return total
}

// sizeOfValue matters because validation looks at all of a value for every value that it stands in.
func sizeOfValue(value *ast.Value) size {
	if value == nil {
		return size{}
	}
	below := size{}
	for _, child := range value.Children {
		below = below.and(sizeOfValue(child.Value))
	}
	return size{selections: below.selections + 1 + weight(value.Raw), depth: below.depth + 1}
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

// place is a place in the answer, and how often it is selected: validation compares each time with all others, and again
// for every inline fragment around it.
type place struct {
	times int
	below map[string]*place
}

// at is a place below this one, by the alias of its field, or by a fragment that is spread here.
func (p *place) at(name string) *place {
	below := p.below[name]
	if below == nil {
		below = &place{}
		if p.below == nil {
			p.below = map[string]*place{}
		}
		p.below[name] = below
	}
	return below
}

// checkPlaces counts what stands at the places of the answer. It must not run on what is too large.
func (s *sizing) checkPlaces(doc *ast.QueryDocument) *gqlerror.Error {
	for _, operation := range doc.Operations {
		s.count(operation.SelectionSet, &place{}, 1)
	}
	for _, fragment := range doc.Fragments {
		s.count(fragment.SelectionSet, &place{}, 1)
	}
	if s.aliases > s.limits.Aliases && s.problem == nil {
		return exceeded(limitAliases, s.limits.Aliases, "the document has too many aliases; ask in several requests")
	}
	return s.problem
}

// count counts everything so many times.
func (s *sizing) count(set ast.SelectionSet, here *place, times int) {
	for _, selection := range set {
		switch one := selection.(type) {
		case *ast.Field:
			if one.Alias != one.Name {
				s.aliases++
			}
			below := here.at(one.Alias)
			if !s.selected(below, times, one) {
				return
			}
			s.count(one.SelectionSet, below, 1)
		case *ast.InlineFragment:
			s.count(one.SelectionSet, here, times+1)
		case *ast.FragmentSpread:
			if !s.selected(here.at("..."+one.Name), times, one) {
				return
			}
			if fragment, ok := s.fragments[one.Name]; ok {
				s.count(fragment.definition.SelectionSet, here, times)
			}
		}
	}
}

// selected counts a selection of a place, and tells whether there may be that many.
func (s *sizing) selected(p *place, times int, by ast.Selection) bool {
	if p.times += times; p.times <= s.limits.Duplicates {
		return true
	}
	s.fail(exceeded(limitDuplicates, s.limits.Duplicates,
		"a field or fragment is selected too often in one place, or in too many inline fragments; select it once"), by.GetPosition())
	return false
}
