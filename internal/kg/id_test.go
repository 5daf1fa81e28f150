package kg_test

import (
	"encoding/base64"
	"math"
	"strings"
	"testing"

	"civicgraph/internal/kg"
)

// someIDs returns keys of every length and of several kinds.
func someIDs() []kg.ID {
	var ids []kg.ID
	for _, code := range []kg.Code{kg.KindOfficial, kg.KindDistrict, kg.KindOrganization, kg.KindSource, kg.KindLink, kg.KindCitation, 63} {
		for _, n := range []int64{1, 2, 3, 127, 128, 300_000, 1 << 31, 1<<57 - 1} {
			ids = append(ids, kg.NewID(code, n))
		}
		for n := int64(4); n < 40; n++ {
			ids = append(ids, kg.NewID(code, n))
		}
	}
	return ids
}

func TestIDTellsKindAndNumber(t *testing.T) {
	t.Parallel()
	id := kg.NewID(kg.KindCitation, 300_000)
	if id.Code() != kg.KindCitation || id.Number() != 300_000 {
		t.Errorf("it is number %d of kind %d", id.Number(), id.Code())
	}
}

func TestGlobalIDRoundTrip(t *testing.T) {
	t.Parallel()
	seen := map[string]kg.ID{}
	for _, id := range someIDs() {
		global := id.Global()
		if other, taken := seen[global]; taken && other != id {
			t.Errorf("%d and %d are both %s", id, other, global)
		}
		seen[global] = id
		if strings.Trim(global, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			t.Errorf("%s cannot be part of a URL", global)
		}
		if got, err := kg.ParseID(global); err != nil || got != id {
			t.Errorf("%d has the id %s, which is parsed as %d, error %v", id, global, got, err)
		}
		if got := string(id.AppendGlobal([]byte("x"))); got != "x"+global {
			t.Errorf("after x, %d has the id %s", id, got)
		}
	}
}

// TestMistypedIDIsRefused changes, drops, doubles and swaps single characters: none may lead to another record.
func TestMistypedIDIsRefused(t *testing.T) {
	t.Parallel()
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=. \n"
	for _, id := range someIDs() {
		global := id.Global()
		for i := range len(global) {
			for _, char := range alphabet {
				refuse(t, id, global[:i]+string(char)+global[i+1:])
			}
			refuse(t, id, global[:i]+global[i+1:])
			refuse(t, id, global[:i]+global[i:i+1]+global[i:])
		}
	}
}

func refuse(t *testing.T, id kg.ID, global string) {
	t.Helper()
	if global == id.Global() {
		return
	}
	got, err := kg.ParseID(global)
	if err == nil {
		t.Errorf("%s, mistyped from %s, is parsed as %d", global, id.Global(), got)
		return
	}
	if clientError(t, err).Code != kg.BadID || got != 0 {
		t.Errorf("%s is parsed as %d, error %v; want error %s", global, got, err, kg.BadID)
	}
}

func TestParseIDRefusesGarbage(t *testing.T) {
	t.Parallel()
	encode := func(raw ...byte) string { return base64.RawURLEncoding.EncodeToString(raw) }
	good := kg.NewID(kg.KindDistrict, 5).Global()
	for name, global := range map[string]string{
		"empty": "", "blank": " ", "a word": "baodi", "a number": "42", "zero": "0", "a negative number": "-1",
		"a Relay id": "RGlzdHJpY3Q6NQ==", "padded": good + "=", "a space behind": good + " ", "a line feed behind": good + "\n",
		"a line feed within": good[:1] + "\n" + good[1:], "not ASCII": "宝坻", "NUL": "\x00", "not UTF-8": "\xff\xfe",
		"no bytes but the check": encode(0xC6), "an endless varint": encode(0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0),
		"number 0": kg.NewID(kg.KindDistrict, 0).Global(), "a negative key": kg.ID(-1).Global(), "the least key": kg.ID(math.MinInt64).Global(),
		"long": strings.Repeat("A", 100_000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := kg.ParseID(global)
			refused := clientError(t, err)
			if refused.Code != kg.BadID || got != 0 {
				t.Errorf("got %d, error %v; want error %s", got, err, kg.BadID)
			}
			if len(refused.Message) > 200 {
				t.Errorf("the error is %d bytes long", len(refused.Message))
			}
		})
	}
}

func FuzzParseID(f *testing.F) {
	f.Add(kg.NewID(kg.KindDistrict, 5).Global())
	f.Add("RGlzdHJpY3Q6NQ==")
	f.Fuzz(func(t *testing.T, global string) {
		id, err := kg.ParseID(global)
		if err != nil {
			if clientError(t, err).Code != kg.BadID {
				t.Errorf("the error is %v, want %s", err, kg.BadID)
			}
			return
		}
		if id.Number() < 1 || id.Global() != global {
			t.Errorf("%q is parsed as %d, whose id is %q", global, id, id.Global())
		}
	})
}

// FuzzID formats and parses the id of any record.
func FuzzID(f *testing.F) {
	f.Add(byte(kg.KindDistrict), int64(5))
	f.Add(byte(kg.KindStatement), int64(1)<<57-1)
	f.Fuzz(func(t *testing.T, code byte, number int64) {
		code &= kg.CodeMask
		number = max(1, number&(1<<57-1))
		id := kg.NewID(kg.Code(code), number)
		if id.Code() != kg.Code(code) || id.Number() != number {
			t.Errorf("%d of kind %d is %d of kind %d", number, code, id.Number(), id.Code())
		}
		global := id.Global()
		if again, err := kg.ParseID(global); err != nil || again != id {
			t.Errorf("%s is parsed as %d, error %v; want %d", global, again, err, id)
		}
		// A mistyped letter does not make it the id of another record.
		for i := range global {
			other := []byte(global)
			other[i] ^= 1
			if again, err := kg.ParseID(string(other)); err == nil && again == id {
				t.Errorf("%s is parsed like %s", other, global)
			}
		}
	})
}
