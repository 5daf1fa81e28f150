package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strconv"
	"time"
)

// setting is something that a command can be told: by its flag, or by a variable of the environment where it has one.
type setting struct {
	flag, variable, usage string
	// One of these takes the value, and holds the default before.
	text     *string
	truth    *bool
	number   *int
	duration *time.Duration
}

// value is what the setting holds, in words.
func (s *setting) value() string {
	switch {
	case s.truth != nil:
		return strconv.FormatBool(*s.truth)
	case s.number != nil:
		return strconv.Itoa(*s.number)
	case s.duration != nil:
		return s.duration.String()
	case *s.text != "":
		return *s.text
	}
	return "none"
}

// set takes the value of a number or a time.
func (s *setting) set(value string) (err error) {
	if s.duration != nil {
		*s.duration, err = time.ParseDuration(value)
	} else {
		*s.number, err = strconv.Atoi(value)
	}
	if err != nil {
		return fmt.Errorf("it takes %s", s.takes())
	}
	return nil
}

// takes is what a value of the setting is.
func (s *setting) takes() string {
	switch {
	case s.truth != nil:
		return "true or false"
	case s.number != nil:
		return "a whole number"
	case s.duration != nil:
		return "a time such as 10s or 2m"
	}
	return "a text"
}

// parseFlags reads flags, and the environment where a flag is not given. What is no flag is an argument; they may stand
// before and behind flags.
func parseFlags(all []setting, args []string, environment func(string) string) (arguments []string, given map[string]bool, err error) {
	flags := flag.NewFlagSet("civicgraph", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // the error says it in one line
	for _, one := range all {
		switch {
		case one.text != nil:
			flags.StringVar(one.text, one.flag, *one.text, one.usage)
		case one.truth != nil:
			flags.BoolVar(one.truth, one.flag, *one.truth, one.usage)
		default:
			flags.Func(one.flag, one.usage, one.set)
		}
	}
	for rest := args; len(rest) > 0; {
		if err := flags.Parse(rest); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, nil, err
			}
			return nil, nil, usageErrorf("%w; --help lists the flags", err)
		}
		rest = flags.Args()
		if len(rest) > 0 {
			arguments, rest = append(arguments, rest[0]), rest[1:]
		}
	}
	given = map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	for _, one := range all {
		value := environment(one.variable)
		if one.variable == "" || value == "" || given[one.flag] {
			continue
		}
		if err := flags.Set(one.flag, value); err != nil {
			return nil, nil, usageErrorf("%s=%s is not understood: --%s takes %s", one.variable, value, one.flag, one.takes())
		}
	}
	return arguments, given, nil
}

// databaseSetting is the one that all commands on a database have.
func databaseSetting(path *string) setting {
	return setting{
		flag: "database", variable: "CIVICGRAPH_DATABASE", text: path,
		usage: "file of the database, made where there is none; :memory: keeps nothing",
	}
}
