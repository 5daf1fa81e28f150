package cli

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func versionCommand(streams Streams) *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version, the revision and the version of Go",
		Args: noArguments(unexpectedArgument),
		Run: func(*cobra.Command, []string) {
			info, ok := debug.ReadBuildInfo()
			if !ok {
				info = &debug.BuildInfo{GoVersion: runtime.Version()}
			}
			printVersion(streams.Out, info)
		},
	}
}

// printVersion prints what is known of a build.
func printVersion(output io.Writer, info *debug.BuildInfo) {
	version := info.Main.Version
	if version == "" || version == "(devel)" {
		version = "(unknown version)"
	}
	fmt.Fprintf(output, "civicgraph %s\n", version)
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	if revision := settings["vcs.revision"]; revision != "" {
		if settings["vcs.modified"] == "true" {
			revision += ", modified"
		}
		fmt.Fprintf(output, "revision %s of %s\n", revision, settings["vcs.time"])
	}
	fmt.Fprintf(output, "%s %s/%s\n", info.GoVersion, runtime.GOOS, runtime.GOARCH)
}
