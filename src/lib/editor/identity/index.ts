export {
  identifiersIn,
  identityMarks,
  type Finding,
  type MarkedIdentifier
} from './identity-marks.ts';
