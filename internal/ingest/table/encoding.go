package table

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"civicgraph/internal/kg"
)

const byteOrderMark = "\uFEFF"

// decodeText returns a text as UTF-8 without a byte order mark, and the name of its encoding, which is guessed unless it is named.
func decodeText(text []byte, named string) (decoded, name string, err error) {
	var e encoding.Encoding
	if named != "" {
		if e, err = htmlindex.Get(named); err != nil {
			return "", "", kg.Errorf(kg.BadArgument, "unknown encoding %q; use utf-8, utf-16le, utf-16be, gb18030, windows-1252 or another encoding of the WHATWG standard", named)
		}
		name = named
	} else {
		e, name = detectEncoding(text)
	}
	if e == nil {
		return strings.TrimPrefix(string(text), byteOrderMark), name, nil
	}
	text, err = e.NewDecoder().Bytes(text)
	if err != nil {
		return "", "", kg.Errorf(kg.BadValue, "is not text in %s: %v", name, err)
	}
	return strings.TrimPrefix(string(text), byteOrderMark), name, nil
}

// detectEncoding returns the likely encoding of a text, nil for UTF-8.
func detectEncoding(text []byte) (e encoding.Encoding, name string) {
	switch {
	case bytes.HasPrefix(text, []byte(byteOrderMark)):
		return nil, "UTF-8 with a byte order mark"
	case bytes.HasPrefix(text, []byte{0xFF, 0xFE}), nulShare(text, 1) > 25:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "UTF-16LE"
	case bytes.HasPrefix(text, []byte{0xFE, 0xFF}), nulShare(text, 0) > 25:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "UTF-16BE"
	case utf8.Valid(text):
		return nil, "UTF-8"
	case isGB18030(text):
		return simplifiedchinese.GB18030, "GB18030"
	case isMostlyUTF8(text):
		return nil, "UTF-8"
	}
	return charmap.Windows1252, "Windows-1252"
}

// nulShare returns the percentage of NUL among every second byte, the first or the other ones.
func nulShare(text []byte, first int) int {
	sample := text[:min(len(text), 4096)]
	n, total := 0, 0
	for i := first; i < len(sample); i += 2 {
		total++
		if sample[i] == 0 {
			n++
		}
	}
	if total < 2 {
		return 0
	}
	return 100 * n / total
}

// isMostlyUTF8 reports whether a text has characters of several bytes, and few bytes that are invalid in UTF-8: a damaged file.
func isMostlyUTF8(text []byte) bool {
	valid, invalid := 0, 0
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		switch {
		case r == utf8.RuneError && size == 1:
			invalid++
		case size > 1:
			valid++
		}
		text = text[size:]
	}
	return valid > 10*invalid
}

// isGB18030 reports whether all bytes beyond ASCII are valid, and most pairs of them are characters that are in frequent use. In
// text of Western Europe such bytes stand alone, before an ASCII letter.
func isGB18030(text []byte) bool {
	pairs, frequent := 0, 0
	for i := 0; i < len(text); i++ {
		lead := text[i]
		if lead < 0x80 {
			continue
		}
		if i+1 == len(text) || lead == 0x80 || lead == 0xFF {
			return false
		}
		trail := text[i+1]
		switch {
		case trail >= '0' && trail <= '9': // four bytes
			if i+3 >= len(text) || text[i+2] < 0x81 || text[i+3] < '0' || text[i+3] > '9' {
				return false
			}
			i += 3
			continue
		case trail < 0x40 || trail == 0x7F || trail == 0xFF:
			return false
		}
		pairs++
		if trail >= 0xA1 && (lead >= 0xB0 && lead <= 0xF7 || lead >= 0xA1 && lead <= 0xA3) {
			frequent++
		}
		i++
	}
	return pairs > 0 && frequent*10 >= pairs*8
}
