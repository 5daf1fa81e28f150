package cli

import (
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

func TestVersion(t *testing.T) {
	t.Parallel()
	platform := runtime.GOOS + "/" + runtime.GOARCH + "\n"
	for want, info := range map[string]debug.BuildInfo{
		"civicgraph (unknown version)\ngo1.26.8 " + platform: {GoVersion: "go1.26.8", Main: debug.Module{Version: "(devel)"}},
		"civicgraph v1.2.3\nrevision abc of 2026-11-28T01:02:03Z\ngo1.26.8 " + platform: {
			GoVersion: "go1.26.8", Main: debug.Module{Version: "v1.2.3"},
			Settings: []debug.BuildSetting{
				{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.time", Value: "2026-11-28T01:02:03Z"}, {Key: "vcs.modified", Value: "false"},
			},
		},
		"civicgraph v1.2.3+dirty\nrevision abc, modified of 2026-11-28T01:02:03Z\ngo1.26.8 " + platform: {
			GoVersion: "go1.26.8", Main: debug.Module{Version: "v1.2.3+dirty"},
			Settings: []debug.BuildSetting{
				{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.time", Value: "2026-11-28T01:02:03Z"}, {Key: "vcs.modified", Value: "true"},
			},
		},
	} {
		var output strings.Builder
		printVersion(&output, &info)
		if output.String() != want {
			t.Errorf("the version is %q, want %q", output.String(), want)
		}
	}
}
