package graph

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"
)

// normalized returns a document without a byte-order mark, with a line feed at the end of each line. It means the same, and gqlparser
// finds the right columns in it.
func normalized(text string) string {
	text = strings.TrimPrefix(text, byteOrderMark)
	if !strings.Contains(text, "\r") {
		return text
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
}

// locate returns the location of a character of a normalized document: its line, and its position in the line in characters.
func locate(text string, character int) gqlerror.Location {
	before := text[:offset(text, character)]
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return gqlerror.Location{Line: 1 + strings.Count(before, "\n"), Column: 1 + utf8.RuneCountInString(line)}
}

// locationOf returns the location of a token. For strings, gqlparser has the location after the opening quotes.
func locationOf(p *ast.Position, isString bool) gqlerror.Location {
	if isString {
		return locate(p.Src.Input, p.Start)
	}
	return gqlerror.Location{Line: p.Line, Column: p.Column}
}

func isString(kind lexer.Type) bool { return kind == lexer.String || kind == lexer.BlockString }

// lexicalError is an error in the characters of a document.
type lexicalError struct {
	*gqlerror.Error

	// reported is where the parser finds the token of the error.
	reported gqlerror.Location
}

// at returns an error at a character of a document.
func (l *lexicalError) at(text string, character int, format string, args ...any) *lexicalError {
	l.Error = errorf(codeParse, format, args...)
	l.Locations = []gqlerror.Location{locate(text, character)}
	return l
}

// tokenChecker checks the tokens of a document, one after the other.
type tokenChecker struct {
	text     string
	previous lexer.Token
	// character is the index of a character before the next token, and offset its offset in bytes.
	character, offset int
}

// check returns the error of a token that gqlparser's lexer read, given the one before it. gqlparser's parser drops the messages of its
// lexer, and the lexer describes bytes as characters.
func (c *tokenChecker) check(token lexer.Token, lexErr error) *lexicalError {
	previous := c.previous
	c.previous = token
	l := &lexicalError{reported: gqlerror.Location{Line: token.Pos.Line, Column: token.Pos.Column}}
	isNumber := previous.Kind == lexer.Int || previous.Kind == lexer.Float
	switch {
	case token.Kind == lexer.Invalid:
		return l.invalid(c.text, token, lexErr)
	case isNumber && token.Pos.Start == previous.Pos.End && token.Kind == lexer.Name:
		return l.at(c.text, token.Pos.Start, "A number must not be followed by %s; separate them", character(c.text, token.Pos.Start))
	case token.Kind == lexer.String && strings.Contains(token.Value, "\ufffd"):
		return l.surrogate(c.text, token.Pos.Start, c.written(token))
	}
	return nil
}

// written returns a token as it is written. It goes on from the one before, so that many tokens do not read the text again and again.
func (c *tokenChecker) written(token lexer.Token) string {
	c.offset += offset(c.text[c.offset:], token.Pos.Start-c.character)
	c.character = token.Pos.Start
	rest := c.text[c.offset:]
	return rest[:offset(rest, token.Pos.End-token.Pos.Start)]
}

// invalid describes a token that the lexer refuses.
func (l *lexicalError) invalid(text string, token lexer.Token, lexErr error) *lexicalError {
	message := ""
	if known, ok := errors.AsType[*gqlerror.Error](lexErr); ok {
		message = known.Message
	}
	end := token.Pos.End
	found := character(text, end)
	isBlock := strings.HasSuffix(text[:offset(text, token.Pos.Start)], `"""`)
	switch {
	case strings.HasPrefix(message, "Unterminated"):
		quotes := 1
		if isBlock {
			quotes = 3
		}
		start := locate(text, token.Pos.Start-quotes)
		return l.at(text, end, "Unterminated string; the one that begins at line %d, column %d has no closing %s",
			start.Line, start.Column, strings.Repeat(`"`, quotes))
	case strings.HasPrefix(message, "Invalid character escape"):
		return l.at(text, end-1, `Invalid escape sequence %s in a string; use \n, \t, \", \\ or \u and four hexadecimal digits`, escape(text, end-1))
	case strings.HasPrefix(message, "Invalid character within") && isBlock:
		return l.at(text, end, `Invalid character %s in a block string, which has no escape sequences; write a string in single quotation marks (")`, found)
	case strings.HasPrefix(message, "Invalid character within"):
		return l.at(text, end, "Invalid character %s in a string; write it as an escape sequence, \\u and four hexadecimal digits", found)
	case strings.HasPrefix(message, "Invalid number, unexpected"):
		return l.at(text, end, "Invalid number, %s after the leading 0; write numbers without leading zeros", found)
	case strings.HasPrefix(message, "Invalid number"):
		return l.at(text, end, "Invalid number, expected a digit, found %s", found)
	}
	return l.at(text, end, "Unexpected character %s%s", found, hint(text, end))
}

// surrogate describes an escaped surrogate that is not part of a pair, in a string that begins at a character. gqlparser reads it as
// U+FFFD.
func (l *lexicalError) surrogate(text string, start int, written string) *lexicalError {
	for i := 0; i+6 <= len(written); i++ {
		if written[i] != '\\' {
			continue
		}
		unit, isUnit := utf16Unit(written[i:])
		next, isPair := utf16Unit(written[min(i+6, len(written)):])
		switch {
		case isUnit && unit >= 0xd800 && unit < 0xdc00 && isPair && next >= 0xdc00 && next <= 0xdfff:
			i += 11
		case isUnit && unit >= 0xd800 && unit <= 0xdfff:
			return l.at(text, start+utf8.RuneCountInString(written[:i]), "Invalid escape sequence %s in a string; it is half of a surrogate pair", written[i:i+6])
		default:
			i++ // the escaped character
		}
	}
	return nil
}

// utf16Unit returns the number of an escape sequence of four digits that a text begins with.
func utf16Unit(text string) (unit uint64, ok bool) {
	if len(text) < 6 || text[:2] != `\u` {
		return 0, false
	}
	unit, err := strconv.ParseUint(text[2:6], 16, 16)
	return unit, err == nil
}

// offset returns the offset of a character in bytes.
func offset(text string, character int) int {
	for i := range text {
		if character--; character < 0 {
			return i
		}
	}
	return len(text)
}

// character describes a character of a document.
func character(text string, at int) string {
	r, size := utf8.DecodeRuneInString(text[offset(text, at):])
	switch {
	case size == 0:
		return "the end of the document"
	case r == '\n':
		return "the end of the line"
	case r == '"':
		return `'"'`
	case r < utf8.RuneSelf && strconv.IsPrint(r):
		return strconv.Quote(string(r))
	case strconv.IsPrint(r):
		return fmt.Sprintf("%q (U+%04X)", string(r), r)
	}
	return fmt.Sprintf("U+%04X", r)
}

// escape returns the escape sequence at a character of a document.
func escape(text string, at int) string {
	rest := text[offset(text, at):]
	end := 2
	switch {
	case strings.HasPrefix(rest, `\u{`):
		end = 3
		for end < len(rest) && end < 12 && rest[end] != '"' && rest[end-1] != '}' {
			end++
		}
	case strings.HasPrefix(rest, `\u`):
		for end < len(rest) && end < 6 && rest[end] != '"' && rest[end] >= ' ' {
			end++
		}
	default:
		_, size := utf8.DecodeRuneInString(rest[min(1, len(rest)):])
		end = 1 + size
	}
	return strings.ToValidUTF8(rest[:min(end, len(rest))], "")
}

// hint suggests what to write instead of a character that is not part of the language.
func hint(text string, at int) string {
	const fullWidth = 0xfee0 // between a full-width character and its ASCII one
	rest := text[offset(text, at):]
	r, _ := utf8.DecodeRuneInString(rest)
	switch {
	case r == '\'':
		return ` (single quote); did you mean a double quote (")?`
	case strings.ContainsRune("“”„‟«»‘’‚‛「」『』＂＇′″`", r):
		return `; strings are in straight double quotes (")`
	case r == '.' && len(rest) > 1 && rest[1] >= '0' && rest[1] <= '9':
		return "; write a digit before the point, as in 0.5"
	case r == '.':
		return `; did you mean "..."?`
	case r > fullWidth+' ' && r < fullWidth+0x7f && !strings.ContainsRune("%*/;<>?\\^~", r-fullWidth):
		return "; did you mean " + strconv.Quote(string(r-fullWidth)) + "?"
	case r == ';' || r == '；':
		return "; nothing or a comma separates fields and arguments"
	case r == '\u00a0' || r == '\u3000' || r >= '\u2000' && r <= '\u200f' || r == '\u202f' || r == '\u2060':
		return "; use a plain space"
	}
	return ""
}

// parseError returns the first error of a document: its lexical error or the syntax error that gqlparser found.
func parseError(text string, err error, lexical *lexicalError) *gqlerror.Error {
	if err == nil {
		if lexical != nil {
			return lexical.Error
		}
		return nil
	}
	parse := gqlerror.WrapIfUnwrapped(err)
	parse.Message = strings.ReplaceAll(parse.Message, "Unexpected <EOF>", "Unexpected end of the document")
	parse.Message = strings.ReplaceAll(parse.Message, "<EOF>", "the end of the document")
	if len(parse.Locations) != 1 {
		return parse
	}
	at := parse.Locations[0]
	if lexical != nil && (at.Line > lexical.reported.Line || at.Line == lexical.reported.Line && at.Column >= lexical.reported.Column) {
		return lexical.Error
	}
	for l := lexer.New(&ast.Source{Input: text}); ; {
		token, _ := l.ReadToken() // countTokens reports errors
		if token.Kind == lexer.EOF || token.Kind == lexer.Invalid {
			return parse
		}
		if token.Pos.Line == at.Line && token.Pos.Column == at.Column {
			parse.Locations[0] = locationOf(&token.Pos, isString(token.Kind))
			return parse
		}
	}
}
