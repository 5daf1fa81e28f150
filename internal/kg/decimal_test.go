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
		{"1e9", "1000000000", 10_000_000_000_000},
		{"1E+9", "1000000000", 10_000_000_000_000},
		{"1000000000.0", "1000000000", 10_000_000_000_000},
		{"1.721e11", "172100000000", 1_721_000_000_000_000},
		{"-1.5e-3", "-0.0015", -15},
		{"100e-6", "0.0001", 1},
		{"0.001e03", "1", 10_000},
		{"0e99999999999999999999", "0", 0},
		{"-0.0e-99999999999999999999", "0", 0},
		{"9223372036854775807e-4", "922337203685477.5807", math.MaxInt64},
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
		"", "-", ".", "-.", "5.", ".5", "-.5", "+5", "--5", "e3", "1e", "1e+", "1e-", "1e+-3", "1e-+3", "1e++3", "1e3.0", "1e3e3", ".5e1", "1.e1", "1e 3", "0x10", "NaN", "Inf", "12,5", "1 000", " 1", "1 ", "1\n",
		"1.2.3", "1.-2", "1_000", "１", "٣", "0.00001", "1.23456", "1e-5", "1.5e-4", "1e15", "1e99999999999999999999", "-1e-99999999999999999999", "1e1000000000", "9223372036854775808e-4", "922337203685477.5808", "-922337203685477.5809", "922337203685478",
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

func TestParseInteger(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"0": 0, "-0": 0, "0.0": 0, "0e5": 0, "0.0e-99999999999": 0, "1": 1, "-1": -1, "1234": 1234, "1234.0": 1234, "1234.000": 1234, "1e5": 100_000, "1E+5": 100_000,
		"-2.5e1": -25, "1200e-2": 12, "1.5e1": 15, "9223372036854775807": math.MaxInt64, "-9223372036854775807.0": -math.MaxInt64, "0.1e1": 1, "007": 7,
	} {
		if got, ok := kg.ParseInteger(text); !ok || got != want {
			t.Errorf("%s is read as %d, %v", text, got, ok)
		}
	}
	for _, text := range []string{
		"", "-", "1.5", "1e-1", "15e-2", "1.", ".0", "1e", "+1", "1,000", "1 ", "0x1", "NaN", "9223372036854775808", "1e19", "1e99999999999999999999", "1e-99999999999999999999", "1.0000000000000000000001",
	} {
		if got, ok := kg.ParseInteger(text); ok {
			t.Errorf("%s is read as %d", text, got)
		}
	}
}
