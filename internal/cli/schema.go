package cli

import (
	"fmt"
	"net/http"

	"github.com/spf13/cobra"

	"civicgraph/internal/httpd"
	"civicgraph/internal/kg"
	"civicgraph/internal/sdl"
)

func schemaCommand(streams Streams) *cobra.Command {
	var isFlat bool
	c := &cobra.Command{
		Use: "schema", Short: "Print the GraphQL schema, with its descriptions",
		Example: "  civicgraph schema > schema.graphqls\n  civicgraph schema --flat-interfaces > schema.graphqls   # for genqlient",
		Args:    noArguments(unexpectedArgument),
		RunE: func(*cobra.Command, []string) error {
			write := sdl.Schema
			if isFlat {
				write = sdl.FlatSchema
			}
			text, err := write(kg.NewKinds())
			if err != nil {
				return err
			}
			_, err = streams.Out.Write(text)
			return err
		},
	}
	addSettings(c, []setting{{
		flag: "flat-interfaces", boolean: &isFlat,
		usage: "let only object types implement interfaces, for code generators that support nothing else; documents stay valid",
	}})
	return c
}

// schemaPath is where the server has its schema in SDL.
const schemaPath = "/schema.graphqls"

// interfacesParameter selects the form of the interfaces in the schema.
const (
	interfacesParameter = "interfaces"
	flatInterfaces      = "flat"
)

// schemaPage returns the page of the schema, which is what the command schema prints.
func schemaPage() (http.Handler, error) {
	pages := map[string]http.Handler{}
	for parameter, write := range map[string]func(*kg.Kinds) ([]byte, error){"": sdl.Schema, flatInterfaces: sdl.FlatSchema} {
		text, err := write(kg.NewKinds())
		if err != nil {
			return nil, err
		}
		if pages[parameter], err = httpd.Document("text/plain; charset=utf-8", text); err != nil {
			return nil, err
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, ok := pages[r.URL.Query().Get(interfacesParameter)]
		if !ok {
			message := fmt.Sprintf("the parameter %s must be %s, or be omitted", interfacesParameter, flatInterfaces)
			http.Error(w, message, http.StatusBadRequest)
			return
		}
		page.ServeHTTP(w, r)
	}), nil
}

// noSchemaPage answers where introspection is refused, because only trusted documents are executed.
func noSchemaPage() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "with --only-trusted the server does not show its schema; run civicgraph schema", http.StatusForbidden)
	})
}
