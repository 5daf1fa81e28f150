package cli

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the tables of docs/configuration.md")

// TestConfigurationDocument: docs/configuration.md lists every setting with its variable, default and meaning.
func TestConfigurationDocument(t *testing.T) {
	t.Parallel()
	const path = "../../docs/configuration.md"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sections := documentedSettings()
	seen := 0
	want := regexp.MustCompile(`(?s)<!-- (\w+) -->\n.*?<!-- end -->`).ReplaceAllStringFunc(string(text), func(section string) string {
		name := strings.Fields(section)[1]
		settings, ok := sections[name]
		if !ok {
			t.Errorf("unknown section %s", name)
		}
		seen++
		return "<!-- " + name + " -->\n" + settingsTable(settings) + "<!-- end -->"
	})
	if seen != len(sections) {
		t.Errorf("%d sections have tables, want %d", seen, len(sections))
	}
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want != string(text) {
		t.Error("docs/configuration.md does not match the settings; run: go test ./internal/cli -run ConfigurationDocument -update")
	}
}

// documentedSettings returns all settings by the section of their table.
func documentedSettings() map[string][]setting {
	s := defaults()
	sections := map[string][]setting{"server": s.serverSettings()}
	processing := []string{"max-time", "max-concurrent", "max-readers", "max-queue", "max-wait", "max-in-flight"}
	connections := []string{"max-send-time", "max-connections", "max-header", "max-header-time", "max-read-time", "max-idle-time", "max-stop-time"}
	for _, limit := range s.limitSettings() {
		section := "answers"
		switch {
		case slices.Contains(processing, limit.flag):
			section = "processing"
		case slices.Contains(connections, limit.flag):
			section = "connections"
		}
		sections[section] = append(sections[section], limit)
	}
	sections["import"], sections["export"], sections["generate"] = defaultImport().all(), defaultExport().all(), defaultGenerate().all()
	sections["copy"] = defaultCopy().all()
	return sections
}

// settingsTable returns a Markdown table of settings.
func settingsTable(settings []setting) string {
	hasVariables := slices.ContainsFunc(settings, func(s setting) bool { return s.variable != "" })
	var b strings.Builder
	if hasVariables {
		b.WriteString("| Flag | Variable | Default | Meaning |\n|---|---|---|---|\n")
	} else {
		b.WriteString("| Flag | Default | Meaning |\n|---|---|---|\n")
	}
	for _, s := range settings {
		fmt.Fprintf(&b, "| `--%s` | ", s.flag)
		if s.variable != "" {
			fmt.Fprintf(&b, "`%s` ", s.variable)
		}
		if hasVariables {
			b.WriteString("| ")
		}
		fmt.Fprintf(&b, "%s | %s |\n", documentedDefault(s), strings.ReplaceAll(s.usage, "`", ""))
	}
	return b.String()
}

// documentedDefault returns the default of a setting, independent of the machine.
func documentedDefault(s setting) string {
	switch {
	case s.flag == "max-concurrent":
		return "8 per core"
	case s.flag == "max-readers":
		return "16 per core, at least 32"
	case s.boolean != nil:
		return fmt.Sprintf("`%t`", *s.boolean)
	case s.duration != nil:
		return "`" + s.duration.String() + "`"
	case s.text != nil && *s.text == "":
		return ""
	case s.text != nil:
		return "`" + *s.text + "`"
	case !strings.Contains(s.usage, "bytes"):
	case *s.number%(1<<20) == 0:
		return fmt.Sprintf("`%d` (%d MiB)", *s.number, *s.number>>20)
	case *s.number%(1<<10) == 0:
		return fmt.Sprintf("`%d` (%d KiB)", *s.number, *s.number>>10)
	}
	return fmt.Sprintf("`%d`", *s.number)
}
