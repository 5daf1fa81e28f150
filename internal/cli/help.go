package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// helpCommand returns the command that prints the help of another one.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "Print the help of a command",
		Args: func(c *cobra.Command, args []string) error {
			if found, rest, err := c.Root().Find(args); err != nil || len(rest) > 0 {
				return unknownCommand(found.Root(), args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			of, _, err := c.Root().Find(args)
			if err != nil {
				return err
			}
			of.InitDefaultHelpFlag()
			return of.Help()
		},
	}
}

// printHelp prints what a command does, how to call it, its sub-commands, examples and flags, the limits last.
func printHelp(output io.Writer, c *cobra.Command) {
	description := c.Long
	if description == "" {
		description = c.Short + "."
	}
	fmt.Fprintf(output, "%s\n\nUsage:\n  %s\n", strings.TrimSpace(description), c.UseLine())
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(output, "  %s COMMAND [flags]\n\nCommands:\n", c.CommandPath())
		for _, sub := range c.Commands() {
			if sub.IsAvailableCommand() || sub.Name() == "help" {
				fmt.Fprintf(output, "  %-*s  %s\n", sub.NamePadding(), sub.Name(), sub.Short)
			}
		}
	}
	if c.Example != "" {
		fmt.Fprintf(output, "\nExamples:\n%s\n", c.Example)
	}
	var flags, limits pflag.FlagSet
	flags.SortFlags, limits.SortFlags = false, false
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if _, isLimit := f.Annotations[limitAnnotation]; isLimit {
			limits.AddFlag(f)
		} else {
			flags.AddFlag(f)
		}
	})
	fmt.Fprintf(output, "\nFlags:\n%s", flags.FlagUsages())
	printVariables(output, c, limits.HasFlags())
	if limits.HasFlags() {
		fmt.Fprintf(output, "\nLimits:\n%s", limits.FlagUsages())
	}
}

// printVariables prints the environment variables of a command: each by itself, or if all flags have one, by their rule.
func printVariables(output io.Writer, c *cobra.Command, byRule bool) {
	if byRule {
		fmt.Fprint(output, `
Environment variables:
  Each flag has one: CIVICGRAPH_ and its name in capitals, with _ for -, such as CIVICGRAPH_LOG_LEVEL.
  The variable of --port is PORT. A flag takes precedence over its variable.
`)
		return
	}
	title := "\nEnvironment variables:\n"
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if variable := variableOf(f); variable != "" {
			fmt.Fprintf(output, "%s  %s  sets --%s, unless the flag is given\n", title, variable, f.Name)
			title = ""
		}
	})
}
