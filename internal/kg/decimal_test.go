package kg_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"civicgraph/internal/kg"
)

func TestDecimal(t *testing.T) {
	t.Parallel()
	cases := []struct {
		text, written string
		units         kg.Decimal
	}{
		{"0", "0", 0},
		{"-0", "0", 0},
		{"0.0000", "0", 0},
		{"1", "1", 10_000},
		{"-1", "-1", -10_000},
		{"172100000000", "172100000000", 1_721_000_000_000_000},
		{"172.1", "172.1", 1_721_000},
		{"172.10", "172.1", 1_721_000},
		{"0.5", "0.5", 5_000},
		{"-0.5", "-0.5", -5_000},
		{"0.0001", "0.0001", 1},
		{"-0.0001", "-0.0001", -1},
		{"1.0203", "1.0203", 10_203},
		{"-1.0203", "-1.0203", -10_203},
		{"9.9999", "9.9999", 99_999},
		{"1.500000000000", "1.5", 15_000},
		{"007.5", "7.5", 75_000},
		{"922337203685477.5807", "922337203685477.5807", math.MaxInt64},
		{"-922337203685477.5807", "-922337203685477.5807", -math.MaxInt64},
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			got, err := kg.ParseDecimal(c.text)
			if err != nil || got != c.units {
				t.Fatalf("it is read as %d, %v; want %d", got, err, c.units)
			}
			if got.String() != c.written {
				t.Errorf("it is formatted as %s, want %s", got, c.written)
			}
			if got := string(got.Append([]byte("x"))); got != "x"+c.written {
				t.Errorf("after x it is formatted as %s", got)
			}
		})
	}
}

func TestParseDecimalRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "-", ".", "-.", "5.", ".5", "-.5", "+5", "--5", "1e3", "1E3", "0x10", "NaN", "Inf", "12,5", "1 000", " 1", "1 ", "1\n",
		"1.2.3", "1.-2", "1_000", "１", "٣", "0.00001", "1.23456", "922337203685477.5808", "-922337203685477.5809", "922337203685478",
		"99999999999999999999999999", strings.Repeat("9", 5000), "0." + strings.Repeat("1", 5000),
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			got, err := kg.ParseDecimal(text)
			refused := clientError(t, err)
			if refused.Code != kg.BadValue || got != 0 {
				t.Errorf("got %d, error %v; want error %s", got, err, kg.BadValue)
			}
			if len(refused.Message) > 200 {
				t.Errorf("the error is %d bytes long", len(refused.Message))
			}
		})
	}
}

func TestDecimalRoundTrip(t *testing.T) {
	t.Parallel()
	numbers := []int64{math.MaxInt64, math.MinInt64 + 1, 0, 1, -1, 9_999, 10_000, -10_000}
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		n := random.Int64() >> random.IntN(63)
		numbers = append(numbers, n, -n)
	}
	unit := big.NewRat(10_000, 1)
	for _, n := range numbers {
		text := kg.Decimal(n).String()
		if got, err := kg.ParseDecimal(text); err != nil || got != kg.Decimal(n) {
			t.Fatalf("%d has the id %s, which is parsed as %d, error %v", n, text, got, err)
		}
		value, ok := new(big.Rat).SetString(text)
		if !ok || value.Mul(value, unit).Cmp(big.NewRat(n, 1)) != 0 {
			t.Fatalf("%d of 1/10000 is written as %s", n, text)
		}
	}
}

func TestLeastDecimalIsWritten(t *testing.T) {
	t.Parallel()
	if got := kg.Decimal(math.MinInt64).String(); got != "-922337203685477.5808" {
		t.Errorf("it is formatted as %s", got)
	}
}
