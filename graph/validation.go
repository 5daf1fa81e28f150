package graph

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"civicgraph/internal/plan/input"
)

// validator validates documents by GraphQL's rules.
type validator struct {
	schema *ast.Schema
	inputs input.Reader
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
	inputs := input.NewReader(schema)
	plain.ReplaceRule(rules.ValuesOfCorrectTypeRule.Name, valuesRule{inputs, func(*input.Problem) string { return "" }}.observe)
	suggesting.ReplaceRule(rules.ValuesOfCorrectTypeRule.Name, valuesRule{inputs, (*input.Problem).Suggestion}.observe)
	for _, all := range []*rules.Rules{plain, suggesting} {
		all.ReplaceRule(rules.MaxIntrospectionDepth.Name, limitIntrospectionDepth)
	}
	return validator{schema: schema, inputs: inputs, plain: sortedRules(plain), suggesting: sortedRules(suggesting)}
}

// valuesRule is the rule that literals are values of their types. It replaces gqlparser's, which accepts anything for a custom scalar and
// some values for others.
type valuesRule struct {
	inputs     input.Reader
	suggestion func(*input.Problem) string
}

func (r valuesRule) observe(observers *core.Events, fail core.AddErrFunc) {
	observers.OnField(func(_ *core.Walker, field *ast.Field) {
		if field.Definition != nil {
			r.arguments("argument ", field.Definition.Arguments, field.Arguments, fail)
		}
	})
	observers.OnDirective(func(_ *core.Walker, directive *ast.Directive) {
		if directive.Definition != nil {
			r.arguments("@"+directive.Name+" argument ", directive.Definition.Arguments, directive.Arguments, fail)
		}
	})
	observers.OnVariable(func(_ *core.Walker, variable *ast.VariableDefinition) {
		if variable.DefaultValue != nil && variable.Definition != nil && variable.Definition.IsInputType() {
			r.value("default of variable $"+variable.Variable, variable.Type, variable.DefaultValue, fail)
		}
	})
}

func (r valuesRule) arguments(kind string, definitions ast.ArgumentDefinitionList, arguments ast.ArgumentList, fail core.AddErrFunc) {
	for _, argument := range arguments {
		if definition := definitions.ForName(argument.Name); definition != nil {
			r.value(kind+argument.Name, definition.Type, argument.Value, fail)
		}
	}
}

func (r valuesRule) value(name string, t *ast.Type, value *ast.Value, fail core.AddErrFunc) {
	for _, problem := range r.inputs.Check(t, value) {
		fail(func(err *gqlerror.Error) {
			err.Message = problem.Sentence(name) + r.suggestion(problem)
			at := problem.Literal
			err.Locations = []gqlerror.Location{locationOf(at.Position, at.Kind == ast.StringValue || at.Kind == ast.BlockValue)}
			err.Extensions = problemExtensions(problem)
		})
	}
}

// problemExtensions returns the extensions of the error of a value that is not of its type.
func problemExtensions(problem *input.Problem) map[string]any {
	return map[string]any{"code": cmp.Or(problem.Code, codeValidation)}
}

// introspectionDepth is how deep lists of fields, interfaces, possible types and input fields may be nested in an introspection.
const introspectionDepth = 2

// limitIntrospectionDepth is gqlparser's rule MaxIntrospectionDepth with an error that names the limit.
func limitIntrospectionDepth(observers *core.Events, fail core.AddErrFunc) {
	rules.MaxIntrospectionDepth.RuleFunc(observers, func(options ...core.ErrorOption) {
		fail(append(options, func(err *gqlerror.Error) {
			limit := limitError(limitIntrospectionLevels, introspectionDepth, "lists of fields, interfaces, possibleTypes and inputFields are nested too deeply in an introspection; request fewer levels, and each type by itself")
			err.Message, err.Extensions = limit.Message, limit.Extensions
		})...)
	})
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
			err = shortenedError(err)
			if !slices.ContainsFunc(errs, func(known *gqlerror.Error) bool { return isSame(known, err) }) {
				errs = append(errs, err)
			}
		})
	}
	core.Walk(v.schema, doc, events)
	return errs
}

// isSame reports whether two errors are the same. A fragment is validated wherever it is spread.
func isSame(a, b *gqlerror.Error) bool {
	return a.Message == b.Message && slices.Equal(a.Locations, b.Locations)
}
