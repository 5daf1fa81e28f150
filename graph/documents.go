package graph

import (
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"
	"github.com/vektah/gqlparser/v2/parser"
)

// documents parses and validates documents, and caches those that are valid.
type documents struct {
	schema    *ast.Schema
	validator validator
	limits    Limits
	cache     *byteCache[*document]
}

// document is a valid document.
type document struct {
	*ast.QueryDocument
}

const (
	// documentCacheBytes is the size of the cache. A token of a cached document counts as tokenBytes, which is the most
	// that one takes: TestDocumentCacheIsBounded measures it.
	documentCacheBytes = 32 << 20
	tokenBytes         = 500
)

func newDocuments(schema *ast.Schema, limits Limits) *documents {
	return &documents{
		schema: schema, validator: newValidator(schema), limits: limits, cache: newByteCache[*document](documentCacheBytes),
	}
}

// cached returns a document that was parsed before.
func (d *documents) cached(text string) (*document, bool) { return d.cache.get(text) }

// parse returns a document that is valid and within the limits.
func (d *documents) parse(text string) (*document, gqlerror.List) {
	source := normalized(text)
	tokens, err := countTokens(source, d.limits.Tokens)
	if err != nil {
		return nil, gqlerror.List{err}
	}
	parsed, parseErr := parser.ParseQuery(&ast.Source{Input: source})
	if parseErr != nil && strings.Contains(parseErr.Error(), "maximum nesting depth") { // far beyond checkSize
		return nil, gqlerror.List{depthError(min(d.limits.Depth, parser.MaxNestingDepth))}
	}
	if err := parseError(source, parseErr, tokens.err); err != nil {
		return nil, withCode(gqlerror.List{err}, codeParse)
	}
	if len(parsed.Operations) == 0 {
		return nil, gqlerror.List{errorf(codeValidation, "the document has no operation; add a query")}
	}
	rewriteReferences(d.schema, parsed)
	if err := checkSize(parsed, d.limits); err != nil {
		return nil, gqlerror.List{err}
	}
	if errs := d.validator.validate(parsed, tokens); len(errs) > 0 {
		return nil, withCode(errs, codeValidation)
	}
	doc := &document{QueryDocument: parsed}
	d.cache.add(text, doc, len(text)+tokens.bytes+tokens.count*tokenBytes)
	return doc, nil
}

// tokenCounts describes the tokens of a document.
type tokenCounts struct {
	count int
	// bytes is the length of all tokens, longest that of the longest.
	bytes, longest int
	// err is the first lexical error.
	err *lexicalError
}

// countTokens counts the tokens of a document until the first lexical error, and fails if there are more than limit. Comments count,
// because the parsed document holds them.
func countTokens(text string, limit int) (tokenCounts, *gqlerror.Error) {
	l := lexer.New(&ast.Source{Input: text})
	checker := tokenChecker{text: text}
	for counts := (tokenCounts{}); ; {
		token, lexErr := l.ReadToken()
		counts.err = checker.check(token, lexErr)
		if token.Kind == lexer.EOF || counts.err != nil {
			return counts, nil
		}
		counts.count++
		counts.bytes += len(token.Value)
		counts.longest = max(counts.longest, len(token.Value))
		if counts.count > limit {
			err := limitError(limitTokens, limit, "the document has too many tokens; split it into several requests")
			err.Locations = []gqlerror.Location{locationOf(&token.Pos, isString(token.Kind))}
			return counts, err
		}
	}
}

// withCode sets the code of errors that have none.
func withCode(errs gqlerror.List, code string) gqlerror.List {
	for _, err := range errs {
		if err.Extensions["code"] == nil {
			err.Extensions = map[string]any{"code": code}
		}
	}
	return errs
}

// operation returns the operation with a name, or the only one if the name is "".
func (d *document) operation(name string) (*ast.OperationDefinition, *gqlerror.Error) {
	operation := d.Operations.ForName(name)
	switch {
	case operation == nil && name == "":
		return nil, errorf(codeValidation, "the document has %d operations; select one with operationName", len(d.Operations))
	case operation == nil:
		return nil, errorf(codeValidation, "unknown operation %s; operationName must name an operation of the document", strconv.Quote(name))
	}
	return operation, nil
}
