// Command civicgraph serves a knowledge graph of public life over GraphQL.
package main

import (
	"os"

	"civicgraph/internal/cli"
)

func main() { os.Exit(cli.Main()) }
