export { add, multiply, negate, subtract } from './number/arithmetic.ts';
export { compareNumbers, isWhole, isZero, numberKey, signOf } from './number/compare.ts';
export { setScale, toDouble, toInt32 } from './number/convert.ts';
export { fromDouble, MAX_DIGITS, type RoundingMode } from './number/decimal.ts';
export { divide, powerOf, remainder } from './number/division.ts';
export { fromText, numberText, numberToJson } from './number/text.ts';
