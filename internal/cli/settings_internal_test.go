package cli

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// parseSettings returns the settings of the server from its arguments and the environment.
func parseSettings(args []string, environment func(string) string) (*settings, error) {
	s, c := defaults(), &cobra.Command{Use: "serve"}
	addSettings(c, s.all())
	if err := c.ParseFlags(args); err != nil {
		return nil, flagError(c, err)
	}
	if err := applyEnvironment(c.Flags(), environment); err != nil {
		return nil, err
	}
	return s, s.check()
}

// TestSettings: a flag takes precedence over its environment variable, and that over the default.
func TestSettings(t *testing.T) {
	t.Parallel()
	base := *defaults()
	with := func(change func(*settings)) settings {
		s := base
		change(&s)
		return s
	}
	cases := []struct {
		name        string
		args        []string
		environment map[string]string
		want        settings
	}{
		{name: "nothing", want: base},
		{name: "PORT", environment: map[string]string{"PORT": "7001"}, want: with(func(s *settings) { s.listen = "127.0.0.1:7001" })},
		{
			name: "--port before PORT", args: []string{"--port", "7002"}, environment: map[string]string{"PORT": "7001"},
			want: with(func(s *settings) { s.listen = "127.0.0.1:7002" }),
		},
		{name: "--port before the one in --listen", args: []string{"--port=7002", "--listen=0.0.0.0:9"}, want: with(func(s *settings) { s.listen = "0.0.0.0:7002" })},
		{name: "port 0", args: []string{"--port=0"}, want: with(func(s *settings) { s.listen = "127.0.0.1:0" })},
		{name: "the highest port", args: []string{"--port=65535"}, want: with(func(s *settings) { s.listen = "127.0.0.1:65535" })},
		{name: "--listen", args: []string{"--listen", "192.0.2.1:9"}, want: with(func(s *settings) { s.listen = "192.0.2.1:9" })},
		{name: "all addresses", args: []string{"--listen", ":9"}, want: with(func(s *settings) { s.listen = ":9" })},
		{name: "an address of IPv6", args: []string{"--listen", "[::1]:9", "--port=10"}, want: with(func(s *settings) { s.listen = "[::1]:10" })},
		{
			name: "--listen before its variable", args: []string{"--listen", "192.0.2.1:9"}, environment: map[string]string{"CIVICGRAPH_LISTEN": "192.0.2.2:9"},
			want: with(func(s *settings) { s.listen = "192.0.2.1:9" }),
		},
		{
			name: "all variables",
			environment: map[string]string{
				"CIVICGRAPH_LISTEN": "0.0.0.0:9", "CIVICGRAPH_DATABASE": "a.db", "CIVICGRAPH_DEMO": "false", "CIVICGRAPH_LOG_LEVEL": "debug",
			},
			want: with(func(s *settings) { s.listen, s.database, s.demo, s.logLevel = "0.0.0.0:9", "a.db", "false", "debug" }),
		},
		{
			name: "all flags before all variables", args: []string{"--listen=0.0.0.0:8", "--database=b.db", "--demo=us-congress", "--log-level=warn"},
			environment: map[string]string{
				"CIVICGRAPH_LISTEN": "0.0.0.0:9", "CIVICGRAPH_DATABASE": "a.db", "CIVICGRAPH_DEMO": "false", "CIVICGRAPH_LOG_LEVEL": "debug",
			},
			want: with(func(s *settings) {
				s.listen, s.database, s.demo, s.logLevel = "0.0.0.0:8", "b.db", "us-congress", "warn"
			}),
		},
		{
			name: "the port of an address that is given before a variable", args: []string{"--listen=127.0.0.1:8"},
			environment: map[string]string{"PORT": "9"}, want: with(func(s *settings) { s.listen = "127.0.0.1:8" }),
		},
		{name: "--demo=false", args: []string{"--demo=false"}, want: with(func(s *settings) { s.demo = "false" })},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := parseSettings(c.args, func(name string) string { return c.environment[name] })
			if err != nil {
				t.Fatal(err)
			}
			c.want.port = got.port // it is part of the address
			c.want.demoSets = got.demoSets
			if !reflect.DeepEqual(*got, c.want) {
				t.Errorf("the settings are %+v, want %+v", *got, c.want)
			}
		})
	}
}

