package table

import (
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"civicgraph/internal/kg"
)

func TestDecodeText(t *testing.T) {
	t.Parallel()
	const chinese, western = "name,level\n天津市宝坻区,DISTRICT\n", "name,city\nJosé Müller,São Paulo\nÀngel Núñez,Orléans\n"
	for _, c := range []struct {
		name, text, want string
		encoding         encoding.Encoding
		named            string
	}{
		{"ASCII", "a,b", "UTF-8", encoding.Nop, ""},
		{"UTF-8", chinese, "UTF-8", encoding.Nop, ""},
		{"UTF-8 with a mark", chinese, "UTF-8 with a byte order mark", unicode.UTF8BOM, ""},
		{"UTF-16LE with a mark", chinese, "UTF-16LE", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), ""},
		{"UTF-16BE with a mark", chinese, "UTF-16BE", unicode.UTF16(unicode.BigEndian, unicode.UseBOM), ""},
		{"UTF-16LE", western, "UTF-16LE", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), ""},
		{"UTF-16BE", western, "UTF-16BE", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), ""},
		{"GB18030", chinese, "GB18030", simplifiedchinese.GB18030, ""},
		{"Windows-1252", western, "Windows-1252", charmap.Windows1252, ""},
		{"named", western, "windows-1250", charmap.Windows1252, "windows-1250"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			encoded, err := c.encoding.NewEncoder().String(c.text)
			if err != nil {
				t.Fatal(err)
			}
			got, name, err := decodeText([]byte(encoded), c.named)
			if err != nil || name != c.want || c.named == "" && got != c.text {
				t.Errorf("it is %q in %s, %v", got, name, err)
			}
		})
	}
	if _, _, err := decodeText(nil, "klingon"); err == nil {
		t.Error("an unknown encoding is known")
	}
}

func kgCode(n uint8) kg.Code { return kg.Code(n) }

func TestMakeSlug(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind       uint8
		name, want string
	}{
		{1, "张工", "zhang-gong"}, {1, "尹相杰", "yin-xiangjie"}, {1, "欧阳修", "ouyang-xiu"}, {1, "Zhang Gong", "zhang-gong"}, {1, "José Müller-Ñez", "jose-muller-nez"},
		{2, "宝坻", "baodi"}, {2, "São Paulo", "sao-paulo"}, {2, "朝阳区 East", "chaoyangqu-east"}, {2, "Øresund & Straße", "oresund-strasse"},
		{2, "Москва", ""}, {2, "東京タワー", ""}, {2, "—", ""}, {2, "Zone 51", "zone-51"},
	} {
		if got := makeSlug(kgCode(c.kind), c.name); got != c.want {
			t.Errorf("the slug of %q is %q, want %q", c.name, got, c.want)
		}
	}
	long := makeSlug(kgCode(2), "惠州仲恺高新技术产业开发区惠州仲恺高新技术产业开发区惠州仲恺高新技术产业开发区")
	other := makeSlug(kgCode(2), "惠州仲恺高新技术产业开发区惠州仲恺高新技术产业开发区惠州仲恺高新技术产业开发园")
	if !kg.IsSlug(long) || !kg.IsSlug(other) || long == other {
		t.Errorf("the slugs of long names are %q and %q", long, other)
	}
}
