package cli

import (
	"strings"
	"testing"
)

// TestSettings: a flag wins over the environment, which wins over the default.
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
			want: with(func(s *settings) { s.listen, s.database, s.demo, s.logLevel = "0.0.0.0:9", "a.db", false, "debug" }),
		},
		{
			name: "all flags before all variables", args: []string{"--listen=0.0.0.0:8", "--database=b.db", "--demo", "--log-level=warn"},
			environment: map[string]string{
				"CIVICGRAPH_LISTEN": "0.0.0.0:9", "CIVICGRAPH_DATABASE": "a.db", "CIVICGRAPH_DEMO": "false", "CIVICGRAPH_LOG_LEVEL": "debug",
			},
			want: with(func(s *settings) { s.listen, s.database, s.demo, s.logLevel = "0.0.0.0:8", "b.db", true, "warn" }),
		},
		{
			name: "the port of an address that is given before a variable", args: []string{"--listen=127.0.0.1:8"},
			environment: map[string]string{"PORT": "9"}, want: with(func(s *settings) { s.listen = "127.0.0.1:8" }),
		},
		{name: "--demo=false", args: []string{"--demo=false"}, want: with(func(s *settings) { s.demo = false })},
		{name: "one hyphen", args: []string{"-database", "a.db"}, want: with(func(s *settings) { s.database = "a.db" })},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := parseSettings(c.args, func(name string) string { return c.environment[name] })
			if err != nil {
				t.Fatal(err)
			}
			c.want.port = got.port // it has gone into the address
			if *got != c.want {
				t.Errorf("they are %+v, want %+v", *got, c.want)
			}
		})
	}
}

// TestSettingsRefuse: a variable that is not understood is named, as is the flag that stands for it.
func TestSettingsRefuse(t *testing.T) {
	t.Parallel()
	for variable, value := range map[string]string{
		"PORT": "http", "CIVICGRAPH_DEMO": "perhaps", "CIVICGRAPH_LISTEN": "nowhere",
	} {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			got, err := parseSettings(nil, func(name string) string { return map[string]string{variable: value}[name] })
			if err == nil {
				t.Fatalf("it is understood: %+v", got)
			}
			if strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), value) {
				t.Errorf("it says %q, want one sentence with %s", err, value)
			}
		})
	}
}
