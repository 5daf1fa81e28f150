package graph

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// validator validates documents by GraphQL's rules.
type validator struct {
	schema *ast.Schema
	// plain holds the rules without suggestions, suggesting those with. Suggesting compares every unknown name with
	// hundreds of others, letter by letter.
	plain, suggesting []core.Rule
}

// Suggestions are made only for few errors in documents without long tokens.
const (
	maxSuggestions     = 5
	maxSuggestionBytes = 100
)

func newValidator(schema *ast.Schema) validator {
	suggesting, plain := rules.NewDefaultRules(), rules.NewDefaultRules()
	plain.ReplaceRule(rules.FieldsOnCorrectTypeRule.Name, rules.FieldsOnCorrectTypeRuleWithoutSuggestions.RuleFunc)
	plain.ReplaceRule(rules.KnownArgumentNamesRule.Name, rules.KnownArgumentNamesRuleWithoutSuggestions.RuleFunc)
	plain.ReplaceRule(rules.KnownTypeNamesRule.Name, rules.KnownTypeNamesRuleWithoutSuggestions.RuleFunc)
	plain.ReplaceRule(rules.ValuesOfCorrectTypeRule.Name, rules.ValuesOfCorrectTypeRuleWithoutSuggestions.RuleFunc)
	return validator{schema: schema, plain: sortedRules(plain), suggesting: sortedRules(suggesting)}
}

// sortedRules returns rules by name, so that errors always come in the same order.
func sortedRules(r *rules.Rules) []core.Rule {
	var sorted []core.Rule
	for name, rule := range r.GetInner() {
		sorted = append(sorted, core.Rule{Name: name, RuleFunc: rule})
	}
	slices.SortFunc(sorted, func(a, b core.Rule) int { return strings.Compare(a.Name, b.Name) })
	return sorted
}

// validate returns the errors of a document.
func (v validator) validate(doc *ast.QueryDocument, tokens tokenCounts) gqlerror.List {
	errs := v.apply(v.plain, doc)
	if len(errs) == 0 || len(errs) > maxSuggestions || tokens.longest > maxSuggestionBytes {
		return errs
	}
	return v.apply(v.suggesting, doc)
}

// apply returns the errors that rules find: at most one more than is sent. Further ones are not even formatted.
func (v validator) apply(list []core.Rule, doc *ast.QueryDocument) gqlerror.List {
	var errs gqlerror.List
	events := &core.Events{}
	for _, rule := range list {
		rule.RuleFunc(events, func(options ...core.ErrorOption) {
			if len(errs) > maxErrors {
				return
			}
			err := &gqlerror.Error{Rule: rule.Name}
			for _, option := range options {
				option(err)
			}
			errs = append(errs, shortenedError(err))
		})
	}
	core.Walk(v.schema, doc, events)
	return errs
}
