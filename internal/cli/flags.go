package cli

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"civicgraph/internal/kg"
)

// setting is a value that a flag sets, or an environment variable if it has one.
type setting struct {
	flag, variable string
	// usage is the meaning. A word in backquotes names the value in the help.
	usage string
	// unless names a flag that makes the program ignore the variable.
	unless string
	// isLimit is whether the help lists it among the limits.
	isLimit bool
	// values are what shells complete.
	values []string
	// One of these points to the value, which is the default at first.
	text     *string
	boolean  *bool
	number   *int
	duration *time.Duration
}

// Annotations of flags.
const (
	variableAnnotation = "civicgraph_variable"
	unlessAnnotation   = "civicgraph_unless"
	limitAnnotation    = "civicgraph_limit"
)

// addSettings adds the flags of the settings to a command.
func addSettings(c *cobra.Command, all []setting) {
	flags := c.Flags()
	flags.SortFlags = false
	for _, s := range all {
		switch {
		case s.text != nil:
			flags.StringVar(s.text, s.flag, *s.text, s.usage)
		case s.boolean != nil:
			flags.BoolVar(s.boolean, s.flag, *s.boolean, s.usage)
		case s.number != nil:
			flags.IntVar(s.number, s.flag, *s.number, s.usage)
		default:
			flags.DurationVar(s.duration, s.flag, *s.duration, s.usage)
		}
		f := flags.Lookup(s.flag)
		f.Annotations = map[string][]string{}
		if s.variable != "" {
			f.Annotations[variableAnnotation] = []string{s.variable}
		}
		if s.unless != "" {
			f.Annotations[unlessAnnotation] = []string{s.unless}
		}
		if s.isLimit {
			f.Annotations[limitAnnotation] = nil
		}
		if s.values != nil {
			complete := cobra.FixedCompletions(s.values, cobra.ShellCompDirectiveNoFileComp)
			if err := c.RegisterFlagCompletionFunc(s.flag, complete); err != nil {
				panic(err) // the flag is there
			}
		}
	}
}

// variableOf returns the environment variable of a flag, or "".
func variableOf(f *pflag.Flag) string { return strings.Join(f.Annotations[variableAnnotation], "") }

// applyEnvironment sets the flags that are not given from their environment variables.
func applyEnvironment(flags *pflag.FlagSet, environment func(string) string) (err error) {
	given := map[string]bool{}
	flags.Visit(func(f *pflag.Flag) { given[f.Name] = true })
	flags.VisitAll(func(f *pflag.Flag) {
		variable := variableOf(f)
		value := environment(variable)
		isIgnored := slices.ContainsFunc(f.Annotations[unlessAnnotation], func(other string) bool { return given[other] })
		if err != nil || variable == "" || value == "" || given[f.Name] || isIgnored {
			return
		}
		if flags.Set(f.Name, value) != nil {
			err = usageErrorf("invalid value %q of %s: --%s must be %s", value, variable, f.Name, form(f))
		}
	})
	return err
}

// form returns the form of a flag's value.
func form(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "bool":
		return "true or false"
	case "int":
		return "an integer"
	case "duration":
		return "a duration such as 10s or 2m"
	}
	return "a string"
}

// flagError returns a usage error in one line for an error of parsing the flags.
func flagError(c *cobra.Command, err error) error {
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		return unknownFlag(c, unknown)
	}
	if missing, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return usageErrorf("--%s requires a value: %s", missing.GetFlag().Name, form(missing.GetFlag()))
	}
	if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return usageErrorf("invalid value %q of --%s: must be %s", invalid.GetValue(), invalid.GetFlag().Name, form(invalid.GetFlag()))
	}
	return usageErrorf("%w", err)
}

// unknownFlag returns the error for an unknown flag, with what it could mean.
func unknownFlag(c *cobra.Command, unknown *pflag.NotExistError) error {
	name := unknown.GetSpecifiedName()
	if short := unknown.GetSpecifiedShortnames(); short != "" {
		return usageErrorf("unknown flag: -%s (%s --help lists the flags)", short, c.CommandPath())
	}
	var known []string
	c.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
	near := kg.Nearest(name, known)
	if i := slices.IndexFunc(known, func(f string) bool { return strings.HasPrefix(f, name) }); near == "" && i >= 0 {
		near = known[i]
	}
	if near != "" {
		return usageErrorf("unknown flag: --%s (did you mean --%s?)", name, near)
	}
	return usageErrorf("unknown flag: --%s (%s --help lists the flags)", name, c.CommandPath())
}
