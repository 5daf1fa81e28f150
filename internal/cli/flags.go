package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strconv"
	"time"
)

// setting is a value that a flag sets, or an environment variable if it has s.
type setting struct {
	flag, variable, usage string
	// One of these points to the value, which is the default at first.
	text     *string
	boolean  *bool
	number   *int
	duration *time.Duration
}

// value returns the value as text, "none" if it is empty.
func (s *setting) value() string {
	switch {
	case s.boolean != nil:
		return strconv.FormatBool(*s.boolean)
	case s.number != nil:
		return strconv.Itoa(*s.number)
	case s.duration != nil:
		return s.duration.String()
	case *s.text != "":
		return *s.text
	}
	return "none"
}

// set parses the value of a number or a duration.
func (s *setting) set(value string) (err error) {
	if s.duration != nil {
		*s.duration, err = time.ParseDuration(value)
	} else {
		*s.number, err = strconv.Atoi(value)
	}
	if err != nil {
		return fmt.Errorf("must be %s", s.form())
	}
	return nil
}

// form returns the form of a value.
func (s *setting) form() string {
	switch {
	case s.boolean != nil:
		return "true or false"
	case s.number != nil:
		return "an integer"
	case s.duration != nil:
		return "a duration such as 10s or 2m"
	}
	return "a string"
}

// parseFlags sets the settings from flags, and from environment variables where the flag is not given. It returns the other
// arguments, which may come before, between and after flags, and which flags were given.
func parseFlags(all []setting, args []string, environment func(string) string) (arguments []string, given map[string]bool, err error) {
	flags := flag.NewFlagSet("civicgraph", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // the error is reported in one line
	for _, s := range all {
		switch {
		case s.text != nil:
			flags.StringVar(s.text, s.flag, *s.text, s.usage)
		case s.boolean != nil:
			flags.BoolVar(s.boolean, s.flag, *s.boolean, s.usage)
		default:
			flags.Func(s.flag, s.usage, s.set)
		}
	}
	for rest := args; len(rest) > 0; {
		if err := flags.Parse(rest); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, nil, err
			}
			return nil, nil, usageErrorf("%w (--help lists the flags)", err)
		}
		rest = flags.Args()
		if len(rest) > 0 {
			arguments, rest = append(arguments, rest[0]), rest[1:]
		}
	}
	given = map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	for _, s := range all {
		value := environment(s.variable)
		if s.variable == "" || value == "" || given[s.flag] {
			continue
		}
		if err := flags.Set(s.flag, value); err != nil {
			return nil, nil, usageErrorf("invalid value %q of %s: --%s must be %s", value, s.variable, s.flag, s.form())
		}
	}
	return arguments, given, nil
}

// databaseSetting returns the setting of the commands that create the database if it does not exist.
func databaseSetting(path *string) setting {
	return setting{
		flag: "database", variable: "CIVICGRAPH_DATABASE", text: path,
		usage: "database file, created if it does not exist; :memory: for a temporary database",
	}
}
