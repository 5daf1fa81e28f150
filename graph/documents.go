package graph

import (
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"
	"github.com/vektah/gqlparser/v2/parser"
)

// documents are the parsed and validated documents by their texts.
type documents struct {
	schema *ast.Schema
	rules  ruleBook
	limits Limits
	kept   *kept[*document]
}

// document is one that is valid.
type document struct {
	*ast.QueryDocument
}

const (
	// keptDocuments is how many bytes kept documents may take, tokenBytes what a token takes of them at most:
	// TestKeptDocumentsAreBounded measures.
	keptDocuments = 32 << 20
	tokenBytes    = 500
)

func newDocuments(schema *ast.Schema, limits Limits) *documents {
	return &documents{schema: schema, rules: newRuleBook(schema), limits: limits, kept: newKept[*document](keptDocuments)}
}

// of is the document that a text is.
func (d *documents) of(text string) (*document, gqlerror.List) {
	if doc, ok := d.kept.get(text); ok {
		return doc, nil
	}
	tokens, problem := measureTokens(text, d.limits.Tokens)
	if problem != nil {
		return nil, gqlerror.List{problem}
	}
	parsed, err := parser.ParseQuery(&ast.Source{Input: text})
	if err != nil {
		return nil, coded(gqlerror.List{gqlerror.WrapIfUnwrapped(err)}, codeParse)
	}
	if len(parsed.Operations) == 0 {
		return nil, gqlerror.List{problemf(codeValidation, "the document has no operation; write a query")}
	}
	if problem := checkSize(parsed, d.limits); problem != nil {
		return nil, gqlerror.List{problem}
	}
	if problems := d.rules.check(parsed, tokens); len(problems) > 0 {
		return nil, coded(problems, codeValidation)
	}
	doc := &document{parsed}
	d.kept.add(text, doc, len(text)+tokens.bytes+tokens.count*tokenBytes)
	return doc, nil
}

// tokens are what a document is made of.
type tokens struct {
	count int
	// bytes is the length of them all, longest that of the longest.
	bytes, longest int
}

// measureTokens measures what a document is made of, and refuses too much of it. Comments count: they are kept too.
func measureTokens(text string, most int) (tokens, *gqlerror.Error) {
	l := lexer.New(&ast.Source{Input: text})
	for all := (tokens{}); ; {
		token, _ := l.ReadToken() // the parser tells what is wrong
		if token.Kind == lexer.EOF || token.Kind == lexer.Invalid {
			return all, nil
		}
		all.count++
		all.bytes += len(token.Value)
		all.longest = max(all.longest, len(token.Value))
		if all.count > most {
			problem := exceeded(limitTokens, most, "the document has too many tokens; ask in several requests")
			problem.Locations = []gqlerror.Location{{Line: token.Pos.Line, Column: token.Pos.Column}}
			return all, problem
		}
	}
}

// coded gives errors of gqlparser a code.
func coded(problems gqlerror.List, code string) gqlerror.List {
	for _, problem := range problems {
		problem.Extensions = map[string]any{"code": code}
	}
	return problems
}

// operation is the one of a document that a request names, or else the only one.
func (d *document) operation(name string) (*ast.OperationDefinition, *gqlerror.Error) {
	operation := d.Operations.ForName(name)
	switch {
	case operation == nil && name == "":
		return nil, problemf(codeValidation, "the document has %d operations; say by operationName which to answer", len(d.Operations))
	case operation == nil:
		return nil, problemf(codeValidation, "the document has no operation %s; operationName must be one of its own", strconv.Quote(name))
	}
	return operation, nil
}