// TestReplicaSettings: the addresses of a list may have several hosts. There are replicas of PostgreSQL only.
func TestReplicaSettings(t *testing.T) {
	t.Parallel()
	const primary, one, two = "postgres://p/x", "postgres://a,b:6432,c/x?target_session_attrs=any", "postgresql://d/x"
	for _, given := range []struct{ args, environment []string }{
		{args: []string{"--read-from", one + ", " + two}}, {environment: []string{one + "," + two}},
		{args: []string{"--read-from=" + one + "," + two}, environment: []string{"postgres://other/x"}},
	} {
		s, err := parseSettings(append(given.args, "--database", primary), func(name string) string {
			if name == "CIVICGRAPH_READ_FROM" {
				return strings.Join(given.environment, "")
			}
			return ""
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := s.replicas(); !slices.Equal(got, []string{one, two}) {
			t.Errorf("%v has the replicas %q", given, got)
		}
	}
	for _, args := range [][]string{{"--read-from", one}, {"--read-from", one, "--database", "x.db"}, {"--read-from", "x.db", "--database", primary}} {
		if _, err := parseSettings(args, func(string) string { return "" }); err == nil || !strings.Contains(err.Error(), "--read-from") {
			t.Errorf("%v: %v", args, err)
		}
	}
}

// TestDemoSelection: --demo names sets, in any order, or is the Boolean that it was.
func TestDemoSelection(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"none": "", "false": "", "0": "", "true": "first-source region", "region": "first-source region", "first-source": "first-source",
		"us-congress": "us-congress", "us-congress, region": "first-source region us-congress", "First-Source": "first-source",
	} {
		sets, err := selectDemo(value)
		if err != nil {
			t.Errorf("%s: %v", value, err)
		}
		var names []string
		for _, set := range sets {
			names = append(names, set.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s selects %q, want %q", value, got, want)
		}
	}
	for value, message := range map[string]string{
		"regoin": "did you mean region?", "none,region": "must be none, or one or more of first-source, region, us-congress", "": "requires a value",
		"region,moon": "must be none, or",
	} {
		if sets, err := selectDemo(value); err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("%q selects %v with the error %v, want %q", value, sets, err, message)
		}
	}
}

// TestInvalidVariables: the error contains the value.
func TestInvalidVariables(t *testing.T) {
	t.Parallel()
	for variable, value := range map[string]string{
		"PORT": "http", "CIVICGRAPH_DEMO": "perhaps", "CIVICGRAPH_LISTEN": "nowhere",
	} {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			got, err := parseSettings(nil, func(name string) string { return map[string]string{variable: value}[name] })
			if err == nil {
				t.Fatalf("it is accepted: %+v", got)
			}
			if strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), value) {
				t.Errorf("the error is %q, want one line with %s", err, value)
			}
		})
	}
}

// limitValue returns the value of a limit as text.
func limitValue(limit setting) string {
	if limit.duration != nil {
		return limit.duration.String()
	}
	return strconv.Itoa(*limit.number)
}

// TestLimitSettings: each limit is set by its flag or its variable, and must be positive.
func TestLimitSettings(t *testing.T) {
	t.Parallel()
	for i, limit := range defaults().limitSettings() {
		given, other, bad := "7", "8", []string{"0", "-1", "1.5", "many", "9999999999999999999999"}
		if limit.duration != nil {
			given, other, bad = "7s", "8s", []string{"0", "0s", "-1s", "5", "soon"}
		}
		environment := func(value string) func(string) string {
			return func(name string) string { return map[string]string{limit.variable: value}[name] }
		}
		for _, c := range []struct {
			args     []string
			variable string
		}{{args: []string{"--" + limit.flag, given}}, {variable: given}, {args: []string{"--" + limit.flag, given}, variable: other}} {
			s, err := parseSettings(c.args, environment(c.variable))
			if err != nil {
				t.Errorf("%v with %s=%s: %v", c.args, limit.variable, c.variable, err)
				continue
			}
			if got := limitValue(s.limitSettings()[i]); got != given {
				t.Errorf("%v with %s=%s results in %s", c.args, limit.variable, c.variable, got)
			}
		}
		for _, value := range bad {
			if _, err := parseSettings([]string{"--" + limit.flag, value}, environment("")); err == nil || !strings.Contains(err.Error(), limit.flag) {
				t.Errorf("--%s %s: %v", limit.flag, value, err)
			}
			if _, err := parseSettings(nil, environment(value)); err == nil || !strings.Contains(err.Error(), limit.flag) {
				t.Errorf("%s=%s: %v", limit.variable, value, err)
			}
		}
	}
	if _, err := parseSettings([]string{"--only-trusted"}, func(string) string { return "" }); err == nil {
		t.Error("--only-trusted is accepted without --trusted-documents")
	}
}

// TestAccess: a server on a loopback address accepts localhost and the configured hosts only.
func TestAccess(t *testing.T) {
	t.Parallel()
	for listen, hosts := range map[string]string{
		"127.0.0.1:0": "a.example b.example localhost", "127.1.2.3:0": "a.example b.example localhost", "[::1]:0": "a.example b.example localhost",
		"localhost:0": "a.example b.example localhost", ":0": "a.example b.example", "0.0.0.0:0": "a.example b.example", "192.0.2.1:0": "a.example b.example",
	} {
		s, err := parseSettings([]string{"--listen", listen, "--allow-host", "A.example, b.example", "--allow-origin", "https://A.example,https://b.example"},
			func(string) string { return "" })
		if err != nil {
			t.Fatal(err)
		}
		access := s.access()
		if got := strings.Join(access.Hosts, " "); got != hosts {
			t.Errorf("the hosts of %s are %s, want %s", listen, got, hosts)
		}
		if got := strings.Join(access.Origins, " "); got != "https://a.example https://b.example" {
			t.Errorf("the origins of %s are %s", listen, got)
		}
	}
}
