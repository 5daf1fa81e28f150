package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

func distributeCommand(streams Streams) *cobra.Command {
	database := ""
	c := &cobra.Command{
		Use: "distribute [flags]", Short: "Spread a database of PostgreSQL over the nodes of Citus",
		Long: `Spread the tables of a database of PostgreSQL over the nodes of Citus.

Entities are spread by id, links by the entity that they lead from, and a second table of links by the one that they lead to. Each node gets
a copy of the other tables. The database may be empty or have records. Stop all copies of civicgraph before, and start them again after.
Tables that are spread already stay as they are.`,
		Example: `  civicgraph distribute --database postgres://coordinator/civicgraph`,
		Args:    noArguments(unexpectedArgument),
		RunE: func(c *cobra.Command, _ []string) error {
			if database == "" {
				return usageErrorf("distribute requires --database postgres://HOST/DATABASE")
			}
			return runDistribute(c.Context(), database, streams)
		},
	}
	addSettings(c, []setting{{
		flag: "database", variable: "CIVICGRAPH_DATABASE", text: &database, usage: "`address` of the database on the coordinator of Citus",
	}})
	return c
}

func runDistribute(ctx context.Context, address string, streams Streams) error {
	done, err := store.Distribute(ctx, address, kg.NewKinds())
	if err != nil {
		return err
	}
	fmt.Fprintln(streams.Err, done)
	return nil
}
