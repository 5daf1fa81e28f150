package table

import (
	"fmt"
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// ParseMapping returns the mappings of a text such as `Name=official.name, Since=post.from`: one per line, or separated by commas.
// # begins a comment line.
func ParseMapping(text string) ([]string, error) {
	var mappings []string
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		for one := range strings.SplitSeq(line, ",") {
			if one = strings.TrimSpace(one); one == "" {
				continue
			}
			heading, target, ok := cutMapping(one)
			if !ok || heading == "" || target == "" {
				return nil, kg.Errorf(kg.BadArgument, "invalid mapping %q; write HEADING=TARGET, such as Name=official.name or Notes=-", one)
			}
			mappings = append(mappings, one)
		}
	}
	return mappings, nil
}

// cutMapping returns the sides of a mapping. The last = separates them, because a heading may have one.
func cutMapping(one string) (heading, target string, ok bool) {
	at := strings.LastIndex(one, "=")
	if at < 0 {
		return "", "", false
	}
	return strings.TrimSpace(one[:at]), strings.TrimSpace(one[at+1:]), true
}

// constant returns the text of a mapping that is no heading but a value in quotes: "CITY"=district.level.
func constant(heading string) (value string, ok bool) {
	if len(heading) < 2 || heading[0] != '"' || heading[len(heading)-1] != '"' {
		return "", false
	}
	return heading[1 : len(heading)-1], true
}

// mapHeadings renames the columns of a sheet as the mappings say, and adds columns for constant values. It returns the original
// headings by column.
func mapHeadings(s *sheet, mappings []string) (targets []string, unused []string) {
	targets = slices.Clone(s.header)
	for _, one := range mappings {
		heading, target, _ := cutMapping(one)
		if value, ok := constant(heading); ok {
			s.header, targets = append(s.header, heading), append(targets, target)
			for i := range s.rows {
				cells := s.rows[i].cells
				for len(cells) < len(s.header)-1 {
					cells = append(cells, "")
				}
				if len(cells) == len(s.header)-1 {
					cells = append(cells, value)
				}
				s.rows[i].cells = cells
			}
			continue
		}
		found := false
		for i := range s.header {
			if normal(s.header[i]) == normal(heading) {
				targets[i], found = target, true
			}
		}
		if !found {
			unused = append(unused, heading)
		}
	}
	return targets, unused
}

// columnName returns how errors call a column: its heading and its letters in a spreadsheet.
func columnName(c *column) string {
	letters := ""
	for n := c.index + 1; n > 0; n = (n - 1) / 26 {
		letters = string(rune('A'+(n-1)%26)) + letters
	}
	return fmt.Sprintf("column %s %q", letters, c.heading)
}
