package graph

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// checkSize refuses a document that would take long to validate. It needs no types, so it runs before validation, in time
// proportional to the document and the limits.
func checkSize(doc *ast.QueryDocument, limits Limits) *gqlerror.Error {
	c := &sizeCheck{limits: limits, fragments: map[string]*fragmentSize{}}
	for _, fragment := range doc.Fragments {
		if c.fragments[fragment.Name] != nil { // which one a spread means would be unclear
			c.fail(errorf(codeValidation, "there is more than one fragment named %s; rename the others", fragment.Name), fragment.Position)
		}
		c.fragments[fragment.Name] = &fragmentSize{definition: fragment}
	}
	// A fragment is also validated by itself, so it counts once more.
	total := size{}
	for _, operation := range doc.Operations {
		total = total.plus(c.selections(operation.SelectionSet, 1)).plus(sizeOfDirectives(operation.Directives))
		for _, variable := range operation.VariableDefinitions {
			total = total.plus(sizeOfValue(variable.DefaultValue)).plus(sizeOfDirectives(variable.Directives))
		}
	}
	for _, fragment := range doc.Fragments {
		total = total.plus(c.selections(fragment.SelectionSet, 1)).plus(sizeOfDirectives(fragment.Directives))
	}
	switch {
	case c.err != nil:
		return c.err
	case total.selections > limits.Fields:
		return limitError(limitFields, limits.Fields, "the document selects too many fields, where those of fragments and the values of arguments count at each spread; request less at a time")
	case total.depth > limits.Depth:
		return depthError(limits.Depth)
	}
	return c.checkDuplicates(doc)
}

func depthError(limit int) *gqlerror.Error {
	return limitError(limitDepth, limit, "fields or values are nested too deeply; request fewer levels")
}

// size is the size of a selection with its fragments expanded.
type size struct {
	// selections counts fields, fragments and values of arguments, depth the levels of fields or values.
	selections, depth int
}

// plus returns the size of two selections together. It stops counting far beyond every limit.
func (a size) plus(b size) size {
	const enough = 1 << 40
	return size{selections: min(a.selections+b.selections, enough), depth: max(a.depth, b.depth)}
}

// sizeCheck measures a document. It keeps the first error and ignores the rest.
type sizeCheck struct {
	limits    Limits
	fragments map[string]*fragmentSize
	aliases   int
	err       *gqlerror.Error
}

// fragmentSize is the size of a fragment, once it is measured.
type fragmentSize struct {
	definition          *ast.FragmentDefinition
	size                size
	measuring, measured bool
}

// selections returns the size of a selection set whose fields count weight times: one more for every inline fragment around
// them.
func (c *sizeCheck) selections(set ast.SelectionSet, weight int) size {
	total := size{}
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			below := c.selections(s.SelectionSet, 1)
			total = total.plus(size{selections: weight + lengthWeight(s.Alias) + lengthWeight(s.Name)}).
				plus(size{selections: below.selections, depth: below.depth + 1}).
				plus(sizeOfArguments(s.Arguments)).plus(sizeOfDirectives(s.Directives))
		case *ast.InlineFragment:
			total = total.plus(size{selections: 1}).plus(c.selections(s.SelectionSet, weight+1)).plus(sizeOfDirectives(s.Directives))
		case *ast.FragmentSpread:
			total = total.plus(size{selections: weight + lengthWeight(s.Name)}).plus(c.spread(s)).plus(sizeOfDirectives(s.Directives))
		}
	}
	return total
}

// lengthWeight returns what a long name or value counts in addition: errors quote it.
func lengthWeight(text string) int {
	const unit = 256
	return len(text) / unit
}

// spread returns the size of the fragment that is spread, nothing if it does not exist.
func (c *sizeCheck) spread(spread *ast.FragmentSpread) size {
	fragment, ok := c.fragments[spread.Name]
	switch {
	case !ok:
		return size{}
	case fragment.measuring:
		c.fail(errorf(codeValidation, "fragment %s spreads itself; remove the cycle", spread.Name), spread.Position)
		return size{}
	case !fragment.measured:
		fragment.measuring = true
		fragment.size = c.selections(fragment.definition.SelectionSet, 1).plus(sizeOfDirectives(fragment.definition.Directives))
		fragment.measuring, fragment.measured = false, true
	}
	return fragment.size
}

func sizeOfDirectives(directives ast.DirectiveList) size {
	total := size{selections: len(directives)}
	for _, directive := range directives {
		total = total.plus(sizeOfArguments(directive.Arguments))
	}
	return total
}

func sizeOfArguments(arguments ast.ArgumentList) size {
	total := size{}
	for _, argument := range arguments {
		total = total.plus(sizeOfValue(argument.Value))
	}
	return total
}

// sizeOfValue matters because validation visits a nested value once for every value around it.
func sizeOfValue(value *ast.Value) size {
	if value == nil {
		return size{}
	}
	below := size{}
	for _, child := range value.Children {
		below = below.plus(sizeOfValue(child.Value))
	}
	return size{selections: below.selections + 1 + lengthWeight(value.Raw), depth: below.depth + 1}
}

func (c *sizeCheck) fail(err *gqlerror.Error, at *ast.Position) {
	if c.err == nil {
		err.Locations = []gqlerror.Location{{Line: at.Line, Column: at.Column}}
		c.err = err
	}
}

// responsePosition is a position in the response, with the number of its selections. Validation compares each selection of a
// position with all others, and again for every inline fragment around it.
type responsePosition struct {
	selections int
	below      map[string]*responsePosition
}

// at returns the position below this one with a response key, or that of a fragment spread here.
func (p *responsePosition) at(name string) *responsePosition {
	below := p.below[name]
	if below == nil {
		below = &responsePosition{}
		if p.below == nil {
			p.below = map[string]*responsePosition{}
		}
		p.below[name] = below
	}
	return below
}

// checkDuplicates counts the selections of each position, and aliases. The document must be within the other limits.
func (c *sizeCheck) checkDuplicates(doc *ast.QueryDocument) *gqlerror.Error {
	for _, operation := range doc.Operations {
		c.count(operation.SelectionSet, &responsePosition{}, 1)
	}
	for _, fragment := range doc.Fragments {
		c.count(fragment.SelectionSet, &responsePosition{}, 1)
	}
	if c.aliases > c.limits.Aliases && c.err == nil {
		return limitError(limitAliases, c.limits.Aliases, "the document has too many aliases; split it into several requests")
	}
	return c.err
}

// count counts the selections at a position, each weight times.
func (c *sizeCheck) count(set ast.SelectionSet, here *responsePosition, weight int) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			if s.Alias != s.Name {
				c.aliases++
			}
			below := here.at(s.Alias)
			if !c.isAllowed(below, weight, s) {
				return
			}
			c.count(s.SelectionSet, below, 1)
		case *ast.InlineFragment:
			c.count(s.SelectionSet, here, weight+1)
		case *ast.FragmentSpread:
			if !c.isAllowed(here.at("..."+s.Name), weight, s) {
				return
			}
			if fragment, ok := c.fragments[s.Name]; ok {
				c.count(fragment.definition.SelectionSet, here, weight)
			}
		}
	}
}

// isAllowed counts one more selection of a position, and reports whether it is within the limit.
func (c *sizeCheck) isAllowed(p *responsePosition, weight int, by ast.Selection) bool {
	if p.selections += weight; p.selections <= c.limits.Duplicates {
		return true
	}
	c.fail(limitError(limitDuplicates, c.limits.Duplicates,
		"a field or fragment is selected too often at one position of the response, or in too many inline fragments; select it once"), by.GetPosition())
	return false
}
