package cli

import (
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

func completionCommand(streams Streams) *cobra.Command {
	scripts := map[string]func(*cobra.Command, io.Writer) error{
		"bash":       func(root *cobra.Command, w io.Writer) error { return root.GenBashCompletionV2(w, true) },
		"fish":       func(root *cobra.Command, w io.Writer) error { return root.GenFishCompletion(w, true) },
		"powershell": (*cobra.Command).GenPowerShellCompletionWithDesc,
		"zsh":        (*cobra.Command).GenZshCompletion,
	}
	shells := slices.Sorted(maps.Keys(scripts))
	return &cobra.Command{
		Use: "completion SHELL", Short: "Print the script by which a shell completes commands and flags",
		Long: "Print the script by which a shell completes commands and flags: " + strings.Join(shells, ", ") + ".",
		Example: `  source <(civicgraph completion bash)                           # this shell
  civicgraph completion zsh > "${fpath[1]}/_civicgraph"          # new shells of zsh
  civicgraph completion fish > ~/.config/fish/completions/civicgraph.fish`,
		ValidArgs: shells,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 || scripts[args[0]] == nil {
				return usageErrorf("completion takes one shell: %s", strings.Join(shells, ", "))
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return scripts[args[0]](c.Root(), streams.Out) },
	}
}
