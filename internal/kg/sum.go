package kg

import (
	"math"
	"math/big"
)

// Sum is an exact sum of any size, in the units of Decimal. Its zero value is 0.
type Sum struct{ units *big.Int }

// NewSum returns the sum whose value is high * 2^32 + low.
func NewSum(high, low int64) Sum {
	units := new(big.Int).Lsh(big.NewInt(high), 32) //nolint:mnd // half of an integer
	return Sum{units.Add(units, big.NewInt(low))}
}

// SumOf returns the sum of one value.
func SumOf(units int64) Sum { return Sum{big.NewInt(units)} }

func (s Sum) value() *big.Int {
	if s.units == nil {
		return new(big.Int)
	}
	return s.units
}

// Plus returns the sum of two.
func (s Sum) Plus(other Sum) Sum { return Sum{new(big.Int).Add(s.value(), other.value())} }

// OfWholes returns the sum of whole numbers, if the units of s are the sum of these.
func (s Sum) OfWholes() Sum { return Sum{new(big.Int).Mul(s.value(), big.NewInt(decimalUnit))} }

// Average returns the sum divided by a number of values, rounded to the unit; half a unit is rounded away from zero.
func (s Sum) Average(of int64) Sum {
	double := new(big.Int).Lsh(new(big.Int).Abs(s.value()), 1)
	average := double.Add(double, big.NewInt(of))
	average.Quo(average, new(big.Int).Lsh(big.NewInt(of), 1))
	if s.value().Sign() < 0 {
		average.Neg(average)
	}
	return Sum{average}
}

// Int returns the units, if they fit an Int of GraphQL.
func (s Sum) Int() (units int64, ok bool) {
	if !s.value().IsInt64() {
		return 0, false
	}
	units = s.value().Int64()
	return units, units >= math.MinInt32 && units <= math.MaxInt32
}

// Append appends the number as Decimal.Append does.
func (s Sum) Append(dst []byte) []byte {
	units := s.value()
	if units.IsInt64() {
		return Decimal(units.Int64()).Append(dst)
	}
	if units.Sign() < 0 {
		dst = append(dst, '-')
	}
	whole, fraction := new(big.Int).QuoRem(new(big.Int).Abs(units), big.NewInt(decimalUnit), new(big.Int))
	digits := Decimal(fraction.Int64()).Append(nil)
	return append(whole.Append(dst, 10), digits[len("0"):]...)
}

func (s Sum) String() string { return string(s.Append(nil)) }
