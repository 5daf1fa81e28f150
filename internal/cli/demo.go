package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"civicgraph/internal/demo"
	"civicgraph/internal/ingest"
	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// Sets of demo data that mean something to the command line.
const (
	noDemo      = "none"
	firstSource = "first-source"
	// region completes firstSource, so the two are loaded together.
	region = "region"
)

func demoCommand(streams Streams) *cobra.Command {
	return &cobra.Command{
		Use: "demo", Short: "List the sets of demo data: their size and licence, and what to ask",
		Example: "  civicgraph --demo us-congress               # serves that set",
		Args:    noArguments(unexpectedArgument),
		Run:     func(*cobra.Command, []string) { printDemo(streams.Out) },
	}
}

// printDemo lists the sets of demo data.
func printDemo(output io.Writer) {
	fmt.Fprint(output, "civicgraph --demo NAME serves a set, with --demo region,us-congress several. The default is region.\n")
	for _, set := range demo.Sets() {
		with := ""
		if set.Name == region {
			with = ", loaded with " + firstSource
		}
		fmt.Fprintf(output, "\n%s%s\n  %s\n  %d records, %d kB, licence: %s\n", set.Name, with, set.Title, set.Count, (set.Bytes+999)/1000, set.Licence)
		for _, q := range set.Questions {
			fmt.Fprintf(output, "\n  %s\n    %s\n", q.Text, strings.ReplaceAll(q.Query, "\n", "\n    "))
		}
	}
}

// demoNames returns the values of --demo.
func demoNames() []string {
	names := []string{noDemo}
	for _, set := range demo.Sets() {
		names = append(names, set.Name)
	}
	return names
}

// selectDemo returns the sets of demo data that a comma-separated list names; true means region.
func selectDemo(list string) ([]demo.Set, error) {
	names := splitList(list)
	if isOn, err := strconv.ParseBool(list); err == nil {
		names = []string{noDemo}
		if isOn {
			names = []string{region}
		}
	}
	if slices.Equal(names, []string{noDemo}) {
		return nil, nil
	}
	known := demoNames()
	for _, name := range names {
		if near := kg.Nearest(name, known); near != "" && !slices.Contains(known, name) {
			return nil, usageErrorf("invalid --demo %q: no set is called %s (did you mean %s?)", list, name, near)
		}
		if !slices.Contains(known[1:], name) {
			return nil, usageErrorf("invalid --demo %q; must be none, or one or more of %s", list, strings.Join(known[1:], ", "))
		}
	}
	if len(names) == 0 {
		return nil, usageErrorf("--demo requires a value: %s", strings.Join(known, ", "))
	}
	if slices.Contains(names, region) {
		names = append(names, firstSource)
	}
	return slices.DeleteFunc(demo.Sets(), func(set demo.Set) bool { return !slices.Contains(names, set.Name) }), nil
}

// loadDemo loads the selected demo data into an empty database. If they were asked for, it also completes a database that holds
// other demo data only.
func loadDemo(ctx context.Context, s *settings, db *store.Store, log *slog.Logger) error {
	authors, err := db.Authors(ctx)
	if err != nil {
		return err
	}
	missing := slices.DeleteFunc(slices.Clone(s.demoSets), func(set demo.Set) bool { return hasDemo(authors, set) })
	switch {
	case len(missing) == 0 || len(authors) > 0 && !s.isDemoGiven:
		return nil
	case len(authors) > 0 && !isDemoOnly(authors):
		log.WarnContext(ctx, "the demo data was not loaded, because the database holds other records; without --database, it has a file of its own",
			"database", db.Name())
		return nil
	}
	var names []string
	var inputs []ingest.Input
	for _, set := range missing {
		records, err := set.Records()
		if err != nil {
			return fmt.Errorf("read the demo data %s: %w", set.Name, err)
		}
		names, inputs = append(names, set.Name), append(inputs, ingest.JSONLines(set.Name, records))
	}
	sets := strings.Join(names, ",")
	report, err := ingest.Import(ctx, db, ingest.Options{Author: store.Author{Actor: store.DemoActor, Run: sets}}, inputs...)
	if err != nil {
		return fmt.Errorf("load the demo data: %w", err)
	}
	log.InfoContext(ctx, "loaded the demo data", "sets", sets, "records", report.Created)
	return db.Optimize(ctx)
}

// hasDemo reports whether a set of demo data was loaded.
func hasDemo(authors []store.Author, set demo.Set) bool {
	return slices.ContainsFunc(authors, func(a store.Author) bool {
		return a.Actor == store.DemoActor && slices.Contains(strings.Split(a.Run, ","), set.Name)
	})
}

// isDemoOnly reports whether a graph was made by loading demo data, and changed by nothing else.
func isDemoOnly(authors []store.Author) bool {
	return len(authors) > 0 && !slices.ContainsFunc(authors, func(a store.Author) bool { return a.Actor != store.DemoActor })
}
