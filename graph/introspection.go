package graph

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/introspection"
	"github.com/vektah/gqlparser/v2/ast"
)

// introspectionCacheBytes is the size of the cache of answers about the schema. Tools send the same few queries.
const introspectionCacheBytes = 8 << 20

// introspect returns the value of a root field about the schema.
func (e *execution) introspect(ctx context.Context, field graphql.CollectedField) ([]byte, error) {
	if len(e.operation.Operation.VariableDefinitions) > 0 { // the answer may depend on variables
		return e.resolveIntrospection(ctx, field)
	}
	key := field.Alias + "\x00" + e.operation.Operation.Name + "\x00" + e.operation.RawQuery
	if answer, ok := e.introspections.get(key); ok {
		return answer, nil
	}
	answer, err := e.resolveIntrospection(ctx, field)
	if err == nil {
		e.introspections.add(key, answer, len(key)+len(answer))
	}
	return answer, err
}

// resolveIntrospection has the generated executor execute a root field as the only one of an operation.
func (e *execution) resolveIntrospection(ctx context.Context, field graphql.CollectedField) ([]byte, error) {
	selected := *field.Field
	selected.SelectionSet = field.Selections
	operation := *e.operation.Operation
	operation.SelectionSet = ast.SelectionSet{&selected}
	ctx = graphql.WithOperationContext(ctx, &graphql.OperationContext{
		RawQuery:               e.operation.RawQuery,
		Variables:              e.operation.Variables,
		Doc:                    e.operation.Doc,
		Operation:              &operation,
		ResolverMiddleware:     e.resolveIntrospected,
		RootResolverMiddleware: e.operation.RootResolverMiddleware,
		RecoverFunc:            e.operation.RecoverFunc,
	})
	ctx = graphql.WithResponseContext(ctx, graphql.DefaultErrorPresenter, e.operation.RecoverFunc)
	answer := e.ExecutableSchema.Exec(ctx)(ctx)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if limit := e.limits.Introspection; e.introspected.Load() > int64(limit) {
		return nil, rootError(field, limitError(limitIntrospection, limit,
			"the query selects too many fields of the schema, those in lists counted one by one; request fewer levels"))
	}
	if errs := graphql.GetErrors(ctx); len(errs) > 0 {
		return nil, introspectionError(errs.Error())
	}
	const around = len(`{"":`)
	return answer.Data[around+len(field.Alias) : len(answer.Data)-1], nil
}

// introspectionError is a failure of introspection. None is the client's fault, since its document is valid, so it must not
// be a gqlerror.List: that would be shown.
type introspectionError string

func (e introspectionError) Error() string { return "introspection: " + string(e) }

// errIntrospectionStopped ends an introspection whose answer is not used.
var errIntrospectionStopped = errors.New("introspection was stopped")

// resolveIntrospected resolves one field about the schema, unless there were too many.
func (e *execution) resolveIntrospected(ctx context.Context, next graphql.Resolver) (any, error) {
	if e.introspected.Add(1) > int64(e.limits.Introspection) || ctx.Err() != nil {
		return nil, errIntrospectionStopped
	}
	value, err := e.operation.ResolverMiddleware(ctx, next)
	if err != nil {
		return nil, err
	}
	return specified(graphql.GetFieldContext(ctx), value), nil
}

// specified corrects values of introspection in which gqlgen deviates from the specification: fields that a kind of type does not have are
// null, and a deprecation without a reason has the default one.
func specified(field *graphql.FieldContext, value any) any {
	if field.Parent == nil {
		return value
	}
	switch of := field.Parent.Result.(type) {
	case *introspection.Type:
		if !kindHas(of.Kind(), field.Field.Name) {
			return nil
		}
	case *introspection.InputValue:
		return withReason(field, value, of.IsDeprecated())
	case *introspection.EnumValue:
		return withReason(field, value, of.IsDeprecated())
	}
	return value
}

// kindHas reports whether types of a kind have a field of __Type.
func kindHas(kind, field string) bool {
	switch field {
	case "fields", "interfaces":
		return kind == "OBJECT" || kind == "INTERFACE"
	case "possibleTypes":
		return kind == "INTERFACE" || kind == "UNION"
	case "enumValues":
		return kind == "ENUM"
	case "inputFields", "isOneOf":
		return kind == "INPUT_OBJECT"
	}
	return true
}

func withReason(field *graphql.FieldContext, value any, isDeprecated bool) any {
	if reason, isReason := value.(*string); isReason && reason == nil && isDeprecated && field.Field.Name == "deprecationReason" {
		reason := "No longer supported"
		return &reason
	}
	return value
}
