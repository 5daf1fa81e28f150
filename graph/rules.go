package graph

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// ruleBook holds documents to the rules of GraphQL, in two ways.
type ruleBook struct {
	schema *ast.Schema
	// plain are the rules, telling the same with suggestions of what was meant. Those compare every unknown name with
	// hundreds of others, letter by letter.
	plain, telling []core.Rule
}

// Suggestions are made where there are few mistakes, and nothing is long.
const (
	mostSuggested    = 5
	longestSuggested = 100
)

func newRuleBook(schema *ast.Schema) ruleBook {
	telling, plain := rules.NewDefaultRules(), rules.NewDefaultRules()
	plain.ReplaceRule(rules.FieldsOnCorrectTypeRule.Name, rules.FieldsOnCorrectTypeRuleWithoutSuggestions.RuleFunc)
	plain.ReplaceRule(rules.KnownArgumentNamesRule.Name, rules.KnownArgumentNamesRuleWithoutSuggestions.RuleFunc)
	plain.ReplaceRule(rules.KnownTypeNamesRule.Name, rules.KnownTypeNamesRuleWithoutSuggestions.RuleFunc)
	plain.ReplaceRule(rules.ValuesOfCorrectTypeRule.Name, rules.ValuesOfCorrectTypeRuleWithoutSuggestions.RuleFunc)
	return ruleBook{schema: schema, plain: inOrder(plain), telling: inOrder(telling)}
}

// inOrder are rules by their names, so that errors always come in the same order.
func inOrder(r *rules.Rules) []core.Rule {
	var ordered []core.Rule
	for name, rule := range r.GetInner() {
		ordered = append(ordered, core.Rule{Name: name, RuleFunc: rule})
	}
	slices.SortFunc(ordered, func(a, b core.Rule) int { return strings.Compare(a.Name, b.Name) })
	return ordered
}

// check is what a document has wrong.
func (b ruleBook) check(doc *ast.QueryDocument, made tokens) gqlerror.List {
	problems := b.apply(b.plain, doc)
	if len(problems) == 0 || len(problems) > mostSuggested || made.longest > longestSuggested {
		return problems
	}
	return b.apply(b.telling, doc)
}

// apply is what rules find wrong. Of more than are told it keeps one, and makes no sentences.
func (b ruleBook) apply(book []core.Rule, doc *ast.QueryDocument) gqlerror.List {
	var problems gqlerror.List
	events := &core.Events{}
	for _, rule := range book {
		rule.RuleFunc(events, func(options ...core.ErrorOption) {
			if len(problems) > maxErrors {
				return
			}
			problem := &gqlerror.Error{Rule: rule.Name}
			for _, option := range options {
				option(problem)
			}
			problems = append(problems, shortened(problem))
		})
	}
	core.Walk(b.schema, doc, events)
	return problems
}
