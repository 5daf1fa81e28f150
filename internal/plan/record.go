package plan

import (
	"context"

	"github.com/vektah/gqlparser/v2/ast"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// Record returns what a field selects of one record, as JSON. It reads the record as the root field node does.
func (p *Planner) Record(ctx context.Context, snapshot *store.Snapshot, id kg.ID, f RootField) ([]byte, error) {
	node := *f.Field
	node.Name, node.Definition = "node", p.schema.Query.Fields.ForName("node")
	node.Arguments = ast.ArgumentList{{Name: "id", Value: &ast.Value{Kind: ast.StringValue, Raw: id.Global()}}}
	f.Field = &node
	return p.Answer(ctx, snapshot, f, nil)
}
