// Command generate runs gqlgen with gqlgen.yml, for what gqlgen executes: introspection, mutations and subscriptions.
package main

import (
	"fmt"
	"os"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen/config"
)

func main() {
	if err := generate(); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// generate writes graph/generated. It must run in the folder of gqlgen.yml.
func generate() error {
	cfg, err := config.LoadConfig("gqlgen.yml")
	if err != nil {
		return err
	}
	return api.Generate(cfg, api.PrependPlugin(planned{models: cfg.Models}))
}
