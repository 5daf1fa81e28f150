// Command build makes simplified.txt and places.txt from published tables.
//
//	go generate ./internal/search/han
//	go run ./internal/search/han/build -opencc /tmp/package/data/dictionary -divisions ../shared/data/cn-divisions.jsonl.gz -to internal/search/han
//
// It reads
//
//   - TSCharacters.txt, JPShinjitaiCharacters.txt, HKVariants.txt, TWVariants.txt and staging/Allographs.txt of OpenCC 1.4.2
//     (https://github.com/BYVoid/OpenCC, data/dictionary; Apache-2.0). The npm package opencc contains them: npm pack opencc@1.4.2.
//   - the divisions of China with their pinyin as import lines: names from https://github.com/modood/Administrative-divisions-of-China,
//     commit 57a0aa9c (WTFPL 2), and spellings from https://github.com/xiangyuecn/AreaCity-JsSpider-StatsGov, commit 1ec05808 (MIT).
//
// A table whose source is missing stays as it is, with a message. The same sources give the same tables.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

func main() {
	opencc := flag.String("opencc", "opencc/data/dictionary", "folder of OpenCC's dictionaries")
	divisions := flag.String("divisions", "../../../../shared/data/cn-divisions.jsonl.gz", "import lines of the divisions of China")
	to := flag.String("to", ".", "folder to write the tables to")
	flag.Parse()
	for _, table := range []struct {
		name, source string
		build        func(source string) ([]byte, error)
	}{
		{"simplified.txt", *opencc, simplifiedForms},
		{"places.txt", *divisions, places},
	} {
		if _, err := os.Stat(table.source); errors.Is(err, fs.ErrNotExist) {
			fmt.Fprintf(os.Stderr, "**** SKIPPED: there is no %s; %s stays as it is. ****\n", table.source, table.name)
			continue
		}
		content, err := table.build(table.source)
		if err == nil {
			err = os.WriteFile(filepath.Join(*to, table.name), content, 0o644) //nolint:gosec // a source file
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "build:", err)
			os.Exit(1)
		}
	}
}
