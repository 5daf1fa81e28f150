package cli

import (
	"github.com/spf13/cobra"

	"civicgraph/internal/kg"
	"civicgraph/internal/sdl"
)

func schemaCommand(streams Streams) *cobra.Command {
	return &cobra.Command{
		Use: "schema", Short: "Print the GraphQL schema, with its descriptions",
		Example: "  civicgraph schema > schema.graphqls",
		Args:    noArguments(unexpectedArgument),
		RunE: func(*cobra.Command, []string) error {
			text, err := sdl.Schema(kg.NewKinds())
			if err != nil {
				return err
			}
			_, err = streams.Out.Write(text)
			return err
		},
	}
}
